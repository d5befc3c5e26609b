package faults_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"example.org/caterina/internal/faults"
)

func TestWhoAwaitsIsAskedAgainAfterEachRing(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	bell := faults.NewBell(&mu, nil)
	const most = 3
	asked, events := make(chan int, most+1), 0
	came := make(chan error, 1)
	go func() {
		came <- bell.Await(t.Context(), "three events", func() bool {
			asked <- events
			return events == most
		})
	}()
	for want := range most + 1 {
		if got := <-asked; got != want {
			t.Fatalf("asked after %d events, want %d", got, want)
		}
		mu.Lock()
		events++
		bell.Ring()
		mu.Unlock()
	}
	if err := <-came; err != nil {
		t.Error(err)
	}
}

func TestOneRingWakesEverybody(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	bell := faults.NewBell(&mu, nil)
	first, second := bell.Rung(), bell.Rung()
	bell.Ring()
	<-first
	<-second
	select {
	case <-bell.Rung():
		t.Error("it rings for who came after")
	default:
	}
}

func TestWhatNeverComesIsNotAwaitedForEver(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	never := func() bool { return false }
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := faults.NewBell(&mu, nil).Await(ctx, "the bus", never); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "the bus") {
		t.Errorf("without a caller: %v", err)
	}
	ended := make(chan struct{})
	close(ended)
	if err := faults.NewBell(&mu, ended).Await(t.Context(), "the bus", never); err == nil || !strings.Contains(err.Error(), "was closed") {
		t.Errorf("without a server: %v", err)
	}
}
