package console_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"example.org/caterina"
)

// TestTheDeskSeesEachStepWithinASecond: a place that a citizen holds, the
// appointment it becomes, the person who arrives. The page is only told that there
// is something new, and asks for it: a second, and what a busy machine adds.
func TestTheDeskSeesEachStepWithinASecond(t *testing.T) {
	t.Parallel()
	o := &office{}
	d := newDesks(t, o.wire)
	o.world = d.world
	o.serve(t)
	d.mu.Lock()
	d.tell = o.staff.AgendaChanged
	d.mu.Unlock()
	p := d.signedIn(t, d.session(d.operator("Ada Neri", caterina.RoleOperator), time.Now()))
	p.Go(d.server.URL + deskBase + "?office=nord&day=" + day(0).String())
	p.Wait(`document.querySelector(".shift").dataset.status === "live"`)
	p.WaitText("live-part", "libero")
	p.Eval(`document.querySelector("live-part").setAttribute("every", "600")`, nil) // the poll is not what is tested
	p.Eval(`window.dispatchEvent(new Event("caterina:changed"))`, nil)              // with which the long wait begins
	p.Eval(`new Promise(done => setTimeout(() => done(true), 1200))`, nil)

	conv := d.conversation()
	seen := func(what, text string, did func()) {
		t.Helper()
		began := time.Now()
		did()
		p.WaitText("live-part", text)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s was seen after %s", what, took)
		} else {
			t.Logf("%s was seen after %s", what, took.Round(time.Millisecond))
		}
		p.Eval(`new Promise(done => setTimeout(() => done(true), 1200))`, nil)
	}
	committed := func(kind caterina.EventKind, body caterina.MessageBody) {
		data, err := json.Marshal(body)
		o.must(err)
		o.staff.Push(caterina.Event{Conversation: conv, Kind: kind, Actor: caterina.ActorBot, Body: data})
	}
	seen("a held place", "ancora", func() {
		d.exec(`INSERT INTO allocation (town_id, office, service, desk_id, lane, starts_at, ends_at, blocked, state, hold_owner, hold_kind, hold_started_at, hold_expires_at)
			SELECT $1, $2, $3, min(id), 1, $4, $5, tstzrange($4, $5), 'held', $6::uuid, 'citizen', app_now(), $5 FROM desk WHERE town_id = $1`,
			d.siena.ID, deskOffice, deskService, on(day(0), 11, 30), on(day(0), 12, 0), string(conv))
		committed(caterina.KindMessage, caterina.MessageBody{Text: "Tengo il posto", Flow: caterina.FlowBooking})
	})
	var b caterina.Booking
	seen("an appointment", "Maria Rossi", func() {
		b = d.book("Maria Rossi", on(day(0), 9, 0))
	})
	seen("an arrival", "è qui", func() {
		o.must(d.service.Deed(t.Context(), caterina.DeskAct{
			Town: d.siena.ID, Operator: d.staffID(), Booking: b.ID, Deed: caterina.DeedArrive, Seen: string(b.Status),
		}, deskOffice))
	})
	p.Go(d.server.URL + fmt.Sprintf("%s/bookings/%d", deskBase, b.ID))
	p.WaitText("#what", "è qui")
}
