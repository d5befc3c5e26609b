package verify_test

import (
	"regexp"
	"strings"
	"sync"
	"testing"
)

// office is whom a card sends one to, with the article of its name.
type office struct{ article, name string }

func offices() []office {
	return []office{
		{"l'", "INPS"},
		{"il", "CAF"},
		{"il", "patronato"},
		{"il", "Comune"},
		{"la", "ASL"},
		{"la", "Questura"},
		{"la", "Prefettura"},
		{"la", "scuola"},
		{"il", "consultorio"},
		{"il", "medico"},
		{"il", "pediatra"},
		{"l'", "ospedale"},
		{"la", "farmacia"},
		{"la", "Regione"},
		{"il", "tribunale"},
		{"la", "biblioteca"},
		{"la", "segreteria"},
		{"l'", "assistente sociale"},
		{"l'", "anagrafe"},
		{"lo", "Sportello Famiglia"},
		{"il", "nido"},
		{"il", "centro per l'impiego"},
		{"l'", "Agenzia delle Entrate"},
		{"l'", "ufficio postale"},
		{"il", "giudice tutelare"},
		{"la", "polizia municipale"},
	}
}

// preposition writes a preposition, "" for none, with an article.
func preposition(bare, article string) string {
	forms := map[string]string{
		"": "il lo la l'", "a": "al allo alla all'", "da": "dal dallo dalla dall'", "di": "del dello della dell'", "in": "nel nello nella nell'", "su": "sul sullo sulla sull'",
	}
	at := map[string]int{"il": 0, "lo": 1, "la": 2, "l'": 3}
	form := strings.Fields(forms[bare])[at[article]]
	if article == "l'" {
		return form
	}
	return form + " "
}

// mention is where a text names an office, with the preposition before it.
type mention struct {
	office

	from, to int
	bare     string
	capital  bool
}

type officeForm struct {
	office

	bare string
	find *regexp.Regexp
}

// officeForms are the offices with each preposition, compiled once.
var officeForms = sync.OnceValue(func() []officeForm {
	var all []officeForm
	for _, o := range offices() {
		for _, bare := range []string{"", "a", "da", "di", "in", "su"} {
			all = append(all, officeForm{o, bare, regexp.MustCompile(`(?i)(?:^|[^\p{L}'])(` + preposition(bare, o.article) + o.name + `)(?:[^\p{L}]|$)`)})
		}
	}
	return all
})

// mentions lists where a text names offices.
func mentions(text string) []mention {
	var all []mention
	low := strings.ToLower(text)
	for _, f := range officeForms() {
		if !strings.Contains(low, strings.ToLower(f.name)) {
			continue
		}
		for _, at := range f.find.FindAllStringSubmatchIndex(text, -1) {
			all = append(all, mention{f.office, at[2], at[3], f.bare, text[at[2]] < 'a'})
		}
	}
	return all
}

// instead writes another office in the place of one.
func (m mention) instead(o office) string {
	text := preposition(m.bare, o.article) + o.name
	if m.capital {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	return text
}

// sentencesOf are the sentences of a card's text.
func sentencesOf(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		for _, s := range regexp.MustCompile(`[^.?!]+[.?!]?`).FindAllString(strings.TrimLeft(strings.TrimSpace(line), "- "), -1) {
			all = append(all, strings.TrimSpace(s))
		}
	}
	return all
}

// coordinated finds that nothing but other things of the same row stands between two.
var coordinated = regexp.MustCompile(`(?i)^(?:,|\s|\be\b|\bo\b|\boppure\b|\band\b|\bcon\b|\bdi\b|(?:al|dal|del|nel|il|lo|la|l'|all'|alla|allo|dall'|dalla|dallo|dell'|della|dello)\b|[A-Z][\p{L}]+|famiglia)*$`)

// TestNobodyStandsInAnothersPlace puts, in every sentence of the demo's cards, each office
// of the card in the place of another, and every two of a sentence each in the other's.
func TestNobodyStandsInAnothersPlace(t *testing.T) {
	t.Parallel()
	const mostShown = 0.02 // "passa dallo Sportello" for "passa dal Comune", of which nothing else tells the place
	told, shown := 0, 0
	for _, c := range demoCards(t) {
		k := checker("it", c.source)
		there := mentions(c.source.Text)
		for _, s := range sentencesOf(c.source.Text) {
			for lie := range misplacedOffices(s, there) {
				if strings.Contains(c.source.Text, lie) {
					continue
				}
				told++
				if len(k.Sentence(lie, []string{c.Slug})) == 0 {
					shown++
					t.Logf("%s: %q for %q", c.Slug, lie, s)
				}
			}
		}
	}
	t.Logf("%d of %d shown", shown, told)
	if told < 500 || float64(shown) > mostShown*float64(told) {
		t.Errorf("%d of %d shown", shown, told)
	}
}

// misplacedOffices yields a sentence with an office in another's place, and with two
// exchanged that do not stand in one row.
func misplacedOffices(s string, there []mention) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		here := mentions(s)
		told := map[string]bool{s: true}
		tell := func(lie string) bool {
			fresh := !told[lie]
			told[lie] = true
			return !fresh || yield(lie)
		}
		for _, m := range here {
			for _, o := range there {
				if !strings.Contains(strings.ToLower(s), strings.ToLower(o.name)) && !tell(s[:m.from]+m.instead(o.office)+s[m.to:]) {
					return
				}
			}
			for _, o := range here {
				if m.to > o.from || m.office == o.office || coordinated.MatchString(s[m.to:o.from]) {
					continue
				}
				if !tell(s[:m.from] + m.instead(o.office) + s[m.to:o.from] + o.instead(m.office) + s[o.to:]) {
					return
				}
			}
		}
	}
}
