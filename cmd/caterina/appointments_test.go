package main

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"example.org/caterina"
	"example.org/caterina/internal/agenda"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/knowledge"
)

func TestCheckBookingsSaysWhatIsWrongAndFails(t *testing.T) {
	t.Parallel()
	towns := []caterina.Town{{ID: 7, Slug: "siena"}}
	var out bytes.Buffer
	if err := reportFlaws(&out, nil, towns); err != nil || !strings.Contains(out.String(), "as they must be") {
		t.Errorf("nothing wrong: %v, printed %q", err, &out)
	}
	out.Reset()
	err := reportFlaws(&out, []caterina.BookingFlaw{
		{Rule: "I2", Town: 7, Booking: 12, What: "booked without a place"},
		{Rule: "I1", Town: 7, What: "two on one lane"},
	}, towns)
	want := "I2: siena, booking 12: booked without a place\nI1: siena: two on one lane\n"
	if err == nil || !strings.HasPrefix(err.Error(), "2 things") || out.String() != want {
		t.Errorf("two things wrong: %v, printed %q", err, &out)
	}
}

// TestCheckBookingsLooksAtTheDatabase: a town whose calendar nobody filled, and an
// appointment without a place, are a line each and exit code 1.
func TestCheckBookingsLooksAtTheDatabase(t *testing.T) {
	t.Parallel()
	ctx, address := t.Context(), pgtest.URL(t)
	store, err := postgres.Open(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	town, _, err := store.SaveTown(ctx, caterina.Town{Slug: "siena", Name: "Comune di Siena"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	check := func(want int, lines ...string) {
		t.Helper()
		var out, errs bytes.Buffer
		code := exitCode(checkBookings(ctx, store, time.Date(2026, 11, 23, 9, 0, 0, 0, caterina.Rome()), streams{out: &out, err: &errs}), &errs)
		if code != want || strings.Count(out.String(), "\n") != len(lines) {
			t.Errorf("exit code %d, want %d: printed %q, %q", code, want, &out, &errs)
		}
		for _, line := range lines {
			if !strings.Contains(out.String(), line) {
				t.Errorf("%q is not in %q", line, &out)
			}
		}
	}
	check(exitDone, "all appointments are as they must be")
	services := []caterina.Service{{Slug: "consulenza", Name: "Consulenza", Offices: []string{"nord"}}}
	if _, err := store.SaveItems(ctx, town, caterina.Items{Services: services, Offices: []caterina.Office{{Slug: "nord", Name: "Nord"}}}); err != nil {
		t.Fatal(err)
	}
	check(exitDone, "all appointments are as they must be") // no server has carried them over yet
	plan := caterina.OfficePlan{Office: "nord", Desks: []caterina.DeskPlan{{Service: "consulenza", Name: "Sportello", Lanes: 1}}}
	if _, err := store.PlanOffices(ctx, town, []caterina.OfficePlan{plan}); err != nil {
		t.Fatal(err)
	}
	check(exitFailed, "days off: siena: an office does not know that 2027-01-06 is a holiday")
	siena := caterina.Town{ID: town, Slug: "siena"}
	if _, err := store.PlanDaysOff(ctx, town, agenda.DaysFor(siena, services, caterina.Date{Year: 2026, Month: 11, Day: 23})); err != nil {
		t.Fatal(err)
	}
	check(exitDone, "all appointments are as they must be")
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	_, err = conn.Exec(ctx, `INSERT INTO booking (town_id, code, office, service, verified, status, starts_at, ends_at, manage_sha256, request_id, made_by)
		VALUES ($1, 'K7M2XQR', 'nord', 'consulenza', true, 'booked', '2026-11-24 09:00Z', '2026-11-24 09:30Z', 'x', gen_random_uuid(), 'citizen')`, int64(town))
	if err != nil {
		t.Fatal(err)
	}
	check(exitFailed, "I2: siena, booking 1: a booking that stands has not exactly one place of its time", "I8: siena, booking 1: the status of a booking is not the last of its history")
}

// TestCheckBookingsSaysWhatItIsForAndTakesNothing: before it looks at anything.
func TestCheckBookingsSaysWhatItIsForAndTakesNothing(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		args []string
		code int
		want []string
	}{
		{[]string{"check-bookings", "-h"}, exitDone, []string{"Usage: caterina check-bookings", "must never be", "exits with 0", "with 1", "with 2", "changes nothing"}},
		{[]string{"check-bookings", "siena"}, exitUsage, []string{"takes no arguments", `"siena"`}},
		{[]string{"check-bookings", "-x"}, exitUsage, []string{"-x"}},
	} {
		var out bytes.Buffer
		if code := run(t.Context(), row.args, streams{out: &out, err: &out}); code != row.code {
			t.Errorf("%v ends with %d, want %d", row.args, code, row.code)
		}
		for _, want := range row.want {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%v does not say %q:\n%s", row.args, want, &out)
			}
		}
	}
}

// TestDocumentsOfAnAppointmentAreThoseOfItsCard: where they differ, nothing is said
// rather than something wrong.
func TestDocumentsOfAnAppointmentAreThoseOfItsCard(t *testing.T) {
	t.Parallel()
	entries := func(cards ...caterina.Card) (list []knowledge.Entry) {
		for i := range cards {
			list = append(list, knowledge.Entry{Card: &cards[i]})
		}
		return list
	}
	nest := caterina.Card{Slug: "nido", Bookable: "famiglia", Documents: []string{"ISEE"}}
	same := caterina.Card{Slug: "mensa", Bookable: "famiglia", Documents: []string{"ISEE"}}
	other := caterina.Card{Slug: "bonus", Bookable: "famiglia", Documents: []string{"certificato"}}
	none := caterina.Card{Slug: "ascolto", Bookable: "famiglia"}
	foreign := caterina.Card{Slug: "tari", Bookable: "tributi", Documents: []string{"planimetria"}}
	for _, row := range []struct {
		cards []knowledge.Entry
		want  []string
	}{
		{entries(nest, same, none, foreign), []string{"ISEE"}},
		{entries(nest, other), nil},
		{entries(foreign), nil},
	} {
		if diff := cmp.Diff(row.want, commonDocuments(row.cards, "famiglia", "it")); diff != "" {
			t.Errorf("of %d cards (-want +got):\n%s", len(row.cards), diff)
		}
	}
}

// TestAFixedClockIsTheDatabasesToo parses what is made as the driver does.
func TestAFixedClockIsTheDatabasesToo(t *testing.T) {
	t.Parallel()
	const now = "2027-03-28T01:59:00+01:00"
	for _, address := range []string{
		"postgres://u:p%40ss@db.example:5433/caterina?sslmode=disable",
		"postgres://u@/postgres?host=%2Ftmp%2Fsockets&port=5432",
		"host=db.example user=u dbname=caterina",
	} {
		config, err := pgconn.ParseConfig(withNow(address, now))
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		before, err := pgconn.ParseConfig(address)
		if err != nil {
			t.Fatal(err)
		}
		if config.RuntimeParams["caterina.now"] != now || config.Host != before.Host || config.User != before.User || config.Database != before.Database || config.Password != before.Password {
			t.Errorf("%s becomes %s of %s with %v", address, config.Database, config.Host, config.RuntimeParams)
		}
		if withNow(address, "") != address {
			t.Errorf("%s is changed without a fixed clock", address)
		}
	}
}

func TestDocumentsOfACardAreInTheCitizensLanguage(t *testing.T) {
	t.Parallel()
	card := caterina.Card{
		Documents:    []string{"carta d'identità"},
		Translations: map[string]caterina.Translation{"en": {Documents: []string{"identity card"}}, "fr": {Title: "Carte"}},
	}
	for lang, want := range map[string][]string{"it": {"carta d'identità"}, "en": {"identity card"}, "fr": {"carta d'identità"}} {
		if diff := cmp.Diff(want, documentsIn(&card, lang)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
	}
}

func TestWithoutAMailServerNothingIsSent(t *testing.T) {
	t.Parallel()
	cfg := Config{PublicURL: "https://famiglia.example.it"}
	if _, mails, err := cfg.mailServer(); mails || err != nil {
		t.Errorf("without an address: %v, %v", mails, err)
	}
	cfg.SMTPURL = "smtp://mail.example.it:25"
	server, mails, err := cfg.mailServer()
	if err != nil || !mails || server.From() != "caterina@famiglia.example.it" {
		t.Errorf("with one: %v, %v, from %q", mails, err, server.From())
	}
	cfg.SMTPURL = caterina.Secret((&url.URL{Scheme: "http", Host: "mail"}).String())
	if _, _, err := cfg.mailServer(); err == nil || !strings.Contains(err.Error(), "CATERINA_SMTP_URL") {
		t.Errorf("with a wrong one: %v", err)
	}
}
