package booking_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	arran "github.com/arran4/golang-ical"
	emersion "github.com/emersion/go-ical"

	"example.org/caterina"
	"example.org/caterina/booking"
)

var update = flag.Bool("update", false, "write the golden files anew")

// parsed is what both libraries read out of a file.
type parsed struct {
	method string
	events []map[string]string
	alarms int
}

// parse reads a file with both libraries and wants them to agree.
func parse(t *testing.T, file []byte) parsed {
	t.Helper()
	wellFormed(t, file)
	a, e := parseArran(t, file), parseEmersion(t, file)
	if a.method != e.method || len(a.events) != len(e.events) || a.alarms != e.alarms {
		t.Fatalf("they read %+v and %+v", a, e)
	}
	for i, event := range a.events {
		for name, value := range event {
			if e.events[i][name] != value {
				t.Errorf("%s is %q to one and %q to the other", name, value, e.events[i][name])
			}
		}
	}
	return a
}

func fields() []string {
	return []string{"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "STATUS", "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "GEO", "ORGANIZER", "ATTENDEE"}
}

func parseArran(t *testing.T, file []byte) parsed {
	t.Helper()
	cal, err := arran.ParseCalendar(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("golang-ical: %v\n%s", err, file)
	}
	var p parsed
	for _, prop := range cal.CalendarProperties {
		if prop.IANAToken == "METHOD" {
			p.method = prop.Value
		}
	}
	for _, event := range cal.Events() {
		values := map[string]string{}
		for _, name := range fields() {
			if prop := event.GetProperty(arran.ComponentProperty(name)); prop != nil {
				values[name] = prop.Value
				for _, cn := range prop.ICalParameters["CN"] {
					values[name+";CN"] = cn
				}
			}
		}
		p.events = append(p.events, values)
		p.alarms += len(event.Alarms())
	}
	return p
}

func parseEmersion(t *testing.T, file []byte) parsed {
	t.Helper()
	cal, err := emersion.NewDecoder(bytes.NewReader(file)).Decode()
	if err != nil {
		t.Fatalf("go-ical: %v\n%s", err, file)
	}
	var p parsed
	if method := cal.Props.Get("METHOD"); method != nil {
		p.method = method.Value
	}
	for _, event := range cal.Events() {
		values := map[string]string{}
		for _, name := range fields() {
			prop := event.Props.Get(name)
			if prop == nil {
				continue
			}
			values[name] = prop.Value
			if text, err := prop.Text(); err == nil && (name == "SUMMARY" || name == "LOCATION" || name == "DESCRIPTION") {
				values[name] = text
			}
			if cn := prop.Params.Get("CN"); cn != "" {
				values[name+";CN"] = cn
			}
		}
		p.events = append(p.events, values)
		p.alarms += len(event.Children)
	}
	return p
}

// wellFormed says what the libraries do not: lines end with CRLF, have at most 75
// octets, and are cut between letters.
func wellFormed(t *testing.T, file []byte) {
	t.Helper()
	if !bytes.HasSuffix(file, []byte("\r\n")) {
		t.Error("the last line has no end")
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(file), "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || strings.ToValidUTF8(line, "?") != line {
			t.Errorf("line of %d octets: %q", len(line), line)
		}
	}
}

// golden compares with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not as it was:\n%s", name, got)
	}
}

// invitation is one with everything that is hard to write.
func invitation(t *testing.T) booking.Invitation {
	t.Helper()
	return booking.Invitation{
		Booking: caterina.Booking{
			UID: "0b5c8f5e-7c0a-4f55-9f0e-2d6d4a4f7a11", Code: "K7M2XQR", Revision: 2, Lang: "it", Status: caterina.Booked,
			From: utc(t, "2026-11-24T08:30:00Z"), To: utc(t, "2026-11-24T09:00:00Z"),
			Person: caterina.Person{Name: `Anna "Mimì" Rossi; Bianchi`, Email: "maria@example.org"},
		},
		Service: caterina.Service{Slug: "consulenza", Name: "Consulenza famiglia"},
		Office: caterina.Office{
			Name: "Sportello Famiglia", Address: "Casato di Sotto 23, Siena", Lat: 43.3165, Lon: 11.3307,
		},
		Bring: []string{
			"**Documento d'identità** di chi fa la domanda; se c'è, anche il permesso di soggiorno di tutti i componenti della famiglia",
			"[Modulo](https://example.org/modulo.pdf), già compilato",
		},
		Manage: "https://chat.example.org/appuntamenti/AAAAAAAAAAAAAAAAAAAAAA", Domain: "chat.example.org",
		Sender:  booking.Party{Name: "Comune di Siena, Sportello Famiglia", Mail: "appuntamenti@example.org"},
		Written: utc(t, "2026-11-22T09:00:00Z"), Invite: true,
	}
}

