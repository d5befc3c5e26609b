package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

const (
	saidNoQuestion = "in questo punto della conversazione non c'è una domanda del cittadino da proporre"
	saidNoCard     = "la scheda «%s» non c'è: scegline una dall'elenco"
	saidNoLesson   = "questa proposta non c'è più"
	saidDecided    = "questa proposta è già stata decisa: ricarica la pagina per vedere le altre"
	saidNoVariant  = "questa domanda non è più fra quelle della scheda: ricarica la pagina"
)

// CitizenQuestion returns the question behind a place in a conversation: what
// the citizen says there or, when somebody else speaks there, what the citizen
// last said before that the assistant had no answer to. CodeNotFound when there
// is none.
func (s *Store) CitizenQuestion(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, seq int64) (string, error) {
	row, err := s.q.CitizenQuestion(ctx, s.pool, dbq.CitizenQuestionParams{TownID: int64(town), ConversationID: string(conv), Seq: seq})
	if errors.Is(err, pgx.ErrNoRows) {
		return "", caterina.Errorf(caterina.CodeNotFound, saidNoQuestion)
	}
	return row.Question, wrapped("read a citizen's question", err)
}

// ProposeLesson keeps a proposal and returns how often it was made. The same
// question for the same card is one proposal; the same place of the same
// conversation, pressed twice, counts once. CodeNotFound when the town has no
// such card. By 0 is the command line, as everywhere below.
func (s *Store) ProposeLesson(ctx context.Context, town caterina.TownID, l caterina.Lesson) (times int, err error) {
	const doing = "propose a lesson"
	if err := s.cardKnown(ctx, s.pool, town, l.Card); l.Card != "" && err != nil {
		return 0, err
	}
	row, err := s.q.ProposeLesson(ctx, s.pool, dbq.ProposeLessonParams{
		TownID: int64(town), Question: l.Question, Card: l.Card,
		ConversationID: string(l.Conversation), Seq: l.Seq, AskedBy: int64(l.By),
	})
	return int(row.Times), wrapped(doing, err)
}

// OpenLessons returns what waits for a curator, the most frequent first.
func (s *Store) OpenLessons(ctx context.Context, town caterina.TownID) ([]caterina.Lesson, error) {
	rows, err := s.q.OpenLessons(ctx, s.pool, int64(town))
	if err != nil {
		return nil, wrapped("read the lessons", err)
	}
	lessons := make([]caterina.Lesson, len(rows))
	for i, row := range rows {
		lessons[i] = caterina.Lesson{
			ID: row.ID, Question: row.Question, Card: row.Card, Conversation: caterina.ConversationID(row.ConversationID), Seq: row.Seq,
			By: caterina.OperatorID(row.AskedBy), ByName: row.AskedByName, Times: int(row.Times), At: row.At,
		}
	}
	return lessons, nil
}

// AcceptLesson makes a question one of a card's. In the same transaction the
// town's content version is raised, which has every process build its index
// anew, and other open proposals of the same words end too. CodeConflict when
// somebody decided it before.
func (s *Store) AcceptLesson(ctx context.Context, town caterina.TownID, id int64, by caterina.OperatorID, v caterina.Variant) error {
	return s.inTx(ctx, "accept a lesson", func(tx pgx.Tx) error {
		if _, err := s.q.LockTown(ctx, tx, int64(town)); err != nil {
			return townError("find the town", err)
		}
		if err := s.cardKnown(ctx, tx, town, v.Card); err != nil {
			return err
		}
		if err := s.decide(ctx, tx, town, dbq.DecideLessonParams{
			TownID: int64(town), ID: id, State: "accepted", Question: v.Question, Card: v.Card, DecidedBy: int64(by),
		}); err != nil {
			return err
		}
		if err := s.q.AcceptSame(ctx, tx, dbq.AcceptSameParams{TownID: int64(town), Question: v.Question, DecidedBy: int64(by)}); err != nil {
			return wrapped("end the same proposals", err)
		}
		if err := s.q.AddVariant(ctx, tx, dbq.AddVariantParams{TownID: int64(town), Card: v.Card, Question: v.Question}); err != nil {
			return wrapped("keep the question", err)
		}
		return wrapped("raise the content version", s.q.RaiseContentVersion(ctx, tx, int64(town)))
	})
}

