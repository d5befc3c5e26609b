package bot

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/caterina"
)

// maxName is the longest name, in characters.
const maxName = 80

var (
	// Addresses as they are dictated: "mario punto rossi chiocciola esempio punto it".
	spokenAt         = regexp.MustCompile(`(?i)\s*(?:\bchiocciola\b|\bchiocciolina\b|\(at\)|\[at\]|\bat\b)\s*`)
	spokenDot        = regexp.MustCompile(`(?i)\s*\b(?:punto|dot)\b\s*`)
	spokenUnderscore = regexp.MustCompile(`(?i)\s*\b(?:trattino basso|underscore)\b\s*`)
	spokenHyphen     = regexp.MustCompile(`(?i)\s*\b(?:trattino|meno|dash|hyphen)\b\s*`)
	// What people write before their name.
	nameLead = regexp.MustCompile(`(?i)^(?:(?:ciao|buongiorno|salve|ok|okay|allora|certo|sì|si|va bene|ecco|eccoli|hello|hi)\b[,.!\s]*)*(?:(?:io\s+)?(?:mi chiamo|mi chiamano|sono|il mio nome (?:è|e')|il nome (?:è|e')|nome e cognome|nome|cognome|a nome(?: di)?|(?:è |e' )?per|my name is|my name's|i am|i'm|im|name|the name is|for)\b[:\s]*)?`)
	// Labels between the parts.
	partLabel = regexp.MustCompile(`(?i)\b(?:la mia |il mio |my |l'|mia |mio )?(?:indirizzo (?:di posta|email|e-mail|mail)|posta elettronica|e-?mail|mail|telefono|tel|cellulare|cell|numero|phone|mobile|number|codice fiscale|cf|contatto|recapito|address)\b\.?\s*(?:è|e'|is)?\s*:?`)
	partCut   = regexp.MustCompile(`[,;:\n/|()<>]+|\s+-\s+|\s+(?:e|ed|and|con|with)\s+`)
	sixDigits = regexp.MustCompile(`(?:^|[^\d])(\d[\d\s.\-]{4,12}\d)(?:[^\d]|$)`)
)

// personSaid is what a message says of a person.
type personSaid struct {
	caterina.Person

	halfMail bool // something like an address that lacks a part
}

// readPerson finds a name, an e-mail address, a telephone number and a tax code in
// a message, as people write and dictate them.
func readPerson(text string) personSaid {
	var p personSaid
	text = bornOn.ReplaceAllString(strings.Map(narrow, strings.ReplaceAll(text, "’", "'")), "\n")
	if spokenAt.MatchString(text) && !strings.Contains(text, "@") {
		text = dictated(text)
	}
	if at := emailPattern.FindStringIndex(text); at != nil {
		p.Email = caterina.Secret(strings.ToLower(strings.Trim(strings.Join(strings.Fields(text[at[0]:at[1]]), ""), ".")))
		text = text[:at[0]] + "\n" + text[at[1]:]
	} else if i := strings.IndexByte(text, '@'); i >= 0 {
		p.halfMail = true
		text = dropWordAt(text, i)
	}
	if at := taxCodePattern.FindStringIndex(text); at != nil {
		if validTaxCode(compact(text[at[0]:at[1]])) {
			p.TaxCode = caterina.Secret(compact(text[at[0]:at[1]]))
		}
		text = text[:at[0]] + "\n" + text[at[1]:]
	}
	if at := digitsPattern.FindStringIndex(text); at != nil {
		if number := caterina.Dialled(text[at[0]:at[1]]); isPhone(text[at[0]:at[1]], compact(text[at[0]:at[1]])) && strings.HasPrefix(number, "+") {
			p.Phone = caterina.Secret(number)
		}
		text = text[:at[0]] + "\n" + text[at[1]:]
	}
	p.Name = caterina.Secret(readName(text, p.Email != "" || p.Phone != ""))
	return p
}

