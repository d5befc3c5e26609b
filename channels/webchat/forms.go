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
// it, in the order of the fields.
func checkCallback(form *caterina.CallbackForm, lang string) (wrong []problem) {
	w := formWordsIn(lang)
	form.Name, form.Contact, form.Text = tidyLine(form.Name), tidyLine(form.Contact), tidyText(form.Text)
	if form.When == "" {
		form.When = caterina.CallAnytime
	}
	if form.Name == "" {
		wrong = append(wrong, problem{"name", w.NoName})
	}
	if utf8.RuneCountInString(form.Name) > maxName {
		wrong = append(wrong, problem{"name", w.LongName})
	}
	if !reachable(form.Contact) {
		wrong = append(wrong, problem{"contact", w.NoContact})
	}
	if form.When != caterina.CallAnytime && form.When != caterina.CallMorning && form.When != caterina.CallAfternoon {
		wrong = append(wrong, problem{"when", w.NoWhen})
	}
	if utf8.RuneCountInString(form.Text) > maxNeed {
		wrong = append(wrong, problem{"text", w.LongNeed})
	}
	if !form.Privacy {
		wrong = append(wrong, problem{"privacy", w.NoPrivacy})
	}
	return wrong
}

// checkRating does the same for a rating. The answer comes by its id and is
// kept in the words of the model for Italian sites, which reports show.
func checkRating(form *caterina.Rating, lang string) (wrong []problem) {
	w := formWordsIn(lang)
	form.Text = tidyText(form.Text)
	if form.Stars < 1 || form.Stars > maxStars {
		return []problem{{"stars", w.NoStars}}
	}
	if form.Answer != "" {
		answers := ratingAnswers(form.Stars, "it")
		i := slices.IndexFunc(answers, func(a caterina.Option) bool { return a.ID == form.Answer })
		if i < 0 {
			wrong = append(wrong, problem{"answer", w.NoAnswer})
		} else {
			form.Answer = answers[i].Label
		}
	}
	if utf8.RuneCountInString(form.Text) > maxComment {
		wrong = append(wrong, problem{"text", w.LongComment})
	}
	return wrong
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
