package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"

	"example.org/caterina"
	"example.org/caterina/internal/localpg"
	"example.org/caterina/internal/postgres"
)

// Of the part about people: 20 changes or messages a second, whatever the size.
const (
	handoffRate = 20
	handoffLate = 10 * time.Second // after which something is lost
)

// benchHandoff measures how soon the other side sees what citizens and operators
// write to each other, and how soon a citizen sees who has taken their
// conversation, on two processes with one database.
func benchHandoff(ctx context.Context, b *bench) (err error) {
	if err := b.loadDemo(ctx); err != nil {
		return err
	}
	cluster, err := localpg.Start(ctx, localpg.Config{Dir: filepath.Join(b.dir, "data")})
	if err != nil {
		return fmt.Errorf("start the database: %w", err)
	}
	defer func() { err = errors.Join(err, cluster.Stop(context.WithoutCancel(ctx))) }()
	var addrs []string
	for range 2 {
		server, err := b.serve(ctx, "CATERINA_DATABASE_URL="+cluster.URL())
		if err != nil {
			return err
		}
		defer func() { _ = server.stop() }() // it is measured no more
		addrs = append(addrs, server.addr)
	}
	floor, err := openFloor(ctx, b, cluster.URL(), addrs)
	if err != nil {
		return err
	}
	defer floor.close()
	if err := floor.takeAll(ctx); err != nil {
		return err
	}
	takes, lostTakes := floor.seen.settled()
	if err := floor.talk(ctx, 3*b.size.loadFor); err != nil {
		return err
	}
	said, lostSaid := floor.seen.settled()
	b.table.add(row{
		what: fmt.Sprintf("people: sent to seen by the other side, %d citizens, %d operators, %d messages/s, two processes: p50 / p99",
			len(floor.citizens), len(floor.staff), handoffRate),
		figure: middleAndTail(slices.Concat(said[sameProcess], said[otherProcess])), goal: "p99 ≤ 200 ms",
	})
	b.table.add(row{what: "people: of these, both sides in one process", figure: middleAndTail(said[sameProcess]), goal: "reported"})
	b.table.add(row{what: "people: of these, one side in each process", figure: middleAndTail(said[otherProcess]), goal: "reported"})
	b.table.add(row{what: "people: taken to seen by the citizen: p50 / p99", figure: middleAndTail(takes[taken]), goal: "p99 ≤ 300 ms"})
	b.table.add(row{what: "people: messages and takes lost", figure: strconv.Itoa(lostTakes + lostSaid), goal: "0"})
	return nil
}

func middleAndTail(took []time.Duration) string {
	return millis(quantile(took, 0.5)) + " / " + millis(quantile(took, 0.99))
}

// What is sent begins with the word that says what kind of way it goes.
const (
	taken        = "take"
	sameProcess  = "here"
	otherProcess = "there"
)

// sightings match what was sent with when the other side had it.
type sightings struct {
	mu   sync.Mutex
	due  map[string]time.Time
	took map[string][]time.Duration // by the first word of what was sent
}

func newSightings() sightings {
	return sightings{due: map[string]time.Time{}, took: map[string][]time.Duration{}}
}

// expect notes that something is sent now.
func (s *sightings) expect(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.due[what] = time.Now()
}

// saw notes that the other side has it.
func (s *sightings) saw(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.due[what]; ok {
		kind, _, _ := strings.Cut(what, " ")
		s.took[kind] = append(s.took[kind], time.Since(at))
		delete(s.due, what)
	}
}

func (s *sightings) open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.due)
}

// settled waits for what is still on its way, and returns the times and how much
// never came.
func (s *sightings) settled() (map[string][]time.Duration, int) {
	for end := time.Now().Add(handoffLate); s.open() > 0 && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	took, lost := s.took, len(s.due)
	s.took, s.due = map[string][]time.Duration{}, map[string]time.Time{}
	return took, lost
}

