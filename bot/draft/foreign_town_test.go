package draft_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot/draft"
	"example.org/caterina/internal/openaitest"
	"example.org/caterina/prompts"
)

// translator is a model that translates as one of the models for tests, and may do
// otherwise with each call.
type translator struct {
	forth func(honest openaitest.Answer, c openaitest.Chat) openaitest.Answer // nil: honestly
	back  func(honest openaitest.Answer, c openaitest.Chat) openaitest.Answer
	asked string // what the citizen's question is in Italian; "": as the model has it

	mu    sync.Mutex
	chats []openaitest.Chat
}

func (m *translator) chat(ask caterina.Ask) openaitest.Chat {
	return openaitest.Chat{Step: ask.Step, Format: "json_schema", Schema: ask.Schema, Messages: []openaitest.Message{
		{Role: "system", Content: ask.System}, {Role: "user", Content: ask.Prompt},
	}}
}

// asksWhat says whether a chat is about the citizen's question.
func asksWhat(c openaitest.Chat) bool { return strings.Contains(c.User(), `nome="domanda"`) }

func (m *translator) Complete(ctx context.Context, ask caterina.Ask) (caterina.Completion, error) {
	return m.Stream(ctx, ask, func(string) error { return nil })
}

func (m *translator) Stream(_ context.Context, ask caterina.Ask, each func(string) error) (caterina.Completion, error) {
	c := m.chat(ask)
	m.mu.Lock()
	m.chats = append(m.chats, c)
	m.mu.Unlock()
	a := openaitest.Extractive()(c)
	switch {
	case asksWhat(c) && m.asked != "":
		a.Text = texts("domanda", m.asked)
	case asksWhat(c):
	case openaitest.IntoItalian(c) && m.back != nil:
		a = m.back(a, c)
	case !openaitest.IntoItalian(c) && m.forth != nil:
		a = m.forth(a, c)
	}
	return caterina.Completion{Text: a.Text, Usage: caterina.Usage{Step: ask.Step, Version: ask.Version, Model: "toy", In: 10, Out: 5}}, each(a.Text)
}

// texts is an answer to a request for translations: names and texts.
func texts(pairs ...string) string {
	var all []prompts.Text
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, prompts.Text{Name: pairs[i], Text: pairs[i+1]})
	}
	raw, _ := json.Marshal(prompts.Translated{Texts: all}) // words: it cannot fail
	return string(raw)
}

// inTongue is a question in a language: what it says the model knows.
func inTongue(lang string) string {
	return map[string]string{
		"ro": "Bună ziua, aș vrea să știu ceva, vă rog", "es": "Hola, quiero saber una cosa, por favor", "fr": "Bonjour, je voudrais savoir quelque chose",
		"sq": "Përshëndetje, dua të di diçka për fëmijën", "uk": "Добрий день, я хочу щось дізнатися", "ar": "مرحبا، أريد أن أعرف شيئا", "bn": "আমি কিছু জানতে চাই",
		"zh": "你好，我想知道一件事",
	}[lang]
}

// replies has the demo town answer a turn with a translator.
func replies(tb testing.TB, engine draft.Engine, m *translator, turn caterina.Turn) caterina.Reply {
	tb.Helper()
	var shown []string
	reply, err := draft.New(draft.Config{Engine: engine, Model: m, Late: time.Minute}).Reply(tb.Context(), turn, func(text string) { shown = append(shown, text) })
	if err != nil {
		tb.Fatal(err)
	}
	if len(shown) > 0 {
		tb.Errorf("shown before it was checked: %q", shown)
	}
	return reply
}

// foreignPart is what stands above the Italian words of an answer.
func foreignPart(reply caterina.Reply) string {
	above, _, ok := strings.Cut(reply.Message.Text, "———")
	if !ok {
		return ""
	}
	return above
}

// said are the Italian sentences of a request for translations.
func said(c openaitest.Chat) []string {
	var all []string
	for _, x := range openaitest.Read(c).Texts {
		all = append(all, x.Parts[0].Text)
	}
	return all
}

// languages are those that the toys stand for.
func languages() []string { return []string{"ro", "es", "fr", "sq", "uk", "ar", "bn", "zh"} }

// TestHonestTranslationsAreShown: of the answers to all questions of the demo, each asked
// in one of eight languages, hardly a sentence is refused.
func TestHonestTranslationsAreShown(t *testing.T) {
	t.Parallel()
	engine, turns := asked(t)
	answers, given, sentences, refused := 0, 0, 0, 0
	for i, turn := range turns {
		if i%2 > 0 { // every second question: there are two at least of each card
			continue
		}
		lang := languages()[i%len(languages())]
		m := &translator{asked: turn.Inputs[0].Text}
		turn.Inputs = []caterina.Input{{Seq: 1, Text: inTongue(lang)}}
		got := replies(t, engine, m, turn)
		if len(m.chats) < 2 { // the card is of the past: of that nothing is said anew
			continue
		}
		answers++
		for _, c := range m.chats {
			if !openaitest.IntoItalian(c) {
				sentences += len(said(c))
			}
		}
		refused += len(got.Rejected)
		for _, x := range got.Rejected {
			t.Logf("%s: refused %q: %q", lang, x.Sentence, openaitest.Italian(x.Sentence))
		}
		if foreignPart(got) == "" {
			given++
			t.Logf("%s: %s: given up: %s", lang, m.asked, got.Trace.Rule)
		}
	}
	t.Logf("%d of %d answers given up, %d of %d sentences refused", given, answers, refused, sentences)
	if answers < leastHonest/2 || float64(given) > mostRefused*float64(answers) || float64(refused) > mostRefused*float64(sentences) {
		t.Errorf("%d of %d answers are given up, %d of %d sentences", given, answers, refused, sentences)
	}
}