// dictated writes an address that was dictated. Only what stands around the sign is
// part of it.
func dictated(text string) string {
	text = spokenAt.ReplaceAllString(text, "@")
	text = spokenDot.ReplaceAllString(text, ".")
	text = spokenUnderscore.ReplaceAllString(text, "_")
	return spokenHyphen.ReplaceAllString(text, "-")
}

// dropWordAt cuts the word out that holds a place of a text.
func dropWordAt(text string, i int) string {
	start := strings.LastIndexFunc(text[:i], unicode.IsSpace) + 1
	end := len(text)
	if n := strings.IndexFunc(text[i:], unicode.IsSpace); n >= 0 {
		end = i + n
	}
	return text[:start] + "\n" + text[end:]
}

// readName returns the name that a text holds, "" for none. Beside an address it is
// likelier to be one.
func readName(text string, beside bool) string {
	text = partLabel.ReplaceAllString(text, "\n")
	for part := range strings.SplitSeq(partCut.ReplaceAllString(text, "\n"), "\n") {
		part = strings.TrimSpace(nameLead.ReplaceAllString(strings.TrimSpace(part), ""))
		part = strings.Trim(part, " .!\"«»")
		if looksLikeName(part) || beside && !tellsOf(part) && looksLikeName(properName(part)) {
			return properName(part)
		}
	}
	return ""
}

// tellsOf says whether a text has a word that only joins others, and is no part of a
// name: "no ho sbagliato" beside a number is none, whatever its capitals.
func tellsOf(text string) bool {
	return slices.ContainsFunc(strings.Fields(strings.ToLower(text)), func(w string) bool {
		w = foldWord(strings.Trim(w, "'.-"))
		return isStopword(w) && !isParticle(w) && !isAlsoName(w)
	})
}

// foldWord writes a word as tokens are.
func foldWord(word string) string {
	return strings.Map(fold, word)
}

// properName writes a name with capitals, when it has none of its own.
func properName(name string) string {
	words := strings.Fields(name)
	if strings.ToLower(name) == name || strings.ToUpper(name) == name && utf8.RuneCountInString(name) > 3 {
		for i, w := range words {
			words[i] = capitals(strings.ToLower(w))
		}
	}
	kept := words[:0]
	for _, w := range words { // a name and the beginning of the address after it
		if !slices.ContainsFunc(kept, func(k string) bool { return strings.EqualFold(k, w) && !isParticle(strings.ToLower(w)) }) {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// capitals begins a word and what follows an apostrophe or hyphen with a capital.
func capitals(word string) string {
	begin := true
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			begin = r == '\'' || r == '-'
			return r
		}
		if begin {
			begin = false
			return unicode.ToUpper(r)
		}
		return r
	}, word)
}

// readDigits returns the six digits of a message: "123456", "123 456", "il codice è
// 12-34-56". The second is whether there are digits that could be meant as a code.
func readDigits(text string) (code string, some bool) {
	for _, m := range sixDigits.FindAllStringSubmatch(strings.Map(narrow, text), -1) {
		digits := strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return r
			}
			return -1
		}, m[1])
		if len(digits) == 6 {
			return digits, true
		}
		some = true
	}
	return "", some || strings.Trim(text, "0123456789 .-") == "" && strings.TrimSpace(text) != ""
}

