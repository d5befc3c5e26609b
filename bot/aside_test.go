package bot

import (
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
)

// asideReply answers messages while people have the floor.
func asideReply(t *testing.T, d Desk, state caterina.State, history []caterina.Message, inputs ...caterina.Input) caterina.Reply {
	t.Helper()
	return chatAt(t, d).aside(t, state, history, inputs...)
}

func (c *chat) aside(t *testing.T, state caterina.State, history []caterina.Message, inputs ...caterina.Input) caterina.Reply {
	t.Helper()
	reply, err := c.engine.Reply(t.Context(), caterina.Turn{
		Town: c.town, Now: monday(), Lang: langIT, State: state, Queue: "sociale", Conversation: "c-1", History: history, Inputs: inputs,
	})
	if err != nil {
		t.Fatal(err)
	}
	return reply
}

func statesOfPeople() []caterina.State {
	return []caterina.State{
		caterina.StateQueued, caterina.StateOffered, caterina.StateAssigned, caterina.StateSnoozed, caterina.StateCallback,
	}
}

func TestWhoWaitsMayAskHowLongAndGoBack(t *testing.T) {
	t.Parallel()

	d := openDesk()
	d.place = caterina.Place{Place: 4, WaitMinutes: 10}
	c := chatAt(t, d)
	for _, row := range table(t, "testdata/asides.tsv") {
		for _, state := range statesOfPeople() {
			reply := c.aside(t, state, nil, caterina.Input{Text: row[1]})
			waits := state == caterina.StateQueued || state == caterina.StateOffered
			back := slices.Contains(reply.Effects, caterina.Effect(caterina.BackToBot{}))
			if want := row[0] == "back" && (waits || state == caterina.StateCallback); back != want {
				t.Errorf("%s, %q: back to the bot %v, want %v", state, row[1], back, want)
			}
			told := strings.Contains(reply.Message.Text, "4 in")
			if want := row[0] == "wait" && waits; told != want {
				t.Errorf("%s, %q: place told %v, want %v", state, row[1], told, want)
			}
			called := reply.Trace.Rule == "aside/call" && state == caterina.StateCallback
			if silent := reply.Message.Text == ""; silent == (back || told || called) {
				t.Errorf("%s, %q: it says\n%s", state, row[1], reply.Message.Text)
			}
		}
	}
}

func TestButtonsWorkWhilePeopleHaveTheFloor(t *testing.T) {
	t.Parallel()

	for state, want := range map[caterina.State][2]string{ // what the choices person and assistant do
		caterina.StateQueued:   {"aside/place", "aside/assistant"},
		caterina.StateOffered:  {"aside/place", "aside/assistant"},
		caterina.StateAssigned: {"aside/silent", "aside/silent"},
		caterina.StateSnoozed:  {"aside/silent", "aside/silent"},
		caterina.StateCallback: {"aside/person", "aside/assistant"},
	} {
		for i, choice := range []string{choicePerson, choiceAssistant} {
			reply := asideReply(t, openDesk(), state, nil, caterina.Input{Text: "…", Choice: choice})
			if reply.Trace.Rule != want[i] {
				t.Errorf("%s, %s: %s, want %s", state, choice, reply.Trace.Rule, want[i])
			}
		}
		if reply := asideReply(t, openDesk(), state, nil, caterina.Input{Text: "Vedi", Choice: "card/mensa-scolastica"}); (reply.Message.Text != "") != (state == caterina.StateCallback) {
			t.Errorf("%s: a card is shown, or not to somebody who waits for a call alone:\n%s", state, reply.Message.Text)
		}
	}
}

func TestDangerIsAnsweredWhilePeopleHaveTheFloor(t *testing.T) {
	t.Parallel()

	before := []caterina.Message{{Actor: caterina.ActorBot, Body: caterina.MessageBody{Text: "…", Outcome: caterina.OutcomeCrisis}}}
	for _, state := range statesOfPeople() {
		for name, history := range map[string][]caterina.Message{"first": nil, "again": before} {
			reply := asideReply(t, openDesk(), state, history, caterina.Input{Text: "mio marito mi picchia"})
			if m := reply.Message; m.Outcome != caterina.OutcomeCrisis || !strings.Contains(m.Text, "(tel:112)") || !strings.Contains(m.Text, "(tel:1522)") {
				t.Errorf("%s, %s: %s\n%s", state, name, m.Outcome, m.Text)
			}
			if comfort := strings.Contains(reply.Message.Text, "non è colpa"); comfort != (name == "first") {
				t.Errorf("%s, %s:\n%s", state, name, reply.Message.Text)
			}
			if !slices.Contains(reply.Effects, caterina.Effect(caterina.FlagCrisis{Category: crisisViolence})) {
				t.Errorf("%s: effects %v", state, reply.Effects)
			}
		}
	}
}

