package bot

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/caterina"
)

// saysName finds a name that somebody says to be theirs, wherever in a message.
var saysName = regexp.MustCompile(`(?i)\b(?:mi chiamo|si chiama|il mio nome|il suo nome (?:è|e')|a nome(?: di)?|nome e cognome:?|my name is|my name's)\s+([\pL'’ -]+)|\b(?:sono|i am|i'm)\s+(?:(?:il|la)\s+)?(?:(?:sig(?:\.?ra|\.?na)?|signor[ae]?|dott(?:\.?ssa)?|mr|mrs|ms)\.?\s+)?((?-i:\p{Lu}[\pL'’-]+(?:\s+(?:d[aei]l?|de|della|lo|la|el|al|van|von|ben)?\s*\p{Lu}[\pL'’-]+)+))`)

// nameEnd is where a name ends that goes on without a sign.
var nameEnd = regexp.MustCompile(`(?i)\s+(?:e|ed|and|con|with|il|la|ho|vorrei|per|del|tel|cell\pL*|mail|email|telefono|numero|sono|my|i|abito|nato|nata)\s.*$`)

// nameSaid is the name that a message says in so many words, "" for none.
func nameSaid(text string) string {
	for _, m := range saysName.FindAllStringSubmatch(strings.ReplaceAll(text, "’", "'"), -1) {
		for _, name := range m[1:] {
			name = strings.TrimSpace(nameEnd.ReplaceAllString(name+" ", ""))
			if looksLikeName(name) {
				return properName(name)
			}
		}
	}
	return ""
}

// personEarly is what a message says of a person before they are asked: a name said
// as such, an address, a number; or a name alone, with the capitals of one.
func personEarly(text string) caterina.Person {
	said := readPerson(text).Person
	given := said.Email != "" || said.Phone != ""
	if name := nameSaid(text); name != "" {
		said.Name = caterina.Secret(name)
	} else if !isCapital(text, said.Name.Reveal()) && (!given || oneWord(said.Name)) {
		said.Name = ""
	}
	if said.Name == "" && !given {
		return caterina.Person{}
	}
	return said
}

// isCapital says whether a name of several words stands in a text with the capitals
// of a name.
func isCapital(text, name string) bool {
	words := strings.Fields(name)
	if len(words) < 2 || !strings.Contains(text, name) {
		return false
	}
	return !slices.ContainsFunc(words, func(w string) bool {
		first, _ := utf8.DecodeRuneInString(w)
		return !isParticle(strings.ToLower(w)) && !unicode.IsUpper(first) || strings.ToUpper(w) == w
	})
}

// saysSurname finds a surname that somebody puts right.
var saysSurname = regexp.MustCompile(`(?i)\b(?:cognome|surname|last name)\s*(?:è|e'|is|:|=)?\s+([\pL'’-]+(?:\s+[\pL'’-]+)?)\s*[.!]?$`)

// otherName is the name that a message puts in place of the one that was said, "" for
// none: "no, il cognome è Russo", "no, Mario Russo".
func (f *flow) otherName() string {
	first, _, _ := strings.Cut(f.draft.Person.Name.Reveal(), " ")
	if m := saysSurname.FindStringSubmatch(f.t.text); m != nil && looksLikeName(properName(m[1])) && first != "" {
		return first + " " + properName(m[1])
	}
	if name := nameSaid(f.t.text); name != "" {
		return name
	}
	bare := strings.Trim(wrongLead.ReplaceAllString(f.t.text, ""), " .!,")
	if bare != f.t.text && isFullName(bare) {
		return bare
	}
	return ""
}

// wrongLead is what people put before what they put right.
var wrongLead = regexp.MustCompile(`(?i)^(?:(?:no|scus[ai]|anzi|sorry|ho sbagliato|non|veramente|è|e')[ ,.]+)+`)

// noteEarly keeps what a first message says of a person.
func (f *flow) noteEarly() {
	name := nameSaid(f.t.text)
	said := readPerson(f.t.text).Person
	said.Name = caterina.Secret(name)
	if said != (caterina.Person{}) {
		f.note(said)
	}
}

// hearEarly thanks who says their name or contact before there is a time, and says
// what comes first. What else the message says is heard with it in mind.
func (f *flow) hearEarly() bool {
	switch f.draft.Step {
	case caterina.StepService, caterina.StepOffice, caterina.StepTime:
	default:
		return false
	}
	said := personEarly(f.t.text)
	if f.draft.Moving != 0 || said == (caterina.Person{}) || f.asksSomething() {
		return false
	}
	_, timed := f.wish()
	rest := withoutWords(f.e.restOf(f.t.tokens, f.found), said)
	if said.Email == "" && said.Phone == "" && nameSaid(f.t.text) == "" && (timed || f.namesOne()) {
		return false // words with capitals that are the name of a service or an office
	}
	f.note(said)
	f.early = said
	if timed || len(rest) > 0 || len(f.found) > 0 {
		return false
	}
	f.thankEarly()
	return true
}

