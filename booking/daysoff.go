package booking

import (
	"slices"

	"example.org/caterina"
)

// DaysOff returns the days without appointments that come by themselves, from one
// day to another: national holidays and the patron's day of the office's own town.
// Two feasts on one day are one day off with both names. Who stores them leaves
// alone what is there already: staff may have given a day back to work.
func DaysOff(patron *caterina.PatronDay, from, to caterina.Date) []caterina.DayOff {
	var days []caterina.DayOff
	for year := from.Year; year <= to.Year; year++ {
		for _, h := range caterina.Holidays(year, patron) {
			if h.Date.Before(from) || to.Before(h.Date) {
				continue
			}
			if n := len(days); n > 0 && days[n-1].Date == h.Date {
				days[n-1].Name += " e " + h.Name
				if !h.Local {
					days[n-1].Kind = caterina.OffNational
				}
				continue
			}
			kind := caterina.OffNational
			if h.Local {
				kind = caterina.OffPatron
			}
			days = append(days, caterina.DayOff{Date: h.Date, Kind: kind, Name: h.Name})
		}
	}
	return days
}

// FilledUntil returns the last day up to which days off must be known so that
// every place that can be taken in the next 60 days is computed rightly: the
// furthest horizon and 60 days.
func FilledUntil(services []caterina.Service, now caterina.Date) caterina.Date {
	horizon := defaultHorizon
	for _, s := range services {
		horizon = max(horizon, Defaults(s).HorizonDays)
	}
	return now.AddDays(horizon + 60)
}

// NewDaysOff returns the days of a list that are not known yet. Known are also the
// days that staff have removed.
func NewDaysOff(days []caterina.DayOff, known []caterina.Date) []caterina.DayOff {
	return slices.DeleteFunc(slices.Clone(days), func(d caterina.DayOff) bool { return slices.Contains(known, d.Date) })
}
