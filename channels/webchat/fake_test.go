package webchat

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
)

// fakeStore keeps conversations in memory, with the promises of the real one:
// gapless numbers, one event for each client id.
type fakeStore struct {
	mu       sync.Mutex
	tokens   map[string]caterina.ConversationID
	convs    map[caterina.ConversationID]*fakeConv
	opened   int
	pages    []string      // of the sessions opened
	down     error         // returned by every call
	reads    int           // calls of Events
	polls    int           // calls of Moved
	received chan struct{} // when set, Receive waits for it after storing
	busy     bool          // somebody runs every turn already
}

type fakeConv struct {
	conv   caterina.Conversation
	events []caterina.Event
}

func newFakeStore() *fakeStore {
	return &fakeStore{tokens: map[string]caterina.ConversationID{}, convs: map[caterina.ConversationID]*fakeConv{}}
}

func (s *fakeStore) OpenSession(_ context.Context, o caterina.Opening) (caterina.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down != nil {
		return caterina.Session{}, s.down
	}
	s.opened++
	s.pages = append(s.pages, o.Page)
	conv := caterina.Conversation{
		ID:   caterina.ConversationID(fmt.Sprintf("00000000-0000-4000-8000-%012d", s.opened)),
		Town: o.Town, Channel: o.Channel, State: caterina.StateBot, Lang: o.Lang,
	}
	s.convs[conv.ID] = &fakeConv{conv: conv}
	token := fmt.Sprintf("token-%d-of-the-session", s.opened)
	s.tokens[token] = conv.ID
	s.append(conv.ID, caterina.ActorBot, "greeting", o.Greeting)
	return caterina.Session{Token: caterina.Secret(token), Conversation: s.convs[conv.ID].conv}, nil
}

func (s *fakeStore) append(conv caterina.ConversationID, actor caterina.Actor, clientID string, body caterina.MessageBody) caterina.Event {
	b, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	c := s.convs[conv]
	c.conv.LastN++
	ev := caterina.Event{
		Conversation: conv, Seq: c.conv.LastN, N: c.conv.LastN, Kind: caterina.KindMessage, Actor: actor,
		ClientID: clientID, Body: b, At: time.Date(2026, 11, 22, 9, 0, int(c.conv.LastN), 0, time.UTC),
	}
	c.events = append(c.events, ev)
	return ev
}

func (s *fakeStore) ResumeSession(_ context.Context, token string) (caterina.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down != nil {
		return caterina.Session{}, s.down
	}
	conv, ok := s.tokens[token]
	if !ok {
		return caterina.Session{}, caterina.Errorf(caterina.CodeNotFound, "no such session")
	}
	return caterina.Session{Conversation: s.convs[conv].conv}, nil
}

func (s *fakeStore) Receive(ctx context.Context, in caterina.Inbound) (caterina.Receipt, error) {
	receipt, err := s.receive(in)
	if s.received != nil && err == nil {
		select {
		case <-s.received:
		case <-ctx.Done():
		}
	}
	return receipt, err
}

func (s *fakeStore) receive(in caterina.Inbound) (caterina.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.convs[in.Conversation]
	switch {
	case s.down != nil:
		return caterina.Receipt{}, s.down
	case !ok || c.conv.Town != in.Town:
		return caterina.Receipt{}, caterina.Errorf(caterina.CodeNotFound, "no such conversation")
	case c.conv.State == caterina.StateClosed:
		return caterina.Receipt{}, caterina.Errorf(caterina.CodeConflict, "closed")
	}
	for _, ev := range c.events {
		if ev.Actor == caterina.ActorCitizen && ev.ClientID == in.ClientID {
			return caterina.Receipt{Event: ev, Dup: true}, nil
		}
	}
	receipt := caterina.Receipt{Event: s.append(in.Conversation, caterina.ActorCitizen, in.ClientID, in.Body), TurnDue: true}
	if !s.busy {
		receipt.Turn = &caterina.LeasedTurn{Town: in.Town, Conversation: in.Conversation, Turn: receipt.Event.Seq}
	}
	return receipt, nil
}

