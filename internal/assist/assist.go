// Package assist has a language model help the people who work at the console: it sums
// a conversation up for whoever takes it, drafts an answer, translates what is said, and
// proposes questions and translations for cards.
//
// It only ever proposes. Nothing of it reaches a citizen before a person has read it and
// sent it, nothing is stored before a person has accepted it, and without a model, or
// when it fails, staff work as they do without. What a model writes is checked before
// anybody sees it: a draft against its cards (bot/verify), a summary against the
// conversation, a translation against the figures of the original.
//
// A model sees no personal data (bot.Masker). What it answered about a conversation is
// kept for an hour in the memory of the process, as it came and without personal data,
// so that a page that is opened twice asks once.
package assist

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
)

// Model is a language model. An error of its wraps a *caterina.Error with a sentence for
// staff; one that says by Settings() that it is for whoever looks after the server is put
// in other words.
type Model interface {
	Complete(ctx context.Context, ask caterina.Ask) (caterina.Completion, error)
}

// Engine finds cards, without a model.
type Engine interface {
	Reply(ctx context.Context, turn caterina.Turn) (caterina.Reply, error)
	// Material is a card as a model may be given it; false for none that holds today.
	Material(turn caterina.Turn, slug, lang string) (bot.Material, bool)
}

// Policy says where a town lets a model word answers.
type Policy interface {
	Autonomy(ctx context.Context, town caterina.TownID, topic string) (caterina.Autonomy, error)
}

// Rejects keeps what a model wrote and nobody was shown, for the curators.
type Rejects interface {
	KeepRejected(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, all []caterina.Rejected) error
}

// Shelf is what towns publish.
type Shelf interface {
	// Card returns a card of the town's or its parent's.
	Card(town caterina.TownID, slug string) (card caterina.Card, owner string, ok bool)
}

// Config wires a Service. Every field is required, but for those that say so.
type Config struct {
	Model   Model
	Engine  Engine
	Shelf   Shelf
	Policy  Policy                         // nil: a model may word every topic
	Rejects Rejects                        // nil: what was rejected is forgotten
	Names   func(caterina.TownID) []string // official names, which no translation changes; nil for none
	Now     func() time.Time               // in whatever zone
	Timeout time.Duration                  // of one call; 0 means 25 s
}

// timeout is how long staff wait for a model: they can go on without it.
const timeout = 25 * time.Second

// Service helps. It is safe for use by several goroutines.
type Service struct {
	cfg  Config
	memo *memo
}

// New returns a Service.
func New(cfg Config) *Service {
	cfg.Timeout = cmp.Or(cfg.Timeout, timeout)
	return &Service{cfg: cfg, memo: newMemo()}
}

// sentences for staff.
const (
	saidFailed   = "Il modello non ha risposto: riprova tra poco, o continua senza."
	saidSettings = "Il modello non risponde, e deve sistemarlo chi gestisce il server: avvisalo (che cosa non va è scritto nella pagina «Modello»). Intanto continua senza."
	saidNoSense  = "Il modello ha risposto in un modo che non si può usare: riprova, o continua senza."
	saidDanger   = "In questa conversazione qualcuno può essere in pericolo: qui il modello non scrive. Leggi i messaggi e rispondi con parole tue."
)

// complete asks the model and returns its text.
func (s *Service) complete(ctx context.Context, ask caterina.Ask) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	done, err := s.cfg.Model.Complete(ctx, ask)
	if err == nil {
		return done.Text, nil
	}
	if settings, ok := errors.AsType[interface {
		error
		Settings() bool
	}](err); ok && settings.Settings() {
		return "", &caterina.Error{Code: caterina.CodeUnavailable, Message: saidSettings, Err: err}
	}
	if _, ok := errors.AsType[*caterina.Error](err); ok {
		return "", err //nolint:wrapcheck // it has a sentence for staff
	}
	return "", &caterina.Error{Code: caterina.CodeUnavailable, Message: saidFailed, Err: err}
}

// read reads a structured answer.
func read(text string, into any) error {
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return caterina.Errorf(caterina.CodeUnavailable, saidNoSense) // and not the cause: it may quote the answer
	}
	return nil
}

// turn is the frame in which cards are looked at today.
func (s *Service) turn(town caterina.Town) caterina.Turn {
	return caterina.Turn{Town: town, Now: s.cfg.Now().In(caterina.Rome()), Lang: italian}
}

// italian is the language that staff read and write.
const italian = "it"
