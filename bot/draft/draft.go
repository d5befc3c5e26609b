// Package draft has a language model word what the engine decided to say, and keeps
// the engine's own words wherever that fails.
//
// The engine answers first, without a model. Where its answer rests on cards, a model
// is given these cards and nothing else, and writes; each sentence is shown once the
// verifier has found every fact of it in them. Where the engine asked back or declined,
// a model may first put the question so that it stands alone, and say which of the
// cards that were found it is about; the engine then answers that. Danger,
// appointments, people and small talk are never a model's.
//
// A model sees no personal data, and whatever it does, late, wrong or hostile, the
// citizen gets what they would have got without it.
package draft

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/prompts"
)

// Engine answers without a model.
type Engine interface {
	Reply(ctx context.Context, turn caterina.Turn) (caterina.Reply, error)
	// Material is a card as a model may be given it; false for none that holds today.
	Material(turn caterina.Turn, slug, lang string) (bot.Material, bool)
}

// Model is a language model. An error of its is a caterina.ModelError.
type Model interface {
	Complete(ctx context.Context, ask caterina.Ask) (caterina.Completion, error)
	// Stream gives each the answer piece by piece, and stops when that returns an error.
	Stream(ctx context.Context, ask caterina.Ask, each func(piece string) error) (caterina.Completion, error)
}

// alone is a Model that knows beforehand that it would not answer: then neither policy
// nor prompt nor verifier are asked for anything.
type alone interface {
	LeftAlone(ctx context.Context, town caterina.TownID, step caterina.ModelStep) (caterina.Usage, bool)
}

// Policy says where a town lets a model word answers.
type Policy interface {
	Autonomy(ctx context.Context, town caterina.TownID, topic string) (caterina.Autonomy, error)
}

// Config wires a Writer. Model may be nil: then the engine's words are all there are.
type Config struct {
	Engine Engine
	Model  Model
	Policy Policy        // nil: every answer may be worded by the model
	Late   time.Duration // until the first sentence has to be there; 0 means 4 s
}

// late is how long a citizen looks at three dots before the card is better.
const late = 4 * time.Second

// Writer answers citizens. It is safe for use by several goroutines.
type Writer struct {
	cfg Config
}

// New returns a Writer.
func New(cfg Config) *Writer {
	cfg.Late = cmp.Or(cfg.Late, late)
	return &Writer{cfg: cfg}
}

// Reply decides what to say. show, which may be nil, is given the answer sentence by
// sentence while it is written: all that it was given is in the reply, or the reply is
// another one and takes its place. An error is the engine's.
func (w *Writer) Reply(ctx context.Context, turn caterina.Turn, show func(text string)) (caterina.Reply, error) {
	start := time.Now() //nolint:forbidigo // a deadline of the process, not of the town's clock
	// What ends the writing does not end the answer: it is stored, or refused as stale.
	base, err := w.cfg.Engine.Reply(context.WithoutCancel(ctx), turn)
	if err != nil || w.cfg.Model == nil || !worded(turn, base) {
		return base, err
	}
	if m, ok := w.cfg.Model.(alone); ok {
		if usage, ok := m.LeftAlone(ctx, turn.Town.ID, caterina.StepWrite); ok {
			base.Trace.Model = []caterina.ModelTrace{usage.Trace()}
			return base, nil
		}
	}
	r := &run{Writer: w, turn: turn, show: show, deadline: start.Add(w.cfg.Late), mask: maskOf(turn)}
	reply := r.better(ctx, base)
	reply.Trace.Model, reply.Rejected = r.usage, r.rejected
	// A program may have misheard: whoever words the answer, what it heard is said back.
	if base.Heard != "" && !strings.Contains(reply.Message.Text, base.Heard) {
		reply.Message.Text = paragraphs([]string{base.Heard, reply.Message.Text})
	}
	return reply, nil
}

// worded says whether a reply is one that a model may word: an answer of the bot's to a
// message in words, or its failure to find one.
func worded(turn caterina.Turn, base caterina.Reply) bool {
	m := base.Message
	switch m.Outcome {
	case caterina.OutcomeAnswer, caterina.OutcomeClarify, caterina.OutcomeDecline:
	default:
		return false
	}
	if base.Fixed || m.Flow != "" || m.Booking != nil || len(m.Slots) > 0 || turn.State != "" && turn.State != caterina.StateBot {
		return false
	}
	for _, effect := range base.Effects {
		if _, ok := effect.(caterina.SetLang); !ok {
			return false
		}
	}
	return !slices.ContainsFunc(turn.Inputs, func(in caterina.Input) bool {
		return in.Choice != "" || in.Media != "" && !in.Heard || strings.TrimSpace(in.Text) == ""
	})
}

// run is one turn with a model.
type run struct {
	*Writer

	turn     caterina.Turn
	show     func(text string)
	deadline time.Time // of the first sentence: the citizen waits for the engine, too
	mask     *bot.Masker
	usage    []caterina.ModelTrace
	rejected []caterina.Rejected
}

// better returns the reply with the model's words, or base.
func (r *run) better(ctx context.Context, base caterina.Reply) caterina.Reply {
	if lang := r.spoken(base); lang != "" {
		return r.foreign(ctx, base, lang)
	}
	if base.Message.Outcome == caterina.OutcomeAnswer {
		return r.write(ctx, base, r.question())
	}
	found, question, ok := r.understand(ctx, base)
	if !ok {
		return base
	}
	return r.write(ctx, found, question)
}

// question is what the citizen asks, without personal data.
func (r *run) question() string { return r.mask.Hide(r.words()) }

// maskOf hides what is personal in a turn, but for the town's own numbers.
func maskOf(turn caterina.Turn) *bot.Masker {
	var names []string
	for _, m := range turn.History {
		if m.Actor == caterina.ActorCitizen {
			names = append(names, bot.NamesIn(m.Body.Text)...)
		}
	}
	for _, in := range turn.Inputs {
		names = append(names, bot.NamesIn(in.Text)...)
	}
	return bot.NewMasker(nil, names)
}

// history is what was said before, as a model may read it: not what belongs to an
// appointment, where people say who they are, nor what came to nothing.
func (r *run) history() []prompts.Line {
	var lines []prompts.Line
	dialogue := false
	for _, m := range slices.Backward(r.turn.History) {
		text := strings.TrimSpace(m.Body.Text)
		if m.Actor == caterina.ActorBot {
			dialogue = m.Body.Flow != "" || m.Body.Outcome == caterina.OutcomeFlow || m.Body.Outcome == caterina.OutcomeCrisis
		}
		if text == "" || dialogue || m.Body.Erased || m.Body.Outcome == caterina.OutcomeDecline {
			continue
		}
		lines = append(lines, prompts.Line{Actor: m.Actor, Text: r.mask.Hide(shortened(plain(text)))})
	}
	slices.Reverse(lines)
	return lines
}

// maxSaid is how much of an earlier message a model reads, in characters: what it was
// about stands at its beginning.
const maxSaid = 400

func shortened(text string) string {
	if runes := []rune(text); len(runes) > maxSaid {
		return strings.TrimSpace(string(runes[:maxSaid])) + "…"
	}
	return text
}
