package bot

import (
	"context"
	"sync"
	"unicode"

	"example.org/caterina"
)

// stepGuard answers messages that hold no question: nothing, no words, too many.
func (e *Engine) stepGuard(_ context.Context, t *talk) (bool, error) {
	switch {
	case t.tooBig:
		t.say(caterina.OutcomeDecline, "guard/long", t.words.tooLong)
	case t.text == "":
		t.say(caterina.OutcomeSmalltalk, "guard/empty", t.words.empty)
	case isEmoji(t.text):
		t.say(caterina.OutcomeSmalltalk, "guard/emoji", t.words.media.emoji)
		return true, nil
	case !hasWords(t.text) && t.last == nil, !hasLettersOrDigits(t.text):
		t.say(caterina.OutcomeSmalltalk, "guard/no-words", t.words.noWords)
	default:
		return false, nil
	}
	t.offer(caterina.Option{ID: choicePerson, Label: t.words.optionPerson})
	return true, nil
}

// isEmoji says whether a text is made of pictures alone.
func isEmoji(text string) bool {
	some := false
	for _, r := range text {
		switch {
		case r >= 0x1F300 && r <= 0x1FAFF, r >= 0x2600 && r <= 0x27BF, r >= 0x1F1E6 && r <= 0x1F1FF:
			some = true
		case unicode.IsSpace(r), r == '\uFE0F', r == '\u200D', r >= 0x1F3FB && r <= 0x1F3FF:
		default:
			return false
		}
	}
	return some
}

// hasWords says whether a text holds a letter.
func hasWords(text string) bool {
	for _, r := range text {
		if unicode.IsLetter(r) {
			return true
		}
	}
	return false
}

// hasLettersOrDigits says whether a text holds anything to read.
func hasLettersOrDigits(text string) bool {
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return true
		}
	}
	return false
}

// LanguageOf tells the language of a text, by its script or its words, names and
// addresses aside: an ISO 639-1 code, "other" for a script that we do not know, "" where
// the text does not tell. Every Cyrillic text is "uk" and every Arabic one "ar".
func LanguageOf(text string) string {
	text = clean(text)
	return builtInLanguages().detect(text, tokenize(text))
}

//nolint:gochecknoglobals // read once from embedded lists, never changed
var builtInLanguages = sync.OnceValue(newLanguages)

// stepLanguage settles the language of the answer. Languages that Caterina does
// not speak get a short answer in both that she does, naming the desk's.
func (e *Engine) stepLanguage(_ context.Context, t *talk) (bool, error) {
	lang := e.languages.turned(t.turn.Lang, t.text, t.tokens)
	if lang == "" || lang == langIT || lang == langEN {
		t.useLanguage(lang)
		return false, nil
	}
	it, en := deskLanguages(t.turn.Town)
	both := *t
	both.words = english()
	t.words = italianWords()
	t.say(caterina.OutcomeDecline, "language/"+lang, paragraphs(
		t.words.otherLanguage(it), both.words.otherLanguage(en), e.deskText(t)))
	t.offer(caterina.Option{ID: choicePerson, Label: t.words.optionPerson + " / " + both.words.optionPerson})
	return true, nil
}

// useLanguage answers in the language the citizen turned out to write, if it is
// one we speak, and has it recorded when it is new.
func (t *talk) useLanguage(lang string) {
	if lang != langIT && lang != langEN {
		return
	}
	t.words = wordsFor(lang)
	if lang != t.turn.Lang {
		t.turn.Lang = lang
		t.reply.Effects = append(t.reply.Effects, caterina.SetLang{Lang: lang})
	}
}