// thankEarly thanks for a name or contact, and says what comes first.
func (f *flow) thankEarly() {
	f.keep()
	w := f.words()
	first := map[caterina.DraftStep]string{
		caterina.StepService: w.ask.serviceFirst, caterina.StepOffice: w.ask.officeFirst, caterina.StepTime: w.ask.timeFirst,
	}[f.draft.Step]
	name, _, _ := strings.Cut(f.early.Name.Reveal(), " ")
	f.say("booking/early", sentences(w.ask.thanks(escape(name)), first), w.privacy(f.t.turn.Town.Texts.PrivacyURL))
	f.offerStep()
}

// namesOne says whether the messages name a service or an office that can be booked.
func (f *flow) namesOne() bool {
	all := f.bookables()
	rest := f.e.restOf(f.t.tokens, f.found)
	_, picked := f.picked()
	return picked || len(rest) == 0 || len(f.t.street.Streets) > 0 || len(namedServices(rest, all)) > 0 || namedOffice(f.t.tokens, officesOfAll(all)) != ""
}

// withoutPerson drops the words that say who somebody is and how to reach them.
func withoutPerson(t *talk, rest []string) []string {
	text := t.text
	name, said := nameSaid(text), readPerson(text).Person
	if name == "" && said.Email == "" && said.Phone == "" && said.TaxCode == "" {
		return rest
	}
	town := labelWords(t.turn.Town.Name)
	rest = slices.DeleteFunc(slices.Clone(rest), func(w string) bool { return slices.Contains(town, stemOf(single(w))) })
	if name == "" && isCapital(text, said.Name.Reveal()) {
		name = said.Name.Reveal()
	}
	said.Name = caterina.Secret(name)
	return withoutWords(rest, said)
}

// withoutWords drops the words that a person's name and contact are made of.
func withoutWords(rest []string, p caterina.Person) []string {
	own := map[string]bool{}
	for _, tok := range tokenize(p.Name.Reveal() + " " + p.Email.Reveal() + " " + p.TaxCode.Reveal()) {
		own[tok.word] = true
	}
	return slices.DeleteFunc(slices.Clone(rest), func(word string) bool {
		return own[word] || strings.ContainsAny(word, "@0123456789") || slices.Contains([]string{
			"chiamo", "nome", "cognome", "telefono", "tel", "cell", "cellulare", "numero", "mail", "email", "posta", "indirizzo", "contatto", "recapito", "phone", "number",
			"address", "name", "call", "chiama", "nato", "nata", "nascita", "cf", "codice", "fiscale", "residente", "abitante", "born",
		}, word)
	})
}

// hearBareYes answers a yes that nothing was asked for: it says what is needed.
func (f *flow) hearBareYes() bool {
	if f.early != (caterina.Person{}) {
		f.thankEarly()
		return true
	}
	if !f.agrees() || len(f.t.tokens) > 4 {
		return false
	}
	text := f.needs()
	if text == "" {
		return false
	}
	f.keep()
	f.say("booking/needs", text)
	f.offerStep()
	return true
}

// needs says what the dialogue waits for, to who agrees to nothing.
func (f *flow) needs() string {
	w := f.words()
	switch f.draft.Step {
	case caterina.StepService, caterina.StepOffice:
		return f.whereWeWere()
	case caterina.StepTime:
		return w.ask.needsTime
	case caterina.StepPerson, caterina.StepWait:
		return w.ask.missing(f.missing())
	case caterina.StepCode:
		return w.ask.needsCode
	case caterina.StepFind:
		return w.ask.needsFind
	case caterina.StepConfirm, caterina.StepCancel:
	}
	return ""
}

// missing names what is still to be known of a person.
func (f *flow) missing() string {
	w, p := f.words(), f.draft.Person
	contact := w.contactAny
	if f.proves() {
		contact = w.contactMail
	}
	switch {
	case p.Name == "" && p.Email == "" && p.Phone == "" && !f.standing.Known:
		return w.ask.partBoth(contact)
	case p.Name == "":
		return w.ask.partName
	case oneWord(p.Name):
		return w.ask.partSurname
	}
	return contact
}

// bornOn finds when somebody says to be born, which is no wish for a time.
var bornOn = regexp.MustCompile(`(?i)\b(?:nat[oa]|data di nascita|born)\b[^\n]{0,40}?\d{1,2}(?:\s*[/.-]\s*\d{1,2}\s*[/.-]\s*|\s+\pL+\s+)\d{2,4}`)

// timeText are the messages without the days that are no wish.
func (t *talk) timeText() string { return bornOn.ReplaceAllString(t.withoutStreet(), " ") }
