package caterina_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// table writes shifts the way they are easiest to compare: "mon 10:00-13:00",
// with a star for those by appointment.
func table(shifts []caterina.Shift) string {
	lines := make([]string, 0, len(shifts))
	for _, s := range shifts {
		day, err := s.Weekday.MarshalText()
		if err != nil {
			panic(err)
		}
		line := string(day) + " " + s.From.String() + "-" + s.To.String()
		if s.ByAppointment {
			line += "*"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, ", ")
}

func TestParseHoursReadsRealSentences(t *testing.T) {
	t.Parallel()

	const weekdays9to13 = "mon 09:00-13:00, tue 09:00-13:00, wed 09:00-13:00, thu 09:00-13:00, fri 09:00-13:00"
	const allDay = "mon 00:00-24:00, tue 00:00-24:00, wed 00:00-24:00, thu 00:00-24:00, fri 00:00-24:00, sat 00:00-24:00, sun 00:00-24:00"
	tests := []struct{ sentence, want string }{
		{
			"lunedì, mercoledì e venerdì dalle 10 alle 13 e il martedì e giovedì dalle 15 alle 17 (solo su appuntamento fino alle ore 18)",
			"mon 10:00-13:00, tue 15:00-17:00, tue 17:00-18:00*, wed 10:00-13:00, thu 15:00-17:00, thu 17:00-18:00*, fri 10:00-13:00",
		},
		{
			"Lunedì: 9:30 - 12:30 Martedì: 8:30 - 12:30 Mercoledì: 9:30 - 12:30 / 16:00 - 18:15 / Giovedì: 9:30 - 12:30",
			"mon 09:30-12:30, tue 08:30-12:30, wed 09:30-12:30, wed 16:00-18:15, thu 09:30-12:30",
		},
		{
			"Dal lunedì al venerdì dalle 9 alle 13 / martedì dalle 15.30 alle 17.30",
			"mon 09:00-13:00, tue 09:00-13:00, tue 15:30-17:30, wed 09:00-13:00, thu 09:00-13:00, fri 09:00-13:00",
		},
		{"Lunedì-Venerdì: 8:30 - 12:30", "mon 08:30-12:30, tue 08:30-12:30, wed 08:30-12:30, thu 08:30-12:30, fri 08:30-12:30"},
		{"dal lunedi' al venerdi' dalle ore 9 alle ore 13", weekdays9to13},
		{"da lunedì a venerdì 9-13", weekdays9to13},
		{"lun.-ven. 9.00–13.00", weekdays9to13},
		{"LUN - VEN: 9,00/13,00.", weekdays9to13},
		{"dalle 9 alle 13 dal lunedì al venerdì", weekdays9to13},
		{"9-13 lunedì e mercoledì, 15-17 giovedì", "mon 09:00-13:00, wed 09:00-13:00, thu 15:00-17:00"},
		{"lunedì 9-13 - martedì 15-17", "mon 09:00-13:00, tue 15:00-17:00"},
		{"lunedì dalle 9 alle 13 e dalle 15 alle 17; martedì chiuso", "mon 09:00-13:00, mon 15:00-17:00"},
		{"sabato mattina 9-12, chiuso la domenica e i festivi", "sat 09:00-12:00"},
		{"dal lunedì al venerdì 9-13, festivi chiuso", weekdays9to13},
		{"dal lunedì al venerdì dalle 9 alle 13, esclusi i festivi", weekdays9to13},
		{"dal lunedì al venerdì 9-13, festivi esclusi", weekdays9to13},
		{"dal lunedì al sabato, tranne il giovedì e il sabato: 9-12", "mon 09:00-12:00, tue 09:00-12:00, wed 09:00-12:00, fri 09:00-12:00"},
		{"sabato-lunedì 10-12", "mon 10:00-12:00, sat 10:00-12:00, sun 10:00-12:00"},
		{"tutti i giorni, 24 ore su 24", allDay},
		{"24 ore su 24", allDay},
		{"h24", allDay},
		{"sempre aperto, h 24", allDay},
		{"ogni giorno dalle 10 a mezzanotte", strings.ReplaceAll(allDay, "00:00-", "10:00-")},
		{"venerdì 20-0", "fri 20:00-24:00"},
		{"giovedì dalle 15 alle 17 su appuntamento", "thu 15:00-17:00*"},
		{"giovedì dalle 15 alle 17, solo su appuntamento", "thu 15:00-17:00*"},
		{"Solo su appuntamento: lunedì 9-12, giovedì 15-17", "mon 09:00-12:00*, thu 15:00-17:00*"},
		{"martedì e giovedì, previo appuntamento, dalle 15 alle 17, venerdì 9-12", "tue 15:00-17:00*, thu 15:00-17:00*, fri 09:00-12:00"},
		{"lunedì 9-13 (su appuntamento), martedì 9-13", "mon 09:00-13:00*, tue 09:00-13:00"},
		{"lunedì\n9-13\n\nmartedì 9-13", "mon 09:00-13:00, tue 09:00-13:00"},
		{"mercoledì 9-mezzogiorno", "wed 09:00-12:00"},
	}
	for _, test := range tests {
		t.Run(test.sentence, func(t *testing.T) {
			t.Parallel()

			h, err := caterina.ParseHours(test.sentence)
			if err != nil {
				t.Fatal(err)
			}
			if got := table(h.Shifts); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if want := strings.Join(strings.Fields(test.sentence), " "); h.Text != want {
				t.Errorf("text is %q, want the sentence", h.Text)
			}
		})
	}
}

func TestParseHoursRefusesWhatItCannotKnow(t *testing.T) {
	t.Parallel()

	tests := []struct{ sentence, complaint string }{
		{"", "vuota"},
		{"  \n ", "vuota"},
		{"su appuntamento", "né giorni né orari"},
		{"telefonare al 0577 292353", "non capisco «telefonare»"},
		{"lunedì 0577-292353", "non è un orario"},
		{"il primo sabato del mese 9-12", "non capisco «primo»"},
		{"da giugno a settembre, lunedì 9-12", "non capisco «giugno»"},
		{"lunedì", "senza orario"},
		{"lunedì 9", "fine dell'orario"},
		{"9-13", "di quali giorni"},
		{"lunedì 13-9", "finisce prima"},
		{"lunedì 22-6", "finisce prima"},
		{"lunedì 9-25", "non è un orario"},
		{"lunedì 9:75-10", "non è un orario"},
		{"lunedì 9-13 e 12-15", "si sovrappongono"},
		{"lunedì 9-13, lunedì 9-13", "si sovrappongono"},
		{"lunedì-mercoledì-venerdì 9-13", "elenco o un periodo"},
		{"lunedì 9-13, martedì 9-13, su appuntamento", "quali orari sono su appuntamento"},
		{"lunedì 9-13 e 15-17 su appuntamento", "quali orari sono su appuntamento"},
		{"lunedì, su appuntamento fino alle 18", "da che ora"},
		{"sabato e festivi 9-12", "festivi"},
		{"chiuso il sabato, domenica 9-12", "giorni di chiusura"},
		{"dal lunedì al venerdì 9-13 tranne la domenica", "quali giorni sono esclusi"},
		{"lunedì fino alle 13", "senza il suo inizio"},
		{"lunedì 9-13 (martedì 9-13", "parentesi"},
		{"martedì chiuso", "nessun orario"},
		{"周一 9-12", "non capisco"},
		{strings.Repeat("lunedì 9-13, ", 100), "troppo lunga"},
	}
	for _, test := range tests {
		t.Run(test.sentence[:min(40, len(test.sentence))], func(t *testing.T) {
			t.Parallel()

			h, err := caterina.ParseHours(test.sentence)
			if err == nil || !strings.Contains(err.Error(), test.complaint) {
				t.Errorf("got %q and error %v, want one about %q", table(h.Shifts), err, test.complaint)
			}
			if len(h.Shifts) > 0 {
				t.Errorf("a refused sentence still gave %s", table(h.Shifts))
			}
			if h.Text != strings.Join(strings.Fields(test.sentence), " ") {
				t.Errorf("the sentence was lost: %q", h.Text)
			}
		})
	}
}

// FuzzParseHours: any sentence ends in shifts that are in order and do not
// overlap, or in an error without shifts.
func FuzzParseHours(f *testing.F) {
	f.Add("lunedì, mercoledì e venerdì dalle 10 alle 13 (solo su appuntamento fino alle ore 18)")
	f.Add("chiuso tranne festivi esclusi - / al 9 alle 24/7 (")
	f.Fuzz(func(t *testing.T, sentence string) {
		h, err := caterina.ParseHours(sentence)
		if err != nil && len(h.Shifts) > 0 {
			t.Errorf("%q: error %v beside shifts %s", sentence, err, table(h.Shifts))
		}
		if err == nil && len(h.Shifts) == 0 {
			t.Errorf("%q: neither error nor shifts", sentence)
		}
		if err := h.Check(); err != nil {
			t.Errorf("%q: %v", sentence, err)
		}
		again, err2 := caterina.ParseHours(h.Text)
		if (err == nil) != (err2 == nil) || table(again.Shifts) != table(h.Shifts) {
			t.Errorf("%q: the kept sentence reads differently", sentence)
		}
	})
}

func TestHoursAreReadAsSentenceOrTable(t *testing.T) {
	t.Parallel()

	const shifts = `[{"weekday":"mon","from":"09:00","to":"13:00"},{"weekday":"tue","from":"15:00","to":"17:00","by_appointment":true}]`
	tests := []struct{ name, json, text, want string }{
		{"a sentence", `"lunedì 9-13"`, "lunedì 9-13", "mon 09:00-13:00"},
		{"a sentence nobody can read is kept", `"quando c'è qualcuno"`, "quando c'è qualcuno", ""},
		{"a table wins over its text", `{"text":"vedi tabella","shifts":` + shifts + `}`, "vedi tabella", "mon 09:00-13:00, tue 15:00-17:00*"},
		{"a table without text", `{"shifts":` + shifts + `}`, "", "mon 09:00-13:00, tue 15:00-17:00*"},
		{"a text without a table is read", `{"text":"lunedì 9-13"}`, "lunedì 9-13", "mon 09:00-13:00"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			var h caterina.Hours
			if err := json.Unmarshal([]byte(test.json), &h); err != nil {
				t.Fatal(err)
			}
			if h.Text != test.text || table(h.Shifts) != test.want {
				t.Errorf("got %q, %s", h.Text, table(h.Shifts))
			}
			again, err := json.Marshal(h)
			if err != nil {
				t.Fatal(err)
			}
			var h2 caterina.Hours
			if err := json.Unmarshal(again, &h2); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(h, h2); diff != "" {
				t.Errorf("writing and reading again changed it (-want +got):\n%s", diff)
			}
		})
	}
	var h caterina.Hours
	if err := json.Unmarshal([]byte(`{"shifts":[{"weekday":"lunedì","from":"9","to":"13"}]}`), &h); err == nil {
		t.Error("a table with a wrong weekday was accepted")
	}
}

