package handoff

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/caterina"
)

// The longest texts of a citizen's forms, in characters.
const (
	maxName    = 100
	maxContact = 200
	maxText    = 600
	maxComment = 200
)

// The hours in which people are called, and where the morning ends.
const (
	callsFrom = caterina.Clock(8 * 60)
	callsNoon = caterina.Clock(13 * 60)
	callsTo   = caterina.Clock(20 * 60)

	shortestWindow = 30 * time.Minute
	daysAhead      = 30
)

// Window is when a call is promised. From is when it becomes due.
type Window struct {
	From, To time.Time
	Now      bool // it has begun
}

// text writes the window as people say it: "domani tra le 9:00 e le 13:00",
// "oggi entro le 13:00".
func (p Window) text(w *words, now time.Time) string {
	from := clock(p.From)
	if p.Now {
		from = ""
	}
	return w.window(w.day(p.From.In(caterina.Rome()), now.In(caterina.Rome())), from, clock(p.To))
}

// CallbackWindow finds the first stretch of work in which the citizen can be
// called: in the queue's hours, else the desk's, else on working days from 9 to
// 17. A part of the day in which nobody ever works is not waited for.
func CallbackWindow(q caterina.Queue, cal Calendar, when caterina.CallbackWhen, now time.Time) Window {
	now = now.In(caterina.Rome())
	usual := caterina.Office{Hours: workingDays()}
	for _, office := range []caterina.Office{cal.office(q), usual} {
		for _, part := range []caterina.CallbackWhen{when, caterina.CallAnytime} {
			if w, ok := firstWindow(office, cal.Patron, part, now); ok {
				return w
			}
		}
	}
	return Window{From: now, To: now.AddDate(0, 0, 1), Now: true} // only if a month were all holidays
}

// office returns whose hours hold for a queue.
func (c Calendar) office(q caterina.Queue) caterina.Office {
	if q.Hours != nil && len(q.Hours.Shifts) > 0 {
		return caterina.Office{Hours: *q.Hours}
	}
	return c.Desk
}

func firstWindow(office caterina.Office, patron *caterina.PatronDay, part caterina.CallbackWhen, now time.Time) (Window, bool) {
	from, to := callsFrom, callsTo
	switch part {
	case caterina.CallMorning:
		to = callsNoon
	case caterina.CallAfternoon:
		from = callsNoon
	case caterina.CallAnytime:
	}
	for i := range daysAhead {
		day := caterina.DateOf(now).AddDays(i)
		for _, s := range office.Status(day.Time(now.Location()), patron).Today {
			w := Window{From: latest(s.From, from.On(day, now.Location()), now), To: earliest(s.To, to.On(day, now.Location()))}
			w.Now = !w.From.After(now)
			if w.To.Sub(w.From) >= shortestWindow {
				return w, true
			}
		}
	}
	return Window{}, false
}

func latest(t time.Time, others ...time.Time) time.Time {
	return slices.MaxFunc(append(others, t), time.Time.Compare)
}

func earliest(t time.Time, others ...time.Time) time.Time {
	return slices.MinFunc(append(others, t), time.Time.Compare)
}

// workingDays is the week of a town that states no hours.
func workingDays() caterina.Hours {
	var h caterina.Hours
	for day := time.Monday; day <= time.Friday; day++ {
		h.Shifts = append(h.Shifts, caterina.Shift{Weekday: caterina.Weekday(day), From: 9 * 60, To: 17 * 60})
	}
	return h
}

// NextAttempt returns when a call in vain is made again: in another half-day,
// unless the citizen named the only one that suits them; then on the next day.
func NextAttempt(q caterina.Queue, cal Calendar, when caterina.CallbackWhen, now time.Time) time.Time {
	now = now.In(caterina.Rome())
	day := caterina.DateOf(now)
	after := callsNoon.On(day, now.Location())
	if !now.Before(after) || when != caterina.CallAnytime {
		after = day.AddDays(1).Time(now.Location())
	}
	return CallbackWindow(q, cal, when, after).From
}

// CheckCallback tells what is wrong with a form, in the citizen's language, and
// cleans it. The call needs a way to reach the citizen and their consent.
func CheckCallback(lang string, form *caterina.CallbackForm) error {
	w := wordsFor(lang)
	form.Name, form.Contact, form.Text = tidy(form.Name), tidy(form.Contact), strings.TrimSpace(form.Text)
	if form.When == "" {
		form.When = caterina.CallAnytime
	}
	var wrong string
	switch {
	case form.Name == "" || utf8.RuneCountInString(form.Name) > maxName:
		wrong = w.formName
	case !reachable(form.Contact):
		wrong = w.formContact
	case !slices.Contains([]caterina.CallbackWhen{caterina.CallAnytime, caterina.CallMorning, caterina.CallAfternoon}, form.When):
		wrong = w.formWhen
	case utf8.RuneCountInString(form.Text) > maxText || strings.ContainsRune(form.Text, 0):
		wrong = w.formText
	case !form.Privacy:
		wrong = w.formPrivacy
	default:
		return nil
	}
	return caterina.Errorf(caterina.CodeInvalid, "%s", wrong)
}

// reachable says whether a contact looks like a telephone number or an address.
func reachable(contact string) bool {
	if contact == "" || len(contact) > maxContact {
		return false
	}
	if name, host, ok := strings.Cut(contact, "@"); ok {
		return name != "" && strings.Contains(strings.Trim(host, "."), ".") && !strings.ContainsAny(contact, " <>,;") && strings.Count(contact, "@") == 1
	}
	digits := 0
	for _, r := range contact {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+ ./-()", r):
			return false
		}
	}
	return digits >= 6 && digits <= 15
}

// CheckRating does the same for a rating.
func CheckRating(lang string, r *caterina.Rating) error {
	w := wordsFor(lang)
	r.Answer, r.Text = tidy(r.Answer), tidy(r.Text)
	switch {
	case r.Stars < 1 || r.Stars > 5:
		return caterina.Errorf(caterina.CodeInvalid, "%s", w.ratingStars)
	case utf8.RuneCountInString(r.Answer) > maxName:
		return caterina.Errorf(caterina.CodeInvalid, "%s", w.ratingAnswer)
	case utf8.RuneCountInString(r.Text) > maxComment:
		return caterina.Errorf(caterina.CodeInvalid, "%s", w.ratingText)
	}
	return nil
}

// tidy takes control characters and doubled spaces from a line of a form.
func tidy(line string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, line)), " ")
}
