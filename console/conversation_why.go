package console

import (
	"cmp"
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"example.org/caterina"
)

// why is the reason for an answer, from the trace of its turn.
type why struct {
	Rule       string
	Confidence float64
	Reject     float64
	TookMS     string
	Hits       []whyHit
	Tools      []whyTool // that a language model asked for
}

// whyTool is something that a model asked to have done, and what became of it.
type whyTool struct {
	Tool, Of string // in words; the slug of what it is of, "" for none
	Became   string
}

type whyHit struct {
	Title, URL string
	Score      string
	Legs       caterina.Legs
}

// whys reads the traces of the turns whose answers are among the events.
func (s *Console) whys(ctx context.Context, staff Staff, conv caterina.ConversationID, events []caterina.Event) (map[int64]*why, error) {
	said := false
	for i := range events {
		said = said || events[i].Actor == caterina.ActorBot
	}
	if !said {
		return nil, nil //nolint:nilnil // an empty map is as good
	}
	traces, err := s.cfg.Inbox.Log.TurnTraces(ctx, staff.Town.ID, conv)
	if err != nil {
		return nil, err
	}
	whys := make(map[int64]*why, len(traces))
	for i := range traces {
		if w := whyOf(traces[i].Trace, staff.Town.Slug); w != nil && traces[i].Seq != 0 {
			whys[traces[i].Seq] = w
		}
	}
	return whys, nil
}

// whyOf reads a stored trace; nil when it is none.
func whyOf(stored json.RawMessage, town string) *why {
	var t caterina.Trace
	if json.Unmarshal(stored, &t) != nil {
		return nil
	}
	w := &why{Rule: t.Rule, Confidence: t.Confidence, Reject: t.Reject, TookMS: decimal(t.TookMS, 1)}
	for _, h := range t.Ranking {
		w.Hits = append(w.Hits, whyHit{Title: h.Card, URL: "/towns/" + town + "/cards/" + h.Card, Score: decimal(h.Score, 2), Legs: h.Legs})
	}
	for _, call := range t.Model {
		if call.Tool != "" {
			w.Tools = append(w.Tools, toolOf(call))
		}
	}
	return w
}

// toolOf says a tool and its end in words.
func toolOf(call caterina.ModelTrace) whyTool {
	name, of, _ := strings.Cut(call.Tool, "/")
	names := map[string]string{
		"search": "cercare con altre parole", "hours": "gli orari di un ufficio", "slots": "gli orari per un appuntamento", "person": "il pulsante per parlare con una persona",
	}
	became := map[caterina.ToolResult]string{
		caterina.ToolDone: "fatto", caterina.ToolUnknown: "rifiutato: non era tra le cose che poteva chiedere",
		caterina.ToolNothing: "senza effetto: non c'era niente da dire", caterina.ToolForbidden: "rifiutato: avrebbe fatto più di quanto un modello può fare",
	}
	return whyTool{Tool: cmp.Or(names[name], "un'altra cosa"), Of: of, Became: cmp.Or(became[call.Became], string(call.Became))}
}

// decimal writes a number as Italians do.
func decimal(f float64, digits int) string {
	return strings.Replace(strconv.FormatFloat(f, 'f', digits, 64), ".", ",", 1)
}
