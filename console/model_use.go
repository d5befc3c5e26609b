package console

import (
	"cmp"
	"slices"
	"strings"

	"example.org/caterina"
)

// useLine is what a step has cost in a day.
type useLine struct {
	Day, Step      string
	Calls, In, Out cell
	Failed         string // how many calls brought nothing, and why
}

// useTable is a table of them, with a column for the day or, for all days together,
// without.
type useTable struct {
	Title string
	Days  bool
	Lines []useLine
}

// useTables are the table of all days together and the one day by day.
func useTables(uses []caterina.ModelUse) []useTable {
	if len(uses) == 0 {
		return nil
	}
	together := slices.Clone(uses)
	for i := range together {
		together[i].Day = caterina.Date{}
	}
	slices.SortStableFunc(together, func(a, b caterina.ModelUse) int { return cmp.Compare(a.Step, b.Step) })
	return []useTable{{"tutti i giorni insieme", false, useLines(together)}, {"giorno per giorno", true, useLines(uses)}}
}

// useLines adds up what each step has cost in each day, whichever model it was, the
// newest day first.
func useLines(uses []caterina.ModelUse) []useLine {
	type key struct {
		day  caterina.Date
		step caterina.ModelStep
	}
	sums, failed := map[key]caterina.ModelUse{}, map[key]map[caterina.ModelFailure]int64{}
	var order []key
	for i := range uses {
		u := &uses[i]
		k := key{u.Day, u.Step}
		sum, seen := sums[k]
		if !seen {
			order, failed[k] = append(order, k), map[caterina.ModelFailure]int64{}
		}
		sum.Calls, sum.In, sum.Out = sum.Calls+u.Calls, sum.In+u.In, sum.Out+u.Out
		sums[k] = sum
		if u.Failure != "" {
			failed[k][u.Failure] += u.Calls
		}
	}
	lines := make([]useLine, len(order))
	for i, k := range order {
		sum := sums[k]
		lines[i] = useLine{
			Day: dayOf(k.day), Step: stepName(k.step), Calls: whole(int(sum.Calls)), In: whole(int(sum.In)), Out: whole(int(sum.Out)), Failed: failures(failed[k]),
		}
	}
	return lines
}

// dayOf writes a day as the rest of the console does.
func dayOf(d caterina.Date) string { return d.Time(caterina.Rome()).Format("02/01/2006") }

// failures says how many calls brought nothing, the commonest cause first.
func failures(counts map[caterina.ModelFailure]int64) string {
	causes := make([]caterina.ModelFailure, 0, len(counts))
	for cause := range counts {
		causes = append(causes, cause)
	}
	slices.SortFunc(causes, func(a, b caterina.ModelFailure) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	texts := make([]string, len(causes))
	for i, cause := range causes {
		texts[i] = thousands(int(counts[cause])) + " " + failureName(cause)
	}
	return strings.Join(texts, ", ")
}

// modelFigures are the numbers to read first.
func modelFigures(uses []caterina.ModelUse, limit, used, rejected int64) []figure {
	today := thousands(int(used))
	if limit > 0 {
		today += " su " + thousands(int(limit))
	}
	var calls, failed, tokens int64
	for i := range uses {
		u := &uses[i]
		calls, tokens = calls+u.Calls, tokens+u.In+u.Out
		if u.Failure != "" {
			failed += u.Calls
		}
	}
	figures := []figure{
		{today, "token di oggi"},
		{thousands(int(tokens)), "token in 30 giorni"},
		{thousands(int(calls)), "chiamate in 30 giorni"},
	}
	if calls > 0 {
		figures = append(figures, figure{share(int(failed), int(calls)).Text, "chiamate senza esito"})
	}
	return append(figures, figure{thousands(int(rejected)), "frasi fermate in 30 giorni"})
}
