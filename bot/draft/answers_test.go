package draft_test

import (
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/prompts"
)

// bonus is a card whose amounts stand in a list.
func bonus() bot.Material {
	m := card()
	m.Card.Parts = []prompts.Part{
		{Field: caterina.FieldSummary, Text: "Il Bonus Utenze è un contributo per le bollette."},
		{Field: caterina.FieldAmount, Text: "Importi massimi in un anno, regole del 2025:\n\n- 300 euro con ISEE fino a 8.000 euro;\n- 150 euro oltre.\n\nI soldi arrivano in 11 rate."},
		{Field: caterina.FieldContacts, Text: "- Telefono: [0577 292353](tel:+390577292353)\n- Email: [urp@comune.siena.it](mailto:urp@comune.siena.it)"},
	}
	m.Caution = "Sono i requisiti pubblicati."
	return m
}

// TestADraftThatLeavesOutWhatWasAskedGivesWayToTheCard: every sentence is true, and the
// amount is in none of them. It is listed for the curators.
func TestADraftThatLeavesOutWhatWasAskedGivesWayToTheCard(t *testing.T) {
	t.Parallel()
	for written, generated := range map[string]bool{
		"I soldi arrivano in 11 rate [bonus-utenze].":                                                                                                         false,
		"300 euro con ISEE fino a 8.000 euro [bonus-utenze]. Importi massimi in un anno [bonus-utenze]:":                                                      false,
		"Importi massimi in un anno, regole del 2025 [bonus-utenze]:\n- 300 euro con ISEE fino a 8.000 euro [bonus-utenze].\n- 150 euro oltre [bonus-utenze]": true,
	} {
		w := newTown(written)
		w.card = bonus()
		reply, _ := w.reply(t, says("quanto vale?"))
		if reply.Message.Generated != generated {
			t.Errorf("%q: generated is %v: %s, %+v", written, reply.Message.Generated, reply.Message.Text, reply.Rejected)
		}
		if !generated && (len(reply.Rejected) == 0 || reply.Rejected[len(reply.Rejected)-1].Reason != "empty") {
			t.Errorf("%q: the curators are told %+v", written, reply.Rejected)
		}
	}
}

// TestTheAmountThatWasAskedIsThereHoweverItIsWritten.
func TestTheAmountThatWasAskedIsThereHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for _, written := range []string{"300 euro", "€ 300", "300 €", "300\u00a0€", "300,00 euro", "300 EUR", "trecento euro"} {
		w := newTown("Importi massimi in un anno, regole del 2025 [bonus-utenze]:\n- " + written + " con ISEE fino a 8.000 euro [bonus-utenze].")
		w.card = bonus()
		if reply, _ := w.reply(t, says("quanto vale?")); !reply.Message.Generated {
			t.Errorf("%q: the citizen reads %q, refused is %+v", written, reply.Message.Text, reply.Rejected)
		}
	}
	w := newTown("I soldi arrivano in undici rate [bonus-utenze].")
	w.card = bonus()
	if reply, _ := w.reply(t, says("quanto vale?")); reply.Message.Generated {
		t.Errorf("a number of instalments is no amount: %q", reply.Message.Text)
	}
}

// TestATelephoneOfTheModelsCanBeCalled: it is a link, as in the card's own words; where the
// model names none the card's stands below.
func TestATelephoneOfTheModelsCanBeCalled(t *testing.T) {
	t.Parallel()
	w := newTown("Telefona allo 0577 292353 o scrivi a urp@comune.siena.it [bonus-utenze].")
	w.card = bonus()
	w.engine = func(caterina.Turn) caterina.Reply {
		reply := answered()
		reply.Message.Field = caterina.FieldContacts
		return reply
	}
	reply, shown := w.reply(t, says("a chi telefono?"))
	const want = "Telefona allo [0577 292353](tel:+390577292353) o scrivi a [urp@comune.siena.it](mailto:urp@comune.siena.it)"
	if !strings.HasPrefix(reply.Message.Text, want) || !strings.HasPrefix(strings.Join(shown, ""), want) || strings.Count(reply.Message.Text, "Telefono") > 0 {
		t.Errorf("the citizen reads %q, on the way %q", reply.Message.Text, shown)
	}
	w = newTown("Il Bonus Utenze è un contributo per le bollette [bonus-utenze].")
	w.card = bonus()
	w.engine = func(caterina.Turn) caterina.Reply {
		reply := answered()
		reply.Message.Field = caterina.FieldContacts
		return reply
	}
	if reply, _ := w.reply(t, says("a chi telefono?")); !reply.Message.Generated || strings.Count(reply.Message.Text, "- Telefono: [0577 292353](tel:+390577292353)") != 1 {
		t.Errorf("without a number the citizen reads %q", reply.Message.Text)
	}
}

// TestRequirementsAreNoDecisionWhoeverWordsThem: the sentence that says so stays.
func TestRequirementsAreNoDecisionWhoeverWordsThem(t *testing.T) {
	t.Parallel()
	for _, there := range []bool{true, false} {
		w := newTown("Il Bonus Utenze è un contributo per le bollette [bonus-utenze].")
		w.card = bonus()
		w.engine = func(caterina.Turn) caterina.Reply {
			reply := answered()
			if reply.Message.Field = caterina.FieldRecipients; there {
				reply.Message.Text += "\n\n" + w.card.Caution
			}
			return reply
		}
		reply, _ := w.reply(t, says("a chi spetta?"))
		if got := strings.Count(reply.Message.Text, w.card.Caution); !reply.Message.Generated || (got == 1) != there {
			t.Errorf("it is there %d times, want %v: %s", got, there, reply.Message.Text)
		}
	}
}
