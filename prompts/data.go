package prompts

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"example.org/caterina"
)

// data is a text from outside between our marks: what it says is never an
// instruction, and it can write neither a mark nor a citation nor a token of ours.
func data(text string) string {
	return neutral().Replace(caterina.StripHidden(strings.ToValidUTF8(text, "")))
}

// id is a name in a mark: a slug, whatever was given for one.
func id(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '.' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, name)
}

// neutral replaces what our marks are made of by letters that look alike.
var neutral = sync.OnceValue(func() *strings.Replacer { //nolint:gochecknoglobals // made once, of constants
	return strings.NewReplacer("<", "‹", ">", "›", "[", "(", "]", ")", "=====", "=", "\u2028", "\n", "\u2029", "\n")
})

// speaker is who says something, as the templates call them.
func speaker(actor caterina.Actor) string {
	switch actor {
	case caterina.ActorCitizen:
		return "cittadino"
	case caterina.ActorBot:
		return "assistente"
	default:
		return "operatore"
	}
}

// language is the Italian name of a language that answers are written in.
func language(code string) string {
	if name, ok := languages()[code]; ok {
		return name
	}
	return "italiano"
}

// Speaks says whether a model can be asked for a language: we have a name for it.
func Speaks(code string) bool { return languages()[code] != "" }

func languages() map[string]string {
	return map[string]string{
		"it": "italiano", "en": "inglese", "fr": "francese", "de": "tedesco", "es": "spagnolo", "pt": "portoghese", "ro": "rumeno",
		"sq": "albanese", "ar": "arabo", "uk": "ucraino", "ru": "russo", "zh": "cinese", "bn": "bengalese", "hi": "hindi", "pl": "polacco",
		"tl": "tagalog", "ur": "urdu", "si": "singalese", "fa": "persiano", "tr": "turco", "el": "greco", "ja": "giapponese", "ko": "coreano",
		"pa": "punjabi", "ka": "georgiano", "ta": "tamil", "am": "amarico", "he": "ebraico", "th": "thailandese",
	}
}

// date writes a day as people do: "lunedì 5 ottobre 2026".
func date(d caterina.Date) string {
	weekdays := [...]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}
	months := [...]string{
		"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
	}
	return fmt.Sprintf("%s %d %s %d", weekdays[d.Weekday()], d.Day, months[d.Month-1], d.Year)
}

// fieldName is the Italian name of a card's part.
func fieldName(f caterina.Field) string {
	if name, ok := fieldNames()[f]; ok {
		return name
	}
	return string(f)
}

func fieldNames() map[caterina.Field]string {
	return map[caterina.Field]string{
		caterina.FieldSummary: "in breve", caterina.FieldDescription: "che cos'è", caterina.FieldRecipients: "a chi è rivolto",
		caterina.FieldAmount: "quanto vale", caterina.FieldInformation: "come informarsi", caterina.FieldAccess: "come fare",
		caterina.FieldDocuments: "documenti", caterina.FieldResult: "che cosa si ottiene", caterina.FieldCost: "quanto costa",
		caterina.FieldDeadlines: "scadenze", caterina.FieldSpecial: "casi particolari", caterina.FieldMore: "altro",
		caterina.FieldOffices: "dove e quando", caterina.FieldContacts: "contatti", caterina.FieldForms: "moduli",
	}
}

// Links keeps addresses from a model: it sees tokens, and what it writes gets the
// addresses back. A token that was never given stands for nothing.
type Links struct {
	urls     []string
	contacts []contact
}

// contact is a telephone or an address of mail that a card links.
type contact struct {
	label  string // what is read
	copied string // what a model sees of the link, and copies
	link   string // in Markdown
}

var (
	contactLink  = regexp.MustCompile(`\[([^\]\n]+)\]\(((?:tel|mailto):[^)\s]+)\)`)
	markdownLink = regexp.MustCompile(`\[([^\]\n]*)\]\((https?://[^)\s]+)\)`)
	bareLink     = regexp.MustCompile(`https?://[^\s<>()\[\]"']+[^\s<>()\[\]"'.,;:!?]`)
	linkToken    = regexp.MustCompile(`\bLINK_(\d+)\b`)
	fakeToken    = regexp.MustCompile(`(?i)\bLINK_(\d)`)
)

