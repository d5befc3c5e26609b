package telegram

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/rivo/uniseg"

	"example.org/caterina"
)

// Keyboard is the buttons under a message, in rows. It is not the library's type,
// which writes an empty copy_text into every button: Telegram wants one kind of
// button and no other.
type Keyboard struct {
	Rows [][]Button `json:"inline_keyboard"`
}

// Button is one button: it sends Data back or opens URL.
type Button struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// How much a keyboard holds. Telegram takes a hundred buttons, people read far fewer.
const (
	maxLabel   = 60 // characters of a button
	maxRows    = 8
	maxInRow   = 4
	daysInRow  = 3 // of times that name their day
	maxButtons = 100
)

// choiceRating is the choice that asks for a rating, as on the web.
const choiceRating = "rating"

// Choices are what an event offers to choose from, in the order in which buttons
// count them.
func Choices(ev *caterina.Event, lang string) []caterina.Option {
	body := bodyOf(ev)
	return choices(ev, &body, textsIn(cmp.Or(body.Lang, lang)))
}

func choices(ev *caterina.Event, body *caterina.MessageBody, w texts) []caterina.Option {
	all := slices.Clone(body.Options)
	offered := func(id string) bool {
		return slices.ContainsFunc(all, func(o caterina.Option) bool { return o.ID == id })
	}
	for _, s := range body.Slots {
		if !offered(s.ID) {
			all = append(all, caterina.Option{ID: s.ID, Label: s.Label})
		}
	}
	var state caterina.StateBody
	if ev.Kind == caterina.KindState && json.Unmarshal(ev.Body, &state) == nil && state.Rate && !offered(choiceRating) {
		all = append(all, caterina.Option{ID: choiceRating, Label: w.rate})
	}
	return all
}

// keys are the buttons of an event and what the text says of them.
type keys struct {
	keyboard *Keyboard
	text     flow // all of it, with a line above the days
	days     flow // the free times by day
	beyond   flow // what the buttons cannot show
}

// keyboardOf lays out what an event offers: free times under their days, then each
// option on a row of its own.
func keyboardOf(ev *caterina.Event, body *caterina.MessageBody, w texts) keys {
	all := choices(ev, body, w)
	data := func(i int) string {
		if outside(ev) {
			return ChoiceData(all[i].ID)
		}
		return Data(ev.Seq, i, ev.Epoch)
	}
	var times []timeButton
	var options []Button
	var labels []string
	for i, o := range all {
		label := labelOf(o, i)
		if at := slices.IndexFunc(body.Slots, func(s caterina.SlotView) bool { return s.ID == o.ID }); at >= 0 {
			times = append(times, newTimeButton(&body.Slots[at], labelOf(caterina.Option{ID: o.ID, Label: body.Slots[at].Label}, i), data(i), w))
			continue
		}
		options = append(options, optionButton(o.ID, label, data(i)))
		labels = append(labels, label)
	}
	rows, days := timeRows(times, max(maxButtons-len(options), maxButtons/2))
	rows, beyond := withOptions(rows, options, labels)
	k := keys{days: days, beyond: beyond.text(w)}
	if !days.blank() {
		k.text = joined("\n", words(w.times, look{}), days)
	}
	k.text = joined("\n\n", k.text, k.beyond)
	if len(rows) > 0 {
		k.keyboard = &Keyboard{Rows: rows}
	}
	return k
}

// labelOf is what stands on the button of an option: never nothing, for Telegram
// refuses the message then.
func labelOf(o caterina.Option, i int) string {
	for _, label := range []string{named(o.Label), named(o.ID)} {
		if strings.ContainsFunc(label, seen) {
			return label
		}
	}
	return strconv.Itoa(i + 1)
}

// optionButton is the button of an option. One whose id is an address opens it.
func optionButton(id, label, data string) Button {
	if linkable(id) {
		return Button{Text: label, URL: id}
	}
	return Button{Text: label, Data: data}
}

// listed are labels that buttons cannot show as they are.
type listed struct {
	numbered []string // all of them, since some are too long for a button
	rest     []string // those for which there is no button
}

// text is what the message says of them.
func (l listed) text(w texts) flow {
	var lines []flow
	for i, label := range l.numbered {
		lines = append(lines, words(strconv.Itoa(i+1)+". "+label, look{}))
	}
	for _, label := range l.rest {
		lines = append(lines, words("• "+label, look{}))
	}
	if len(lines) == 0 {
		return nil
	}
	return joined("\n", append([]flow{words(w.choices, look{})}, lines...)...)
}

