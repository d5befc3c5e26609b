package telegramtest_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.org/caterina/internal/telegramtest"
)

func TestAnOffsetConfirmsAllBelowIt(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	for _, text := range []string{"a", "b", "c", "d"} {
		chat.Say(text)
	}
	first := updates(t, s, params{"limit": 2})
	if textsOf(first) != "a b" || first[1].ID != first[0].ID+1 {
		t.Fatalf("got %+v", first)
	}
	if again := updates(t, s, nil); textsOf(again) != "a b c d" {
		t.Errorf("what was not confirmed came back as %q", textsOf(again))
	}
	if rest := updates(t, s, params{"offset": first[1].ID}); textsOf(rest) != "b c d" {
		t.Errorf("after the offset of b: %q", textsOf(rest))
	}
	if rest := updates(t, s, nil); textsOf(rest) != "b c d" {
		t.Errorf("confirmed updates came back: %q", textsOf(rest))
	}
	if last := updates(t, s, params{"offset": -1}); textsOf(last) != "d" || s.Bot("").Pending() != 1 {
		t.Errorf("the last one is %q", textsOf(last))
	}
	if none := updates(t, s, params{"offset": first[0].ID + 100}); len(none) != 0 || s.Bot("").Pending() != 0 {
		t.Errorf("got %+v", none)
	}
}

func TestAtMostAHundredUpdatesComeAtOnce(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	for range 120 {
		s.Chat(1).Say("x")
	}
	for _, limit := range []int{0, 100, 1000} {
		if n := len(updates(t, s, params{"limit": limit})); n != 100 {
			t.Errorf("limit %d gave %d", limit, n)
		}
	}
}

func TestALongPollAnswersWhenSomebodyWrites(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	came := make(chan reply, 1)
	go func() {
		r, err := ask(t.Context(), s, s.Token(), "getUpdates", params{"timeout": 50})
		if err != nil {
			t.Error(err)
		}
		came <- r
	}()
	waitPolling(t, s, 1)
	s.Chat(1).Say("eccomi")
	if r := <-came; !strings.Contains(string(r.Result), "eccomi") {
		t.Errorf("got %s", r.Result)
	}
}

// waitPolling waits until n calls of getUpdates have arrived.
func waitPolling(t *testing.T, s *telegramtest.Server, n int) {
	t.Helper()
	_, err := s.WaitRequests(t.Context(), "getUpdates", func(rs []telegramtest.Request) bool { return len(rs) >= n })
	if err != nil {
		t.Fatal(err)
	}
}

func TestALongPollEndsEmptyWhenItsTimeIsOver(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	if us := updates(t, s, params{"timeout": 1}); len(us) != 0 {
		t.Errorf("got %+v", us)
	}
}

func TestTheSecondPollerEndsTheFirst(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	came := make(chan reply, 1)
	go func() {
		r, err := ask(t.Context(), s, s.Token(), "getUpdates", params{"timeout": 50})
		if err != nil {
			t.Error(err)
		}
		came <- r
	}()
	var r reply
	for ended := false; !ended; { // until the first one waits
		updates(t, s, nil)
		select {
		case r = <-came:
			ended = true
		default:
		}
	}
	if r.ErrorCode != 409 || r.Description != "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running" {
		t.Errorf("got %+v", r)
	}
}

func TestAPollerThatHasGoneTakesNothingAlong(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() {
		_, err := ask(ctx, s, s.Token(), "getUpdates", params{"timeout": 50})
		gone <- err
	}()
	waitPolling(t, s, 1)
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("the poll ended with %v", err)
	}
	s.Chat(1).Say("ciao")
	if us := updates(t, s, params{"timeout": 50}); textsOf(us) != "ciao" {
		t.Errorf("got %+v", us)
	}
}

func TestABotGetsTheKindsItAskedFor(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	updates(t, s, params{"allowed_updates": []string{"message"}})
	chat.Edit(chat.Say("a").Message, "b")
	if blocked := chat.Block(); blocked.Update != 0 {
		t.Errorf("an unwanted update got number %d", blocked.Update)
	}
	chat.Unblock()
	if us := updates(t, s, nil); len(us) != 1 || textsOf(us) != "a" {
		t.Errorf("got %+v", us)
	}
	updates(t, s, params{"allowed_updates": []string{}})
	chat.Block()
	if r := do(t, s, "getUpdates", nil); !strings.Contains(string(r.Result), `"status":"kicked"`) {
		t.Errorf("got %s", r.Result)
	}
	refused(t, s, "getUpdates", params{"allowed_updates": "{"}, 400, "Bad Request: can't parse allowed updates JSON object")
}

func TestUpdatesAreHeldReorderedAndRepeatedByOrderOfTheTest(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	b, chat := s.Bot(""), s.Chat(1)
	b.Hold()
	for _, text := range []string{"a", "b", "c"} {
		chat.Say(text)
	}
	if us := updates(t, s, nil); len(us) != 0 {
		t.Fatalf("held updates came: %+v", us)
	}
	ids := b.Held()
	b.Deliver(ids[1], ids[0], ids[1])
	if us := updates(t, s, params{"limit": 1}); textsOf(us) != "b" {
		t.Errorf("first came %q", textsOf(us))
	}
	if us := updates(t, s, params{"offset": ids[1] + 1}); textsOf(us) != "a b" {
		t.Errorf("an offset took along what had never come: %q", textsOf(us))
	}
	b.Release()
	if us := updates(t, s, params{"offset": ids[1] + 1}); textsOf(us) != "c" {
		t.Errorf("then came %q", textsOf(us))
	}
	updates(t, s, params{"offset": ids[2] + 1})
	b.Deliver(ids[0])
	if us := updates(t, s, params{"offset": ids[2] + 1}); textsOf(us) != "a" {
		t.Errorf("long after came %q", textsOf(us))
	}
	updates(t, s, params{"offset": ids[2] + 1})
	if err := b.WaitConfirmed(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestScrambledPollingLosesNothing: each number comes one to five times, and an
// offset raised as a good client raises it never skips one.
func TestScrambledPollingLosesNothing(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{Seed: 7})
	b := s.Bot("")
	b.Scramble(5)
	var want, got []string
	for i := range 250 {
		s.Chat(int64(1 + i%3)).Say(strconv.Itoa(i))
		want = append(want, strconv.Itoa(i))
	}
	seen, total, inOrder, offset := make(map[int64]bool), 0, true, int64(0)
	for us := updates(t, s, nil); len(us) > 0; us = updates(t, s, params{"offset": offset}) {
		last := int64(0)
		for _, u := range us {
			total++
			inOrder = inOrder && u.ID > last
			last, offset = u.ID, max(offset, u.ID+1)
			if !seen[u.ID] {
				seen[u.ID] = true
				got = append(got, u.Message.Text)
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%d of %d came", len(got), len(want))
	}
	if total < 400 || inOrder {
		t.Errorf("%d came in all, in order: %v", total, inOrder)
	}
}

func TestAnUpdateMayBeOfAKindNobodyKnows(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Bot("").Inject(900_000_000, `{"update_id":900000000,"mind_reading":{"thought":"x"}}`)
	after := s.Chat(1).Say("ciao")
	r := do(t, s, "getUpdates", nil)
	if !strings.Contains(string(r.Result), "mind_reading") || after.Update != 900_000_001 {
		t.Errorf("got %s, and then %d", r.Result, after.Update)
	}
}
