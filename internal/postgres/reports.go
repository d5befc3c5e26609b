package postgres

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// maxComments is how many of the citizens' comments a report holds.
const maxComments = 200

const saidNoMember = "questa persona non fa parte del personale di questo Comune"

// Board returns the conversations that wait for a person or have one, danger
// first, then the longest waiting.
func (s *Store) Board(ctx context.Context, town caterina.TownID) (caterina.Board, error) {
	const doing = "read the board"
	rows, err := s.q.Board(ctx, s.pool, int64(town))
	if err != nil {
		return caterina.Board{}, wrapped(doing, err)
	}
	promised, err := s.q.OpenCallbacks(ctx, s.pool, int64(town))
	if err != nil {
		return caterina.Board{}, wrapped(doing, err)
	}
	board := caterina.Board{At: promised.At, Callbacks: int(promised.Open), Overdue: int(promised.Overdue)}
	for _, row := range rows {
		board.Rows = append(board.Rows, caterina.BoardRow{
			Conversation: caterina.ConversationID(row.ID), State: caterina.State(row.State), Queue: row.Queue, Lang: row.Lang,
			Crisis: row.Crisis, Alarmed: orZero(row.AlarmedAt), Priority: int(row.Priority), QueuedAt: orZero(row.QueuedAt), WaitingSince: orZero(row.WaitingSince),
			Operator: caterina.OperatorID(row.OwnerID), OperatorName: row.OwnerName,
		})
	}
	return board, nil
}

// Report counts what happened in a town from one day to another, both included,
// in Rome's time.
func (s *Store) Report(ctx context.Context, town caterina.TownID, from, to caterina.Date) (caterina.Report, error) {
	since, before := from.Time(caterina.Rome()), to.AddDays(1).Time(caterina.Rome())
	report := caterina.Report{From: from, To: to, Outcomes: map[caterina.Outcome]int{}, Refusals: map[caterina.Refusal]int{}, Callbacks: map[caterina.CallbackState]int{}}
	for _, part := range []func(context.Context, int64, time.Time, time.Time, *caterina.Report) error{
		s.reportVolumes, s.reportPeople, s.reportRefusals, s.reportCallbacks, s.reportRatings,
	} {
		if err := part(ctx, int64(town), since, before, &report); err != nil {
			return caterina.Report{}, wrapped("count for a report", err)
		}
	}
	return report, nil
}

// reportVolumes counts conversations and what the assistant made of them.
func (s *Store) reportVolumes(ctx context.Context, town int64, since, before time.Time, report *caterina.Report) error {
	hours, err := s.q.ConversationsByHour(ctx, s.pool, dbq.ConversationsByHourParams{TownID: town, Since: since, Before: before})
	if err != nil {
		return err
	}
	for _, h := range hours {
		report.Hours[h.Hour].Conversations = int(h.N)
		report.Conversations += int(h.N)
	}
	outcomes, err := s.q.TurnOutcomes(ctx, s.pool, dbq.TurnOutcomesParams{TownID: town, Since: since, Before: before})
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		report.Outcomes[caterina.Outcome(o.Outcome)] = int(o.N)
	}
	topics, err := s.q.AnsweredTopics(ctx, s.pool, dbq.AnsweredTopicsParams{TownID: town, Since: since, Before: before})
	for _, t := range topics {
		report.Topics = append(report.Topics, caterina.Count{Name: t.Topic, N: int(t.N)})
	}
	return err
}

// reportPeople counts requests for a person and how long things took.
func (s *Store) reportPeople(ctx context.Context, town int64, since, before time.Time, report *caterina.Report) error {
	stretches, err := s.q.Stretches(ctx, s.pool, dbq.StretchesParams{TownID: town, Since: since, Before: before})
	if err != nil {
		return err
	}
	var waited, answered, handled []float64
	queues, waits := map[string]*caterina.QueueCount{}, map[string][]float64{}
	for _, st := range stretches {
		queue := queues[st.Queue]
		if queue == nil {
			queue = &caterina.QueueCount{Queue: st.Queue}
			queues[st.Queue] = queue
		}
		if st.Asked {
			report.Asked++
			queue.Asked++
			report.Hours[st.Hour].Asked++
		}
		switch {
		case st.Taken:
			report.Taken++
			queue.Taken++
		case st.Ended:
			report.GivenUp++
		}
		waited, answered, handled = measured(waited, st.Waited), measured(answered, st.AnsweredAfter), measured(handled, st.Handled)
		waits[st.Queue] = measured(waits[st.Queue], st.Waited)
	}
	report.Waiting, report.FirstAnswer, report.Handling = spanOf(waited), spanOf(answered), spanOf(handled)
	for slug, queue := range queues {
		queue.Waiting = spanOf(waits[slug])
		report.Queues = append(report.Queues, *queue)
	}
	slices.SortFunc(report.Queues, func(a, b caterina.QueueCount) int {
		return cmp.Or(cmp.Compare(b.Asked, a.Asked), cmp.Compare(a.Queue, b.Queue))
	})
	return nil
}

// measured adds a time to the others, unless it is -1: there was none.
func measured(list []float64, seconds float64) []float64 {
	if seconds < 0 {
		return list
	}
	return append(list, seconds)
}

// spanOf returns the median and the ninetieth hundredth of times in seconds:
// the smallest one that at least so many cases do not exceed.
func spanOf(seconds []float64) caterina.Span {
	if len(seconds) == 0 {
		return caterina.Span{}
	}
	slices.Sort(seconds)
	at := func(share float64) time.Duration {
		i := int(math.Ceil(share*float64(len(seconds)))) - 1
		return time.Duration(seconds[i] * float64(time.Second)).Round(time.Millisecond)
	}
	return caterina.Span{N: len(seconds), Median: at(0.5), P90: at(0.9)}
}

