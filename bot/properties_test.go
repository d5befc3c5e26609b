package bot

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// everyAnswer calls f with what a town says to many questions and choices, in
// both languages.
func everyAnswer(t *testing.T, town *fakeTown, f func(what string, reply caterina.Reply)) {
	t.Helper()
	e := New(knowledgeOf{town}, Config{PublicURL: "https://valdoro.example"})
	say := func(what, lang string, in caterina.Input) {
		reply, err := e.Reply(t.Context(), caterina.Turn{Town: town.Town, Now: monday(), Lang: lang, Inputs: []caterina.Input{in}})
		if err != nil {
			t.Fatal(err)
		}
		f(what, reply)
	}
	for _, lang := range []string{langIT, langEN} {
		for _, o := range town.all() {
			say(lang+" card "+o.card.Slug, lang, caterina.Input{Choice: choiceCard + o.card.Slug})
			for _, field := range allFields() {
				id := choiceCard + o.card.Slug + "/" + string(field)
				say(lang+" "+id, lang, caterina.Input{Choice: id})
			}
			say("title of "+o.card.Slug, lang, caterina.Input{Text: o.card.Title})
		}
		say("person", lang, caterina.Input{Choice: choicePerson})
		say("none", lang, caterina.Input{Choice: choiceNone})
	}
	for _, row := range table(t, "testdata/fields.tsv") {
		say(row[1], "", caterina.Input{Text: row[1]})
	}
}

// pastTown is a town whose cards are all of the past or of the future and full of
// figures that must not be said.
func pastTown(t *testing.T, r *rand.Rand) *fakeTown {
	t.Helper()
	town := loadTown(t)
	town.Parent.Cards = nil
	figure := func() string {
		n := strconv.Itoa(7000000 + r.IntN(1000000)) // found nowhere else
		return []string{
			"Sono " + n + " euro.", "Ricevi " + n + ",50 €.", "- fino a " + n + "\n- il " + n + "%", "Entro il " + n + ".", "**" + n + "** al mese, per tutti",
			"Prima frase. Poi " + n + " euro! E basta.", "Chiama entro giugno.\n\nServono " + n + " punti",
		}[r.IntN(7)]
	}
	town.Cards = nil
	for i := range 4 {
		valid := &caterina.Validity{To: &caterina.Date{Year: 2021, Month: time.December, Day: 31}}
		if i%2 == 1 {
			valid = &caterina.Validity{From: &caterina.Date{Year: 2030, Month: time.January, Day: 1}}
		}
		town.Cards = append(town.Cards, caterina.Card{
			Slug: fmt.Sprintf("past-%d", i), Title: "Bonus vecchio " + string(rune('A'+i)), Kind: caterina.Kinds()[r.IntN(5)],
			Summary: "Un aiuto. " + figure(), Description: figure(), Recipients: figure(), Amount: figure(), Access: figure(), Cost: figure(),
			Deadlines: figure(), Information: figure(), Result: figure(), SpecialCases: figure(), More: figure(), Documents: []string{figure(), figure()},
			ISEE: &caterina.ISEE{Kind: "ordinario", Max: float64(7000000 + r.IntN(1000000))}, Valid: valid, Keywords: []string{"vecchio"},
			Window: &caterina.Window{Closes: &caterina.Date{Year: 2029, Month: time.May, Day: 7}},
			Translations: map[string]caterina.Translation{langEN: {
				Title: "Old bonus " + string(rune('A'+i)), Summary: "Some help. " + figure(), Amount: figure(), Recipients: figure(), Access: figure(),
				Cost: figure(), Deadlines: figure(), Documents: []string{figure()},
			}},
		})
	}
	return town
}

func TestCardsThatDoNotHoldNeverGiveFigures(t *testing.T) {
	t.Parallel()

	for seed := range uint64(5) {
		town := pastTown(t, rand.New(rand.NewPCG(seed, 1)))
		everyAnswer(t, town, func(what string, reply caterina.Reply) {
			if i := strings.Index(reply.Message.Text, "7"); i >= 0 && regexp.MustCompile(`7[\d.,]{6}`).MatchString(reply.Message.Text) {
				t.Fatalf("seed %d, %s: a figure of the past is said:\n%s", seed, what, reply.Message.Text)
			}
			for _, word := range []string{"giugno", "7 maggio 2029", "7 May 2029"} {
				if strings.Contains(reply.Message.Text, word) {
					t.Fatalf("seed %d, %s: a term of the past is said (%s):\n%s", seed, what, word, reply.Message.Text)
				}
			}
		})
	}
}

