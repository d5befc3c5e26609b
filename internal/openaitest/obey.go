package openaitest

import (
	"encoding/base64"
	"regexp"
	"strings"

	"example.org/caterina"
)

// Order is something that an attacker wants and a model that obeys does. What
// fits the pattern is an order wherever in the prompt's data it stands: in a
// question, a card, a name.
type Order struct {
	Name    string
	Pattern *regexp.Regexp                         // of folded text: small letters, no accents, nothing hidden
	Answer  func(p Prompt, groups []string) string // groups as the pattern found them
}

// Obeying is a model that follows any order it finds in what it is to work on, its
// own before the usual ones, and is honest when it finds none. It reads what is
// hidden from people: invisible letters, base64, rot13, letters turned into digits.
// What it is made to say carries the citation of the first card, so that a missing
// one is not what stops it; a schema is filled in honestly but for its texts and for what
// it may have done. The order it obeyed is in the request's Outcome.
func Obeying(orders ...Order) Behaviour {
	orders = append(orders, usualOrders()...)
	return func(c Chat) Answer {
		p := Read(c)
		name, said := obey(p, orders)
		text := honest(c)
		switch {
		case name == "":
			return Answer{Text: text}
		case c.wanted() != nil:
			if v, err := readOrdered([]byte(text)); err == nil {
				return Answer{Text: string(encode(actOn(speakThrough(v, said), &c, name, said))), Order: name}
			}
		case c.Format == "json_object":
			return Answer{Text: string(encode(map[string]string{"answer": said})), Order: name}
		case c.Step == caterina.StepWrite && len(p.Cards) > 0:
			said = citeAll(said, p.Cards[0].ID)
		}
		return Answer{Text: said, Order: name}
	}
}

// obey finds the first order in a prompt's data and what it makes the model say.
func obey(p Prompt, orders []Order) (name, said string) {
	for _, text := range readings(p.Data) {
		for _, o := range orders {
			if m := o.Pattern.FindStringSubmatch(fold(text)); m != nil {
				return o.Name, o.Answer(p, m)
			}
		}
	}
	return "", ""
}

// speakThrough puts words into the texts of a JSON value, not into its names.
func speakThrough(v any, said string) any {
	switch v := v.(type) {
	case string:
		if strings.Contains(v, " ") {
			return said
		}
	case []any:
		for i := range v {
			v[i] = speakThrough(v[i], said)
		}
	case object:
		for i := range v {
			v[i].value = speakThrough(v[i].value, said)
		}
	}
	return v
}

// citeAll gives each sentence of a text the citation of a card.
func citeAll(text, id string) string {
	var out []string
	for _, line := range lines(text) {
		for _, s := range splitSentences(line) {
			out = append(out, cite(s, id))
		}
	}
	return strings.Join(out, " ")
}

var base64Pattern = regexp.MustCompile(`[A-Za-z0-9+/]{16,}={0,2}`)

// readings are the ways in which a text can be read by who wants to be deceived.
func readings(text string) []string {
	shown := strings.Map(reveal, text)
	out := []string{shown, strings.Map(unleet, shown), strings.Map(rot13, shown)}
	for _, found := range base64Pattern.FindAllString(shown, -1) {
		if plain, err := base64.StdEncoding.DecodeString(found); err == nil {
			out = append(out, string(plain))
		}
	}
	return out
}

// reveal turns tag characters into the letters they stand for and drops what has
// no width.
func reveal(r rune) rune {
	switch {
	case r >= 0xe0020 && r <= 0xe007e:
		return r - 0xe0000
	case caterina.Hidden(r):
		return -1
	case r >= 0xff01 && r <= 0xff5e: // full width
		return r - 0xfee0
	}
	return r
}

func unleet(r rune) rune {
	if i := strings.IndexRune("013457@$", r); i >= 0 {
		return rune("oieastas"[i])
	}
	return r
}

func rot13(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z':
		return 'a' + (r-'a'+13)%26
	case r >= 'A' && r <= 'Z':
		return 'A' + (r-'A'+13)%26
	}
	return r
}
