package bot

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
)

// fakeDesk takes people, or refuses them, as a test wants.
type fakeDesk struct {
	availability caterina.Availability
	place        caterina.Place
	err          error
	topics       []string // that were asked for
}

func (d *fakeDesk) Availability(_ context.Context, _ caterina.Town, topic string) (caterina.Availability, error) {
	d.topics = append(d.topics, topic)
	return d.availability, d.err
}

func (d *fakeDesk) Place(context.Context, caterina.TownID, caterina.ConversationID) (caterina.Place, error) {
	return d.place, d.err
}

// openDesk takes people into a queue in which two wait already.
func openDesk() *fakeDesk {
	return &fakeDesk{availability: caterina.Availability{
		Queue: caterina.Queue{Slug: "sociale", Name: "Servizi sociali"}, Waiting: 2, WaitMinutes: 6,
	}}
}

// shutDesk refuses people until the next morning.
func shutDesk(why caterina.Refusal) *fakeDesk {
	return &fakeDesk{availability: caterina.Availability{
		Queue: caterina.Queue{Slug: "sociale", Name: "Servizi sociali"}, Refusal: why, Holiday: "Sant'Andrea", Waiting: 20,
		Until: time.Date(2026, time.November, 24, 9, 0, 0, 0, caterina.Rome()),
	}}
}

func chatAt(tb testing.TB, d Desk) *chat {
	tb.Helper()
	c := newChat(tb)
	c.engine.people = d
	return c
}

func requested(effects []caterina.Effect) (caterina.RequestPerson, bool) {
	for _, e := range effects {
		if r, ok := e.(caterina.RequestPerson); ok {
			return r, true
		}
	}
	return caterina.RequestPerson{}, false
}

func optionIDs(m caterina.MessageBody) []string {
	var ids []string
	for _, o := range m.Options {
		ids = append(ids, o.ID)
	}
	return ids
}

func TestAskingForAPersonQueuesWithPlaceAndWait(t *testing.T) {
	t.Parallel()

	for text, want := range map[string]string{
		"voglio parlare con una persona": "Va bene, ti passo a una persona: Servizi sociali. Sei il numero 3 in coda. L'attesa è di circa 6 minuti.",
		"can I talk to a human?":         "I am putting you through to a person: Servizi sociali. You are number 3 in the queue. The wait is about 6 minutes.",
	} {
		reply := chatAt(t, openDesk()).ask(t, text)
		if got := reply.Message; got.Outcome != caterina.OutcomeHandoff || !strings.Contains(got.Text, want) {
			t.Errorf("%q: outcome %s, text\n%s", text, got.Outcome, got.Text)
		}
		if r, ok := requested(reply.Effects); !ok || r != (caterina.RequestPerson{Queue: "sociale", Reason: caterina.ReasonAsked}) {
			t.Errorf("%q: effects %v", text, reply.Effects)
		}
		if ids := optionIDs(reply.Message); !slices.Equal(ids, []string{choiceCallback, choiceAssistant}) {
			t.Errorf("%q: options %v", text, ids)
		}
	}
	d := openDesk()
	d.availability.WaitMinutes, d.availability.Waiting = 0, 0
	if text := chatAt(t, d).ask(t, "voglio parlare con una persona").Message.Text; !strings.Contains(text, "Il prossimo posto è il tuo.") {
		t.Errorf("the first place is told as\n%s", text)
	}
	if text := chatAt(t, d).say(t, caterina.Input{Choice: choicePerson}).Message.Text; !strings.Contains(text, "alcuni minuti") {
		t.Errorf("a wait that nobody knows is told as\n%s", text)
	}
}

func TestARefusalSaysWhyUntilWhenAndWhatElse(t *testing.T) {
	t.Parallel()

	for refusal, want := range map[caterina.Refusal]string{
		caterina.RefusedClosed:  "lo sportello è chiuso. Le persone tornano a rispondere domani alle 09:00.",
		caterina.RefusedHoliday: "Oggi è festa (Sant'Andrea)",
		caterina.RefusedNobody:  "non c'è nessuno che possa risponderti",
		caterina.RefusedFull:    "aspettano già in 20",
	} {
		reply := chatAt(t, shutDesk(refusal)).ask(t, "voglio parlare con una persona")
		for _, part := range []string{want, "fatti richiamare", "[0555 123456](tel:+390555123456), Sportello Cittadini: lunedì e mercoledì 9-13, martedì 15-17. Adesso è aperto", "continua qui con me"} {
			if !strings.Contains(reply.Message.Text, part) {
				t.Errorf("%s: the answer lacks %q:\n%s", refusal, part, reply.Message.Text)
			}
		}
		if _, ok := requested(reply.Effects); ok || reply.Message.Outcome != caterina.OutcomeHandoff {
			t.Errorf("%s: outcome %s, effects %v", refusal, reply.Message.Outcome, reply.Effects)
		}
		if !strings.HasSuffix(reply.Trace.Rule, "/"+string(refusal)) { // reports count by it
			t.Errorf("%s: the rule is %q", refusal, reply.Trace.Rule)
		}
		if ids := optionIDs(reply.Message); !slices.Equal(ids, []string{choiceCallback, choiceAssistant}) {
			t.Errorf("%s: options %v", refusal, ids)
		}
	}
	d := shutDesk(caterina.RefusedNobody)
	d.availability.Queue.Phone, d.availability.Until = "0577 1234", time.Time{}
	if text := chatAt(t, d).ask(t, "operatore").Message.Text; !strings.Contains(text, "(tel:+3905771234)") || strings.Contains(text, "555") {
		t.Errorf("the queue's own telephone is not given:\n%s", text)
	}
}