// laterDay is a day in words that the engine counts ahead itself.
var laterDay = regexp.MustCompile(`(domenica|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday) \d{1,2} \pL+`)

// listNumber is the number of a line in a list.
var listNumber = regexp.MustCompile(`(?m)^\d\. `)

var digits = regexp.MustCompile(`\d[\d.,:/ ]*\d|\d`)

func TestEveryNumberComesFromWhatTheTownPublished(t *testing.T) {
	t.Parallel()

	town := loadTown(t)
	known := knownNumbers(t, town)
	everyAnswer(t, town, func(what string, reply caterina.Reply) {
		text := listNumber.ReplaceAllString(laterDay.ReplaceAllString(reply.Message.Text, ""), "")
		for _, number := range digits.FindAllString(text, -1) {
			if !published(known, number) {
				t.Errorf("%s: where does %q come from?\n%s", what, number, reply.Message.Text)
			}
		}
	})
}

// knownNumbers returns the digits of every value that the town published, and of
// the national emergency numbers.
func knownNumbers(t *testing.T, town *fakeTown) []string {
	t.Helper()
	var known []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			known = append(known, onlyDigits(v))
			for _, n := range digits.FindAllString(v, -1) {
				known = append(known, onlyDigits(n))
			}
		case float64:
			known = append(known, onlyDigits(strconv.FormatFloat(v, 'f', -1, 64)))
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	for _, published := range []any{town.Town, town.Offices, town.Cards, town.Parent.Cards, defaultNumbers(), greetingNumbers()} {
		b, err := json.Marshal(published)
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		walk(v)
	}
	return known
}

// greetingNumbers are the numbers in Caterina's own words: 112, and how long a
// message may be.
func greetingNumbers() []string { return []string{"112", "4000"} }

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// published says whether a number is among the known ones, whatever its
// separators, leading zeros and country code.
func published(known []string, number string) bool {
	whole := strings.TrimLeft(onlyDigits(number), "0")
	if slices.ContainsFunc(known, func(k string) bool { return strings.TrimLeft(k, "0") == whole }) {
		return true
	}
	for part := range strings.FieldsSeq(number) {
		d := strings.TrimLeft(onlyDigits(part), "0")
		d39, _ := strings.CutPrefix(d, "39")
		if !slices.ContainsFunc(known, func(k string) bool {
			k = strings.TrimLeft(k, "0")
			return k == d || len(d) > 3 && strings.Contains(k, d) || len(d) > 8 && strings.TrimLeft(d39, "0") == k || len(d) <= 2 && strings.Contains(k, d)
		}) {
			return false
		}
	}
	return true
}

func TestAmountsAreWrittenAsItaliansDo(t *testing.T) {
	t.Parallel()

	for euro, want := range map[float64]string{
		8700: "8700", 11800: "11.800", 413.10: "413,10", 20668.26: "20.668,26", 1000000: "1.000.000", 0.5: "0,50", 9999.99: "9999,99", 10000: "10.000", 2065.5: "2065,50",
	} {
		if got := amount(euro); got != want {
			t.Errorf("amount(%v) = %q, want %q", euro, got, want)
		}
	}
}

func TestNothingACitizenOrACardWritesFormatsTheAnswer(t *testing.T) {
	t.Parallel()

	town := loadTown(t)
	town.Cards[0].Title = "Mensa **gratis** [clicca](javascript:alert) <b>"
	town.Cards[0].Forms = []caterina.Link{{Label: "](javascript:x) [", URL: "javascript:alert(1)\" onclick=\"x"}}
	town.Offices[1].Name = "Ufficio *scuola*"
	e := New(knowledgeOf{town}, Config{})
	for _, in := range []caterina.Input{
		{Choice: "card/mensa-scolastica"},
		{Choice: "card/mensa-scolastica/forms"},
		{Choice: "card/mensa-scolastica/offices"},
		{Text: "**zqxj** [zqxj](http://evil.example) <script>"},
	} {
		reply, err := e.Reply(t.Context(), caterina.Turn{Town: town.Town, Now: monday(), Inputs: []caterina.Input{in}})
		if err != nil {
			t.Fatal(err)
		}
		unescaped := regexp.MustCompile(`\\.`).ReplaceAllString(reply.Message.Text, "")
		for _, bad := range []string{"**gratis**", "](javascript", " *scuola*", "zqxj", "<script>", "<b>", "onclick"} {
			if strings.Contains(unescaped, bad) {
				t.Errorf("%v: the answer holds %q:\n%s", in, bad, reply.Message.Text)
			}
		}
	}
}

