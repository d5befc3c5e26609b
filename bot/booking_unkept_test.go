package bot

import (
	"context"
	"strings"
	"testing"

	"example.org/caterina"
)

// keepless is an agenda whose system keeps no places.
type keepless struct{ *fakeAgenda }

func (a keepless) Standing(ctx context.Context, town caterina.Town, conv caterina.ConversationID) (caterina.Standing, error) {
	s, err := a.fakeAgenda.Standing(ctx, town, conv)
	s.Unkept = true
	return s, err
}

// TestAPlaceThatNobodyKeepsIsNotPromised: a town may have a system of appointments
// that cannot keep a place while its citizen says who they are.
func TestAPlaceThatNobodyKeepsIsNotPromised(t *testing.T) {
	t.Parallel()
	for lang, row := range map[string]struct{ wish, want, never string }{
		"it": {"vorrei un appuntamento per la mensa", "non è ancora tenuto", "Tengo per te"},
		"en": {"I would like an appointment for the school canteen", "is not kept yet", "I keep"},
	} {
		c := newBookingChat(t)
		c.engine.agenda, c.lang = keepless{c.agenda}, lang
		offered := c.ask(t, row.wish)
		if len(offered.Message.Slots) == 0 {
			t.Fatalf("%s: no times: %s", lang, offered.Message.Text)
		}
		r := c.press(t, offered.Message.Slots[0].ID)
		if !strings.Contains(r.Message.Text, row.want) || strings.Contains(r.Message.Text, row.never) {
			t.Errorf("%s: the citizen reads %q", lang, r.Message.Text)
		}
		for _, effect := range r.Effects {
			if _, holds := effect.(caterina.HoldPlace); holds {
				t.Errorf("%s: a place is held", lang)
			}
		}
		c.ask(t, "Maria Rossi, maria@esempio.it")
		if c.ask(t, map[string]string{"it": "sì", "en": "yes"}[lang]); len(c.agenda.bookings) != 1 {
			t.Errorf("%s: %d bookings", lang, len(c.agenda.bookings))
		}
	}
}