// Hide replaces the addresses in a text of a card by tokens.
func (l *Links) Hide(text string) string {
	text = fakeToken.ReplaceAllString(text, "link $1")
	for _, m := range contactLink.FindAllStringSubmatch(text, -1) {
		if !slices.ContainsFunc(l.contacts, func(c contact) bool { return c.label == m[1] }) {
			l.contacts = append(l.contacts, contact{m[1], "(" + m[1] + ")(" + m[2] + ")", m[0]})
		}
	}
	text = l.replaced(text, markdownLink, func(m []string) string { return strings.TrimSpace(m[1] + " " + l.token(m[2])) })
	return l.replaced(text, bareLink, func(m []string) string { return l.token(m[0]) })
}

// Contacts makes links of the telephones and addresses of mail that a text names, as the
// cards have them: on a telephone one taps them.
func (l *Links) Contacts(text string) string {
	return l.eachContact(text, func(c contact) string { return c.link })
}

// Labels leaves of the telephones and addresses of mail that a text names what is read.
func (l *Links) Labels(text string) string {
	return l.eachContact(text, func(c contact) string { return c.label })
}

// eachContact writes the contacts of a text otherwise, but for those that are part of a
// longer number or word, or of an address.
func (l *Links) eachContact(text string, as func(contact) string) string {
	var b strings.Builder
	for text != "" {
		at, found, c := l.firstContact(text)
		if at < 0 {
			break
		}
		before, rest := text[:at], text[at+len(found):]
		last, _ := utf8.DecodeLastRuneInString(before)
		next, _ := utf8.DecodeRuneInString(rest)
		written := as(c)
		if partOfWord(last) || partOfWord(next) || inAddress(before, rest) {
			written = found
		}
		b.WriteString(before)
		b.WriteString(written)
		text = rest
	}
	return b.String() + text
}

// inAddress says whether what stands between two texts is part of an address: 114 in
// "https://www.114.it".
func inAddress(before, after string) bool {
	dotted := len(after) > 1 && after[0] == '.' && after[1] >= 'a' && after[1] <= 'z'
	return dotted || strings.HasSuffix(before, "@") || strings.HasSuffix(before, "//") || strings.HasPrefix(after, "@")
}

// firstContact finds the first that a text names, of two at one place the longer; -1 for
// none.
func (l *Links) firstContact(text string) (at int, found string, first contact) {
	at = -1
	for _, c := range l.contacts {
		for _, form := range []string{c.copied, c.label} {
			if i := strings.Index(text, form); i >= 0 && (at < 0 || i < at || i == at && len(form) > len(found)) {
				at, found, first = i, form, c
			}
		}
	}
	return at, found, first
}

// replaced puts a token where an address was, a space away from letters and digits:
// with them it would be another token.
func (l *Links) replaced(text string, pattern *regexp.Regexp, token func(m []string) string) string {
	var b strings.Builder
	end := 0
	for _, at := range pattern.FindAllStringSubmatchIndex(text, -1) {
		m := make([]string, len(at)/2)
		for i := range m {
			m[i] = text[at[2*i]:at[2*i+1]]
		}
		b.WriteString(text[end:at[0]])
		if last, _ := utf8.DecodeLastRuneInString(text[:at[0]]); partOfWord(last) {
			b.WriteByte(' ')
		}
		b.WriteString(token(m))
		end = at[1]
		if next, _ := utf8.DecodeRuneInString(text[end:]); partOfWord(next) {
			b.WriteByte(' ')
		}
	}
	b.WriteString(text[end:])
	return b.String()
}

func partOfWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// token is the token of an address, the same for the same one.
func (l *Links) token(url string) string {
	for i, have := range l.urls {
		if have == url {
			return tokenOf(i)
		}
	}
	l.urls = append(l.urls, url)
	return tokenOf(len(l.urls) - 1)
}

// Show puts the addresses back. It says false when a token stands for none, or when
// the text holds an address that was written out: a model has none to write.
func (l *Links) Show(text string) (string, bool) {
	ok := !bareLink.MatchString(text)
	text = linkToken.ReplaceAllStringFunc(text, func(found string) string {
		i := indexOf(found)
		if i < 0 || i >= len(l.urls) {
			ok = false
			return ""
		}
		return l.urls[i]
	})
	return text, ok
}
