package postgres

import (
	"context"
	"slices"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// maxRejected bounds how many refused sentences are read at once.
const maxRejected = 200

// ReserveTokens takes tokens from what a town may use in a day and says whether there
// were so many left.
func (s *Store) ReserveTokens(ctx context.Context, town caterina.TownID, day caterina.Date, tokens int) (bool, error) {
	n, err := s.q.ReserveTokens(ctx, s.pool, dbq.ReserveTokensParams{TownID: int64(town), Day: dateValue(day), Tokens: int64(tokens)})
	return n > 0, wrapped("reserve a model's tokens", err)
}

// SettleTokens adds what a call has used beyond what was reserved, below 0 to give
// back.
func (s *Store) SettleTokens(ctx context.Context, town caterina.TownID, day caterina.Date, tokens int) error {
	return wrapped("settle a model's tokens", s.q.SettleTokens(ctx, s.pool, dbq.SettleTokensParams{
		TownID: int64(town), Day: dateValue(day), Tokens: int64(tokens),
	}))
}

// SetModelLimit says how many tokens a town may use in a day, 0 for as many as it
// likes.
func (s *Store) SetModelLimit(ctx context.Context, town caterina.TownID, by caterina.OperatorID, tokens int64) error {
	if tokens == 0 {
		return wrapped("lift a model's limit", s.q.DropModelLimit(ctx, s.pool, int64(town)))
	}
	return wrapped("set a model's limit", s.q.SetModelLimit(ctx, s.pool, dbq.SetModelLimitParams{
		TownID: int64(town), DailyTokens: tokens, OperatorID: int64(by),
	}))
}

// ModelLimit returns how many tokens a town may use in a day, 0 for as many as it
// likes, and how many it has used on one.
func (s *Store) ModelLimit(ctx context.Context, town caterina.TownID, day caterina.Date) (limit, used int64, err error) {
	row, err := s.q.ModelLimit(ctx, s.pool, dbq.ModelLimitParams{TownID: int64(town), Day: dateValue(day)})
	return row.DailyTokens, row.Used, wrapped("read a model's limit", err)
}

// CountModelUse adds calls to what was counted.
func (s *Store) CountModelUse(ctx context.Context, uses []caterina.ModelUse) error {
	var p dbq.CountModelUseParams
	for i := range uses {
		u := &uses[i]
		p.TownIds, p.Days, p.Steps = append(p.TownIds, int64(u.Town)), append(p.Days, dateValue(u.Day)), append(p.Steps, string(u.Step))
		p.Models, p.Failures, p.Calls = append(p.Models, u.Model), append(p.Failures, string(u.Failure)), append(p.Calls, u.Calls)
		p.TokensIn, p.TokensOut, p.TookMs = append(p.TokensIn, u.In), append(p.TokensOut, u.Out), append(p.TookMs, u.Took.Milliseconds())
	}
	return wrapped("count a model's calls", s.q.CountModelUse(ctx, s.pool, p))
}

// ModelUses returns what a town's calls have cost, by day, the newest first.
func (s *Store) ModelUses(ctx context.Context, town caterina.TownID, first, last caterina.Date) ([]caterina.ModelUse, error) {
	rows, err := s.q.ModelUses(ctx, s.pool, dbq.ModelUsesParams{TownID: int64(town), First: dateValue(first), Last: dateValue(last)})
	if err != nil {
		return nil, wrapped("read a model's calls", err)
	}
	uses := make([]caterina.ModelUse, len(rows))
	for i, r := range rows {
		uses[i] = caterina.ModelUse{
			Town: town, Day: caterina.DateOf(r.Day.Time), Step: caterina.ModelStep(r.Step), Model: r.Model, Failure: caterina.ModelFailure(r.Failure),
			Calls: r.Calls, In: r.TokensIn, Out: r.TokensOut, Took: time.Duration(r.TookMs) * time.Millisecond,
		}
	}
	return uses, nil
}

// KeepRejected keeps what a model wrote in a conversation and nobody was shown.
func (s *Store) KeepRejected(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, all []caterina.Rejected) error {
	p := dbq.KeepRejectedParams{TownID: int64(town), ConversationID: string(conv)}
	for _, r := range all {
		p.Reasons, p.Sentences, p.Cards = append(p.Reasons, r.Reason), append(p.Sentences, r.Sentence), append(p.Cards, strings.Join(r.Cards, " "))
	}
	return wrapped("keep what a model wrote", s.q.KeepRejected(ctx, s.pool, p))
}

// RejectedSentences returns what a model wrote in a town and nobody was shown, the
// newest first, of one reason or of all, before one of them.
func (s *Store) RejectedSentences(ctx context.Context, town caterina.TownID, reason string, before int64) ([]caterina.RejectedSentence, error) {
	rows, err := s.q.RejectedSentences(ctx, s.pool, dbq.RejectedSentencesParams{TownID: int64(town), Reason: reason, Before: before, MaxRows: maxRejected})
	if err != nil {
		return nil, wrapped("read what a model wrote", err)
	}
	all := make([]caterina.RejectedSentence, len(rows))
	for i, r := range rows {
		all[i] = caterina.RejectedSentence{
			ID: r.ID, Conversation: caterina.ConversationID(r.ConversationID), At: r.At,
			Rejected: caterina.Rejected{Reason: r.Reason, Sentence: r.Sentence, Cards: r.Cards},
		}
	}
	return all, nil
}

// RejectedCounts returns how often the verifier had each reason since a moment.
func (s *Store) RejectedCounts(ctx context.Context, town caterina.TownID, since time.Time) (map[string]int64, error) {
	rows, err := s.q.RejectedCounts(ctx, s.pool, dbq.RejectedCountsParams{TownID: int64(town), Since: since})
	if err != nil {
		return nil, wrapped("count what a model wrote", err)
	}
	counts := make(map[string]int64, len(rows))
	for _, r := range rows {
		counts[r.Reason] = r.N
	}
	return counts, nil
}

// ForgetRejected forgets what a model wrote longer ago than age.
func (s *Store) ForgetRejected(ctx context.Context, age time.Duration) error {
	_, err := s.q.ForgetRejected(ctx, s.pool, age)
	return wrapped("forget what a model wrote", err)
}

// Autonomies returns how far a model words answers in a town, by topic; "" is every
// topic that is not named.
func (s *Store) Autonomies(ctx context.Context, town caterina.TownID) (map[string]caterina.Autonomy, error) {
	rows, err := s.q.Autonomies(ctx, s.pool, int64(town))
	if err != nil {
		return nil, wrapped("read how far a model goes", err)
	}
	degrees := make(map[string]caterina.Autonomy, len(rows))
	for _, r := range rows {
		degrees[r.Topic] = caterina.Autonomy(r.Degree)
	}
	return degrees, nil
}

// SetAutonomy says how far a model words answers about a topic, "" for every one that
// is not named; the degree "" leaves a topic to that.
func (s *Store) SetAutonomy(ctx context.Context, town caterina.TownID, by caterina.OperatorID, topic string, degree caterina.Autonomy) error {
	if degree == "" {
		return wrapped("leave a topic to the others' rule", s.q.DropAutonomy(ctx, s.pool, dbq.DropAutonomyParams{TownID: int64(town), Topic: topic}))
	}
	if !slices.Contains(caterina.Autonomies(), degree) {
		return caterina.Errorf(caterina.CodeInvalid, "there is no such degree")
	}
	return wrapped("say how far a model goes", s.q.SetAutonomy(ctx, s.pool, dbq.SetAutonomyParams{
		TownID: int64(town), Topic: topic, Degree: string(degree), OperatorID: int64(by),
	}))
}