func TestTheCalendarFileIsReadByTwoLibraries(t *testing.T) {
	t.Parallel()
	file := booking.ICS(booking.MethodRequest, "", booking.Entry(invitation(t)))
	golden(t, "request.ics", file)
	p := parse(t, file)
	want := map[string]string{
		"UID": "0b5c8f5e-7c0a-4f55-9f0e-2d6d4a4f7a11@chat.example.org", "SEQUENCE": "2", "STATUS": "CONFIRMED",
		"DTSTAMP": "20261122T090000Z", "DTSTART": "20261124T083000Z", "DTEND": "20261124T090000Z",
		"SUMMARY": "Consulenza famiglia", "LOCATION": "Sportello Famiglia, Casato di Sotto 23, Siena",
		"ORGANIZER": "mailto:appuntamenti@example.org", "ORGANIZER;CN": "Comune di Siena, Sportello Famiglia",
		"ATTENDEE": "mailto:maria@example.org", "ATTENDEE;CN": "Anna 'Mimì' Rossi; Bianchi",
	}
	for name, value := range want {
		if got := p.events[0][name]; got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	if p.method != "REQUEST" || p.alarms != 1 {
		t.Errorf("method %s, %d alarms", p.method, p.alarms)
	}
	for _, part := range []string{"Codice: K7M 2XQR\n", "- Documento d'identità di chi", "- Modulo (https://example.org/modulo.pdf), già", "\nPer spostarlo o disdirlo: https://chat"} {
		if !contains(p.events[0]["DESCRIPTION"], part) {
			t.Errorf("the description lacks %q: %q", part, p.events[0]["DESCRIPTION"])
		}
	}
}

func TestCase45ACancellationTakesTheEntryOut(t *testing.T) {
	t.Parallel()
	before := invitation(t)
	after := before
	after.Booking.Status, after.Booking.Revision = caterina.CancelledCitizen, before.Booking.Revision+1
	file := booking.ICS(booking.MethodCancel, "", booking.Entry(after))
	golden(t, "cancel.ics", file)
	was, is := parse(t, booking.ICS(booking.MethodRequest, "", booking.Entry(before))), parse(t, file)
	if is.method != "CANCEL" || is.events[0]["STATUS"] != "CANCELLED" || is.alarms != 0 {
		t.Errorf("it is %+v", is)
	}
	if was.events[0]["UID"] != is.events[0]["UID"] || was.events[0]["SEQUENCE"] != "2" || is.events[0]["SEQUENCE"] != "3" {
		t.Errorf("was %+v, is %+v", was.events[0], is.events[0])
	}
	for _, name := range []string{"ORGANIZER", "ATTENDEE", "DTSTART"} {
		if was.events[0][name] != is.events[0][name] {
			t.Errorf("%s was %q, is %q", name, was.events[0][name], is.events[0][name])
		}
	}
}

func TestADiscreetAppointmentNamesNothing(t *testing.T) {
	t.Parallel()
	i := invitation(t)
	i.Service = caterina.Service{Slug: "ascolto", Name: "Colloquio riservato", Discreet: true}
	i.Office.Name = "Centro antiviolenza"
	i.Sender.Name = "Centro antiviolenza"
	i.Bring = []string{"denuncia"}
	for lang, title := range map[string]string{"it": "Appuntamento in Comune", "en": "Appointment at the town hall"} {
		i.Booking.Lang = lang
		file := booking.ICS(booking.MethodRequest, "", booking.Entry(i), booking.FeedEntry(i.Booking, i.Service, i.Domain, i.Written))
		p := parse(t, file)
		if p.events[0]["SUMMARY"] != title || p.events[1]["SUMMARY"] != "Appuntamento in Comune" || p.events[0]["LOCATION"] != "Casato di Sotto 23, Siena" {
			t.Errorf("it is %+v", p.events)
		}
		for _, word := range []string{"riservato", "antiviolenza", "denuncia", "ascolto"} {
			if contains(strings.ToLower(string(file)), word) {
				t.Errorf("it names %q:\n%s", word, file)
			}
		}
	}
}

func TestAFeedSaysInitialsAndNoMore(t *testing.T) {
	t.Parallel()
	i := invitation(t)
	cancelled := i.Booking
	cancelled.Status = caterina.CancelledOffice
	file := booking.ICS(booking.MethodPublish, "Consulenza, Sportello Famiglia",
		booking.FeedEntry(i.Booking, i.Service, i.Domain, i.Written), booking.FeedEntry(cancelled, i.Service, i.Domain, i.Written))
	p := parse(t, file)
	if p.method != "PUBLISH" || len(p.events) != 2 || p.events[0]["SUMMARY"] != "A. M. R. B. Consulenza famiglia" {
		t.Errorf("it is %+v", p)
	}
	if p.events[1]["STATUS"] != "CANCELLED" {
		t.Errorf("the cancelled one is %+v", p.events[1])
	}
	for _, word := range []string{"Anna", "Rossi", "maria@", "K7M", "appuntamenti/"} {
		if contains(string(file), word) {
			t.Errorf("the feed says %q", word)
		}
	}
	if !contains(string(file), `X-WR-CALNAME:Consulenza\, Sportello Famiglia`) {
		t.Errorf("the feed has no name:\n%s", file)
	}
}

// TestAFeedWithoutAppointmentsIsACalendar: it has the component that the format asks
// for, and none of an appointment. One of the libraries writes only what is valid: it
// writes this one again.
func TestAFeedWithoutAppointmentsIsACalendar(t *testing.T) {
	t.Parallel()
	file := booking.ICS(booking.MethodPublish, "Sportello 1")
	golden(t, "empty.ics", file)
	if p := parse(t, file); len(p.events) != 0 || p.method != "" {
		t.Errorf("it is %+v", p)
	}
	cal, err := emersion.NewDecoder(bytes.NewReader(file)).Decode()
	if err != nil || len(cal.Children) != 1 || cal.Children[0].Name != emersion.CompTimezone || len(cal.Children[0].Children) != 2 {
		t.Fatalf("go-ical reads %+v, %v", cal, err)
	}
	var again bytes.Buffer
	if err := emersion.NewEncoder(&again).Encode(cal); err != nil {
		t.Errorf("go-ical does not take it for a calendar: %v", err)
	}
	other, err := arran.ParseCalendar(bytes.NewReader(file))
	if err != nil || len(other.Components) != 1 {
		t.Fatalf("golang-ical reads %+v, %v", other, err)
	}
	if zone, ok := other.Components[0].(*arran.VTimezone); !ok || len(zone.Components) != 2 {
		t.Errorf("golang-ical reads %+v", other.Components[0])
	}
	cal.Children = nil
	if err := emersion.NewEncoder(&again).Encode(cal); err == nil {
		t.Error("go-ical would take anything for a calendar: this test proves nothing")
	}
}

func TestNobodyWritesPropertiesIntoTheFile(t *testing.T) {
	t.Parallel()
	i := invitation(t)
	evil := "x\r\nATTACH:https://example.org/evil\r\nX: \\n;,\"\x00\x7f\xff"
	i.Service.Name, i.Office.Name, i.Office.Address, i.Bring = evil, evil, evil, []string{evil}
	i.Booking.Person.Name, i.Booking.Person.Email = caterina.Secret(evil), caterina.Secret("a@example.org\r\nATTACH:x")
	i.Sender, i.Manage, i.Booking.UID, i.Domain = booking.Party{Name: evil, Mail: "b@example.org\nATTACH:x"}, "https://example.org/\r\nATTACH:x", "u\nATTACH:x", "d\nATTACH:x"
	file := booking.ICS(booking.MethodRequest, evil, booking.Entry(i))
	parse(t, file)
	unfolded := strings.ReplaceAll(string(file), "\r\n ", "")
	if contains(unfolded, "\r\nATTACH") || contains(unfolded, "\nATTACH") {
		t.Errorf("a property was written into it:\n%s", file)
	}
}

func FuzzCalendarFilesAreWellFormed(f *testing.F) {
	f.Add("Consulenza", "Perché; sì, \"no\"\n", "Ĳ€𝔸", "a@example.org")
	f.Add(strings.Repeat("à", 100), "", "\xff\xfe", "")
	f.Fuzz(func(t *testing.T, summary, description, name, mail string) {
		wellFormed(t, booking.ICS(booking.MethodRequest, name, booking.Event{
			UID: "u@example.org", Stamp: time.Unix(0, 0), Summary: summary, Description: description, Location: name,
			Organizer: booking.Party{Name: name, Mail: mail}, Attendee: booking.Party{Name: summary, Mail: mail}, URL: mail,
		}))
	})
}