// seat is one socket, of a citizen or of an operator.
type seat struct {
	mu   sync.Mutex
	conn *websocket.Conn
	addr string
	conv string // of a citizen
	sent int
}

func (s *seat) write(frame map[string]any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent++
	frame["id"] = strconv.Itoa(s.sent)
	if err := s.conn.WriteJSON(frame); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// talkFrame is what a seat needs of any frame.
type talkFrame struct {
	Type  string `json:"type"`
	Conv  string `json:"conv"`
	Kind  string `json:"kind"`
	Actor string `json:"actor"`
	Code  string `json:"code"`
	Body  struct {
		Text  string `json:"text"`
		State string `json:"state"`
	} `json:"body"`
}

// talkFloor is everybody.
type talkFloor struct {
	citizens, staff []*seat
	seen            sightings
	mu              sync.Mutex
	refused         string
}

func openFloor(ctx context.Context, b *bench, url string, addrs []string) (*talkFloor, error) {
	f := &talkFloor{seen: newSightings()}
	store, err := postgres.Open(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	defer store.Close()
	for i := range b.size.operators {
		s, err := f.staffSeat(ctx, store, addrs[i%2], i)
		if err != nil {
			return nil, fmt.Errorf("operator %d: %w", i, err)
		}
		f.staff = append(f.staff, s)
	}
	// Each operator has citizens of both processes.
	f.citizens = make([]*seat, b.size.citizens)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(32)
	for i := range f.citizens {
		group.Go(func() (err error) {
			f.citizens[i], err = f.citizenSeat(ctx, addrs[i/len(f.staff)%2])
			return err
		})
	}
	return f, group.Wait()
}

// staffSeat makes an operator, signs them in and opens their tab.
func (f *talkFloor) staffSeat(ctx context.Context, store *postgres.Store, addr string, i int) (*seat, error) {
	name := "Persona " + strconv.Itoa(i)
	place, err := store.TownBySlug(ctx, town)
	if err != nil {
		return nil, fmt.Errorf("find the town: %w", err)
	}
	id, err := store.AddOperator(ctx, fmt.Sprintf("o%d@example.org", i), name, "x")
	token := "token of " + name
	member := caterina.Membership{Town: place.ID, Role: caterina.RoleOperator, Capacity: 20, Wants: caterina.WantsPause}
	session := caterina.StaffSession{Hash: sha256.Sum256([]byte(token)), Operator: id, ExpiresAt: time.Now().Add(time.Hour)}
	for _, step := range []func() error{
		func() error { return err },
		func() error { return store.SetPassword(ctx, id, "x", false, caterina.SessionHash{}) },
		func() error { return store.SetMember(ctx, id, member) },
		func() error { return store.OpenStaffSession(ctx, session) },
	} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("make the account: %w", err)
		}
	}
	header := http.Header{"Cookie": {(&http.Cookie{Name: "caterina", Value: token}).String()}, "Origin": {"http://" + addr}}
	return f.sit(ctx, addr, header, "welcome", map[string]any{
		"type": "hello", "v": 1, "role": "staff", "town": town, "tab": fmt.Sprintf("00000000-0000-4000-8000-%012d", i),
	}, f.staffHears)
}

func (f *talkFloor) citizenSeat(ctx context.Context, addr string) (*seat, error) {
	return f.sit(ctx, addr, nil, "live", map[string]any{"type": "hello", "v": 1, "town": town, "lang": "it"}, f.citizenHears)
}

