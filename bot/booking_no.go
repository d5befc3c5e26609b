package bot

import (
	"context"
	"strings"

	"example.org/caterina"
)

// refuses reads a no, in one word or several.
func (f *flow) refuses() bool { return f.t.hears(f.e.talk, "no") || f.says("nope") }

// ends says whether the citizen gives up.
func (f *flow) ends() bool {
	if len(f.t.tokens) > maxAsideWords || f.says("cancel") || f.askedForTime() {
		return false
	}
	return f.t.hears(f.e.asides, "cancel") || f.says("enough")
}

// askedForTime says whether the last message asked whether more time is needed.
func (f *flow) askedForTime() bool {
	return f.t.last != nil && len(f.t.last.bot.Options) == 1 && f.t.last.bot.Options[0].ID == choiceKeep
}

// hearMoreTime reads the answer to whether more time is needed: a yes is no yes to the
// appointment, and a no gives nothing up.
func (f *flow) hearMoreTime(ctx context.Context) (bool, error) {
	switch {
	case !f.askedForTime() || f.draft.From.IsZero():
		return false, nil
	case f.agrees() && len(f.t.tokens) <= maxYes && !f.says("yes"):
		return true, f.keepOn(ctx)
	case f.refuses() || f.says("enough"):
		return true, f.restate(ctx)
	}
	return false, nil
}

// hearNo answers a no to what was offered or asked with what else there is.
func (f *flow) hearNo(ctx context.Context) (bool, error) {
	if f.says("nodata") && (f.draft.Step == caterina.StepPerson || f.draft.Step == caterina.StepWait) {
		f.keep()
		f.say("booking/no-data", f.words().noData, f.phoneOf(f.draft.Office))
		f.offer(caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson}, f.option(choiceEnd, f.words().optionEnd))
		return true, nil
	}
	if !f.refuses() {
		return false, nil
	}
	switch f.draft.Step {
	case caterina.StepService:
		f.noneOf(f.words().noService)
	case caterina.StepOffice:
		f.noneOf(f.words().noOffice)
	case caterina.StepTime:
		return true, f.otherTimes(ctx)
	case caterina.StepPerson, caterina.StepCode:
		f.keep()
		f.say("booking/change", f.words().whatToChange)
		f.offerStep()
	case caterina.StepWait:
		f.end()
	case caterina.StepConfirm, caterina.StepCancel, caterina.StepFind:
		return false, nil
	}
	return true, nil
}

// noneOf says what to do when none of several will do.
func (f *flow) noneOf(text string) {
	f.keep()
	f.say("booking/none", text)
	f.offerStep()
	f.offer(caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson})
}

// fromSigns reads a message that is nothing but a thumb, a tick or a heart as the word it
// stands for.
func fromSigns(text, lang string) string {
	thanks := "grazie"
	if lang == langEN {
		thanks = "thanks"
	}
	for word, signs := range map[string]string{"ok": "👍👌✅✔☑🆗", "no": "👎❌✖🚫🙅", thanks: "🙏❤🧡💛💚💙💜🥰😍😘🤗🌹💐"} {
		rest := strings.Map(func(r rune) rune {
			if strings.ContainsRune(signs, r) || r >= 0x1F3FB && r <= 0x1F3FF || strings.ContainsRune(" \ufe0f\u200d♂♀!.", r) {
				return -1
			}
			return r
		}, text)
		if rest == "" && strings.ContainsAny(text, signs) {
			return word
		}
	}
	return text
}
