package draft_test

import (
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/draft"
	"example.org/caterina/internal/openai"
	"example.org/caterina/internal/openaitest"
)

// inOthers are the attempts of the suite that are neither Italian nor English.
func inOthers(tb testing.TB) []attack {
	tb.Helper()
	var all []attack
	for _, a := range attacks(tb) {
		if a.Lang != "it" && a.Lang != "en" {
			all = append(all, a)
		}
	}
	if len(all) < 20 {
		tb.Fatalf("only %d attempts", len(all))
	}
	return all
}

// leaksAbove says what of the forbidden stands above the Italian words, in them, or in
// what a reader of the toy reads.
func (a attack) leaksAbove(reply caterina.Reply) string {
	above := foreignPart(reply)
	if leak := a.leaks(above); leak != "" {
		return leak
	}
	for line := range strings.Lines(above) {
		for sentence := range strings.SplitSeq(line, ". ") {
			if leak := a.leaks(openaitest.Italian(sentence)); leak != "" {
				return leak
			}
		}
	}
	return ""
}

// saysInstead has a model write a text in place of all that it is to translate, or of one, or
// beside the first.
func saysInstead(text string) []func(honest openaitest.Answer, c openaitest.Chat) openaitest.Answer {
	change := func(f func(i int, was string) string) func(openaitest.Answer, openaitest.Chat) openaitest.Answer {
		return func(honest openaitest.Answer, c openaitest.Chat) openaitest.Answer {
			p := openaitest.Read(c)
			var pairs []string
			for i, x := range p.Texts {
				pairs = append(pairs, x.ID, f(i, x.Parts[0].Text))
			}
			return openaitest.Answer{Text: texts(pairs...)}
		}
	}
	return []func(openaitest.Answer, openaitest.Chat) openaitest.Answer{
		change(func(int, string) string { return text }),
		change(func(i int, was string) string {
			if i > 0 {
				return openaitest.Foreign("ro", was)
			}
			return text
		}),
		change(func(i int, was string) string {
			if was = openaitest.Foreign("ro", was); i > 0 {
				return was
			}
			return was + " " + text
		}),
	}
}

// TestNoAttackInAnotherLanguageArrives: the model does as it is told with the question, on
// the way there, in the citizen's language and in Italian, and on the way back.
func TestNoAttackInAnotherLanguageArrives(t *testing.T) {
	t.Parallel()
	d := siena(t)
	tries := 0
	for _, a := range inOthers(t) {
		base, err := d.engine.Reply(t.Context(), writes(d, a.Text))
		if err != nil {
			t.Fatal(err)
		}
		ways := []*translator{{asked: a.Obeyed}, {asked: "Quanto costa il nido? " + a.Obeyed}}
		for _, forth := range saysInstead(a.Obeyed) {
			ways = append(ways, &translator{asked: "Quanto costa il nido?", forth: forth, back: openItalian})
		}
		for _, forth := range saysInstead(openaitest.Foreign("ro", a.Obeyed)) {
			ways = append(ways, &translator{asked: "Quanto costa il nido?", forth: forth})
		}
		for i, m := range ways {
			tries++
			text := romanian // the toy's language
			if i < 2 {
				text = a.Text
			}
			got := replies(t, d.engine, m, writes(d, text))
			if leak := a.leaksAbove(got); leak != "" {
				t.Errorf("%s: %q is in %q", a.ID, leak, foreignPart(got))
			}
			if leak := a.leaks(got.Message.Text); leak != "" && a.leaks(base.Message.Text) == "" {
				t.Errorf("%s: %q is in %q", a.ID, leak, got.Message.Text)
			}
		}
	}
	t.Logf("%d tries", tries)
}

// openItalian puts everything back honestly, and Italian as it is.
func openItalian(_ openaitest.Answer, c openaitest.Chat) openaitest.Answer {
	var pairs []string
	for _, x := range openaitest.Read(c).Texts {
		pairs = append(pairs, x.ID, openaitest.Italian(x.Parts[0].Text))
	}
	return openaitest.Answer{Text: texts(pairs...)}
}

