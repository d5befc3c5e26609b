package caterina_test

import (
	"strings"
	"testing"

	"example.org/caterina"
)

func TestAWeekIsReadLineByLine(t *testing.T) {
	t.Parallel()
	week, err := caterina.ParseWeek("lunedì, mercoledì e venerdì dalle 10 alle 13\n\n  martedì 9-13 / 15-17;\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if want := "lunedì, mercoledì e venerdì dalle 10 alle 13; martedì 9-13 / 15-17"; week.Text != want || len(week.Shifts) != 5 {
		t.Errorf("got %q with %d shifts", week.Text, len(week.Shifts))
	}
	if week.Shifts[1].Weekday != 2 {
		t.Errorf("the shifts are not in order: %v", week.Shifts)
	}
	again, err := caterina.ParseWeek(strings.Join(week.Lines(), "\n"))
	if err != nil || again.Text != week.Text || len(again.Shifts) != 5 {
		t.Errorf("read again: %v, %+v", err, again)
	}
}

// TestABadLineIsNamed: who edits seven lines must not look for the wrong one.
func TestABadLineIsNamed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"lunedì 9-13\nlunidì 9-13":                "riga 2, «lunidì 9-13»",
		"lunedì 9-13\n\nmartedì":                  "riga 3, «martedì»",
		"lunedì 9-13\ndal lunedì al sabato 12-18": "riga 2, «dal lunedì al sabato 12-18»: due orari dello stesso giorno",
		"martedì 18-9":                            "riga 1, «martedì 18-9»: l'orario",
		" \n ":                                    "nessun orario",
	} {
		if _, err := caterina.ParseWeek(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestHoursAreWrittenAsTheyAreRead holds for tables from town.yaml too, whose
// text may say something that no program reads.
func TestHoursAreWrittenAsTheyAreRead(t *testing.T) {
	t.Parallel()
	h := caterina.Hours{Text: "di mattina, tranne agosto", Shifts: []caterina.Shift{{Weekday: 1, From: 9 * 60, To: 13 * 60}, {Weekday: 0, From: 0, To: 24 * 60, ByAppointment: true}}}
	week, err := caterina.ParseWeek(strings.Join(h.Lines(), "\n"))
	if err != nil || len(week.Shifts) != 2 || !week.Shifts[1].ByAppointment || week.Shifts[0] != h.Shifts[0] {
		t.Errorf("%q is read as %+v, %v", h.Lines(), week, err)
	}
	var none *caterina.Hours
	if none.Lines() != nil {
		t.Error("no hours have lines")
	}
}
