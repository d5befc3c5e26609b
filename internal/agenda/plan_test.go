package agenda_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/internal/agenda"
)

func hours(t *testing.T, sentence string) caterina.Hours {
	t.Helper()
	h, err := caterina.ParseHours(sentence)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestEachServiceHasADeskAtEachOfItsOffices(t *testing.T) {
	t.Parallel()
	plans := agenda.Plans(
		[]caterina.Office{{Slug: "nord"}, {Slug: "sud"}, {Slug: "archivio"}},
		[]caterina.Service{
			{Slug: "consulenza", Name: "Consulenza", Offices: []string{"nord", "sud"}, Capacity: 3},
			{Slug: "colloquio", Name: "Colloquio", Offices: []string{"sud"}},
		})
	want := map[string][]caterina.DeskPlan{
		"nord": {{Service: "consulenza", Name: "Consulenza", Lanes: 3}},
		"sud":  {{Service: "consulenza", Name: "Consulenza", Lanes: 3}, {Service: "colloquio", Name: "Colloquio", Lanes: 1}},
	}
	got := map[string][]caterina.DeskPlan{}
	for _, p := range plans {
		got[p.Office] = p.Desks
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("desks (-want +got):\n%s", diff)
	}
}

func TestAServiceThatNamesNoOfficeIsAtAll(t *testing.T) {
	t.Parallel()
	plans := agenda.Plans([]caterina.Office{{Slug: "nord"}, {Slug: "sud"}}, []caterina.Service{{Slug: "consulenza"}})
	if len(plans) != 2 {
		t.Errorf("%d offices have it, want 2", len(plans))
	}
}

func TestDesksAreOpenWhenTheOfficeIs(t *testing.T) {
	t.Parallel()
	rule := func(day time.Weekday, from, to caterina.Clock) caterina.OpeningRule {
		return caterina.OpeningRule{Weekday: caterina.Weekday(day), From: from, To: to, EveryWeeks: 1}
	}
	for _, row := range []struct {
		name, hours string
		want        []caterina.OpeningRule
	}{
		{"shifts", "martedì 9-13 e 15-17", []caterina.OpeningRule{rule(time.Tuesday, 540, 780), rule(time.Tuesday, 900, 1020)}},
		{"clear of the night", "lunedì dalle 0 alle 24", []caterina.OpeningRule{rule(time.Monday, 300, 1380)}},
		{"adjoining shifts are one", "lunedì 9-11, lunedì 11-12 su appuntamento", []caterina.OpeningRule{rule(time.Monday, 540, 720)}},
	} {
		office := caterina.Office{Slug: "nord", Hours: hours(t, row.hours)}
		plans := agenda.Plans([]caterina.Office{office}, []caterina.Service{{Slug: "consulenza"}})
		if diff := cmp.Diff(row.want, plans[0].Openings); diff != "" {
			t.Errorf("%s (-want +got):\n%s", row.name, diff)
		}
	}
}

func TestWithoutHoursAnOfficeReceivesOnWeekdayMornings(t *testing.T) {
	t.Parallel()
	plans := agenda.Plans([]caterina.Office{{Slug: "nord"}}, []caterina.Service{{Slug: "consulenza"}})
	if n := len(plans[0].Openings); n != 5 {
		t.Fatalf("%d openings, want 5", n)
	}
	for i, rule := range plans[0].Openings {
		if int(rule.Weekday) != i+1 || rule.From.String() != "09:00" || rule.To.String() != "12:00" {
			t.Errorf("opening %d is %+v", i, rule)
		}
	}
}

func TestClosuresOfTheFilesAreClosures(t *testing.T) {
	t.Parallel()
	date := func(day int) caterina.Date { return caterina.Date{Year: 2026, Month: time.December, Day: day} }
	last, noon := date(25), caterina.Clock(12*60)
	office := caterina.Office{Slug: "nord", Closures: []caterina.Closure{
		{Date: date(24), Until: &last, Reason: "ferie"},
		{Date: date(30), Until: new(date(31)), From: &noon},
	}}
	plans := agenda.Plans([]caterina.Office{office}, []caterina.Service{{Slug: "consulenza"}})
	rome := caterina.Rome()
	want := []caterina.DeskSpan{
		{From: date(24).Time(rome), To: date(26).Time(rome), Reason: "ferie"},
		{From: noon.On(date(30), rome), To: date(31).Time(rome), Reason: "chiusura straordinaria"},
		{From: noon.On(date(31), rome), To: caterina.Date{Year: 2027, Month: time.January, Day: 1}.Time(rome), Reason: "chiusura straordinaria"},
	}
	if diff := cmp.Diff(want, plans[0].Closures); diff != "" {
		t.Errorf("closures (-want +got):\n%s", diff)
	}
}
