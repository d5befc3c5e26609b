package webchat

import (
	"slices"
	"strings"
	"unicode/utf8"

	"example.org/caterina"
)

// Limits of the forms, in characters.
const (
	maxName    = 100
	maxContact = 200
	maxNeed    = 600 // of what a citizen wants to be called about
	maxComment = 200
	maxStars   = 5
	goodStars  = 4 // from here on the second question asks what was good
)

// problem is what is wrong with a form: the field, "" when it is none, and the
// words for it.
type problem struct{ field, words string }

// checkCallback cleans a request to be called back and says what is wrong with
// it first, nil when nothing is.
func checkCallback(form *caterina.CallbackForm, lang string) *problem {
	w := formWordsIn(lang)
	form.Name, form.Contact, form.Text = tidyLine(form.Name), tidyLine(form.Contact), tidyText(form.Text)
	if form.When == "" {
		form.When = caterina.CallAnytime
	}
	switch {
	case form.Name == "":
		return &problem{"name", w.NoName}
	case utf8.RuneCountInString(form.Name) > maxName:
		return &problem{"name", w.LongName}
	case !reachable(form.Contact):
		return &problem{"contact", w.NoContact}
	case form.When != caterina.CallAnytime && form.When != caterina.CallMorning && form.When != caterina.CallAfternoon:
		return &problem{"when", w.NoWhen}
	case utf8.RuneCountInString(form.Text) > maxNeed:
		return &problem{"text", w.LongNeed}
	case !form.Privacy:
		return &problem{"privacy", w.NoPrivacy}
	}
	return nil
}

// checkRating does the same for a rating. The answer comes by its id and is
// kept in the words of the model for Italian sites, which reports show.
func checkRating(form *caterina.Rating, lang string) *problem {
	w := formWordsIn(lang)
	form.Text = tidyText(form.Text)
	if form.Stars < 1 || form.Stars > maxStars {
		return &problem{"stars", w.NoStars}
	}
	if utf8.RuneCountInString(form.Text) > maxComment {
		return &problem{"text", w.LongComment}
	}
	if form.Answer == "" {
		return nil
	}
	for _, a := range ratingAnswers(form.Stars, "it") {
		if a.ID == form.Answer {
			form.Answer = a.Label
			return nil
		}
	}
	return &problem{"answer", w.NoAnswer}
}

// reachable says whether a contact can be a telephone number or an e-mail
// address, as people write them.
func reachable(contact string) bool {
	if utf8.RuneCountInString(contact) > maxContact {
		return false
	}
	if name, host, ok := strings.Cut(contact, "@"); ok {
		labels := strings.Split(host, ".")
		return name != "" && len(labels) > 1 && !slices.Contains(labels, "") && !strings.ContainsAny(contact, " \t<>,;\"") &&
			!strings.Contains(host, "@")
	}
	return dialable(contact)
}

// dialable says whether a contact can be a telephone number.
func dialable(contact string) bool {
	digits := 0
	for i, r := range contact {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" ./-()", r):
		default:
			return false
		}
	}
	return digits >= 6 && digits <= 15
}

// tidyLine keeps of a line what people can see, on one line.
func tidyLine(s string) string { return strings.Join(strings.Fields(tidyText(s)), " ") }

// tidyText keeps of a text what people can see.
func tidyText(s string) string {
	return strings.TrimSpace(caterina.StripHidden(strings.ToValidUTF8(s, "")))
}
