package knowledge_test

import (
	"log/slog"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/knowledge"
)

// TestHoursSetInTheConsoleReachEveryProcess: each has a library of its own, which
// looks every second.
func TestHoursSetInTheConsoleReachEveryProcess(t *testing.T) {
	t.Parallel()
	store := pgtest.Store(t)
	town, _, err := store.SaveTown(t.Context(), caterina.Town{Slug: "borgo", Name: "Borgo", Queues: []caterina.Queue{{Slug: "urp", Name: "URP"}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	op, err := store.AddOperator(t.Context(), "ada@example.org", "Ada", "hash")
	if err != nil {
		t.Fatal(err)
	}
	var both [2]*knowledge.Library
	for i := range both {
		both[i] = knowledge.NewLibrary(knowledge.LibraryConfig{
			Store: store, Logger: slog.New(slog.DiscardHandler), Thesaurus: "/nonexistent", Words: "/nonexistent",
		})
		if err := both[i].Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		go func() { _ = both[i].Run(t.Context(), 50*time.Millisecond) }() // ends with the test
	}
	week, err := caterina.ParseWeek("sabato dalle 9 alle 12")
	if err != nil {
		t.Fatal(err)
	}
	if err := store.SetQueueHours(t.Context(), town, op, "urp", week); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(5 * time.Second)
	for i := 0; i < len(both); {
		select {
		case <-tick.C:
			if borgo, _ := both[i].Town("borgo"); borgo.Queues[0].Hours != nil && borgo.Queues[0].Hours.Text == week.Text {
				i++
			}
		case <-deadline:
			t.Fatal("a process has not heard within five seconds")
		}
	}
}
