package bot

import (
	"context"
	_ "embed"
	"slices"
	"strings"

	"example.org/caterina"
)

// talkRules are the rules of small talk and of answers to a question back.
//
//go:embed rules/talk.txt
var talkRules string

// personRules say who asks for a person.
//
//go:embed rules/person.txt
var personRules string

// talkKinds lists the topics of small talk in the order in which one of several
// in a message decides the answer.
func talkKinds() []string {
	return []string{"robot", "who", "skills", "language", "complaint", "insult", "help", "thanks", "howareyou", "bye", "joke", "greeting"}
}

// stepTalk answers what is no question: greetings, thanks, who are you. A
// greeting before a question is only a greeting, and the question goes on.
func (e *Engine) stepTalk(_ context.Context, t *talk) (bool, error) {
	found := e.talk.read(t.tokens).find()
	rest := leftOver(t.tokens, found)
	if len(rest) > 0 && (len(rest) > maxAside || !aboutCaterina(found) || len(e.askedByRules(e.asks.rules.read(t.tokens).find(), t.tokens)) > 0) {
		return false, nil
	}
	for _, kind := range talkKinds() {
		if slices.ContainsFunc(found, func(f finding) bool { return f.topic == kind }) {
			e.smallTalk(t, kind)
			return true, nil
		}
	}
	return false, nil
}

// maxAside is how many more words a question about Caterina herself may hold.
const maxAside = 3

// aboutCaterina says whether somebody asks who or what is answering.
func aboutCaterina(found []finding) bool {
	return slices.ContainsFunc(found, func(f finding) bool { return f.topic == "robot" || f.topic == "who" })
}

// leftOver returns the words of substance that small talk does not account for.
func leftOver(tokens []token, found []finding) []string {
	covered := make([]bool, len(tokens))
	for _, f := range found {
		if slices.Contains(talkKinds(), f.topic) {
			for i := f.span.start; i < f.span.end; i++ {
				covered[i] = true
			}
		}
	}
	var rest []string
	for i, tok := range tokens {
		if !covered[i] && !isStopword(tok.word) && !isChatter(tok.word) {
			rest = append(rest, tok.word)
		}
	}
	return rest
}

// isChatter says whether a word only decorates small talk.
func isChatter(word string) bool {
	switch word {
	case "caterina", "tutti", "tutto", "tutta", "mille", "tante", "molte", "infinite", "gentilmente", "cortesemente", "per", "favore",
		"cortesia", "signora", "signorina", "amica", "amico", "cara", "caro", "bella", "bello", "oggi", "sera", "giorno", "lot", "much",
		"all", "everyone", "there", "please", "sir", "madam", "again", "today", "vero", "veramente", "davvero", "scusa", "scusi", "sorry",
		"allora", "bene", "senti", "ascolta", "aiuto", "help", "ancora", "volte", "ah", "oh", "ok", "dai", "guarda":
		return true
	}
	return false
}

// smallTalk says the fixed words of a kind of small talk.
func (e *Engine) smallTalk(t *talk, kind string) {
	w := t.words
	text := map[string]string{
		"greeting": w.hello, "howareyou": w.howAreYou, "thanks": w.thanks, "bye": w.bye, "who": w.who,
		"robot": w.robot, "complaint": w.complaint, "insult": w.insult, "joke": w.joke, "language": w.speak,
		"skills": w.skills(t.topics()), "help": w.help(t.topics()),
	}[kind]
	t.say(caterina.OutcomeSmalltalk, "talk/"+kind, strings.TrimSpace(text))
	t.reply.Trace.Confidence = 1
	if slices.Contains([]string{"robot", "complaint", "insult", "help"}, kind) {
		t.offer(caterina.Option{ID: choicePerson, Label: w.optionPerson})
	}
}
