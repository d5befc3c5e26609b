package telegram_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-telegram/bot/models"

	"example.org/caterina"
)

// TestWhatLendsItsCardsIsNoTown: nobody chooses the national services, no link leads
// there, and where one town is left nobody is asked.
func TestWhatLendsItsCardsIsNoTown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{all: true})
	w.towns[0].Parent = "italia"
	w.towns = append(w.towns, caterina.Town{ID: 900, Slug: "italia", Name: "Servizi nazionali"})
	w.start("one")
	chat := w.tg.Chat(42)
	chat.Start("italia")
	asked := w.reads(chat, "Di quale Comune")
	if got := asked.Labels(); !slices.Equal(got, []string{"Siena", "Bari"}) {
		t.Errorf("the towns are %q", got)
	}
	chat.Press(asked, "Siena")
	w.reads(chat, "Ciao!")
	chat.Say("/aiuto")
	w.reads(chat, "/comune: cambi Comune")

	alone := newWorld(t, setup{all: true})
	alone.towns = []caterina.Town{alone.towns[0], {ID: 900, Slug: "italia", Name: "Servizi nazionali"}}
	alone.towns[0].Parent = "italia"
	alone.start("one")
	other := alone.tg.Chat(42)
	other.Say("/aiuto")
	if help := alone.reads(other, "/persona"); strings.Contains(help.Text, "/comune") {
		t.Errorf("another town is offered: %s", help.Text)
	}
}

// TestATownIsNotNamedTwice: some are called what they are.
func TestATownIsNotNamedTwice(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Siena": "del Comune di Siena.", "Comune di Bari": "del Comune di Bari.", "Unione dei Comuni del Chianti": "di Unione dei Comuni del Chianti.",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			w.towns[0].Name = name
			w.towns[0].Texts.PrivacyURL = "https://example.org/privacy"
			w.start("one")
			chat := w.tg.Chat(42)
			chat.Start("")
			w.reads(chat, "Ciao!")
			chat.Start("")
			w.reads(chat, "ti rispondo sui servizi "+want)
			chat.Say("/privacy")
			notice := w.reads(chat, "Leggi l'informativa sulla privacy")
			if !slices.ContainsFunc(notice.Entities, func(e models.MessageEntity) bool { return e.URL == "https://example.org/privacy" }) {
				t.Errorf("nothing leads to the notice: %+v", notice.Entities)
			}
		})
	}
}
