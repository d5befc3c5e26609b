package webchat

import (
	"context"
	"testing"
	"time"

	"example.org/caterina"
)

// knows has the fake desk know the conversation of a citizen on the web.
func (o *office) knows(conv caterina.ConversationID) {
	o.desk.mu.Lock()
	defer o.desk.mu.Unlock()
	o.desk.heads[conv] = &caterina.Head{Held: caterina.Held{
		Conversation: caterina.Conversation{ID: conv, Town: 1, Channel: caterina.ChannelWeb, State: caterina.StateQueued, Epoch: 1},
	}}
}

// quick has a hub look for citizens without delay.
func quick(h *StaffHub) {
	h.times.look, h.times.away, h.times.here = 5*time.Millisecond, 300*time.Millisecond, 20*time.Millisecond
}

func away(conv caterina.ConversationID) func(*consoleFrame) bool {
	return func(f *consoleFrame) bool { return f.Type == "citizen" && f.Conv == conv && !f.Here }
}

func back(conv caterina.ConversationID) func(*consoleFrame) bool {
	return func(f *consoleFrame) bool { return f.Type == "citizen" && f.Conv == conv && f.Here }
}

// TestACitizenWhoHasGoneIsSaidToBeAway: the operator knows that nobody reads, and
// hears when the citizen is back; whoever opens the page later knows it at once.
func TestACitizenWhoHasGoneIsSaidToBeAway(t *testing.T) {
	t.Parallel()
	o := startOffice(t, quick)
	c := o.open(t)
	o.knows(c.conv)
	ada := o.signIn(t, "ada", 1)
	ada.sub(c.conv)
	_ = c.ws.Close()
	ada.until("word that the citizen is away", away(c.conv))
	bea := o.signIn(t, "bea", 2)
	bea.say(map[string]any{"type": "sub", "id": "sub", "conv": c.conv})
	bea.until("word that the citizen is away", away(c.conv))
	o.again(t, c)
	ada.until("word that the citizen is back", back(c.conv))
	bea.until("word that the citizen is back", back(c.conv))
}

// TestACitizenOfAnotherProcessIsThere: the console is in one process, the
// citizen's socket in another; and then in both, and one of them ends.
func TestACitizenOfAnotherProcessIsThere(t *testing.T) {
	t.Parallel()
	here, there := make(chan string, 1000), make(chan string, 1000)
	one := startOffice(t, quick, func(h *StaffHub) {
		h.cfg.Whisper, h.cfg.Whispers = func(text string) { there <- text }, here
	})
	two := startOffice(t, quick, func(h *StaffHub) {
		h.cfg.Whisper, h.cfg.Whispers = func(text string) { here <- text }, there
	})
	c := two.open(t)
	one.knows(c.conv)
	two.knows(c.conv)
	begun := time.Now()
	ada := one.signIn(t, "ada", 1)
	ada.sub(c.conv)
	waitFor(t, "the console's process has heard of the citizen for long", func() bool {
		h := one.desk.hub
		h.mu.Lock()
		defer h.mu.Unlock()
		w := h.citizens.shown[c.conv]
		if w != nil && w.away {
			t.Error("a citizen of another process is taken for gone")
		}
		return w != nil && w.seen.Sub(begun) > 2*h.times.away
	})
	_ = c.ws.Close()
	ada.until("word that the citizen is away", away(c.conv))
	two.again(t, c)
	ada.until("word that the citizen is back", back(c.conv))
}

func TestAWatchCountsFromTheLastSign(t *testing.T) {
	t.Parallel()
	w, now := newCitizenWatches(), time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	const gone = 20 * time.Second
	for _, step := range []struct {
		name string
		at   time.Duration
		here bool
		news bool
	}{
		{"the watch begins with nobody there", 0, false, false},
		{"nothing is claimed that was not seen", 19 * time.Second, false, false},
		{"after 20 seconds", 20 * time.Second, false, true},
		{"said once", 30 * time.Second, false, false},
		{"back", 40 * time.Second, true, true},
		{"there", 60 * time.Second, true, false},
		{"gone for a moment", 79 * time.Second, false, false},
		{"gone", 80 * time.Second, false, true},
	} {
		if news := w.look(convOne, step.here, now.Add(step.at), gone); news != step.news {
			t.Errorf("%s: news %t", step.name, news)
		}
	}
	for _, step := range []struct {
		at         time.Duration
		here, tell bool
	}{{0, false, false}, {1, true, true}, {2, true, false}, {6 * time.Second, true, false}, {6*time.Second + 1, true, true}, {7 * time.Second, false, true}, {8 * time.Second, false, false}} {
		if tell := w.mayTell(convOne, step.here, now.Add(step.at), 6*time.Second); tell != step.tell {
			t.Errorf("after %v the others are told: %t", step.at, tell)
		}
	}
}

// TestAFloodIsToldToStaffOnceAMinute is case 65 as far as this process goes.
func TestAFloodIsToldToStaffOnceAMinute(t *testing.T) {
	t.Parallel()
	told := make(chan caterina.ConversationID, 100)
	s := startServer(t, func(s *server) {
		s.hub.cfg.OnLimited = func(_ context.Context, town caterina.TownID, conv caterina.ConversationID) {
			if town != 1 {
				t.Errorf("of town %d", town)
			}
			told <- conv
		}
	})
	welcome := s.post(t, "", `{"town":"siena"}`)
	refused := 0
	for i := range 100 {
		if f := s.post(t, welcome.Token, `{"id":"m`+jsonNumber(int64(i))+`","text":"ciao"}`); string(f.Code) == `"rate"` {
			refused++
		}
	}
	if refused < 80 || len(told) != 1 || <-told != welcome.Conv {
		t.Errorf("%d refused, told %d times more", refused, len(told))
	}
	p, now := s.hub.paces, time.Now()
	p.sweep(now.Add(30 * time.Second))
	if p.tells(welcome.Conv, now.Add(30*time.Second)) || !p.tells(welcome.Conv, now.Add(2*time.Minute)) {
		t.Error("a second line comes when a minute has passed, and not before")
	}
}
