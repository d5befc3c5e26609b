package knowledge_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/knowledge"
)

const (
	minimalTown    = "slug: prova\nname: Prova\n"
	minimalOffice  = "slug: urp\nname: URP\n"
	minimalService = "slug: colloquio\nname: Colloquio\n"
)

func TestATownNeedsOnlySlugAndName(t *testing.T) {
	t.Parallel()

	town, report := knowledge.ParseTown(yaml(minimalTown))
	accepted(t, report)
	if diff := cmp.Diff(caterina.Town{Slug: "prova", Name: "Prova"}, town); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEveryKeyOfATownIsRead(t *testing.T) {
	t.Parallel()

	town, report := knowledge.ParseTown(yaml(minimalTown + `parent: italia
languages: [it, en]
website: https://www.example.it
desk: sportello
patron_day: {date: "12-01", name: Sant'Ansano}
sections: ["Scuola, ragazze e ragazzi", {slug: casa, name: La casa}, {name: Salute}]
queues: [{slug: famiglia, name: Sportello, topics: [famiglia, bonus], hours: lunedì 9-13, spill_after: 90, accept_within: 45, max_waiting: 10, max_wait: 20, first_answer_within: 3, next_answer_within: 8, call_within: 60, phone: "0577 292353"}, {slug: sociale, name: Sociale, hours: ""}]
texts: {privacy_url: "https://www.example.it/privacy", accessibility_url: "https://www.example.it/a", disclosure: Sono un programma., greeting: Ciao!}
colours: {primary: "#06c", accent: "#7A2e1d"}
emergency_numbers: [{number: "112", for: emergenze, for_en: emergencies, hours: sempre, crises: [violence, medical], verified_on: 2026-11-10}]
origins: ["https://www.example.it/", "http://localhost:8080"]
`))
	accepted(t, report)
	want := caterina.Town{
		Slug: "prova", Name: "Prova", Parent: "italia", Languages: []string{"it", "en"}, Website: "https://www.example.it", Desk: "sportello",
		PatronDay: &caterina.PatronDay{Date: caterina.MonthDay{Month: time.December, Day: 1}, Name: "Sant'Ansano"},
		Sections: []caterina.Section{
			{Slug: "scuola-ragazze-e-ragazzi", Name: "Scuola, ragazze e ragazzi"}, {Slug: "casa", Name: "La casa"}, {Slug: "salute", Name: "Salute"},
		},
		Queues: []caterina.Queue{
			{
				Slug: "famiglia", Name: "Sportello", Topics: []string{"famiglia", "bonus"},
				Hours:      &caterina.Hours{Text: "lunedì 9-13", Shifts: []caterina.Shift{{Weekday: caterina.Weekday(time.Monday), From: 540, To: 780}}},
				SpillAfter: 90, AcceptIn: 45, MaxWaiting: 10, MaxWait: 20, Phone: "0577 292353",
				FirstWithin: 3, NextWithin: 8, CallWithin: 60,
			},
			{Slug: "sociale", Name: "Sociale"},
		},
		Texts: caterina.Texts{
			PrivacyURL: "https://www.example.it/privacy", Accessibility: "https://www.example.it/a", Disclosure: "Sono un programma.", Greeting: "Ciao!",
		},
		Colours: caterina.Colours{Primary: "#06c", Accent: "#7A2e1d"},
		EmergencyNumbers: []caterina.EmergencyNumber{{
			Number: "112", For: "emergenze", ForEN: "emergencies", Hours: "sempre", Crises: []string{"violence", "medical"}, VerifiedOn: date(t, "2026-11-10"),
		}},
		Origins: []string{"https://www.example.it", "http://localhost:8080"},
	}
	if diff := cmp.Diff(want, town); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	town, report = knowledge.ParseTown(yaml(minimalTown + "patron_day: \"02-05\"\n"))
	accepted(t, report)
	if want := (caterina.MonthDay{Month: time.February, Day: 5}); town.PatronDay == nil || town.PatronDay.Date != want {
		t.Errorf("patron day is %v", town.PatronDay)
	}
}

// badTowns are towns with one mistake each; the published schema must refuse them too.
func badTowns() []rejected {
	return []rejected{
		{"no name", "slug: prova\n", 1, "name", "manca", "«name: …»"},
		{"an Italian key", minimalTown + "sezioni: [casa]\n", 3, "sezioni", "non esiste", "«sections»"},
		{"a patron by name", minimalTown + "patron_day: 1 dicembre\n", 3, "patron_day", "non è un giorno dell'anno", "12-01"},
		{"a patron without a day", minimalTown + "patron_day: {name: Sant'Ansano}\n", 3, "patron_day", "manca il giorno", "date"},
		{"a patron's day that is none", minimalTown + "patron_day: {date: \"13-01\"}\n", 3, "patron_day.date", "non è un giorno dell'anno", "mese-giorno"},
		{"a patron as a list", minimalTown + "patron_day: [12, 1]\n", 3, "patron_day", "serve un gruppo di voci", ""},
		{"a section without a name", minimalTown + "sections: [{slug: casa}]\n", 3, "sections[1]", "manca il nome", "name"},
		{"a section with an unknown key", minimalTown + "sections: [{slug: casa, title: Casa}]\n", 3, "sections[1].title", "non esiste", "slug, name"},
		{"a section with a bad slug", minimalTown + "sections: [{slug: La Casa, name: Casa}]\n", 3, "sections[1].slug", "nome breve", "la-casa"},
		{"a queue without a slug", minimalTown + "queues:\n  - name: Casa\n", 4, "queues[1].slug", "manca", ""},
		{"a queue with an Italian key", minimalTown + "queues: [{slug: a, name: A, telefono: \"112\"}]\n", 3, "queues[1].telefono", "non esiste", "phone"},
		{"a queue that spills in words", minimalTown + "queues: [{slug: a, name: A, spill_after: due minuti}]\n", 3, "queues[1].spill_after", "serve un numero intero", ""},
		{"a queue that spills backwards", minimalTown + "queues: [{slug: a, name: A, spill_after: -1}]\n", 3, "queues[1].spill_after", "non va bene", "da 0 a 3600"},
		{"an offer that rings for an hour", minimalTown + "queues: [{slug: a, name: A, accept_within: 3600}]\n", 3, "queues[1].accept_within", "non va bene", "da 0 a 600"},
		{"a queue for everybody", minimalTown + "queues: [{slug: a, name: A, max_waiting: 5000}]\n", 3, "queues[1].max_waiting", "non va bene", "da 0 a 1000"},
		{"an answer within a week", minimalTown + "queues: [{slug: a, name: A, first_answer_within: 10080}]\n", 3, "queues[1].first_answer_within", "non va bene", "da 0 a 1440"},
		{"a wait of a week", minimalTown + "queues: [{slug: a, name: A, max_wait: 10080}]\n", 3, "queues[1].max_wait", "non va bene", "da 0 a 1440"},
		{"a queue's telephone in words", minimalTown + "queues: [{slug: a, name: A, phone: pronto}]\n", 3, "queues[1].phone", "non è un numero di telefono", ""},
		{"a queue's hours as a list", minimalTown + "queues: [{slug: a, name: A, hours: [lunedì]}]\n", 3, "queues[1].hours", "serve un gruppo di voci", ""},
		{"a language by name", minimalTown + "languages: [italiano]\n", 3, "languages[1]", "non è il codice di una lingua", "it, en"},
		{"a colour by name", minimalTown + "colours: {primary: blu}\n", 3, "colours.primary", "non è un colore", "#0066cc"},
		{"a privacy notice that is no address", minimalTown + "texts: {privacy_url: /privacy}\n", 3, "texts.privacy_url", "non è un indirizzo web", "https://"},
		{"an emergency without a reason", minimalTown + "emergency_numbers: [{number: \"112\"}]\n", 3, "emergency_numbers[1].for", "manca", ""},
		{"an emergency number in words", minimalTown + "emergency_numbers: [{number: pronto, for: x}]\n", 3, "emergency_numbers[1].number", "non è un numero di telefono", ""},
		{"an emergency number of two digits", minimalTown + "emergency_numbers: [{number: \"11\", for: x}]\n", 3, "emergency_numbers[1].number", "non è un numero di telefono", ""},
		{"an unknown crisis", minimalTown + "emergency_numbers: [{number: \"112\", for: x, crises: [violenza]}]\n", 3, "emergency_numbers[1].crises[1]", "«violenza»", "«violence»"},
		{"an origin with a path", minimalTown + "origins: [\"https://www.example.it/sito\"]\n", 3, "origins[1]", "non è l'origine", "solo https://"},
		{"an origin without a scheme", minimalTown + "origins: [www.example.it]\n", 3, "origins[1]", "non è l'origine", "solo https://"},
		{"every website as an origin", minimalTown + "origins: [\"*\"]\n", 3, "origins[1]", "non è l'origine", "solo https://"},
	}
}

func TestBadTownsAreRejectedWithTheRemedy(t *testing.T) {
	t.Parallel()

	crossed := []rejected{
		{"a town that inherits from itself", minimalTown + "parent: prova\n", 3, "parent", "da sé stesso", "Togli"},
		{"the same section twice", minimalTown + "sections: [Casa, La scuola, casa]\n", 3, "sections[3]", "compare due volte", ""},
		{"the same queue twice", minimalTown + "queues: [{slug: a, name: A}, {slug: a, name: B}]\n", 3, "queues[2]", "compare due volte", ""},
		{"a queue's hours that nobody understands", minimalTown + "queues: [{slug: a, name: A, hours: quando capita}]\n", 3, "queues[1].hours", "non si capiscono", "senza orari"},
		{"a queue's hours that overlap", minimalTown + "queues: [{slug: a, name: A, hours: {shifts: [{weekday: mon, from: \"09:00\", to: \"13:00\"}, {weekday: mon, from: \"12:00\", to: \"15:00\"}]}}]\n", 3, "queues[1].hours", "si sovrappongono", "tabella"},
		{"the same language twice", minimalTown + "languages: [it, it]\n", 3, "languages[2]", "compare due volte", ""},
		{"a section without letters", minimalTown + "sections: [\"…\"]\n", 3, "sections[1]", "non si ricava un nome breve", "slug"},
	}
	for _, test := range append(badTowns(), crossed...) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			_, report := knowledge.ParseTown(yaml(test.text))
			test.check(t, report)
		})
	}
}