func TestTheWaysOnOfARefusalWork(t *testing.T) {
	t.Parallel()

	for text, want := range map[string]caterina.Outcome{
		"Continua con l'assistente": caterina.OutcomeSmalltalk, "va bene, continuo con te": caterina.OutcomeSmalltalk, "2": caterina.OutcomeSmalltalk,
		"Fatti richiamare": caterina.OutcomeHandoff, "quanto costa la mensa?": caterina.OutcomeAnswer, "sì": caterina.OutcomeClarify,
	} {
		c := chatAt(t, shutDesk(caterina.RefusedNobody))
		c.ask(t, "voglio parlare con una persona")
		if reply := c.ask(t, text); reply.Message.Outcome != want {
			t.Errorf("%q: outcome %s (%s)\n%s", text, reply.Message.Outcome, reply.Trace.Rule, reply.Message.Text)
		}
	}
}

func TestTheQueueFollowsWhatIsTalkedAbout(t *testing.T) {
	t.Parallel()

	for name, said := range map[string][]string{
		"named with the wish":    {"vorrei parlare con un operatore per il centro antiviolenza"},
		"the last card":          {"orari centro antiviolenza", "basta, passami qualcuno"},
		"after small talk":       {"orari centro antiviolenza", "voglio un operatore", "passami un operatore"},
		"the last wish refused":  {"orari centro antiviolenza", "operatore", "parlare con una persona"},
		"none when none is said": {"operatore"},
	} {
		d := shutDesk(caterina.RefusedNobody)
		c := chatAt(t, d)
		for _, text := range said {
			c.ask(t, text)
		}
		want := "violenza"
		if strings.HasPrefix(name, "none") {
			want = ""
		}
		if got := d.topics[len(d.topics)-1]; got != want {
			t.Errorf("%s: topic %q, want %q", name, got, want)
		}
	}
}

func TestAPersonIsFoundThoughNothingCanBeSearched(t *testing.T) {
	t.Parallel()

	c := chatAt(t, openDesk())
	broken := loadTown(t)
	broken.broken = true
	c.engine.knowledge = knowledgeOf{broken}
	if reply := c.ask(t, "vorrei parlare con un operatore per la mensa"); reply.Message.Outcome != caterina.OutcomeHandoff {
		t.Errorf("outcome %s", reply.Message.Outcome)
	}
}

func TestADeskThatCannotBeAskedIsAskedAgain(t *testing.T) {
	t.Parallel()

	e := chatAt(t, &fakeDesk{err: errors.New("the database is gone")}).engine
	turn := caterina.Turn{Town: loadTown(t).Town, Now: monday(), Inputs: []caterina.Input{{Text: "operatore"}}}
	if _, err := e.Reply(t.Context(), turn); err == nil {
		t.Error("the engine answers as if there were no desk")
	}
	turn.Inputs[0].Text = "mio marito mi picchia"
	if reply, err := e.Reply(t.Context(), turn); err != nil || reply.Message.Outcome != caterina.OutcomeCrisis {
		t.Errorf("danger: outcome %s, %v", reply.Message.Outcome, err)
	}
	if reply := e.Apologise(t.Context(), turn); !hasOption(reply.Message.Options, choicePerson) {
		t.Errorf("the apology is %+v", reply.Message)
	}
}

