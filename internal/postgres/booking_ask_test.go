package postgres_test

import (
	"sync"
	"testing"
	"time"

	"example.org/caterina"
)

// asks has everybody asked, and returns how many were asked.
func (o *office) asks() int {
	o.t.Helper()
	events, err := o.AskForTime(o.t.Context(), func(lang string, until time.Time) caterina.MessageBody {
		return caterina.MessageBody{Text: "altro tempo? " + lang, Flow: caterina.FlowBooking}
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return len(events)
}

// ends has every hold end in so long.
func (o *office) ends(in string) {
	o.t.Helper()
	o.exec("UPDATE allocation SET hold_expires_at = app_now() + $1::interval WHERE state = 'held'", in)
}

func TestWhoeverTypesSlowlyIsAskedOnceBeforeThePlaceGoes(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	if err := o.hold(o.conv, 1, o.at(0)); err != nil {
		t.Fatal(err)
	}
	if n := o.asks(); n != 0 {
		t.Errorf("with ten minutes left %d were asked", n)
	}
	o.ends("10 seconds")
	if n := o.asks(); n != 0 {
		t.Errorf("%d were asked what nobody can answer in time", n)
	}
	o.ends("100 seconds")
	var asked sync.WaitGroup
	count := make(chan int, 8)
	for range cap(count) {
		asked.Go(func() { count <- o.asks() })
	}
	asked.Wait()
	close(count)
	total := 0
	for n := range count {
		total += n
	}
	if total != 1 {
		t.Errorf("they were asked %d times", total)
	}
	o.ends("90 seconds") // they wrote, and are slow again
	if n := o.asks(); n != 1 {
		t.Errorf("the next time %d were asked", n)
	}
	if last := o.events()[len(o.events())-1]; last.Actor != caterina.ActorSystem || last.Kind != caterina.KindMessage {
		t.Errorf("the chat has %+v", last)
	}
}

func TestNobodyIsAskedForTimeThatCannotBeHad(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	if err := o.hold(o.conv, 1, o.at(0)); err != nil {
		t.Fatal(err)
	}
	o.ends("100 seconds")
	o.exec("UPDATE allocation SET hold_started_at = app_now() - interval '119 minutes' WHERE state = 'held'")
	if n := o.asks(); n != 0 {
		t.Errorf("%d were asked though the two hours are over", n)
	}
	o.exec("UPDATE allocation SET hold_started_at = app_now() - interval '9 minutes', hold_kind = 'operator' WHERE state = 'held'")
	if n := o.asks(); n != 0 {
		t.Errorf("%d were asked though a person keeps the place", n)
	}
}
