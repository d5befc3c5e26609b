package verify_test

import (
	"strings"
	"testing"

	"example.org/caterina/bot/verify"
)

const twoOffices = `Parlare con l'assistente sociale

L'assistente sociale ti ascolta. Chiama o passa: si riceve su appuntamento.

Servizio sociale

- Indirizzo: via Roma 1
- Orari: lunedì e mercoledì dalle 9 alle 13, giovedì dalle 15 alle 17
- Telefono: 0577 111111

Sportello Famiglia

- Indirizzo: via del Casato 23
- Orari: lunedì, mercoledì e venerdì dalle 10 alle 13
- Telefono: 0577 292353`

// TestHoursAreOfTheOfficeThatIsSpokenOf: in the sentence, in the one before, or in the
// citizen's question.
func TestHoursAreOfTheOfficeThatIsSpokenOf(t *testing.T) {
	t.Parallel()
	source := verify.Source{ID: "sociale", Text: twoOffices, Official: []string{"Parlare con l'assistente sociale", "Servizio sociale", "Sportello Famiglia", "via Roma 1", "via del Casato 23"}}
	for _, c := range []struct {
		question, draft string
		shown           bool
	}{
		{"", "Il Servizio sociale è aperto lunedì e mercoledì dalle 9 alle 13, giovedì dalle 15 alle 17.", true},
		{"", "Lo Sportello Famiglia è aperto lunedì, mercoledì e venerdì dalle 10 alle 13.", true},
		{"", "Il Servizio sociale è aperto lunedì, mercoledì e venerdì dalle 10 alle 13.", false},
		{"", "Il Servizio sociale è aperto il venerdì.", false},
		{"", "Lo Sportello Famiglia è aperto lunedì e mercoledì dalle 9 alle 13.", false},
		{"", "Il telefono del Servizio sociale è 0577 292353.", false},
		{"", "Il Servizio sociale è in via del Casato 23.", false},
		{"", "Lo Sportello Famiglia è in via del Casato 23, telefono 0577 292353.", true},
		{"", "Il Servizio sociale risponde allo 0577 111111, lo Sportello Famiglia allo 0577 292353.", true},
		{"", "Il Servizio sociale è in via Roma 1 [sociale]. È aperto lunedì e mercoledì dalle 9 alle 13.", true},
		{"", "Il Servizio sociale è in via Roma 1 [sociale]. È aperto lunedì, mercoledì e venerdì dalle 10 alle 13.", false},
		{"quando è aperto lo Sportello Famiglia?", "È aperto lunedì, mercoledì e venerdì dalle 10 alle 13.", true},
		{"quando è aperto lo Sportello Famiglia?", "È aperto giovedì dalle 15 alle 17.", false},
		{"quando è aperto lo Sportello Famiglia?", "Il Servizio sociale è aperto giovedì dalle 15 alle 17.", true},
		{"quando siete aperti?", "Giovedì dalle 15 alle 17.", true},
	} {
		check := verify.Check{Sources: []verify.Source{source}, Today: today(), Lang: "it"}
		if c.question != "" {
			check.Citizen = []string{"ciao", c.question}
		}
		_, last, two := strings.Cut(c.draft, "]. ")
		if !two {
			last = c.draft
		}
		r := verify.New(check).Draft(strings.TrimSuffix(c.draft, ".") + " [sociale].")
		if got := strings.Contains(r.Text, strings.TrimSuffix(last, ".")); got != c.shown {
			t.Errorf("%q, %q: shown is %v, want %v: %v", c.question, c.draft, got, c.shown, r.Rejections)
		}
	}
}
