package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// report is what Postfix sends back of a mail with a reference.
func report(reference, action, status string) string {
	return "From: MAILER-DAEMON@comune.example\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" +
		"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; comune.example\n\nFinal-Recipient: rfc822; x@posta.example\nAction: " + action +
		"\nStatus: " + status + "\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" + reference + "@comune.example>\n\n--b--\n"
}

// TestAMailThatComesBackIsSeenAtTheDesk, and nothing else of what is handed over
// changes anything.
func TestAMailThatComesBackIsSeenAtTheDesk(t *testing.T) {
	ctx, address, keys := t.Context(), pgtest.URL(t), caterina.NewBookingKeys(pgtest.Secret)
	t.Setenv("CATERINA_DATABASE_URL", address)
	t.Setenv("CATERINA_SECRET_KEY", pgtest.Secret.Reveal())
	t.Setenv("CATERINA_DATA_DIR", t.TempDir())
	store, err := postgres.Open(ctx, address, postgres.WithAppointments(postgres.Appointments{Keys: keys}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	town, _, err := store.SaveTown(ctx, caterina.Town{Slug: "siena", Name: "Comune di Siena"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	services := []caterina.Service{{Slug: "consulenza", Name: "Consulenza", Offices: []string{"nord"}}}
	if _, err := store.SaveItems(ctx, town, caterina.Items{Services: services, Offices: []caterina.Office{{Slug: "nord", Name: "Nord"}}}); err != nil {
		t.Fatal(err)
	}
	plan := caterina.OfficePlan{Office: "nord", Desks: []caterina.DeskPlan{{Service: "consulenza", Name: "Sportello", Lanes: 1}}}
	if _, err := store.PlanOffices(ctx, town, []caterina.OfficePlan{plan}); err != nil {
		t.Fatal(err)
	}
	table, err := store.Timetable(ctx, town, "nord", time.Now(), time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	from := time.Now().Add(200 * time.Hour).Truncate(time.Minute)
	b, err := store.BookFor(ctx, caterina.BookingOrder{
		Town: town, By: caterina.OperatorActor(1), Code: "K7M2XQR", RequestID: "00000000-0000-4000-8000-000000000001",
		Person:  caterina.Person{Name: "Maria Rossi", Email: "maria@posta.example"},
		Vacancy: caterina.Vacancy{Service: "consulenza", Office: "nord", From: from, To: from.Add(30 * time.Minute), Spots: []caterina.Spot{{Desk: table.Desks[0].ID, Lane: 1}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	notice := caterina.BookingNotice{Town: town, Booking: b.ID, What: caterina.NoticeConfirmed}
	reference := keys.NoticeReference(notice)
	forged := caterina.NewBookingKeys("somebody else's secret").NoticeReference(notice)
	notice.Booking = 999
	for _, row := range []struct {
		mail, says  string
		code        int
		unreachable bool
	}{
		{report(reference, "delayed", "4.4.1"), "nothing to do", exitDone, false},
		{report(forged, "failed", "5.1.1"), "nothing to do", exitDone, false},
		{report("somebody", "failed", "5.1.1"), "nothing to do", exitDone, false},
		{report(keys.NoticeReference(notice), "failed", "5.1.1"), "not there any more", exitDone, false},
		{"Subject: Sono in ferie\n\nciao", "not a delivery report", exitData, false},
		{strings.Repeat("x", 10<<20), "larger than 2 MB", exitData, false},
		{report(reference, "failed", "5.1.1"), "not to be reached", exitDone, true},
		{report(reference, "failed", "5.1.1"), "not to be reached", exitDone, true}, // the server hands it over again
	} {
		var out, errs bytes.Buffer
		code := run(ctx, []string{"bounce"}, streams{in: strings.NewReader(row.mail), out: &out, err: &errs})
		said := out.String() + errs.String()
		if code != row.code || strings.Count(said, "\n") != 1 || !strings.Contains(said, row.says) {
			t.Errorf("exit code %d, %q; want %d with %q", code, said, row.code, row.says)
		}
		now, err := store.Booking(ctx, town, b.ID)
		if err != nil || now.Unreachable != row.unreachable {
			t.Errorf("after %q the person is unreachable: %t, %v", row.says, now.Unreachable, err)
		}
	}
}

func TestAReportThatCannotBeNotedIsTriedAgain(t *testing.T) {
	keys := caterina.NewBookingKeys(pgtest.Secret)
	t.Setenv("CATERINA_DATABASE_URL", "postgres://127.0.0.1:1/nobody?connect_timeout=1")
	t.Setenv("CATERINA_SECRET_KEY", pgtest.Secret.Reveal())
	t.Setenv("CATERINA_DATA_DIR", t.TempDir())
	reference := keys.NoticeReference(caterina.BookingNotice{Town: 1, Booking: 1, What: caterina.NoticeMoved})
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"bounce"}, streams{in: strings.NewReader(report(reference, "failed", "5.1.1")), out: &out, err: &errs}); code != exitLater {
		t.Errorf("exit code %d: %s", code, &errs)
	}
	if code := run(t.Context(), []string{"bounce", "x"}, streams{out: &out, err: &errs}); code != exitUsage {
		t.Errorf("called wrongly: exit code %d", code)
	}
	out.Reset()
	if code := run(t.Context(), []string{"bounce", "-h"}, streams{out: &out, err: &errs}); code != exitDone || !strings.Contains(out.String(), "non raggiungibile") {
		t.Errorf("the help: exit code %d, %q", code, &out)
	}
	if failedWith(errors.New("x")) != exitFailed {
		t.Error("any other error is tried again")
	}
}
