package draft_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/openaitest"
	"example.org/caterina/prompts"
)

const leastForeignLies = 300

// differing are the texts that two answers to the same request do not have in common, as
// they are in the first.
func differing(tb testing.TB, told, honest string) []prompts.Text {
	tb.Helper()
	var a, b prompts.Translated
	if err := json.Unmarshal([]byte(told), &a); err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal([]byte(honest), &b); err != nil {
		tb.Fatal(err)
	}
	var out []prompts.Text
	for i := range a.Texts {
		if i >= len(b.Texts) || a.Texts[i] != b.Texts[i] {
			out = append(out, a.Texts[i])
		}
	}
	return out
}

// refuses says whether a sentence was refused.
func refuses(reply caterina.Reply, sentence string) bool {
	return slices.ContainsFunc(reply.Rejected, func(x caterina.Rejected) bool { return x.Sentence == sentence })
}

// lied is what a liar makes of each sentence of an answer, and the sentences that are
// lies, with what was changed.
func lied(tb testing.TB, liar openaitest.Behaviour, honest openaitest.Answer, c openaitest.Chat) (openaitest.Answer, map[string]openaitest.Change) {
	tb.Helper()
	var pairs []string
	lies := map[string]openaitest.Change{}
	for _, x := range differing(tb, honest.Text, texts()) {
		one := c
		one.Messages = slices.Clone(c.Messages)
		_, from, _ := strings.Cut(c.User(), `<testo nome="`+x.Name+`">`)
		from, _, _ = strings.Cut(from, "</testo>")
		one.Messages[1].Content = `<testo nome="` + x.Name + `">` + from + "</testo>"
		a := liar(one)
		if wrong := differing(tb, a.Text, texts(x.Name, x.Text)); a.Change.Kind != "" && len(wrong) == 1 {
			x = wrong[0]
			lies[x.Text] = a.Change
		}
		pairs = append(pairs, x.Name, x.Text)
	}
	return openaitest.Answer{Text: texts(pairs...)}, lies
}

// TestNoLieOfATranslatorIsShown has a model change one fact of each sentence of answers
// about all cards of the demo when it puts it into another language: none of these
// sentences is shown, though the next call puts each back as it is.
func TestNoLieOfATranslatorIsShown(t *testing.T) {
	t.Parallel()
	engine, turns := asked(t)
	facts := slices.DeleteFunc(openaitest.ChangeKinds(), func(k openaitest.ChangeKind) bool { return k == openaitest.Added })
	told, sum, shown := map[openaitest.ChangeKind]int{}, 0, 0
	for i, turn := range turns {
		liar := openaitest.Lying(uint64(i), facts...)
		if i%16 == 1 {
			liar = openaitest.Lying(uint64(i), openaitest.Added)
		} else if i%2 > 0 {
			continue
		}
		var lies map[string]openaitest.Change
		m := &translator{asked: turn.Inputs[0].Text, forth: func(honest openaitest.Answer, c openaitest.Chat) openaitest.Answer {
			var a openaitest.Answer
			a, lies = lied(t, liar, honest, c)
			return a
		}}
		turn.Inputs = []caterina.Input{{Seq: 1, Text: inTongue(languages()[i/2%len(languages())])}}
		got := replies(t, engine, m, turn)
		for sentence, change := range lies {
			told[change.Kind]++
			sum++
			if !refuses(got, sentence) {
				shown++
				t.Errorf("%s: %q -> %q is shown: %q", change.Kind, change.Was, change.Is, openaitest.Italian(sentence))
			}
		}
	}
	t.Logf("%d lies told, %d shown: %v", sum, shown, told)
	if sum < leastForeignLies {
		t.Errorf("only %d lies were told", sum)
	}
}

// TestAFactInAnothersPlaceIsNotShown: two of one answer change places.
func TestAFactInAnothersPlaceIsNotShown(t *testing.T) {
	t.Parallel()
	engine, turns := asked(t)
	liar, told := openaitest.Lying(1, openaitest.Swapped), 0
	for i, turn := range turns {
		if i%4 > 0 {
			continue
		}
		var wrong []prompts.Text
		m := &translator{asked: turn.Inputs[0].Text, forth: func(honest openaitest.Answer, c openaitest.Chat) openaitest.Answer {
			a := liar(c)
			wrong = differing(t, a.Text, honest.Text)
			return a
		}}
		turn.Inputs = []caterina.Input{{Seq: 1, Text: inTongue(languages()[i/4%len(languages())])}}
		got := replies(t, engine, m, turn)
		for _, x := range wrong {
			told++
			if !refuses(got, x.Text) {
				t.Errorf("%q is shown", openaitest.Italian(x.Text))
			}
		}
	}
	t.Logf("%d lies", told)
	if told < leastForeignLies/30 {
		t.Errorf("only %d lies were told", told)
	}
}