func TestDangerCallsAPersonFirstOfAll(t *testing.T) {
	t.Parallel()

	d := openDesk()
	reply := chatAt(t, d).ask(t, "mio marito mi picchia")
	if r, ok := requested(reply.Effects); !ok || r != (caterina.RequestPerson{Queue: "sociale", Reason: caterina.ReasonCrisis, Priority: 9}) {
		t.Errorf("effects %v", reply.Effects)
	}
	if m := reply.Message; m.Outcome != caterina.OutcomeCrisis || !strings.Contains(m.Text, "(tel:1522)") || hasOption(m.Options, choicePerson) {
		t.Errorf("the numbers are %+v", m)
	}
	if !slices.Equal(d.topics, []string{"violenza"}) {
		t.Errorf("topics %v", d.topics)
	}
	shut := chatAt(t, shutDesk(caterina.RefusedClosed)).ask(t, "mio marito mi picchia")
	if _, ok := requested(shut.Effects); ok || !hasOption(shut.Message.Options, choicePerson) {
		t.Errorf("with nobody there: effects %v, options %v", shut.Effects, shut.Message.Options)
	}
}

// stuckDesk never answers.
type stuckDesk struct{ fakeDesk }

func (*stuckDesk) Availability(ctx context.Context, _ caterina.Town, _ string) (caterina.Availability, error) {
	<-ctx.Done()
	return caterina.Availability{}, ctx.Err()
}

func TestTheNumbersDoNotWaitForTheDesk(t *testing.T) {
	t.Parallel()

	c := chatAt(t, &stuckDesk{})
	synctest.Test(t, func(t *testing.T) {
		start := time.Now() // the bubble's clock: only waiting moves it
		reply := c.ask(t, "mio marito mi picchia")
		if took := time.Since(start); took != crisisPatience || reply.Message.Outcome != caterina.OutcomeCrisis {
			t.Errorf("outcome %s after %s", reply.Message.Outcome, took)
		}
	})
}

// TestWhereNobodyAnswersAnAppointmentIsAWayOn: with the others, and the button leads
// to the services.
func TestWhereNobodyAnswersAnAppointmentIsAWayOn(t *testing.T) {
	t.Parallel()

	c := newBookingChat(t)
	c.engine.people = shutDesk(caterina.RefusedClosed)
	reply := c.say(t, caterina.Input{Text: "voglio parlare con una persona"})
	if !strings.Contains(reply.Message.Text, "prendi un appuntamento") || !hasOption(reply.Message.Options, choiceNew) {
		t.Errorf("the ways on are\n%s\n%v", reply.Message.Text, reply.Message.Options)
	}
	if next := c.say(t, caterina.Input{Choice: choiceNew}); next.Message.Outcome != caterina.OutcomeFlow {
		t.Errorf("the button leads to %s:\n%s", next.Message.Outcome, next.Message.Text)
	}
	plain := chatAt(t, shutDesk(caterina.RefusedClosed)).ask(t, "voglio parlare con una persona")
	if strings.Contains(plain.Message.Text, "appuntamento") || hasOption(plain.Message.Options, choiceNew) {
		t.Errorf("without an agenda it says\n%s", plain.Message.Text)
	}
}

func TestTheSecondDeclineOffersAPersonFirst(t *testing.T) {
	t.Parallel()

	c := chatAt(t, openDesk())
	first := c.ask(t, "che tempo fa domani?")
	second := c.ask(t, "quanto è alto il monte bianco?")
	if strings.Contains(first.Message.Text, "Rispondi «sì»") || !hasOption(first.Message.Options, choicePerson) {
		t.Errorf("the first says\n%s", first.Message.Text)
	}
	if !strings.HasPrefix(second.Message.Text, "Mi dispiace, nemmeno su questo ho una scheda. Vuoi parlare con una persona?") {
		t.Errorf("the second says\n%s", second.Message.Text)
	}
	if reply := c.ask(t, "sì"); reply.Message.Outcome != caterina.OutcomeHandoff {
		t.Errorf("yes is answered with %s", reply.Message.Outcome)
	}
}

func TestAnEngineThatFailedCallsAPerson(t *testing.T) {
	t.Parallel()

	turn := caterina.Turn{Town: loadTown(t).Town, Now: monday(), Inputs: []caterina.Input{{Text: "mensa"}}}
	open := chatAt(t, openDesk()).engine.Apologise(t.Context(), turn)
	if r, ok := requested(open.Effects); !ok || r.Reason != caterina.ReasonFailed || open.Message.Outcome != caterina.OutcomeHandoff {
		t.Errorf("with people there: %+v", open)
	}
	shut := chatAt(t, shutDesk(caterina.RefusedNobody)).engine.Apologise(t.Context(), turn)
	if _, ok := requested(shut.Effects); ok || !hasOption(shut.Message.Options, choiceCallback) || shut.Message.Outcome != caterina.OutcomeDecline {
		t.Errorf("with nobody there: %+v", shut)
	}
	turn.State = caterina.StateAssigned
	if reply := chatAt(t, openDesk()).engine.Apologise(t.Context(), turn); reply.Message.Text != "" || len(reply.Effects) > 0 {
		t.Errorf("it breaks in on a person: %+v", reply)
	}
}