func TestEveryKeyOfAnOfficeIsRead(t *testing.T) {
	t.Parallel()

	office, report := knowledge.ParseOffice(yaml(minimalOffice + `address: "Via Roma 1, 53100, Siena"
lat: 43.3169
lon: 11.3307
phones: ["0577  292353"]
emails: [urp@comune.example.it]
hours: "lunedì 9-13"
by_appointment: true
closures:
  - {date: 2026-12-24, until: 2026-12-31, from: "12:00", to: "24:00", reason: feste}
topics: [comune]
`))
	accepted(t, report)
	from, to := caterina.Clock(12*60), caterina.Clock(24*60)
	want := caterina.Office{
		Slug: "urp", Name: "URP", Address: "Via Roma 1, 53100, Siena", Lat: 43.3169, Lon: 11.3307, Phones: []string{"0577 292353"},
		Emails: []string{"urp@comune.example.it"}, ByAppointment: true, Topics: []string{"comune"},
		Hours:    caterina.Hours{Text: "lunedì 9-13", Shifts: []caterina.Shift{{Weekday: caterina.Weekday(time.Monday), From: 9 * 60, To: 13 * 60}}},
		Closures: []caterina.Closure{{Date: *date(t, "2026-12-24"), Until: date(t, "2026-12-31"), From: &from, To: &to, Reason: "feste"}},
	}
	if diff := cmp.Diff(want, office); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHoursThatNobodyCanReadAreKeptWithAWarning(t *testing.T) {
	t.Parallel()

	for _, hours := range []string{"hours: il primo sabato del mese\n", "hours:\n  text: il primo sabato del mese\n"} {
		office, report := knowledge.ParseOffice(yaml(minimalOffice + hours))
		if !report.OK() || len(report.Warnings) != 1 || report.Warnings[0].Field != "hours" || report.Warnings[0].Line < 3 {
			t.Errorf("%q: report %v", hours, report)
		}
		if office.Hours.Text != "il primo sabato del mese" || len(office.Hours.Shifts) > 0 {
			t.Errorf("%q: hours are %v", hours, office.Hours)
		}
	}
}

// badOffices are offices with one mistake each; the published schema must refuse
// them too.
func badOffices() []rejected {
	return []rejected{
		{"no name", "slug: urp\n", 1, "name", "manca", ""},
		{"an Italian key", minimalOffice + "telefono: \"112\"\n", 3, "telefono", "non esiste", "«phones»"},
		{"hours as a list", minimalOffice + "hours: [lunedì]\n", 3, "hours", "serve un gruppo di voci, qui c'è un elenco", ""},
		{"an unknown key in the hours", minimalOffice + "hours: {testo: x}\n", 3, "hours.testo", "non esiste", "«text»"},
		{"a shift without a day", minimalOffice + "hours:\n  shifts:\n    - {from: \"09:00\", to: \"13:00\"}\n", 5, "hours.shifts[1].weekday", "manca", ""},
		{"a shift on an Italian day", minimalOffice + "hours: {shifts: [{weekday: lun, from: \"09:00\", to: \"13:00\"}]}\n", 3, "hours.shifts[1].weekday", "giorno della settimana", "mon, tue"},
		{"a shift with a bare hour", minimalOffice + "hours: {shifts: [{weekday: mon, from: \"9\", to: \"13:00\"}]}\n", 3, "hours.shifts[1].from", "«9» non è un orario", "09:30"},
		{"a shift after midnight", minimalOffice + "hours: {shifts: [{weekday: mon, from: \"09:00\", to: \"25:00\"}]}\n", 3, "hours.shifts[1].to", "non è un orario", "09:30"},
		{"a closure without a day", minimalOffice + "closures: [{reason: ferie}]\n", 3, "closures[1].date", "manca", ""},
		{"an appointment flag in words", minimalOffice + "by_appointment: sì\n", 3, "by_appointment", "serve true o false", "true"},
		{"a latitude beyond the pole", minimalOffice + "lat: 433.1\nlon: 11.3\n", 3, "lat", "non è una latitudine", "43.3169"}, //nolint:misspell // Italian
		{"a longitude beyond the date line", minimalOffice + "lat: 43.1\nlon: 1133\n", 4, "lon", "non è una longitudine", "11.3307"},
		{"a latitude as text", minimalOffice + "lat: \"43.1\"\nlon: 11.3\n", 3, "lat", "serve un numero", "senza virgolette"},
	}
}

func TestBadOfficesAreRejectedWithTheRemedy(t *testing.T) {
	t.Parallel()

	crossed := []rejected{
		{"a latitude alone", minimalOffice + "lat: 43.3\n", 3, "lat", "vanno scritte insieme", ""},
		{"shifts that overlap", minimalOffice + "hours:\n  shifts:\n    - {weekday: mon, from: \"09:00\", to: \"13:00\"}\n    - {weekday: mon, from: \"12:00\", to: \"15:00\"}\n", 4, "hours", "si sovrappongono", "tabella"},
		{"a closure that ends before it begins", minimalOffice + "closures: [{date: 2026-12-24, until: 2026-12-23}]\n", 3, "closures[1]", "viene prima", ""},
		{"a closure whose hours are reversed", minimalOffice + "closures: [{date: 2026-12-24, from: \"13:00\", to: \"12:00\"}]\n", 3, "closures[1]", "prima di cominciare", ""},
	}
	for _, test := range append(badOffices(), crossed...) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			_, report := knowledge.ParseOffice(yaml(test.text))
			test.check(t, report)
		})
	}
}

