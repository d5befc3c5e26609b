package bot

import (
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// goesOn fails the test when a reply within the dialogue leaves the citizen without a
// word or a way on.
func goesOn(t *testing.T, step caterina.DraftStep, said string, r caterina.Reply) {
	t.Helper()
	m := r.Message
	switch {
	case m.Text == "", m.Outcome == caterina.OutcomeDecline, m.Outcome == caterina.OutcomeClarify:
		t.Errorf("%s: %q comes to %s (%s)\n%s", step, said, m.Outcome, r.Trace.Rule, m.Text)
	case len(m.Options) == 0 && r.Trace.Rule != "booking/end":
		t.Errorf("%s: %q leads nowhere (%s)\n%s", step, said, r.Trace.Rule, m.Text)
	}
}

func TestEveryStepHearsANoInManyWords(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"no", "nono", "non va bene nessuno", "nessuno di questi", "non mi va bene", "👎", "direi di no", "proprio no"} {
		for step, c := range everyStep(t) {
			r := c.ask(t, said)
			goesOn(t, step, said, r)
			if r.Trace.Rule == "booking/again" || strings.Contains(r.Message.Text, "Non ho capito") {
				t.Errorf("%s: %q is not understood\n%s", step, said, r.Message.Text)
			}
		}
	}
}

func TestEveryStepLetsGo(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"no grazie", "meglio di no", "lascia perdere per ora", "per ora no", "ci devo pensare", "non voglio più prenotare", "no thanks"} {
		for step, c := range everyStep(t) {
			if r := c.ask(t, said); r.Trace.Rule != "booking/end" || c.agenda.draft != nil {
				t.Errorf("%s: %q comes to %s\n%s", step, said, r.Trace.Rule, r.Message.Text)
			}
		}
	}
}

func TestEveryStepTakesAThumb(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"👍", "👍🏽", "✅", "❤️", "😀"} {
		for step, c := range everyStep(t) {
			goesOn(t, step, said, c.ask(t, said))
		}
	}
}

func TestWhoComesBackAfterHoursGoesOn(t *testing.T) {
	t.Parallel()
	for step, c := range everyStep(t) {
		c.agenda.now = c.agenda.now.Add(5 * time.Hour)
		c.agenda.held = time.Time{} // the place has run out
		r := c.ask(t, "eccomi, scusa")
		goesOn(t, step, "eccomi", r)
		if r.Message.Flow != caterina.FlowBooking {
			t.Errorf("%s: the dialogue is over (%s)\n%s", step, r.Trace.Rule, r.Message.Text)
		}
	}
	c := everyStep(t)[caterina.StepConfirm]
	c.agenda.now = c.agenda.now.Add(5 * time.Hour)
	c.agenda.held, c.agenda.others = time.Time{}, map[time.Time]bool{c.agenda.draft.From: true}
	want(t, c.ask(t, "sì"), "booking/times", "appena preso", "più vicini")
}

func TestTheButtonsOfEarlierStepsLeadOn(t *testing.T) {
	t.Parallel()
	for _, id := range []string{
		choiceKeep, choiceYes, choiceTimes, choiceEarlier, choiceResend, choicePersona, choiceJoin, choiceFind, choiceNew, choiceEnd,
		"book/iscrizioni-scolastiche", "book/colloquio-assistente-sociale/municipio-4", "book/colloquio-assistente-sociale/-",
		"slot/iscrizioni-scolastiche/ufficio-scuola/1795507200", "booking/B2B2B2B/0/move", "booking/B2B2B2B/0/yes", "booking/K7M2XQR/0/yes",
	} {
		for step, c := range everyStep(t) {
			goesOn(t, step, id, c.press(t, id))
		}
	}
}
