package draft

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"example.org/caterina/bot"
	"example.org/caterina/bot/figures"
	"example.org/caterina/bot/verify"
	"example.org/caterina/prompts"
)

// maxTranslated is how much of an answer is translated, in bytes: what comes back is as
// long, and somebody waits for it twice. The rest stands in Italian below.
const maxTranslated = 1500

// leftOut stands for a sentence that is read in Italian alone.
const leftOut = "[…]"

// translation is an answer on its way into another language, in sentences and lines of
// lists.
type translation struct {
	lang     string
	links    prompts.Links
	mask     *bot.Masker // of telephones and addresses of mail: a model cannot misspell a mark unseen
	official []string
	items    []item
}

// item is one sentence, heading or line of a list.
type item struct {
	before string   // white space, and the mark of a list
	from   string   // in Italian, without Markdown, addresses and telephones as marks
	lead   string   // the line that leads to it
	bold   bool     // all of it
	names  []string // in it, which stay as they are
	sent   bool     // to the model; what is not is a name or a figure, and the same everywhere
	into   string   // in the other language, "" while there is none that may be shown
	wrote  string   // what the model wrote of it
}

var (
	localLink = regexp.MustCompile(`\[([^\]\n]*)\]\((?:tel:|mailto:|/)[^)\s]*\)`)
	itemMark  = regexp.MustCompile(`^\s*(?:[-*•+] |\d{1,3}[.)] )?`)
	anyToken  = regexp.MustCompile(`\b[A-Z]+(?:_[A-Z]+)*_\d+\b`)
)

// newTranslation cuts an answer of the engine's, but for the lines that name its sources.
func newTranslation(lang, answer string, materials []bot.Material) *translation {
	t := &translation{lang: lang, mask: bot.NewMasker(nil, nil)}
	for i := range materials {
		t.official = append(t.official, materials[i].Official...)
		answer = strings.Replace(answer, materials[i].Source, "", 1)
	}
	answer = localLink.ReplaceAllString(t.links.Hide(answer), "$1")
	var s verify.Splitter
	size, lead := 0, ""
	for _, raw := range append(s.Feed(strings.TrimSpace(answer)), s.Close()...) {
		x := t.cut(raw)
		if listed := strings.TrimSpace(x.before) != ""; listed {
			x.lead = lead
		} else if lead = ""; strings.HasSuffix(x.from, ":") {
			lead = x.from
		}
		if size += len(x.from); size > maxTranslated {
			x.sent, x.into = false, ""
		}
		if x.from != "" {
			t.items = append(t.items, x)
		}
	}
	return t
}

// cut reads one piece of an answer.
func (t *translation) cut(raw string) item {
	x := item{before: itemMark.FindString(raw)}
	body := strings.TrimSpace(raw[len(x.before):])
	x.bold = len(body) > 4 && strings.HasPrefix(body, "**") && strings.HasSuffix(body, "**") && strings.Count(body, "**") == 2
	x.from = t.mask.Hide(plain(strings.Join(strings.Fields(body), " ")))
	x.names = namesIn(x.from, t.official)
	rest := anyToken.ReplaceAllString(x.from, "")
	for _, name := range x.names {
		rest = strings.ReplaceAll(rest, name, "")
	}
	if x.sent = strings.ContainsFunc(rest, unicode.IsLetter) && verify.WithoutOrders(x.from) != ""; !x.sent && verify.WithoutOrders(x.from) != "" {
		x.into = x.from
	}
	return x
}

var (
	acronym = regexp.MustCompile(`\b\p{Lu}{2,}\d*\b`)
	capital = regexp.MustCompile(`[\p{L}\p{N},;)»"'’-] (?:[a-z]+['’])?(\p{Lu}[\p{L}'’]+(?: (?:(?:di|del|della|dello|dei|delle|degli|e|d'|dell'|San|Santa) ?)?\p{Lu}[\p{L}'’]+)*)`)
)

// namesIn are the names in an Italian sentence that stay as they are: the official ones,
// letters that stand for words, and what has a capital in the middle.
func namesIn(text string, official []string) []string {
	var names []string
	add := func(name string) {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(names, name) && strings.Contains(text, name) {
			names = append(names, name)
		}
	}
	for _, name := range official {
		add(name)
	}
	bare := anyToken.ReplaceAllString(text, "1")
	for _, m := range capital.FindAllStringSubmatch(bare, -1) {
		if !slices.Contains(common(), m[1]) {
			add(m[1])
		}
	}
	for _, name := range acronym.FindAllString(bare, -1) {
		add(name)
	}
	return names
}

// common are words with a capital that every language has its own for.
func common() []string {
	return strings.Fields("Comune Comuni Stato Stati Regione Regioni Provincia Italia Europa Unione Repubblica Paese Paesi Sindaco Ministero Governo Euro Natale Pasqua Internet")
}