func TestEveryKeyOfAServiceIsRead(t *testing.T) {
	t.Parallel()

	service, report := knowledge.ParseService(yaml(minimalService +
		"offices: [urp]\nduration: 30\nbuffer_before: 5\nbuffer_after: 10\nlead_minutes: 120\nlead_days: 1\nhorizon_days: 45\ncapacity: 2\ndiscreet: true\n" +
		"step: 20\nrelease_at: \"07:30\"\ncancel_before: 1440\nmax_active: 2\nmax_moves: 1\non_holidays: true\n"))
	accepted(t, report)
	at := caterina.Clock(7*60 + 30)
	want := caterina.Service{
		Step: 20, ReleaseAt: &at, CancelBefore: 1440, MaxActive: 2, MaxMoves: 1, OnHolidays: true,
		Slug: "colloquio", Name: "Colloquio", Offices: []string{"urp"}, Duration: 30, BufferBefore: 5, BufferAfter: 10,
		LeadMinutes: 120, LeadDays: 1, HorizonDays: 45, Capacity: 2, Discreet: true,
	}
	if diff := cmp.Diff(want, service); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// badServices are services with one mistake each; the published schema must
// refuse them too.
func badServices() []rejected {
	return []rejected{
		{"an Italian key", minimalService + "durata: 30\n", 3, "durata", "non esiste", "«duration»"},
		{"a duration in words", minimalService + "duration: 30 minuti\n", 3, "duration", "serve un numero intero", "per esempio 30"},
		{"half a minute", minimalService + "duration: 30.5\n", 3, "duration", "serve un numero intero, qui c'è «30.5»", ""},
		{"a duration in quotes", minimalService + "duration: \"30\"\n", 3, "duration", "serve un numero intero", "senza virgolette"},
		{"a negative buffer", minimalService + "buffer_after: -5\n", 3, "buffer_after", "-5 non va bene", "da 0 a 1440"},
		{"a horizon of years", minimalService + "horizon_days: 9999\n", 3, "horizon_days", "9999 non va bene", "da 0 a 730"},
		{"a capacity that no office has", minimalService + "capacity: 201\n", 3, "capacity", "201 non va bene", "Scrivi un numero da 0 a 200"},
		{"an endless capacity", minimalService + "capacity: 99999999999\n", 3, "capacity", "serve un numero intero", ""},
		{"a discretion in words", minimalService + "discreet: sempre\n", 3, "discreet", "serve true o false", "true"},
		{"an uneven step", minimalService + "step: 7\n", 3, "step", "7 non va bene", "5, 10, 15, 20, 30 o 60"},
		{"a release in words", minimalService + "release_at: mattina\n", 3, "release_at", "mattina", ""},
		{"moves without end", minimalService + "max_moves: 101\n", 3, "max_moves", "101 non va bene", "da 0 a 100"},
		{"one office as text", minimalService + "offices: urp\n", 3, "offices", "serve un elenco", "«- »"},
	}
}

func TestBadServicesAreRejectedWithTheRemedy(t *testing.T) {
	t.Parallel()

	for _, test := range badServices() {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			_, report := knowledge.ParseService(yaml(test.text))
			test.check(t, report)
		})
	}
}

func TestALexiconIsCheckedLineByLine(t *testing.T) {
	t.Parallel()

	text, report := knowledge.ParseLexicon(yaml("# parole di qui\n\nnido: asilo, nidi\u200bno\r\n?dove: dove, in che posto\n"))
	accepted(t, report)
	if want := "# parole di qui\n\nnido: asilo, nidino\n?dove: dove, in che posto"; text != want {
		t.Errorf("got %q, want %q", text, want)
	}
	_, report = knowledge.ParseLexicon(yaml("nido: asilo\nsenza due punti\nvuoto: ,\n: senza nome\n"))
	var lines []int
	for _, r := range report.Rejected {
		lines = append(lines, r.Line)
	}
	if diff := cmp.Diff([]int{2, 3, 4}, lines); diff != "" {
		t.Errorf("rejected lines (-want +got):\n%s", diff)
	}
	if _, report = knowledge.ParseLexicon(yaml("nido: \xff")); report.OK() {
		t.Error("a lexicon that is not UTF-8 was accepted")
	}
}