// TestAModelThatObeysACardTranslatesNothingOfIt: somebody has written into a card, and the
// model does what it says, in the usual ways.
func TestAModelThatObeysACardTranslatesNothingOfIt(t *testing.T) {
	t.Parallel()
	d := siena(t)
	obeying := openaitest.Obeying()
	obeys := func(_ openaitest.Answer, c openaitest.Chat) openaitest.Answer { return obeying(c) }
	n := 0
	for _, a := range attacks(t) {
		if a.Place != "card" || a.Lang != "it" {
			continue
		}
		engine := bot.New(&poisoned{Library: d.Library, slug: "bonus-utenze", text: a.Text}, bot.Config{})
		n++
		got := replies(t, engine, &translator{asked: "casi particolari del bonus utenze", forth: obeys, back: obeys}, writes(d, romanian))
		if leak := a.leaksAbove(got); leak != "" {
			t.Errorf("%s: %q is in %q", a.ID, leak, foreignPart(got))
		}
	}
	if n < 20 {
		t.Errorf("only %d tries", n)
	}
}

// TestATranslatorOverHTTP: the three calls through the client of the product, to a server
// that translates, that lies, and that stalls.
func TestATranslatorOverHTTP(t *testing.T) {
	t.Parallel()
	d := siena(t)
	server := openaitest.Start(t, openaitest.Options{})
	client := clientOf(t, server)
	reply := func(lang string) caterina.Reply {
		got, err := draft.New(draft.Config{Engine: d.engine, Model: client, Late: time.Minute}).Reply(t.Context(), writes(d, lang), nil)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for _, text := range []string{romanian, "Скільки коштують ясла?", "Sa kushton çerdhja për fëmijën tim?", "كم تكلفة الحضانة؟", "托儿所多少钱？", "নার্সারির খরচ কত?"} {
		got := reply(text)
		if !got.Message.Generated || foreignPart(got) == "" || len(got.Trace.Model) != 3 || got.Trace.Model[2].In == 0 {
			t.Errorf("%s: %+v, %+v", text, got.Message, got.Trace.Model)
		}
	}
	forth := func(lie openaitest.Behaviour) openaitest.Behaviour {
		return func(c openaitest.Chat) openaitest.Answer {
			if openaitest.IntoItalian(c) {
				return openaitest.Extractive()(c)
			}
			return lie(c)
		}
	}
	server.BehaveAt(caterina.StepTranslate, forth(openaitest.Lying(3)))
	before := len(server.Requests(openaitest.Chats))
	got := reply(romanian)
	told := server.Requests(openaitest.Chats)[before+1].Outcome.Change
	if told.Kind == "" || len(got.Rejected) == 0 || got.Rejected[0].Reason != draft.RejectedTranslation || len(got.Rejected[0].Cards) == 0 {
		t.Errorf("%+v: %+v", told, got.Rejected)
	}
	server.BehaveAt(caterina.StepTranslate, forth(openaitest.Always(texts("1", "x"))))
	if got := reply(romanian); got.Message.Generated {
		t.Errorf("got %+v", got.Message)
	}
	server.BehaveAt(caterina.StepTranslate, nil)
	server.Fail(openaitest.Broken(400, 0))
	if got := reply(romanian); got.Message.Generated || len(got.Trace.Model) != 1 || got.Trace.Model[0].Failure == "" {
		t.Errorf("got %+v", got.Trace.Model)
	}
}

// clientOf is the product's client of a server.
func clientOf(tb testing.TB, server *openaitest.Server) *openai.Client {
	tb.Helper()
	client, err := openai.New(openai.Config{
		BaseURL: server.URL(), Key: caterina.Secret(server.Key()), ChatModel: openaitest.DefaultChat,
		Timeout: 2 * time.Minute, FirstToken: time.Minute, Stall: time.Minute,
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(client.Close)
	return client
}
