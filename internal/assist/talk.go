package assist

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/prompts"
)

// said is one message of a conversation, as it was said.
type said struct {
	seq   int64
	actor caterina.Actor
	body  caterina.MessageBody
}

// messages are those of a conversation that people and the bot have said. Notes, changes
// of hands and what was erased are none.
func messages(t *caterina.Talk) []said {
	var all []said
	for i := range t.Events {
		ev := &t.Events[i]
		if ev.Kind != caterina.KindMessage || ev.N == 0 {
			continue
		}
		var body caterina.MessageBody
		if json.Unmarshal(ev.Body, &body) != nil || body.Erased {
			continue
		}
		all = append(all, said{ev.Seq, role(ev.Actor), body})
	}
	return all
}

// role is who an actor is, without their number.
func role(actor caterina.Actor) caterina.Actor {
	name, _, _ := strings.Cut(string(actor), ":")
	return caterina.Actor(name)
}

// inDanger says whether the bot has seen somebody in danger: of that no model is told.
func inDanger(all []said) bool {
	return slices.ContainsFunc(all, func(m said) bool { return m.body.Outcome == caterina.OutcomeCrisis })
}

// masker hides what is personal in a conversation: the names by which people introduced
// themselves and those that are known from elsewhere, whole and word by word, the
// operators' too.
func masker(t *caterina.Talk, all []said) *bot.Masker {
	names := slices.Clone(t.Names)
	for i := range all {
		if all[i].actor == caterina.ActorCitizen {
			names = append(names, bot.NamesIn(all[i].body.Text)...)
		}
		names = append(names, all[i].body.Name)
	}
	for _, name := range slices.Clone(names) {
		for word := range strings.FieldsSeq(name) {
			if utf8.RuneCountInString(word) >= leastName {
				names = append(names, word)
			}
		}
	}
	return bot.NewMasker(nil, names)
}

// leastName is the length of the shortest part of a name that is hidden by itself, in
// letters: shorter ones are words of any text.
const leastName = 3

// maxSaid is how much of a message a model reads, in characters.
const maxSaid = 1000

// history is what was said, as a model may read it: not what belongs to an appointment,
// where people say who they are.
func history(all []said, mask *bot.Masker) []prompts.Line {
	private := dialogue(all)
	var lines []prompts.Line
	for i := range all {
		m := &all[i]
		text := strings.TrimSpace(m.body.Text)
		if text == "" || private[i] || m.actor == caterina.ActorSystem {
			continue
		}
		lines = append(lines, prompts.Line{Actor: m.actor, Text: mask.Hide(shortened(plain(text)))})
	}
	return lines[max(0, len(lines)-maxLines):]
}

// dialogue says which messages belong to an appointment: the bot's that carry one on, and
// what the citizen says before and after one of these.
func dialogue(all []said) []bool {
	private := make([]bool, len(all))
	flow := false
	mark := func(i int) {
		switch m := &all[i]; m.actor {
		case caterina.ActorBot:
			flow = m.body.Flow != "" || m.body.Outcome == caterina.OutcomeFlow || m.body.Booking != nil
		case caterina.ActorOperator:
			flow = false
		default:
		}
		private[i] = private[i] || flow
	}
	for i := range all {
		mark(i)
	}
	flow = false
	for i := range slices.Backward(all) {
		mark(i)
	}
	return private
}

// maxLines is how many messages a model reads, the newest.
const maxLines = 60

func shortened(text string) string {
	if runes := []rune(text); len(runes) > maxSaid {
		return strings.TrimSpace(string(runes[:maxSaid])) + "…"
	}
	return text
}

// plain is Markdown without its marks: a model that reads none writes none.
func plain(text string) string {
	text = strings.NewReplacer("**", "", `\\`, `\`, `\*`, "*", `\_`, "_", `\[`, "[", `\]`, "]", `\<`, "<", `\>`, ">", `\#`, "#", `\|`, "|", `\~`, "~",
		`\!`, "!", "\\`", "`").Replace(text)
	return strings.TrimSpace(text)
}