// withOptions puts the options below the times. If one of them is too long for a
// button, all get numbers, and stand as a whole in the text under these.
func withOptions(rows [][]Button, options []Button, labels []string) ([][]Button, listed) {
	var out listed
	if slices.ContainsFunc(labels, func(s string) bool { return uniseg.GraphemeClusterCount(s) > maxLabel }) {
		out.numbered = labels
	}
	room := maxButtons
	for _, row := range rows {
		room -= len(row)
	}
	var taken []Button
	for i, b := range options {
		if b.Data == "" && b.URL == "" || len(taken) == room {
			out.rest = append(out.rest, labels[i])
			continue
		}
		if out.numbered != nil {
			b.Text = strconv.Itoa(i+1) + ". " + b.Text
		}
		b.Text = shortened(b.Text, maxLabel)
		taken = append(taken, b)
	}
	if out.numbered != nil {
		out.rest = nil // they stand in the text already
	}
	inRow := min(maxInRow, 1+(len(taken)-1)/maxRows)
	return append(rows, slices.Collect(slices.Chunk(taken, max(inRow, 1)))...), out
}

// timeButton is a free time on its way to a button.
type timeButton struct {
	day, at     string // as its label says them
	short       string // the day as a button says it, "mar 24"
	office      string
	label, data string
	from        time.Time
}

func newTimeButton(s *caterina.SlotView, label, data string, w texts) timeButton {
	t := timeButton{label: label, office: named(s.Office), data: data, from: s.From.In(caterina.Rome())}
	t.day, t.at = t.label, t.label
	if cut := strings.LastIndex(t.label, ", "); cut >= 0 {
		t.day, t.at = t.label[:cut], strings.TrimPrefix(t.label[cut+2:], w.hour)
	}
	t.short = w.short[t.from.Weekday()] + " " + strconv.Itoa(t.from.Day())
	return t
}

// timeRows are the buttons of free times, as many as there is room for, and their
// days in the text. Times at several offices need no such lines: the buttons say it
// all, and so does the text.
func timeRows(times []timeButton, room int) ([][]Button, flow) {
	if len(times) == 0 {
		return nil, nil
	}
	manner := mannerOf(times)
	var rows [][]Button
	var lines []flow
	for i, t := range times {
		fresh := i == 0 || times[i-1].day != t.day
		if fresh {
			lines = append(lines, words(t.day+": "+t.at, look{}))
		} else {
			lines[len(lines)-1] = append(lines[len(lines)-1], span{text: ", " + t.at})
		}
		if i >= room {
			continue
		}
		if fresh || len(rows[len(rows)-1]) == manner.inRow() {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], manner.button(t))
	}
	if manner.offices {
		return rows, nil
	}
	if len(rows) > maxRows {
		rows = slices.Collect(slices.Chunk(slices.Concat(rows...), maxInRow))
	}
	return rows, bullets(lines)
}

// manner is what the buttons of free times must say to be told apart: those of one
// day the hour alone.
type manner struct {
	offices bool // where it is: they are at several offices
	whole   bool // all that the label says: the short names of two days are the same
	days    bool // the day in short
}

func mannerOf(times []timeButton) manner {
	var m manner
	days := make(map[string]string)
	for _, t := range times {
		m.offices = m.offices || t.office != times[0].office
		m.whole = m.whole || t.from.IsZero() || days[t.short] != "" && days[t.short] != t.day
		days[t.short] = t.day
	}
	m.days = len(days) > 1
	return m
}

// inRow is how many of them stand in a row.
func (m manner) inRow() int {
	switch {
	case m.offices, m.whole:
		return 1
	case m.days:
		return daysInRow
	}
	return maxInRow
}

func (m manner) button(t timeButton) Button {
	text := t.at
	switch {
	case m.offices:
		text = t.label + ", " + t.office
	case m.whole:
		text = t.label
	case m.days:
		text = t.short + ", " + t.at
	}
	if text = shortened(text, maxLabel); !strings.ContainsFunc(text, seen) {
		text = "•"
	}
	return Button{Text: text, Data: t.data}
}

// shortened is a text of at most so many characters, cut between words if that
// leaves half of it.
func shortened(text string, most int) string {
	if uniseg.GraphemeClusterCount(text) <= most {
		return text
	}
	rest, state, word := text, -1, 0
	for range most - 1 {
		var character string
		character, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if strings.TrimSpace(character) == "" {
			word = len(text) - len(rest)
		}
	}
	cut := len(text) - len(rest)
	if next := strings.TrimLeftFunc(rest, unicode.IsSpace); next == rest && word*2 >= cut {
		cut = word
	}
	return strings.TrimRight(strings.TrimRightFunc(text[:cut], unicode.IsSpace), ",;:.–-") + "…"
}