// keep are the names in all sentences.
func (t *translation) keep() []string {
	var all []string
	for i := range t.items {
		for _, name := range t.items[i].names {
			if t.items[i].sent && !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}

// texts are what the model is asked to translate, by number.
func (t *translation) texts() []prompts.Text {
	var all []prompts.Text
	for i := range t.items {
		if t.items[i].sent {
			all = append(all, prompts.Text{Name: strconv.Itoa(i + 1), Text: t.items[i].from})
		}
	}
	return all
}

// foreign are what the model is asked to put back.
func (t *translation) foreign() []prompts.Text {
	var all []prompts.Text
	for i := range t.items {
		if x := &t.items[i]; x.sent && x.into != "" {
			all = append(all, prompts.Text{Name: strconv.Itoa(i + 1), Text: x.into})
		}
	}
	return all
}

// original is what the engine said, a line each.
func (t *translation) original() string {
	lines := make([]string, len(t.items))
	for i := range t.items {
		lines[i] = t.mask.Show(t.items[i].from)
	}
	return strings.Join(lines, "\n")
}

// read takes what the model wrote, each sentence that may be put back. One that comes
// twice is none.
func (t *translation) read(got []prompts.Text) {
	for i := range t.items {
		x := &t.items[i]
		text, ok := only(got, i)
		if x.wrote = text; x.sent && ok {
			x.into = t.fit(x, text)
		}
	}
	var whole strings.Builder
	for i := range t.items {
		x := &t.items[i]
		if x.sent && slices.ContainsFunc(t.items, func(y item) bool { return y.sent && y.wrote == x.wrote && y.from != x.from }) {
			x.into = ""
		}
		if x.sent {
			whole.WriteString(without(x.into, x.names) + " ")
		}
	}
	if !t.sounds(whole.String()) {
		t.refuseAll()
	}
}

func (t *translation) refuseAll() {
	for i := range t.items {
		if t.items[i].sent {
			t.items[i].into = ""
		}
	}
}

// only is the text that has a number, false for one that is not there once.
func only(got []prompts.Text, i int) (string, bool) {
	text, n := "", 0
	for _, g := range got {
		if g.Name == strconv.Itoa(i+1) {
			text = g.Text
			n++
		}
	}
	return strings.TrimSpace(text), n == 1
}

// readBack takes the sentences back out that do not say in Italian what they said.
func (t *translation) readBack(got []prompts.Text, g grounds) {
	for i := range t.items {
		x := &t.items[i]
		if !x.sent || x.into == "" {
			continue
		}
		back, ok := only(got, i)
		if !ok || !figures.Same(x.from, italian, back, italian) || !sameMarks(x.from, back) || !sameSense(x.from, back) ||
			!g.bear(t.mask.Show(back), t.mask.Show(strings.TrimSpace(x.lead+"\n"+x.from)), x.names) {
			x.into = ""
		}
	}
}

// refused are the sentences that the model wrote and nobody is shown.
func (t *translation) refused() []string {
	var all []string
	for i := range t.items {
		if x := &t.items[i]; x.sent && x.into == "" {
			all = append(all, x.wrote)
		}
	}
	return all
}

// text is what is left, in Markdown. It is false where the first sentence or a third of
// all is missing: then what is left may not answer.
func (t *translation) text() (string, bool) {
	var b strings.Builder
	sent, kept, gap, orphans := 0, 0, false, false
	for i := range t.items {
		x := &t.items[i]
		if x.sent {
			sent++
		}
		listed := strings.TrimSpace(x.before) != ""
		orphans = orphans && listed
		if x.into == "" || orphans {
			if x.sent && sent == 1 {
				return "", false
			}
			orphans = orphans || strings.HasSuffix(x.from, ":")
			gap = write(&b, x.before, leftOut, gap)
			continue
		}
		shown, ok := t.links.Show(apart(x.into))
		if !ok {
			return "", false
		}
		if shown = t.mask.Show(shown); x.bold {
			shown = "**" + shown + "**"
		}
		if x.sent {
			kept++
		}
		gap = write(&b, x.before, shown, false)
	}
	return strings.TrimSpace(b.String()), kept > 0 && kept*3 >= sent*2
}

var (
	beforeToken = regexp.MustCompile(`([^\s\x00-\x7F])([A-Z]+(?:_[A-Z]+)*_\d+)`)
	afterToken  = regexp.MustCompile(`(_\d+)([^\s\x00-\x7F])`)
)

// apart parts marks from the letters and signs of a script without spaces: an address
// ends where a space is.
func apart(text string) string {
	return afterToken.ReplaceAllString(beforeToken.ReplaceAllString(text, "$1 $2"), "$1 $2")
}

// write adds a piece to a text. Of several that are left out in a row one mark stands.
func write(b *strings.Builder, before, text string, gap bool) bool {
	if text != leftOut || !gap {
		b.WriteString(before + text)
	}
	return text == leftOut
}
