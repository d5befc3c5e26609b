package openaitest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"example.org/caterina"
)

// A tongue is a toy that stands for a language: what is put into it looks like the
// language to a program (its letters, its small words, its months and days), and can be
// put back to the letter. With it a translation there and back is tested without a model
// that knows any language. People could not read it.
type tongue struct {
	code, name string
	words      map[string]string // of Italian, in small letters, one to one
	mark       string            // that ends every other word, in a language with our letters
	letters    string            // one for each of italianLetters, in a language with its own

	ours     map[string]string // the words the other way round
	there    map[rune]rune     // letters, in both directions
	backward map[rune]rune
}

// italianLetters are those that letters stand for.
const italianLetters = "abcdefghijklmnopqrstuvwxyzàèéìòùî"

// tongues are the toys, by what prompts call the languages.
//
//nolint:gochecknoglobals // made once, never changed
var tongues = sync.OnceValue(func() []tongue {
	all := []tongue{
		{code: "ro", name: "rumeno", mark: "țu", words: pairs("di=de e=și per=pentru non=nu è=este che=care un=unui una=unei sono=sunt con=cu nel=în può=poate oppure=sau", months, "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie", days, "luni marți miercuri joi vineri sâmbătă duminică")},
		{code: "es", name: "spagnolo", mark: "ñu", words: pairs("il=el e=y per=para non=no è=es che=que con=con un=un una=una della=dela sono=son può=puede chi=quien oppure=o", months, "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", days, "lunes martes miércoles jueves viernes sábado domingo")},
		{code: "fr", name: "francese", mark: "œ", words: pairs("il=le e=et per=pour non=ne è=est che=que con=avec un=un una=une sono=sont può=peut chi=qui oppure=ou", months, "janvier février mars avril mai juin juillet août septembre octobre novembre décembre", days, "lundi mardi mercredi jeudi vendredi samedi dimanche")},
		{code: "sq", name: "albanese", mark: "ëj", words: pairs("di=të e=dhe per=për non=nuk è=është che=që con=me un=një sono=janë può=mund chi=kush oppure=ose", months, "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor", days, "hënë martë mërkurë enjte premte shtunë diel")},
		{code: "uk", name: "ucraino", letters: "абвгґдеєжзиійклмнопрстуфхцчшщьюяї", words: pairs("", months, "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня", days, "понеділок вівторок середа четвер п'ятниця субота неділя")},
		{code: "ar", name: "arabo", letters: "ابتثجحخدذرزسشصضطظعغفقكلمنهويءىةئؤ", words: pairs("", months, "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر", days, "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد")},
		{code: "bn", name: "bengalese", letters: "অআইঈউঊএঐওঔকখগঘঙচছজঝঞটঠডঢণতথদধনপফব"},
		{code: "zh", name: "cinese", letters: "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那"},
	}
	for i := range all {
		all[i].learn()
	}
	return all
})

// learn makes the tables ready that texts are put back with.
func (t *tongue) learn() {
	t.ours, t.there, t.backward = make(map[string]string), make(map[rune]rune), make(map[rune]rune)
	for own, theirs := range t.words {
		t.ours[theirs] = own
	}
	letters := []rune(t.letters)
	for i, r := range []rune(italianLetters) {
		if i < len(letters) {
			t.there[r], t.backward[letters[i]] = letters[i], r
		}
	}
}

const (
	months = "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
	days   = "lunedì martedì mercoledì giovedì venerdì sabato domenica"
)

// pairs reads "word=other …", and then lists of words, two and two.
func pairs(both string, lists ...string) map[string]string {
	out := make(map[string]string)
	for pair := range strings.FieldsSeq(both) {
		ours, theirs, _ := strings.Cut(pair, "=")
		out[ours] = theirs
	}
	for i := 0; i+1 < len(lists); i += 2 {
		theirs := strings.Fields(lists[i+1])
		for k, word := range strings.Fields(lists[i]) {
			out[word] = theirs[k]
		}
	}
	return out
}

// Foreign puts an Italian text into the toy of a language, ISO 639-1: "ro", "es", "fr",
// "sq", "uk", "ar", "bn" or "zh"; other texts stay. keep are names that stay as they are,
// beside those with a capital in the middle of a sentence.
func Foreign(code, text string, keep ...string) string {
	for _, t := range tongues() {
		if t.code == code {
			return t.put(text, keep)
		}
	}
	return text
}

// Italian puts a text back that Foreign has written; another text stays.
func Italian(text string) string {
	for _, t := range tongues() {
		if t.wrote(text) {
			return t.back(text)
		}
	}
	return text
}

var foreignPiece = regexp.MustCompile(`[A-Z]+(?:_[A-Z]+)*_\d+|\S+@\S+|(?:https?://|www\.)\S+|п'ятниця|[\p{L}\p{M}]+`)

// put writes a text in the tongue.
func (t *tongue) put(text string, keep []string) string {
	var b strings.Builder
	end := 0
	for _, at := range append(places(text, keep), [2]int{len(text), len(text)}) {
		start := end
		for _, piece := range foreignPiece.FindAllStringIndex(text[start:at[0]], -1) {
			from := start + piece[0]
			b.WriteString(text[end:from] + t.word(text[from:start+piece[1]], inside(text[:from])))
			end = start + piece[1]
		}
		b.WriteString(text[end:at[1]])
		end = at[1]
	}
	return b.String()
}

// inside says whether a word that comes after a text is in the middle of a sentence.
func inside(text string) bool {
	if strings.HasSuffix(text, "'") {
		text = text[:strings.LastIndexByte(text, ' ')+1] // "dell'INPS"
	}
	before, ok := strings.CutSuffix(text, " ")
	last, _ := utf8.DecodeLastRuneInString(before)
	return ok && before != "" && (unicode.IsLetter(last) || unicode.IsDigit(last) || strings.ContainsRune(",;)»\"'’-", last))
}