func TestGreetingSaysThatItIsAProgramInBothLanguages(t *testing.T) {
	t.Parallel()

	town := loadTown(t).Town
	for _, lang := range []string{langIT, langEN, "", "fr"} {
		for name, body := range map[string]caterina.MessageBody{"greeting": Greeting(town, lang), "apology": Apology(town, lang)} {
			if body.Text == "" || body.Outcome == "" {
				t.Errorf("%s in %q is empty", name, lang)
			}
			if name == "greeting" && (!strings.Contains(body.Text, "programma") || !strings.Contains(body.Text, "program,")) {
				t.Errorf("the greeting in %q does not say in both languages what speaks:\n%s", lang, body.Text)
			}
		}
	}
	town.Texts = caterina.Texts{Disclosure: "Sono un programma. I am a program, not a person.", Greeting: "Benvenuta a Valdoro."}
	if text := Greeting(town, langIT).Text; !strings.Contains(text, "Benvenuta a Valdoro.") || !strings.HasPrefix(text, "Sono un programma.") {
		t.Errorf("the town's own words are not used:\n%s", text)
	}
}

func TestEveryReplyIsComplete(t *testing.T) {
	t.Parallel()

	everyAnswer(t, loadTown(t), func(what string, reply caterina.Reply) {
		m := reply.Message
		switch {
		case strings.TrimSpace(m.Text) == "":
			t.Errorf("%s: nothing is said", what)
		case m.Outcome == "" || m.Outcome != reply.Trace.Outcome:
			t.Errorf("%s: outcome %q, in the trace %q", what, m.Outcome, reply.Trace.Outcome)
		case reply.Trace.Rule == "":
			t.Errorf("%s: the trace names no rule", what)
		case m.Lang != langIT && m.Lang != langEN:
			t.Errorf("%s: language %q", what, m.Lang)
		case m.Outcome == caterina.OutcomeAnswer && m.Card != "" && len(m.Citations) == 0:
			t.Errorf("%s: an answer about %s without a citation", what, m.Card)
		case len(reply.Trace.Ranking) > maxHits:
			t.Errorf("%s: %d hits in the trace", what, len(reply.Trace.Ranking))
		}
		for _, o := range m.Options {
			if o.ID == "" || o.Label == "" {
				t.Errorf("%s: option %+v", what, o)
			}
		}
	})
}

func FuzzReply(f *testing.F) {
	for _, s := range []string{
		"", "ciao", "quanto costa la mensa e dove si trova?", "adi", "voglio morire", "2", "sì", "altro", "e per mio padre?", "😀😀", "我想问", "card/x",
		strings.Repeat("a", 5000), strings.Repeat("e quanto costa ", 400), "\xff\x00\u202e", "**x** [y](z)", "? . ! ;",
	} {
		f.Add(s, "quanto costa la mensa?", "")
		f.Add(s, "adi", "card/mensa-scolastica")
	}
	f.Fuzz(func(t *testing.T, text, before, choice string) {
		c := newChat(t)
		c.say(t, caterina.Input{Text: before})
		for _, in := range []caterina.Input{{Text: text}, {Text: text, Choice: choice}} {
			m := c.say(t, in).Message
			if strings.TrimSpace(m.Text) == "" {
				t.Errorf("%q, %q: nothing is said", text, choice)
			}
			if !slices.Contains([]caterina.Outcome{
				caterina.OutcomeAnswer, caterina.OutcomeClarify, caterina.OutcomeDecline, caterina.OutcomeCrisis, caterina.OutcomeHandoff, caterina.OutcomeSmalltalk,
			}, m.Outcome) {
				t.Errorf("%q, %q: outcome %q", text, choice, m.Outcome)
			}
		}
	})
}
