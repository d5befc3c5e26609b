package caterina

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// QueueHours are the hours of a queue, and where they come from: those that a
// supervisor has set in the console hold instead of those in town.yaml until they
// are given up.
type QueueHours struct {
	Queue  string // slug
	File   *Hours // what town.yaml says; nil when nothing
	Set    *Hours // what was set in the console; nil when nothing was
	ByName string // who set them
	At     time.Time
}

// Now returns the hours that hold, nil when none are stated.
func (h *QueueHours) Now() *Hours {
	if h.Set != nil {
		return h.Set
	}
	return h.File
}

// ParseWeek reads the opening hours of a week from several lines, each in the
// notation of ParseHours. The error names the line that is wrong, in Italian.
func ParseWeek(text string) (Hours, error) {
	var week Hours
	var lines []string
	for i, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		h, err := ParseHours(line)
		if err == nil {
			week.Shifts = append(week.Shifts, h.Shifts...)
			err = week.Check()
		}
		if err != nil {
			return Hours{}, fmt.Errorf("riga %d, «%s»: %w", i+1, h.Text, err)
		}
		lines = append(lines, strings.TrimRight(h.Text, ".;, "))
	}
	if len(lines) == 0 {
		return Hours{}, errors.New("non c'è nessun orario")
	}
	week.Text = strings.Join(lines, "; ")
	_ = checkShifts(week.Shifts) // puts them in order
	return week, nil
}

// Lines writes hours as ParseWeek reads them: as they were written when that can
// be read, else day by day.
func (h *Hours) Lines() []string {
	if h == nil || h.IsZero() {
		return nil
	}
	lines := strings.Split(h.Text, "; ")
	if again, err := ParseWeek(strings.Join(lines, "\n")); err == nil && h.sameShifts(&again) {
		return lines
	}
	names := [7]string{"lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"}
	lines = nil
	for _, s := range h.Shifts {
		line := fmt.Sprintf("%s dalle %s alle %s", names[mondayFirst(s.Weekday)], s.From, s.To)
		if s.ByAppointment {
			line += " su appuntamento"
		}
		lines = append(lines, line)
	}
	return lines
}

// sameShifts says whether both are open at the same times.
func (h *Hours) sameShifts(other *Hours) bool {
	a, b := slices.Clone(h.Shifts), slices.Clone(other.Shifts)
	return checkShifts(a) == nil && checkShifts(b) == nil && slices.Equal(a, b) // in order now
}

// OnlyQueue is the queue of a town whose town.yaml names none.
func OnlyQueue() Queue { return Queue{Slug: "generale", Name: "Sportello"} }