// places are where names stand in a text, in its order; of two that overlap the longer.
func places(text string, names []string) [][2]int {
	names = slices.Clone(names)
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	var out [][2]int
	for _, name := range names {
		for from := 0; name != ""; {
			i := strings.Index(text[from:], name)
			if i < 0 {
				break
			}
			at := [2]int{from + i, from + i + len(name)}
			if !slices.ContainsFunc(out, func(o [2]int) bool { return o[0] < at[1] && at[0] < o[1] }) {
				out = append(out, at)
			}
			from = at[1]
		}
	}
	slices.SortFunc(out, func(a, b [2]int) int { return a[0] - b[0] })
	return out
}

// word is one word in the tongue. Names and what is no word stay.
func (t *tongue) word(w string, inside bool) string {
	first, _ := utf8.DecodeRuneInString(w)
	upper := unicode.IsUpper(first)
	switch {
	case strings.ContainsAny(w, "@_/.:"), upper && inside, len(w) > 1 && w == strings.ToUpper(w):
		return w
	case t.words[strings.ToLower(w)] != "":
		return cased(t.words[strings.ToLower(w)], upper)
	case t.letters == "":
		return w + t.mark
	}
	return swapped(strings.ToLower(w), t.there)
}

// cased writes a word with a capital, or as it is.
func cased(w string, upper bool) string {
	if !upper {
		return w
	}
	_, size := utf8.DecodeRuneInString(w)
	return strings.ToUpper(w[:size]) + w[size:]
}

// swapped writes a word in another alphabet, as far as that has its letters.
func swapped(w string, letters map[rune]rune) string {
	return strings.Map(func(r rune) rune {
		if other, ok := letters[r]; ok {
			return other
		}
		return r
	}, w)
}

// wrote says whether a text is in the tongue: it has its letters, or its mark.
func (t *tongue) wrote(text string) bool {
	if t.letters != "" {
		return strings.ContainsAny(text, t.letters)
	}
	return strings.Contains(text, t.mark) && slices.ContainsFunc(foreignPiece.FindAllString(text, -1), func(w string) bool {
		return strings.HasSuffix(w, t.mark)
	})
}

// back reads what put wrote. Where small and capital letters are one, a sentence begins
// with a capital.
func (t *tongue) back(text string) string {
	out := foreignPiece.ReplaceAllStringFunc(text, func(w string) string {
		first, _ := utf8.DecodeRuneInString(w)
		switch own := t.ours[strings.ToLower(w)]; {
		case own != "":
			return cased(own, unicode.IsUpper(first))
		case t.letters == "":
			return strings.TrimSuffix(w, t.mark)
		}
		return swapped(w, t.backward)
	})
	if first, _ := utf8.DecodeRuneInString(text); t.letters != "" && !unicode.Is(unicode.Latin, first) {
		out = cased(out, unicode.IsLetter(first))
	}
	return out
}

// said are questions that people ask in their own language, and the Italian that a
// translator makes of them.
func said() map[string]string {
	const nido, picchia = "Quanto costa il nido?", "Mio marito mi picchia e ho paura"
	return map[string]string{
		"bună ziua, cât costă creșa pentru copilul meu?": nido, "cat costa cresa pentru copilul meu?": nido,
		"скільки коштують ясла?": nido, "bonjour, combien coûte la crèche pour mon enfant ?": nido,
		"hola, ¿cuánto cuesta la guardería?": nido, "sa kushton çerdhja për fëmijën tim?": nido, "كم تكلفة الحضانة؟": nido,
		"নার্সারির খরচ কত?": nido, "托儿所多少钱?": nido,
		"și ce documente trebuie?": "E quali documenti servono?", "чоловік б'є мене, мені страшно": picchia,
		"bărbatul meu dă în mine și nu am unde pleca": picchia,
	}
}

// translating changes one fact of a text before it is translated, so that the lie is
// one in the other language, too. Each kind that a text has is as likely.
func (l lie) translating(schema json.RawMessage, kinds []ChangeKind) Answer {
	told := l.prompt
	told.Texts = slices.Clone(told.Texts)
	for _, k := range l.chance.Perm(len(kinds)) {
		for _, i := range l.chance.Perm(len(told.Texts)) {
			text, change := l.about(told.Texts[i].Parts[0].Text, kinds[k:k+1])
			if change.Kind == "" {
				continue
			}
			told.Texts[i].Parts = []Part{{Text: text}}
			return Answer{Text: fill(schema, told), Change: change}
		}
	}
	return Answer{Text: fill(schema, told)}
}

// IntoItalian says whether a chat asks for translations into Italian.
func IntoItalian(c Chat) bool {
	return c.Step == caterina.StepTranslate && strings.Contains(c.System(), "Traduci i testi in italiano")
}

var quotedName = regexp.MustCompile(`"([^"\n]+)"`)

// translated is what an honest translator makes of a text of a prompt. A language that is
// no toy it does not know: then the text stays.
func (p *Prompt) translated(text string) string {
	first, rest, _ := strings.Cut(p.System, "\n")
	if strings.Contains(first, "in italiano") {
		if known := said()[strings.ToLower(strings.TrimSpace(strings.ReplaceAll(text, "？", "?")))]; known != "" {
			return known
		}
		return Italian(text)
	}
	var keep []string
	for _, m := range quotedName.FindAllStringSubmatch(rest, -1) {
		keep = append(keep, m[1])
	}
	for _, t := range tongues() {
		if strings.Contains(first, "in "+t.name+".") {
			return t.put(text, keep)
		}
	}
	return text
}
