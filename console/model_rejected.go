package console

import (
	"net/http"
	"net/url"
	"strconv"

	"example.org/caterina"
)

// rejectedAtOnce is how many sentences a page shows.
const rejectedAtOnce = 50

// rejectedView is what a model wrote and nobody was shown.
type rejectedView struct {
	Reason  reason        // that they are filtered by; the zero one for all
	Counts  []reasonCount // of the last days
	Total   int64         // of these
	Lines   []rejectedLine
	Older   string // address of the next page, "" on the last
	Newer   bool   // the page is not the first
	Nothing bool   // there is none of any reason
}

// reasonCount is a reason with how often it was one.
type reasonCount struct {
	reason
	N       int64
	Current bool
}

// rejectedLine is one sentence.
type rejectedLine struct {
	caterina.RejectedSentence
	Why     reason
	Sources []rejectedCard
}

// rejectedCard is a card that the model was given; its URL is "" when it is not there now.
type rejectedCard struct{ Title, URL string }

// rejected reads what the address asks for. A reason that there is none of is every
// reason, a place that is none the newest.
func (s *Console) rejected(r *http.Request, staff Staff, today caterina.Date) (rejectedView, error) {
	query, ctx := r.URL.Query(), r.Context()
	var view rejectedView
	for _, why := range reasons() {
		if why.Key == query.Get("reason") {
			view.Reason = why
		}
	}
	before, _ := strconv.ParseInt(query.Get("before"), 10, 64) // 0 when it is no number
	before = max(before, 0)
	since := today.AddDays(1 - modelDays).Time(caterina.Rome())
	counts, err := s.cfg.Model.Store.RejectedCounts(ctx, staff.Town.ID, since)
	if err != nil {
		return view, err
	}
	for _, why := range reasons() {
		if n := counts[why.Key]; n > 0 || why.Key == view.Reason.Key {
			view.Counts = append(view.Counts, reasonCount{why, n, why.Key == view.Reason.Key})
		}
	}
	for _, n := range counts {
		view.Total += n
	}
	found, err := s.cfg.Model.Store.RejectedSentences(ctx, staff.Town.ID, view.Reason.Key, before)
	if err != nil {
		return view, err
	}
	view.Newer, view.Nothing = before > 0, len(found) == 0 && view.Reason.Key == "" && before == 0
	if len(found) > rejectedAtOnce {
		found = found[:rejectedAtOnce]
		next := url.Values{"before": {strconv.FormatInt(found[rejectedAtOnce-1].ID, 10)}}
		if view.Reason.Key != "" {
			next.Set("reason", view.Reason.Key)
		}
		view.Older = "/console/" + staff.Town.Slug + "/model?" + next.Encode() + "#rejected"
	}
	view.Lines = s.rejectedLines(staff.Town, found)
	return view, nil
}

// rejectedLines are sentences as the page shows them.
func (s *Console) rejectedLines(town caterina.Town, found []caterina.RejectedSentence) []rejectedLine {
	titles := s.cardTitles(town.ID)
	lines := make([]rejectedLine, len(found))
	for i := range found {
		lines[i] = rejectedLine{RejectedSentence: found[i], Why: reasonNamed(found[i].Reason)}
		for _, slug := range found[i].Cards {
			card := rejectedCard{Title: slug}
			if title, ok := titles[slug]; ok {
				card = rejectedCard{title, "/towns/" + town.Slug + "/cards/" + url.PathEscape(slug)}
			}
			lines[i].Sources = append(lines[i].Sources, card)
		}
	}
	return lines
}