// sit opens a socket, says hello, waits for the answer and then listens.
func (*talkFloor) sit(ctx context.Context, addr string, header http.Header, until string, hello map[string]any, hear func(*talkFrame)) (*seat, error) {
	dialer := websocket.Dialer{Subprotocols: []string{"caterina.v1"}}
	conn, resp, err := dialer.DialContext(ctx, "ws://"+addr+"/v1/ws", header)
	if err != nil {
		return nil, fmt.Errorf("open a socket: %w", err)
	}
	_ = resp.Body.Close()
	s := &seat{conn: conn, addr: addr}
	if err := conn.WriteJSON(hello); err != nil {
		return nil, fmt.Errorf("say hello: %w", err)
	}
	for {
		var fr talkFrame
		if err := readTalk(conn, &fr); err != nil {
			return nil, fmt.Errorf("hello: %w", err)
		}
		if fr.Conv != "" {
			s.conv = fr.Conv
		}
		if fr.Type == until {
			break
		}
	}
	go func() {
		for {
			var fr talkFrame
			if readTalk(conn, &fr) != nil {
				return // the end: what is missing is counted
			}
			hear(&fr)
		}
	}()
	return s, nil
}

// readTalk reads one frame. Bodies of notes and presence differ; they are not looked at.
func readTalk(conn *websocket.Conn, fr *talkFrame) error {
	_, raw, err := conn.ReadMessage()
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	_ = json.Unmarshal(raw, fr) // a bye has a number for a code: its type is read all the same
	return nil
}

func (f *talkFloor) citizenHears(fr *talkFrame) {
	switch {
	case fr.Type == "nak":
		f.refuse(fr)
	case fr.Type == "ev" && fr.Kind == "state" && fr.Body.State == string(caterina.StateAssigned):
		f.seen.saw(taken + " " + fr.Conv)
	case fr.Type == "ev" && fr.Actor == "operator":
		f.seen.saw(fr.Body.Text)
	}
}

func (f *talkFloor) staffHears(fr *talkFrame) {
	switch {
	case fr.Type == "nak":
		f.refuse(fr)
	case fr.Type == "ev" && fr.Actor == "citizen":
		f.seen.saw(fr.Body.Text)
	}
}

func (f *talkFloor) refuse(fr *talkFrame) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refused = fr.Code
}

// operatorOf is who has a citizen's conversation.
func (f *talkFloor) operatorOf(i int) *seat { return f.staff[i%len(f.staff)] }

// takeAll has the operators take every conversation and follow it.
func (f *talkFloor) takeAll(ctx context.Context) error {
	return f.every(ctx, len(f.citizens), func(i int) error {
		c, o := f.citizens[i], f.operatorOf(i)
		f.seen.expect(taken + " " + c.conv)
		return errors.Join(
			o.write(map[string]any{"type": "take", "conv": c.conv, "epoch": 0}),
			o.write(map[string]any{"type": "sub", "conv": c.conv, "after": 0}))
	})
}

// talk has both sides write for a while.
func (f *talkFloor) talk(ctx context.Context, length time.Duration) error {
	return f.every(ctx, int(length.Seconds()*handoffRate), func(n int) error {
		i := n / 2 * 7 % len(f.citizens)
		text := sameProcess + " " + strconv.Itoa(n)
		if f.citizens[i].addr != f.operatorOf(i).addr {
			text = otherProcess + " " + strconv.Itoa(n)
		}
		f.seen.expect(text)
		if n%2 == 0 {
			return f.citizens[i].write(map[string]any{"type": "send", "text": text})
		}
		return f.operatorOf(i).write(map[string]any{"type": "send", "conv": f.citizens[i].conv, "epoch": 1, "text": text})
	})
}

// every does n things at the rate.
func (f *talkFloor) every(ctx context.Context, n int, do func(int) error) error {
	tick := time.NewTicker(time.Second / handoffRate)
	defer tick.Stop()
	for i := range n {
		select {
		case <-ctx.Done():
			return ctx.Err() //nolint:wrapcheck // stopped by hand
		case <-tick.C:
		}
		if err := do(i); err != nil {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refused != "" {
		return fmt.Errorf("the server refused something: %s", f.refused)
	}
	return nil
}

func (f *talkFloor) close() {
	for _, s := range append(f.citizens, f.staff...) {
		_ = s.conn.Close() // it is measured no more
	}
}