func TestHoursCheckFindsOverlapsInATable(t *testing.T) {
	t.Parallel()

	mon := caterina.Weekday(time.Monday)
	h := caterina.Hours{Shifts: []caterina.Shift{{Weekday: mon, From: 900, To: 960}, {Weekday: mon, From: 540, To: 901}}}
	if err := h.Check(); err == nil {
		t.Error("overlapping shifts passed")
	}
	if h.Shifts[0].From != 900 {
		t.Error("Check changed the order of the shifts it was given")
	}
	h.Shifts[1].To = 900
	if err := h.Check(); err != nil {
		t.Errorf("shifts that touch were refused: %v", err)
	}
}

func TestPatronDayIsReadFromADateOrAMapping(t *testing.T) {
	t.Parallel()

	want := caterina.PatronDay{Date: caterina.MonthDay{Month: time.December, Day: 1}}
	named := want
	named.Name = "Sant'Ansano"
	for text, want := range map[string]caterina.PatronDay{
		`"12-01"`:                               want,
		`{"date":"12-01"}`:                      want,
		`{"date":"12-01","name":"Sant'Ansano"}`: named,
	} {
		var got caterina.PatronDay
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
	var got caterina.PatronDay
	if err := json.Unmarshal([]byte(`"1 dicembre"`), &got); err == nil {
		t.Error(`"1 dicembre" was accepted`)
	}
}

func TestSectionIsReadFromANameOrAMapping(t *testing.T) {
	t.Parallel()

	for text, want := range map[string]caterina.Section{
		`"Scuola, ragazze e ragazzi"`:          {Slug: "scuola-ragazze-e-ragazzi", Name: "Scuola, ragazze e ragazzi"},
		`{"slug":"casa","name":"La tua casa"}`: {Slug: "casa", Name: "La tua casa"},
	} {
		var got caterina.Section
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func TestEmptyHoursAreNotWritten(t *testing.T) {
	t.Parallel()

	b, err := json.Marshal(caterina.Office{Slug: "urp", Name: "URP"})
	if err != nil || strings.Contains(string(b), "hours") {
		t.Errorf("got %s, %v", b, err)
	}
	b, err = json.Marshal(caterina.Office{Slug: "urp", Name: "URP", Hours: caterina.Hours{Text: "chiedere"}})
	if err != nil || !strings.Contains(string(b), `"hours":{"text":"chiedere"}`) {
		t.Errorf("got %s, %v", b, err)
	}
}

func TestAlwaysMeansEveryMinuteOfTheWeekWithoutAppointment(t *testing.T) {
	t.Parallel()

	for sentence, want := range map[string]bool{
		"h24": true, "dal lunedì al sabato 24 ore su 24": false, "tutti i giorni 0-23:59": false, "tutti i giorni 0-12 e 12-24": true,
		"tutti i giorni, 24 ore su 24, su appuntamento": false,
	} {
		h, err := caterina.ParseHours(sentence)
		if err != nil {
			t.Errorf("%q: %v", sentence, err)
		}
		if h.Always() != want {
			t.Errorf("%q: always is %v", sentence, h.Always())
		}
	}
}
