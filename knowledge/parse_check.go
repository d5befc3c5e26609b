package knowledge

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"example.org/caterina"
)

// The forms of values, as in the published schemas.
var (
	emailForm    = regexp.MustCompile(`^[^@\s<>",;]+@[^@\s<>",;]+\.[^@\s<>",;.]+$`)
	phoneForm    = regexp.MustCompile(`^[0-9+(][0-9 ()+./-]*( ?(int|interno|ext)\.? ?[0-9 /]+)?$`)
	threeDigits  = regexp.MustCompile(`^([^0-9]*[0-9]){3}`)
	languageForm = regexp.MustCompile(`^[a-z]{2}$`)
	colourForm   = regexp.MustCompile(`^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`)
)

// reject refuses the value at a path.
func (b *binder) reject(path, problem, fix string) { b.rejectAt(b.lineOf(path), path, problem, fix) }

// warn reports the value at a path without refusing it.
func (b *binder) warn(path, problem, fix string) {
	b.report.Warnings = append(b.report.Warnings, b.rejection(b.lineOf(path), path, problem, fix))
}

// fine says whether nothing was found wrong so far with the value at a path, or
// inside it.
func (b *binder) fine(path string) bool {
	return !slices.ContainsFunc(b.report.Rejected, func(r Rejection) bool {
		rest, here := strings.CutPrefix(r.Field, path)
		return here && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// lineOf returns the line of the value at a path, or of the nearest one around it.
func (b *binder) lineOf(path string) int {
	n := b.root
	for step := range strings.SplitSeq(path, ".") {
		key, index, listed := strings.Cut(strings.TrimSuffix(step, "]"), "[")
		next := n.field(key)
		if next == nil {
			break
		}
		n = next
		if i, err := strconv.Atoi(index); listed && err == nil && i <= len(n.list) {
			n = n.list[i-1]
		}
	}
	return n.line
}

// slug checks a name that other documents refer to.
func (b *binder) slug(path, value string) {
	if value == "" || caterina.ValidSlug(value) {
		return
	}
	fix := fmt.Sprintf("Usa solo lettere minuscole senza accenti, cifre e trattini, al massimo %d caratteri", caterina.MaxSlug)
	if better := caterina.Slugify(value); better != "" {
		fix += fmt.Sprintf(": per esempio «%s»", better)
	}
	b.reject(path, fmt.Sprintf("«%s» non è un nome breve valido", shorten(value)), fix)
}

func (b *binder) slugs(path string, values []string) {
	for i, v := range values {
		b.slug(fmt.Sprintf("%s[%d]", path, i+1), v)
	}
}

// webAddress checks an address of the web.
func (b *binder) webAddress(path, value string) {
	if value == "" || isWeb(value) {
		return
	}
	fix := "Scrivi l'indirizzo intero, che comincia con https://"
	if isWeb("https://" + value) {
		fix = "Scrivi https://" + shorten(value)
	}
	b.reject(path, fmt.Sprintf("«%s» non è un indirizzo web", shorten(value)), fix)
}

// linkAddress checks an address that a link may lead to: web, mail or telephone.
func (b *binder) linkAddress(path, value string) {
	switch scheme, rest, _ := strings.Cut(value, ":"); {
	case scheme == "mailto" && emailForm.MatchString(rest):
	case scheme == "tel" && isPhone(rest):
	case scheme == "mailto" || scheme == "tel":
		b.reject(path, fmt.Sprintf("«%s» non è un indirizzo completo", shorten(value)), "Scrivi per esempio mailto:urp@comune.it oppure tel:0577292353")
	default:
		b.webAddress(path, value)
	}
}

func isWeb(value string) bool {
	if strings.ContainsAny(value, " \t\n\"<>\\`{}|^") {
		return false
	}
	u, err := url.Parse(value)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}

func isPhone(value string) bool {
	return phoneForm.MatchString(value) && threeDigits.MatchString(value)
}

func (b *binder) emails(path string, values []string) {
	for i, v := range values {
		if !emailForm.MatchString(v) {
			b.reject(fmt.Sprintf("%s[%d]", path, i+1), fmt.Sprintf("«%s» non è un indirizzo email", shorten(v)), "Scrivi per esempio urp@comune.it")
		}
	}
}

// phones checks telephone numbers and puts each on one line.
func (b *binder) phones(path string, values []string) {
	for i, v := range values {
		values[i] = oneLine(v)
		b.phone(fmt.Sprintf("%s[%d]", path, i+1), values[i])
	}
}

func (b *binder) phone(path, value string) {
	if value != "" && !isPhone(value) {
		b.reject(path, fmt.Sprintf("«%s» non è un numero di telefono", shorten(value)), "Scrivi solo il numero, per esempio \"0577 292353\"; orari e spiegazioni vanno in un'altra voce")
	}
}

// oneOf checks a word against the ones there are.
func (b *binder) oneOf(path, value string, words []string) {
	if value == "" || slices.Contains(words, value) {
		return
	}
	fix := "Scrivi uno di questi: " + strings.Join(words, ", ")
	if near := nearest(value, words); near != "" {
		fix = fmt.Sprintf("Forse volevi scrivere «%s»; i valori ammessi sono: %s", near, strings.Join(words, ", "))
	}
	b.reject(path, fmt.Sprintf("«%s» non è un valore ammesso", shorten(value)), fix)
}

// upTo checks a whole number, which may not be negative.
func (b *binder) upTo(most int, path string, value int) {
	if value < 0 || value > most {
		b.reject(path, fmt.Sprintf("%d non va bene", value), fmt.Sprintf("Scrivi un numero da 0 a %d", most))
	}
}

// inOrder checks that a second date does not come before the first.
func (b *binder) inOrder(path string, first, second *caterina.Date) {
	if first != nil && second != nil && second.Before(*first) {
		b.reject(path, fmt.Sprintf("la fine (%s) viene prima dell'inizio (%s)", second, first), "Controlla le due date")
	}
}

// distinct checks that no slug of a list is there twice.
func (b *binder) distinct(path string, slugs []string) {
	seen := map[string]bool{}
	for i, s := range slugs {
		if seen[s] && s != "" {
			b.reject(fmt.Sprintf("%s[%d]", path, i+1), fmt.Sprintf("«%s» compare due volte", shorten(s)), "Tieni una sola delle due voci")
		}
		seen[s] = true
	}
}

// oneLine puts a text on one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// labelled gives links without a label their address as one.
func labelled(links []caterina.Link) {
	for i := range links {
		links[i].Label = oneLine(cmp.Or(links[i].Label, links[i].URL))
	}
}