// AddVariant makes a question one of a card's that nobody had proposed before. Open
// proposals of the same words end, and the content version is raised, as with
// AcceptLesson. A question that the card has already stays one. CodeNotFound when the town
// has no such card.
func (s *Store) AddVariant(ctx context.Context, town caterina.TownID, by caterina.OperatorID, v caterina.Variant) error {
	return s.inTx(ctx, "add a question to a card", func(tx pgx.Tx) error {
		if _, err := s.q.LockTown(ctx, tx, int64(town)); err != nil {
			return townError("find the town", err)
		}
		if err := s.cardKnown(ctx, tx, town, v.Card); err != nil {
			return err
		}
		if err := s.q.AcceptSame(ctx, tx, dbq.AcceptSameParams{TownID: int64(town), Question: v.Question, DecidedBy: int64(by)}); err != nil {
			return wrapped("end the same proposals", err)
		}
		if err := s.q.AddVariant(ctx, tx, dbq.AddVariantParams{TownID: int64(town), Card: v.Card, Question: v.Question}); err != nil {
			return wrapped("keep the question", err)
		}
		return wrapped("raise the content version", s.q.RaiseContentVersion(ctx, tx, int64(town)))
	})
}

// RejectLesson ends a proposal of which nothing came. CodeConflict when somebody
// decided it before.
func (s *Store) RejectLesson(ctx context.Context, town caterina.TownID, id int64, by caterina.OperatorID) error {
	return s.inTx(ctx, "reject a lesson", func(tx pgx.Tx) error {
		row, err := s.q.LessonByID(ctx, tx, dbq.LessonByIDParams{TownID: int64(town), ID: id})
		if err != nil {
			return lessonError("find the lesson", err)
		}
		return s.decide(ctx, tx, town, dbq.DecideLessonParams{
			TownID: int64(town), ID: id, State: "rejected", Question: row.Question, Card: row.Card, DecidedBy: int64(by),
		})
	})
}

// decide ends an open lesson.
func (s *Store) decide(ctx context.Context, tx pgx.Tx, town caterina.TownID, params dbq.DecideLessonParams) error {
	_, err := s.q.DecideLesson(ctx, tx, params)
	if !errors.Is(err, pgx.ErrNoRows) {
		return wrapped("end the proposal", err)
	}
	if _, err := s.q.LessonByID(ctx, tx, dbq.LessonByIDParams{TownID: int64(town), ID: params.ID}); err != nil {
		return lessonError("find the lesson", err)
	}
	return caterina.Errorf(caterina.CodeConflict, saidDecided)
}

// Variants returns a town's accepted questions, card by card.
func (s *Store) Variants(ctx context.Context, town caterina.TownID) ([]caterina.Variant, error) {
	rows, err := s.q.Variants(ctx, s.pool, int64(town))
	if err != nil {
		return nil, wrapped("read the variants", err)
	}
	var variants []caterina.Variant
	for _, row := range rows {
		variants = append(variants, caterina.Variant{Card: row.Card, Question: row.Question})
	}
	return variants, nil
}

// DropVariant takes an accepted question from its card again. CodeNotFound when
// it is not there.
func (s *Store) DropVariant(ctx context.Context, town caterina.TownID, v caterina.Variant) error {
	return s.inTx(ctx, "take a question from a card", func(tx pgx.Tx) error {
		if _, err := s.q.LockTown(ctx, tx, int64(town)); err != nil {
			return townError("find the town", err)
		}
		dropped, err := s.q.DropVariant(ctx, tx, dbq.DropVariantParams{TownID: int64(town), Card: v.Card, Question: v.Question})
		if err != nil {
			return wrapped("forget the question", err)
		}
		if dropped == 0 {
			return caterina.Errorf(caterina.CodeNotFound, saidNoVariant)
		}
		return wrapped("raise the content version", s.q.RaiseContentVersion(ctx, tx, int64(town)))
	})
}

// cardKnown is CodeNotFound when neither the town nor its parent has the card.
func (s *Store) cardKnown(ctx context.Context, db dbq.DBTX, town caterina.TownID, slug string) error {
	known, err := s.q.CardKnown(ctx, db, dbq.CardKnownParams{TownID: int64(town), Slug: slug})
	if err == nil && !known {
		return caterina.Errorf(caterina.CodeNotFound, saidNoCard, slug)
	}
	return wrapped("look for a card", err)
}

// lessonError is wrapped for statements about one lesson.
func lessonError(doing string, err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return caterina.Errorf(caterina.CodeNotFound, saidNoLesson)
	}
	return wrapped(doing, err)
}