// reportRefusals counts the requests for a person that could not even wait.
func (s *Store) reportRefusals(ctx context.Context, town int64, since, before time.Time, report *caterina.Report) error {
	rows, err := s.q.Refusals(ctx, s.pool, dbq.RefusalsParams{TownID: town, Since: since, Before: before, Refusals: []string{
		string(caterina.RefusedClosed), string(caterina.RefusedHoliday), string(caterina.RefusedNobody), string(caterina.RefusedFull),
	}})
	for _, row := range rows {
		report.Refusals[caterina.Refusal(row.Refusal)] = int(row.N)
	}
	return err
}

// reportCallbacks counts what became of promises to call back.
func (s *Store) reportCallbacks(ctx context.Context, town int64, since, before time.Time, report *caterina.Report) error {
	rows, err := s.q.CallbackOutcomes(ctx, s.pool, dbq.CallbackOutcomesParams{TownID: town, Since: since, Before: before})
	for _, row := range rows {
		report.Callbacks[caterina.CallbackState(row.State)] = int(row.N)
	}
	return err
}

// reportRatings counts the stars and gathers what was written beside them.
func (s *Store) reportRatings(ctx context.Context, town int64, since, before time.Time, report *caterina.Report) error {
	rows, err := s.q.RatingsOf(ctx, s.pool, dbq.RatingsOfParams{TownID: town, Since: since, Before: before})
	if err != nil {
		return err
	}
	answers := map[string]int{}
	for _, row := range rows {
		report.Ratings.N++
		report.Ratings.Stars[row.Stars-1]++
		if row.Answer != "" {
			answers[row.Answer]++
		}
		if row.Text != "" && len(report.Ratings.Comments) < maxComments {
			report.Ratings.Comments = append(report.Ratings.Comments, caterina.RatedComment{Stars: int(row.Stars), Text: row.Text, At: row.At})
		}
	}
	for name, n := range answers {
		report.Ratings.Answers = append(report.Ratings.Answers, caterina.Count{Name: name, N: n})
	}
	slices.SortFunc(report.Ratings.Answers, func(a, b caterina.Count) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name))
	})
	return nil
}

// QueuePauses returns the queues of a town that are closed by hand now.
func (s *Store) QueuePauses(ctx context.Context, town caterina.TownID) ([]caterina.QueuePause, error) {
	rows, err := s.q.QueuePauses(ctx, s.pool, int64(town))
	if err != nil {
		return nil, wrapped("read the closed queues", err)
	}
	pauses := make([]caterina.QueuePause, len(rows))
	for i, row := range rows {
		pauses[i] = caterina.QueuePause{Queue: row.Queue, Until: row.Until, Reason: row.Reason, ByName: row.ByName}
	}
	return pauses, nil
}

// PauseQueue closes a queue until a moment, whatever its hours say. Whoever
// waits in it already goes on waiting.
func (s *Store) PauseQueue(ctx context.Context, town caterina.TownID, by caterina.OperatorID, p caterina.QueuePause) error {
	return wrapped("close a queue", s.q.PauseQueue(ctx, s.pool, dbq.PauseQueueParams{
		TownID: int64(town), Queue: p.Queue, Until: p.Until, Reason: p.Reason, OperatorID: int64(by),
	}))
}

// ResumeQueue opens a queue again that was closed by hand.
func (s *Store) ResumeQueue(ctx context.Context, town caterina.TownID, queue string) error {
	return wrapped("open a queue", s.q.ResumeQueue(ctx, s.pool, dbq.ResumeQueueParams{TownID: int64(town), Queue: queue}))
}

// QueuePaused returns until when a queue is closed by hand; zero when it is not.
func (s *Store) QueuePaused(ctx context.Context, town caterina.TownID, queue string) (until time.Time, err error) {
	until, err = s.q.QueuePaused(ctx, s.pool, dbq.QueuePausedParams{TownID: int64(town), Queue: queue})
	if errors.Is(err, pgx.ErrNoRows) {
		return time.Time{}, nil
	}
	return until, wrapped("ask whether a queue is closed", err)
}

// orZero is the zero time for NULL.
func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// SetDuty says which queues a member answers (none: all) and how many
// conversations at the same time. Their role stays as it is. CodeNotFound when
// the operator is no member of the town.
func (s *Store) SetDuty(ctx context.Context, town caterina.TownID, op caterina.OperatorID, skills []string, capacity int) error {
	return s.inTx(ctx, "set a member's duty", func(tx pgx.Tx) error {
		changed, err := s.q.SetCapacity(ctx, tx, dbq.SetCapacityParams{
			TownID: int64(town), OperatorID: int64(op), Capacity: int16(min(max(capacity, -1), math.MaxInt16)), // #nosec G115 -- bounded
		})
		if err != nil {
			return err
		}
		if changed == 0 {
			return caterina.Errorf(caterina.CodeNotFound, saidNoMember)
		}
		if skills == nil {
			skills = []string{} // NULL would keep all
		}
		if err := s.q.KeepSkills(ctx, tx, dbq.KeepSkillsParams{TownID: int64(town), OperatorID: int64(op), Queues: skills}); err != nil {
			return err
		}
		return s.q.AddSkills(ctx, tx, dbq.AddSkillsParams{TownID: int64(town), OperatorID: int64(op), Queues: skills})
	})
}
