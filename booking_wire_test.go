package caterina_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// TestTimesOfAppointmentsTravelInUTC, by whatever clock they were reckoned.
func TestTimesOfAppointmentsTravelInUTC(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 11, 24, 9, 30, 0, 0, caterina.Rome())
	body, err := json.Marshal(caterina.MessageBody{
		Slots:   []caterina.SlotView{{ID: "x", From: from, To: from.Add(time.Hour)}},
		Booking: &caterina.BookingCard{From: from, To: from.Add(time.Hour), Bring: []string{"a"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(body), `"from":"2026-11-24T08:30:00Z","to":"2026-11-24T09:30:00Z"`); n != 2 {
		t.Errorf("%s", body)
	}
	if !strings.Contains(string(body), `"bring":["a"]`) {
		t.Errorf("what to bring is no array: %s", body)
	}
}