func (s *fakeStore) Events(_ context.Context, _ caterina.TownID, conv caterina.ConversationID, after int64, limit int) ([]caterina.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	if s.down != nil {
		return nil, s.down
	}
	events := s.convs[conv].events
	from := min(int(after), len(events))
	return slices.Clone(events[from:min(from+limit, len(events))]), nil
}

func (s *fakeStore) Moved(_ context.Context, known []caterina.Mark) ([]caterina.Mark, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.polls++
	if s.down != nil {
		return nil, s.down
	}
	var moved []caterina.Mark
	for _, mark := range known {
		if c, ok := s.convs[mark.Conversation]; ok && c.conv.LastN != mark.N {
			moved = append(moved, caterina.Mark{Conversation: mark.Conversation, N: c.conv.LastN})
		}
	}
	return moved, nil
}

// say stores what the bot says, as another process would: nobody is told.
func (s *fakeStore) say(conv caterina.ConversationID, body caterina.MessageBody) caterina.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.append(conv, caterina.ActorBot, "", body)
}

// forget drops the events after number n, as if a backup had been restored.
func (s *fakeStore) forget(conv caterina.ConversationID, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.convs[conv]
	c.events, c.conv.LastN = c.events[:n], int64(n)
}

func (s *fakeStore) setDown(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = err
}

// setBusy has somebody else run whatever turns there are from now on.
func (s *fakeStore) setBusy() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy = true
}

func (s *fakeStore) close(conv caterina.ConversationID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.convs[conv].conv.State = caterina.StateClosed
}

func (s *fakeStore) log(conv caterina.ConversationID) []caterina.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.convs[conv].events)
}

// fakeTowns serves two towns; siena's pages live on another origin too.
type fakeTowns struct{}

func (fakeTowns) Towns() []caterina.Town {
	return []caterina.Town{
		{ID: 1, Slug: "siena", Name: "Comune di Siena", Origins: []string{"https://famiglie.comune.siena.example"}},
		{ID: 2, Slug: "bari", Name: "Comune di Bari", Texts: caterina.Texts{Disclosure: "Sono un programma del Comune di Bari."}},
	}
}

func (f fakeTowns) Town(slug string) (caterina.Town, bool) {
	for _, town := range f.Towns() {
		if town.Slug == slug {
			return town, true
		}
	}
	return caterina.Town{}, false
}

// fakeTurns answers every turn at once when bot is set, and remembers what was due.
type fakeTurns struct {
	store *fakeStore
	mu    sync.Mutex
	due   []caterina.LeasedTurn
	bot   func(caterina.ConversationID)
}

func (f *fakeTurns) Receive(ctx context.Context, in caterina.Inbound) (caterina.Receipt, error) {
	return f.store.Receive(ctx, in)
}

func (f *fakeTurns) Due(turn caterina.LeasedTurn) {
	f.mu.Lock()
	f.due = append(f.due, turn)
	bot := f.bot
	f.mu.Unlock()
	if bot != nil {
		bot(turn.Conversation)
	}
}

func greeting(town caterina.Town, lang string) caterina.MessageBody {
	text := "Ciao! Sono Caterina, il programma di " + town.Name + "."
	if lang == "en" {
		text = "Hello! I am Caterina, the program of " + town.Name + "."
	}
	return caterina.MessageBody{
		Text: text, Lang: lang, Outcome: caterina.OutcomeSmalltalk,
		Options: []caterina.Option{{ID: "card/bonus-nido", Label: "Bonus nido"}},
	}
}

func plainMarkdown(text string) template.HTML {
	return template.HTML("<p>" + template.HTMLEscapeString(text) + "</p>")
}

// waitFor waits until cond holds; it is for what has no event to wait for.
func waitFor(t *testing.T, what string, cond func() bool) {
	t.Helper()
	deadline := time.NewTimer(10 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !cond() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("waited in vain until %s", what)
		}
	}
}
