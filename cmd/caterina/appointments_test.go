package main

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgconn"

	"example.org/caterina"
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
	if err == nil || !strings.HasPrefix(err.Error(), "2 appointments") || out.String() != want {
		t.Errorf("two things wrong: %v, printed %q", err, &out)
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
