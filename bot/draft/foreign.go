package draft

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/prompts"
)

// RejectedTranslation is why a translation is shown to nobody: its figures or names are
// not those of the original, or what it says back in Italian is not what the town says.
const RejectedTranslation = "translation"

const (
	foreignRule = "language/" // begins the rule of a reply to whoever writes in a language that the engine does not speak
	italian     = "it"
	foreignTime = 20 * time.Second // for the three calls together: then the citizen knows at least whom to ask
	ruled       = "\n\n———\n\n"    // between an answer and its Italian words
)

// foreign answers somebody who writes in another language. Their question is put into
// Italian, the engine answers that as it would answer anybody, and its words, not the
// citizen's, are put into the citizen's language sentence by sentence. Shown are those
// whose figures and names are the same, and that say in Italian, when they are put back
// by a call that knows nothing else, what the cards say. The Italian words stand below:
// they are what counts. Where any of it fails the citizen gets base, which says in two
// languages whom to ask.
func (r *run) foreign(ctx context.Context, base caterina.Reply, lang string) caterina.Reply {
	ctx, cancel := context.WithTimeoutCause(ctx, foreignTime, errLate)
	defer cancel()
	reply, ok := r.inItalian(ctx)
	switch {
	case !ok:
		return base
	case reply.Message.Outcome == caterina.OutcomeCrisis || reply.Fixed:
		reply.Trace.Lang = lang // the numbers to call are vetted words, read as they are
		return reply
	case reply.Message.Outcome != caterina.OutcomeAnswer || !worded(r.turn, reply):
		return base
	}
	materials, ok := r.materials(reply)
	if !ok || r.degree(ctx, materials) == caterina.AutonomyCards {
		return base
	}
	text, ok := r.inLanguage(ctx, lang, reply, materials)
	if !ok {
		return base
	}
	reply.Message.Text = text + ruled + whatCounts(lang) + "\n\n" + reply.Message.Text
	reply.Message.Generated, reply.Message.Lang = true, italian
	reply.Effects = base.Effects
	reply.Trace.Rule, reply.Trace.Lang = foreignRule+lang, lang
	return reply
}

// spoken is the language of a citizen that the engine does not speak, "" for none. A
// message too short to tell is in the language of the one before.
func (r *run) spoken(base caterina.Reply) string {
	lang, ok := strings.CutPrefix(base.Trace.Rule, foreignRule)
	text := r.words()
	if !ok && base.Message.Outcome != caterina.OutcomeAnswer && len(text) < maxSaid && bot.LanguageOf(text) == "" {
		text = r.saidBefore()
		lang = bot.LanguageOf(text)
	}
	if lang = closer(lang, text); lang == italian || lang == "en" || !prompts.Speaks(lang) {
		return ""
	}
	return lang
}

// words are what the citizen has written now.
func (r *run) words() string {
	lines := make([]string, len(r.turn.Inputs))
	for i, in := range r.turn.Inputs {
		lines[i] = strings.TrimSpace(in.Text)
	}
	return strings.Join(lines, "\n")
}

// saidBefore is what the citizen wrote last before, "" when a button was pressed.
func (r *run) saidBefore() string {
	for _, m := range slices.Backward(r.turn.History) {
		if m.Actor == caterina.ActorCitizen {
			return m.Body.Text
		}
	}
	return ""
}

// inItalian is the engine's reply to the question in Italian. What the model makes of a
// question is only ever a question: the engine reads it as anybody's.
func (r *run) inItalian(ctx context.Context) (caterina.Reply, bool) {
	ctx, cancel := context.WithDeadlineCause(ctx, r.deadline, errLate)
	defer cancel()
	said, names := withNamesApart(r.words())
	r.mask = bot.NewMasker(nil, append(names, bot.NamesIn(said)...))
	said = r.mask.Hide(said)
	got, ok := r.translated(ctx, italian, nil, []prompts.Text{{Name: "domanda", Text: said}})
	if !ok || len(got) != 1 {
		return caterina.Reply{}, false
	}
	question := strings.TrimSpace(caterina.StripHidden(got[0].Text))
	if lang := bot.LanguageOf(question); question == "" || lang != italian && lang != "" || utf8.RuneCountInString(question) > 3*len(said)+maxSaid {
		return caterina.Reply{}, false
	}
	turn := r.asking(caterina.Input{Text: r.mask.Show(question)})
	turn.History, turn.Lang = r.turn.History, italian // "și ce documente?" is about the card before
	reply, err := r.cfg.Engine.Reply(context.WithoutCancel(ctx), turn)
	return reply, err == nil
}

// inLanguage is an answer of the engine's in another language, in Markdown. It is false
// when too little of it is left.
func (r *run) inLanguage(ctx context.Context, lang string, reply caterina.Reply, materials []bot.Material) (string, bool) {
	t := newTranslation(lang, reply.Message.Text, materials)
	got, ok := r.translated(ctx, lang, t.keep(), t.texts())
	if !ok {
		return "", false // late, cut or away: nobody knows what it would have said
	}
	t.read(got)
	if fit := t.foreign(); len(fit) > 0 {
		back, ok := r.translated(ctx, italian, t.keep(), fit)
		if !ok {
			return "", false
		}
		t.readBack(back, r.grounds(t, reply, materials))
	}
	text, ok := t.text()
	for _, sentence := range t.refused() {
		r.rejected = append(r.rejected, caterina.Rejected{Reason: RejectedTranslation, Sentence: sentence, Cards: slugs(materials)})
	}
	return text, ok
}
