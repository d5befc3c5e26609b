package postgres_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// TestNoAddressOfAPageIsStored: whoever reads the log of events, or a backup of it,
// finds no address that opens an appointment or a wish; who may read the
// conversation has it, at once, later and when it is told twice.
func TestNoAddressOfAPageIsStored(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	link := "https://x.example/appuntamenti/" + o.keys.ManageToken(requestOf(1))
	open := func(what string, events ...caterina.Event) {
		t.Helper()
		if len(events) == 0 {
			t.Errorf("%s: nothing is told", what)
		}
		for _, ev := range events {
			if ev.Actor != caterina.ActorCitizen && strings.Contains(string(ev.Body), "/appuntamenti/") && !strings.Contains(string(ev.Body), link) {
				t.Errorf("%s: the address is %s", what, ev.Body)
			}
		}
	}
	said := caterina.MessageBody{Text: "[Sposta](" + link + ")", Booking: &caterina.BookingCard{Manage: link, ICS: link + "/appuntamento.ics"}}
	reply := bookingReply(said.Text, caterina.ConfirmBooking{Vacancy: o.at(0), Draft: o.draft(1, o.at(0))})
	reply.Message.Booking = said.Booking
	for id, reply := range map[string]caterina.Reply{"sì": reply, "quando ce l'ho?": {Message: said}} { // the other is an ordinary turn
		o.say(id)
		turn := o.lease("a", time.Minute)
		for range 2 {
			events, err := o.CompleteTurn(t.Context(), turn, reply, nil)
			if err != nil {
				t.Fatal(err)
			}
			open("a turn", events...)
		}
	}
	b, err := o.BookingByCode(t.Context(), o.town, codeOf(1))
	if err != nil {
		t.Fatal(err)
	}
	o.exec("UPDATE notice SET due_at = app_now() WHERE kind = 'reminder_2h' AND channel = 'chat'")
	reminder := caterina.BookingNotice{Town: o.town, Booking: b.ID, What: caterina.NoticeReminder0, Channel: caterina.NoticeByChat}
	event, err := o.SendNotice(t.Context(), reminder, func(context.Context, caterina.Booking) (*caterina.MessageBody, error) { return &said, nil })
	if err != nil || event == nil {
		t.Fatalf("a notice: %+v, %v", event, err)
	}
	open("a notice", *event)
	ended := said
	_, events, err := o.CancelBooking(t.Context(), caterina.BookingCancel{Town: o.town, Booking: b.ID, By: caterina.ActorCitizen, Event: &ended})
	if err != nil {
		t.Fatal(err)
	}
	open("a change", events...)

	stored := value[string](o.fixture, "SELECT string_agg(body::text, ' ') FROM event")
	if strings.Contains(stored, o.keys.ManageToken(requestOf(1))) || strings.Count(stored, "/appuntamenti/~") != 12 {
		t.Errorf("the log has\n%s", stored)
	}
	// A citizen who repeats what is stored does not have it opened.
	_, copied, _ := strings.Cut(stored, "/appuntamenti/~")
	in := o.inbound("copied")
	in.Body.Text = "/appuntamenti/~" + copied[:22]
	if _, err := o.Receive(t.Context(), in, caterina.Lease{}); err != nil {
		t.Fatal(err)
	}
	citizens, err := o.Events(t.Context(), o.town, o.conv, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	if last := string(citizens[len(citizens)-1].Body); !strings.Contains(last, "/appuntamenti/~"+copied[:22]) {
		t.Errorf("what a citizen wrote comes back as %s", last)
	}
	open("the citizen's log", citizens...)
	staffs, err := o.StaffEvents(t.Context(), o.town, o.conv, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	open("the log of staff", staffs...)
}