// TestALieOnTheWayBackCostsTheSentence: what does not come back as it was said is not
// shown, whoever is wrong.
func TestALieOnTheWayBackCostsTheSentence(t *testing.T) {
	t.Parallel()
	engine, turns := asked(t)
	liar := openaitest.Lying(7)
	told := 0
	for i, turn := range turns {
		if i%8 > 0 {
			continue
		}
		var wrong []prompts.Text
		var sent string
		m := &translator{asked: turn.Inputs[0].Text, back: func(honest openaitest.Answer, c openaitest.Chat) openaitest.Answer {
			a := liar(c)
			wrong, sent = differing(t, a.Text, honest.Text), c.User()
			return a
		}}
		turn.Inputs = []caterina.Input{{Seq: 1, Text: inTongue(languages()[i/8%len(languages())])}}
		got := replies(t, engine, m, turn)
		if len(wrong) == 0 {
			continue
		}
		told++
		_, foreign, _ := strings.Cut(sent, `<testo nome="`+wrong[0].Name+`">`)
		foreign, _, _ = strings.Cut(foreign, "</testo>")
		if !refuses(got, foreign) {
			t.Errorf("%q is shown, though it came back as %q", foreign, wrong[0].Text)
		}
	}
	t.Logf("%d lies", told)
	if told < leastForeignLies/10 {
		t.Errorf("only %d lies were told", told)
	}
}

// falseWords are lies without a figure: each word for the other.
func falseWords() [][2]string {
	return [][2]string{
		{"INPS", "INAIL"},
		{"SPID", "CNS"},
		{"non", ""},
		{"giorni", "mesi"},
		{"mesi", "anni"},
		{"anni", "mesi"},
		{"prima", "dopo"},
		{"dopo", "prima"},
		{"entro", "dopo"},
		{"sempre", "mai"},
		{"gratis", "a pagamento"},
		{"gratuito", "a pagamento"},
		{"almeno", "al massimo"},
		{"minorenni", "maggiorenni"},
		{"tutti", "nessuno"},
		{"ordinario", "corrente"},
		{"CAF", "Comune"},
		{"ogni anno", "ogni mese"},
		{"al mese", "all'anno"},
		{"residente", "proprietario"},
		{"e", "o"},
		{"o", "e"},
	}
}

// TestNoWordOfATranslationIsAnother changes one word that matters.
func TestNoWordOfATranslationIsAnother(t *testing.T) {
	t.Parallel()
	engine, turns := asked(t)
	told, sum := map[string]int{}, 0
	words := make([]*regexp.Regexp, len(falseWords()))
	for n, pair := range falseWords() {
		words[n] = regexp.MustCompile(` ` + pair[0] + ` `)
	}
	for i, turn := range turns {
		if i%8 != 0 {
			continue
		}
		lang := languages()[i/8%len(languages())]
		base, err := engine.Reply(t.Context(), turn)
		if err != nil {
			t.Fatal(err)
		}
		for n, pair := range falseWords() {
			if !words[n].MatchString(base.Message.Text) {
				continue
			}
			var wrong []prompts.Text
			m := &translator{asked: turn.Inputs[0].Text, forth: func(honest openaitest.Answer, c openaitest.Chat) openaitest.Answer {
				user := &c.Messages[len(c.Messages)-1]
				at := words[n].FindStringIndex(user.Content)
				if at == nil {
					return honest
				}
				user.Content = user.Content[:at[0]+1] + strings.TrimSpace(pair[1]+" "+user.Content[at[1]:])
				a := openaitest.Extractive()(c)
				wrong = differing(t, a.Text, honest.Text)
				return a
			}}
			one := turn
			one.Inputs = []caterina.Input{{Seq: 1, Text: inTongue(lang)}}
			got := replies(t, engine, m, one)
			if len(wrong) == 0 {
				continue
			}
			told[pair[0]]++
			sum++
			if !refuses(got, wrong[0].Text) {
				t.Errorf("%q for %q is shown: %q", pair[1], pair[0], openaitest.Italian(wrong[0].Text))
			}
		}
	}
	t.Logf("%d lies told: %v", sum, told)
	if sum < leastForeignLies/6 {
		t.Errorf("only %d lies were told", sum)
	}
}
