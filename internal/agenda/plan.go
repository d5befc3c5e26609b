package agenda

import (
	"cmp"
	"slices"
	"time"

	"example.org/caterina"
)

// The hours of the day within which rules may lie: clear of the hour that is
// missing or double when the clocks change.
const (
	firstOpening = caterina.Clock(5 * 60)
	lastClosing  = caterina.Clock(23 * 60)
)

// Where an office states no hours its services can still be booked, on mornings.
const (
	usualFrom = caterina.Clock(9 * 60)
	usualTo   = caterina.Clock(12 * 60)
)

// Plans is what a town's files say about booking: a desk for each service at each
// of its offices, open when the office is.
func Plans(offices []caterina.Office, services []caterina.Service) []caterina.OfficePlan {
	var plans []caterina.OfficePlan
	for i := range offices {
		plan := caterina.OfficePlan{Office: offices[i].Slug}
		for j := range services {
			if at(&services[j], offices[i].Slug) {
				plan.Desks = append(plan.Desks, caterina.DeskPlan{
					Service: services[j].Slug, Name: services[j].Name, Lanes: max(1, services[j].Capacity),
				})
			}
		}
		if len(plan.Desks) == 0 {
			continue
		}
		plan.Openings = openings(&offices[i])
		plan.Closures = closures(&offices[i])
		plans = append(plans, plan)
	}
	return plans
}

// at says whether a service is given at an office; one that names none is given at
// all.
func at(s *caterina.Service, office string) bool {
	return len(s.Offices) == 0 || slices.Contains(s.Offices, office)
}

// openings are the office's shifts as rules.
func openings(office *caterina.Office) []caterina.OpeningRule {
	shifts := slices.Clone(office.Hours.Shifts)
	if len(shifts) == 0 {
		for day := time.Monday; day <= time.Friday; day++ {
			shifts = append(shifts, caterina.Shift{Weekday: caterina.Weekday(day), From: usualFrom, To: usualTo})
		}
	}
	slices.SortStableFunc(shifts, func(a, b caterina.Shift) int {
		return cmp.Or(cmp.Compare(a.Weekday, b.Weekday), cmp.Compare(a.From, b.From))
	})
	var rules []caterina.OpeningRule
	for _, s := range shifts {
		rule := caterina.OpeningRule{Weekday: s.Weekday, From: max(s.From, firstOpening), To: min(s.To, lastClosing), EveryWeeks: 1}
		if n := len(rules); n > 0 && rules[n-1].Weekday == rule.Weekday && rule.From <= rules[n-1].To {
			rules[n-1].To = max(rules[n-1].To, rule.To) // one stretch, whatever kinds of visit it is for
			continue
		}
		if rule.From < rule.To {
			rules = append(rules, rule)
		}
	}
	return rules
}

// closures are the office's closures as stretches of time, each day's its own: a
// closure of part of the day returns every day.
func closures(office *caterina.Office) []caterina.DeskSpan {
	var spans []caterina.DeskSpan
	for _, c := range office.Closures {
		last := c.Date
		if c.Until != nil {
			last = *c.Until
		}
		reason := cmp.Or(c.Reason, "chiusura straordinaria")
		if c.From == nil && c.To == nil {
			spans = append(spans, caterina.DeskSpan{From: c.Date.Time(caterina.Rome()), To: last.AddDays(1).Time(caterina.Rome()), Reason: reason})
			continue
		}
		for day := c.Date; !last.Before(day); day = day.AddDays(1) {
			from, to := day.Time(caterina.Rome()), day.AddDays(1).Time(caterina.Rome())
			if c.From != nil {
				from = c.From.On(day, caterina.Rome())
			}
			if c.To != nil {
				to = c.To.On(day, caterina.Rome())
			}
			if from.Before(to) {
				spans = append(spans, caterina.DeskSpan{From: from, To: to, Reason: reason})
			}
		}
	}
	return slices.DeleteFunc(spans, func(s caterina.DeskSpan) bool { return !s.From.Before(s.To) })
}