func TestSeveralMessagesOfOneWhoWaits(t *testing.T) {
	t.Parallel()

	reply := asideReply(t, openDesk(), caterina.StateQueued, nil,
		caterina.Input{Text: "sono il papà di Luca"}, caterina.Input{Text: "annulla"}, caterina.Input{Text: "quanto costa la mensa?"})
	if !slices.Contains(reply.Effects, caterina.Effect(caterina.BackToBot{})) {
		t.Errorf("effects %v", reply.Effects)
	}
	reply = asideReply(t, openDesk(), caterina.StateQueued, nil,
		caterina.Input{Text: "buongiorno"}, caterina.Input{Text: "è per la mensa"}, caterina.Input{Text: "grazie"})
	if reply.Message.Text != "" || len(reply.Effects) > 0 {
		t.Errorf("it says %q", reply.Message.Text)
	}
}

func TestAfterPeopleTheConversationGoesOn(t *testing.T) {
	t.Parallel()

	operator := func(text string) caterina.Message {
		return caterina.Message{Actor: "operator:3", Body: caterina.MessageBody{Text: text, Name: "Anna"}}
	}
	citizen := func(text string) caterina.Message {
		return caterina.Message{Actor: caterina.ActorCitizen, Body: caterina.MessageBody{Text: text}}
	}
	back := caterina.Message{Actor: "operator:3", Body: caterina.MessageBody{Text: "Anna ti ha ripassato all'assistente."}}
	for name, c := range map[string]struct {
		before string
		people []caterina.Message
		ask    string
		want   string
	}{
		"the last card": {
			"come iscrivo mio figlio alla mensa",
			[]caterina.Message{citizen("voglio parlare con una persona"), operator("Buongiorno, sono Anna."), citizen("grazie mille"), operator("Prego."), back},
			"e quanto costa?", "mensa-scolastica",
		},
		"cancelled before anybody came": {
			"come iscrivo mio figlio alla mensa", []caterina.Message{citizen("passami un operatore"), citizen("annulla")}, "e quanto costa?", "mensa-scolastica",
		},
		"a card the person named": {
			"come iscrivo mio figlio alla mensa", []caterina.Message{citizen("operatore"), operator("Per lei c'è il Bonus Luce."), back}, "e che documenti servono?", "bonus-luce",
		},
		"a card the person cited": {
			"",
			[]caterina.Message{citizen("operatore"), {Actor: "operator:3", Body: caterina.MessageBody{Text: "Ecco.", Citations: []caterina.Citation{{Card: "bonus-luce"}}}}},
			"e che documenti servono?", "bonus-luce",
		},
		"what the person explained": {
			"che tempo fa domani?", []caterina.Message{citizen("operatore"), operator("Deve iscrivere il bambino al nido."), back}, "che documenti servono?", "asilo-nido",
		},
		"a question of its own": {
			"come iscrivo mio figlio alla mensa", []caterina.Message{citizen("operatore"), operator("Buongiorno."), back}, "bonus luce", "bonus-luce",
		},
	} {
		chat := newChat(t)
		if c.before != "" {
			chat.ask(t, c.before)
		}
		chat.history = append(chat.history, c.people...)
		if reply := chat.ask(t, c.ask); reply.Message.Card != c.want {
			t.Errorf("%s: the answer is on %q, want %q (%s)\n%s", name, reply.Message.Card, c.want, reply.Trace.Rule, reply.Message.Text)
		}
		if reply := chat.ask(t, "voglio parlare con una persona"); reply.Message.Outcome != caterina.OutcomeHandoff {
			t.Errorf("%s: asking again gives %s", name, reply.Message.Outcome)
		}
	}
}
