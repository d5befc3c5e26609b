package webchat

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/channels"
)

// Desk is what citizens ask of the people behind the assistant. Callback and
// Rate tell everybody of the event they return; both answer what is wrong with a
// form, or comes too late, with a CodeInvalid or CodeConflict whose message is
// for the citizen. The same client id twice is the same deed.
type Desk interface {
	// Places leaves out conversations that do not wait.
	Places(ctx context.Context, town caterina.TownID, convs []caterina.ConversationID) (map[caterina.ConversationID]caterina.Place, error)
	Callback(ctx context.Context, town caterina.Town, conv caterina.ConversationID, lang, clientID string, form caterina.CallbackForm) (caterina.Event, error)
	Rate(ctx context.Context, town caterina.Town, conv caterina.ConversationID, lang, clientID string, rating caterina.Rating) (caterina.Event, error)
}

// The choices that a citizen may send at any moment, offered or not. The last
// three are forms.
const (
	choicePerson    = "person"
	choiceAssistant = "assistant"
	choiceCallback  = "callback"
	choiceRating    = "rating"
	choiceCopy      = "copy"
)

// submit hands a filled-in form to the desk. What it holds goes nowhere else:
// not into the log and not into a line of ours.
func (h *Hub) submit(ctx context.Context, from sender, f *clientFrame) (ev caterina.Event, refused *refusal) {
	defer func() { h.cfg.Observer.Message(resultOf(caterina.Receipt{}, refused)) }()
	ctx, cancel := context.WithTimeout(ctx, h.times.store)
	defer cancel()
	town, known := h.townByID(from.town)
	if !known || !channels.ValidClientID(f.ID) {
		return ev, &refusal{code: nakBad}
	}
	send, refused := h.form(from, town, f)
	if refused != nil {
		return ev, refused
	}
	if refused = h.paced(ctx, from); refused != nil {
		return ev, refused
	}
	ev, err := send(ctx)
	if err != nil {
		h.paces.giveBack(from.conv)
		return ev, h.refusalOf(ctx, from, err)
	}
	return ev, nil
}

// form reads a form and returns what hands it to the desk.
func (h *Hub) form(from sender, town caterina.Town, f *clientFrame) (func(context.Context) (caterina.Event, error), *refusal) {
	switch {
	case f.Choice == choiceCopy:
		return h.copyForm(from, f)
	case h.cfg.Desk == nil:
	case f.Choice == choiceCallback:
		var form caterina.CallbackForm
		if json.Unmarshal(f.Form, &form) != nil { // the error would quote the form
			return nil, &refusal{code: nakBad}
		}
		if wrong := checkCallback(&form, from.lang); len(wrong) > 0 {
			return nil, &refusal{code: nakBad, wrong: wrong}
		}
		return func(ctx context.Context) (caterina.Event, error) {
			return h.cfg.Desk.Callback(ctx, town, from.conv, from.lang, f.ID, form)
		}, nil
	case f.Choice == choiceRating:
		var form caterina.Rating
		if json.Unmarshal(f.Form, &form) != nil {
			return nil, &refusal{code: nakBad}
		}
		if wrong := checkRating(&form, from.lang); len(wrong) > 0 {
			return nil, &refusal{code: nakBad, wrong: wrong}
		}
		return func(ctx context.Context) (caterina.Event, error) {
			return h.cfg.Desk.Rate(ctx, town, from.conv, from.lang, f.ID, form)
		}, nil
	}
	return nil, &refusal{code: nakBad}
}

// refusalOf says to the citizen why the desk did not take a form. Of other
// failures only the kind is logged: their words may hold what the form held.
func (h *Hub) refusalOf(ctx context.Context, from sender, err error) *refusal {
	if late, ok := errors.AsType[*caterina.Overtaken](err); ok && late.Why == caterina.LateClosed {
		return &refusal{code: nakClosed}
	}
	switch code := caterina.CodeOf(err); code {
	case caterina.CodeInvalid, caterina.CodeConflict:
		refused := &refusal{code: nakBad}
		if e, ok := errors.AsType[*caterina.Error](err); ok {
			refused.wrong = []problem{{words: inLanguage(e.Message, from.lang)}}
		}
		return refused
	case caterina.CodeNotFound:
		return &refusal{code: nakClosed}
	default:
		h.cfg.Logger.WarnContext(ctx, "form not taken",
			slog.String("conversation", string(from.conv)), slog.String("code", string(code)))
		return &refusal{code: nakLater, retry: time.Second + rand.N(time.Second)} //nolint:gosec // spreads retries
	}
}

// inLanguage returns the part of a message that is in the citizen's language:
// some come as "Italian / English".
func inLanguage(message, lang string) string {
	it, en, both := strings.Cut(message, " / ")
	if both && english(lang) {
		return en
	}
	return it
}
