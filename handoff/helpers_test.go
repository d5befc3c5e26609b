package handoff_test

import (
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

// at reads an instant in Rome: "2026-11-23 09:00" is a Monday morning.
func at(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", text, caterina.Rome())
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func hours(t *testing.T, sentence string) caterina.Hours {
	t.Helper()
	h, err := caterina.ParseHours(sentence)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// siena has a queue with hours, one without, and a patron on 1 December.
func siena(t *testing.T) caterina.Town {
	t.Helper()
	h := hours(t, "dal lunedì al venerdì dalle 9 alle 18")
	return caterina.Town{
		ID: 7, Slug: "siena", Name: "Siena", PatronDay: &caterina.PatronDay{Date: caterina.MonthDay{Month: time.December, Day: 1}, Name: "Sant'Ansano"},
		Queues: []caterina.Queue{
			{Slug: "famiglia", Name: "Sportello Famiglia", Topics: []string{"famiglia", "bonus"}},
			{Slug: "sociale", Name: "Servizio sociale", Topics: []string{"anziani"}, Hours: &h, SpillAfter: 60, AcceptIn: 30, MaxWaiting: 2, MaxWait: 5},
		},
	}
}

func desk(t *testing.T) caterina.Office {
	t.Helper()
	return caterina.Office{Slug: "desk", Name: "Sportello", Phones: []string{"0577 292353"}, Hours: hours(t, "lunedì, mercoledì e venerdì dalle 10 alle 13 e martedì e giovedì dalle 15 alle 17")}
}

func calendar(t *testing.T) handoff.Calendar {
	t.Helper()
	return handoff.Calendar{Desk: desk(t), Patron: siena(t).PatronDay}
}

// there is an operator who answers the named queues, or all.
func there(op caterina.OperatorID, skills ...string) caterina.Presence {
	return caterina.Presence{Operator: op, Name: "Anna", Role: caterina.RoleOperator, Skills: skills, Capacity: 3, Wants: caterina.WantsWork, Live: true}
}