// digits are the codes of six digits in the messages, each once: whoever sends one again
// before the answer has not typed twelve. The second is as of readDigits.
func (t *talk) digits() (codes []string, some bool) {
	for _, in := range t.inputs {
		code, more := readDigits(in.Text)
		some = some || more && in.Choice == ""
		if code != "" && in.Choice == "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes, some
}

// hearPerson reads who the appointment is for, from one message or several.
func (f *flow) hearPerson(ctx context.Context) (bool, error) {
	if f.asksSomething() {
		return false, nil
	}
	said := readPerson(f.t.text)
	if said.Name != "" && said.Email == "" && said.Phone == "" && !f.givesName() && f.looksElse() {
		said.Name = ""
	}
	if said.Person == (caterina.Person{}) && !said.halfMail && !f.says("nomail") {
		return false, nil
	}
	f.note(said.Person)
	return true, f.afterPerson(ctx, said)
}

// asksSomething says whether the message is a question, which is no name.
func (f *flow) asksSomething() bool {
	return strings.Contains(f.t.text, "?") && !strings.Contains(f.t.text, "@")
}

// looksElse says whether words that could be a name say something else: a time, a
// wish, small talk.
func (f *flow) looksElse() bool {
	_, timed := f.wish()
	talk := slices.ContainsFunc(f.e.talk.read(f.t.tokens).find(), func(g finding) bool { return g.topic != "refer" && g.topic != "greeting" })
	return timed && len(f.t.tokens) != 2 || talk || slices.ContainsFunc(f.found, func(g finding) bool { return g.topic != "take" })
}

// note adds what was said of a person to the draft.
func (f *flow) note(said caterina.Person) {
	p := &f.draft.Person
	if said.Email != "" && said.Email != p.Email {
		p.Email, p.Verified = said.Email, false
	}
	if said.Phone != "" {
		p.Phone = said.Phone
	}
	if said.TaxCode != "" {
		p.TaxCode = said.TaxCode
	}
	switch {
	case said.Name == "":
	case oneWord(p.Name) && oneWord(said.Name) && p.Name != said.Name:
		p.Name += " " + said.Name
	default:
		p.Name = said.Name
	}
}

func oneWord(name caterina.Secret) bool {
	return name != "" && !strings.Contains(name.Reveal(), " ")
}

// afterPerson asks for what is still missing, or goes on.
func (f *flow) afterPerson(ctx context.Context, said personSaid) error {
	w, p := f.words(), f.draft.Person
	lead := ""
	switch {
	case said.halfMail:
		lead = w.halfMail
	case f.proves() && p.Email == "" && (f.says("nomail") || p.Phone != ""):
		f.noMail()
		return nil
	}
	if lead != "" || !f.complete(p) || oneWord(p.Name) {
		f.keep()
		f.ask(lead)
		return nil
	}
	if f.draft.Step == caterina.StepWait {
		return f.goOnWait(ctx)
	}
	if f.proves() {
		f.draft.Step = caterina.StepCode
		return f.sendCode(ctx)
	}
	f.draft.Step = caterina.StepConfirm
	f.keep()
	f.ask("")
	return nil
}

// askPerson says what is missing of a person.
func (f *flow) askPerson() string {
	w, p := f.words(), f.draft.Person
	if f.standing.Known {
		return f.askKnown()
	}
	contact := w.contactAny
	if f.proves() {
		contact = w.contactMail
	}
	switch {
	case p.Name == "" && p.Email == "" && p.Phone == "":
		return w.askPerson(contact)
	case p.Name == "":
		return w.askName
	case oneWord(p.Name):
		return w.askSurname
	}
	return w.askContact(contact)
}

// privacy says what the data are for.
func (f *flow) privacy() string {
	if f.draft.Person.Name != "" {
		return "" // it was said when they were asked for first
	}
	return f.words().privacy(f.t.turn.Town.Texts.PrivacyURL)
}

// noMail offers other ways to who has no address to prove.
func (f *flow) noMail() {
	f.keep()
	f.say("booking/no-mail", f.words().noMail, f.phoneOf(f.draft.Office))
	f.offer(caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson}, f.option(choiceEnd, f.words().optionEnd))
}

// phoneOf is how to telephone an office, or the town's desk.
func (f *flow) phoneOf(office string) string {
	o := f.office(office)
	if len(o.Phones) == 0 {
		desk, ok := f.e.desk(f.t.turn.Town)
		if !ok || len(desk.Phones) == 0 {
			return ""
		}
		o = desk
	}
	return escape(o.Name) + ": " + each(o.Phones, telLink)
}
