package assist

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"example.org/caterina"
	"example.org/caterina/bot/figures"
	"example.org/caterina/bot/verify"
	"example.org/caterina/prompts"
)

// What a summary is at most.
const (
	maxSummary     = 5   // lines
	maxSummaryLine = 300 // characters
)

// talkID is what the conversation is called as a source of the verifier's.
const talkID = "conversazione"

// Summary sums up, in at most five lines, what was said before a conversation was last
// taken, or until now while nobody has it. Sentences with a fact that was not said are
// left out. It is empty where there is nothing to sum up: nobody has said anything, or
// somebody may be in danger, of whom whoever answers has to read every word.
func (s *Service) Summary(ctx context.Context, t caterina.Talk) ([]string, error) {
	t.Events = beforeTaken(t.Events)
	all := messages(&t)
	mask := masker(&t, all)
	lines := history(all, mask)
	if inDanger(all) || !slices.ContainsFunc(lines, func(l prompts.Line) bool { return l.Actor == caterina.ActorCitizen }) {
		return nil, nil
	}
	ask, err := prompts.Summary(t.Town.ID, prompts.SummaryData{History: lines})
	if err != nil {
		return nil, err //nolint:wrapcheck // it says what it was doing
	}
	text, err := s.once(ctx, t.Conversation, ask)
	if err != nil {
		return nil, err
	}
	kept := s.supported(text, lines, ask.System)
	for i := range kept {
		kept[i] = mask.Show(kept[i])
	}
	return kept, nil
}

// beforeTaken is the part of a log until an operator last took the conversation; all of
// it when none has it.
func beforeTaken(events []caterina.Event) []caterina.Event {
	for i, ev := range slices.Backward(events) {
		if ev.Kind != caterina.KindState {
			continue
		}
		var body caterina.StateBody
		if json.Unmarshal(ev.Body, &body) != nil {
			continue
		}
		switch body.State {
		case caterina.StateAssigned:
			return events[:i]
		case caterina.StateBot, caterina.StateQueued, caterina.StateClosed:
			return events
		default: // offered, snoozed: somebody may have had it before
		}
	}
	return events
}

// supported is a summary as far as the conversation bears it out.
func (s *Service) supported(text string, lines []prompts.Line, system string) []string {
	whole := make([]string, len(lines))
	for i, l := range lines {
		whole[i] = l.Text
	}
	heard := strings.Join(whole, "\n")
	check := verify.New(verify.Check{
		Sources: []verify.Source{{ID: talkID, Text: heard}}, Citizen: whole, Lang: italian,
		Today: caterina.DateOf(s.cfg.Now().In(caterina.Rome())), Forbidden: []string{system},
	})
	said := figures.Of(heard, "")
	var kept []string
	for line := range strings.Lines(caterina.StripHidden(text)) {
		line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "-*• "))
		var sentences []string
		for _, sentence := range pieces(line) {
			if borneOut(check.Sentence(sentence, []string{talkID})) && said.Hold(figures.Of(sentence, italian)) {
				sentences = append(sentences, strings.TrimSpace(sentence))
			}
		}
		if line = strings.Join(sentences, " "); line != "" && len(kept) < maxSummary {
			kept = append(kept, cutAt(line, maxSummaryLine))
		}
	}
	return kept
}

// pieces cuts a text into sentences.
func pieces(text string) []string {
	var s verify.Splitter
	return append(s.Feed(text), s.Close()...)
}

// borneOut says whether a sentence about a conversation may stand. It need not be worded
// like it, be in its language, or cite: it reports what was said, promises included.
func borneOut(all []verify.Rejection) bool {
	for _, r := range all {
		switch r.Reason {
		case verify.Ungrounded, verify.Language, verify.Promise, verify.Citation:
		default:
			return false
		}
	}
	return true
}

// cutAt shortens a text to so many characters.
func cutAt(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return strings.TrimSpace(string(runes[:most-1])) + "…"
	}
	return text
}
