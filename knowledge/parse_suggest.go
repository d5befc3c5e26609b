package knowledge

import (
	"fmt"
	"reflect"
	"strings"

	"example.org/caterina"
)

// suggest says which key was probably meant, or which ones there are.
func suggest(name string, keys []structKey) string {
	var names []string
	for _, k := range keys {
		names = append(names, k.name)
	}
	if near := nearest(name, names); near != "" {
		return fmt.Sprintf("Forse volevi scrivere «%s»", near)
	}
	return "Le voci ammesse sono: " + strings.Join(names, ", ")
}

// nearest returns the name that text most resembles, "" when none does. Italian
// words for our keys count as resembling them.
func nearest(text string, names []string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	text = strings.NewReplacer("-", "_", " ", "_").Replace(text)
	italian := italianWords()
	best, least := "", max(1, len(text)/3)+1
	for _, name := range names {
		d := editDistance(text, name)
		for _, word := range italian[name] {
			d = min(d, editDistance(text, word))
		}
		if d < least {
			best, least = name, d
		}
	}
	return best
}

// italianWords returns the Italian words that people write for our keys.
func italianWords() map[string][]string {
	return map[string][]string{
		"kind":              {"tipo", "genere"},
		"title":             {"titolo"},
		"name":              {"nome"},
		"section":           {"sezione"},
		"summary":           {"sommario", "riassunto", "sintesi", "descrizione_breve"},
		"description":       {"descrizione"},
		"recipients":        {"destinatari", "requisiti"},
		"amount":            {"importo", "quanto"},
		"how_to_access":     {"come_fare", "accesso"},
		"documents":         {"documenti", "cosa_serve"},
		"result":            {"risultato", "cosa_si_ottiene"},
		"cost":              {"costo", "costi"},
		"deadlines":         {"scadenza", "scadenze", "tempi"},
		"offices":           {"uffici", "ufficio"},
		"contacts":          {"contatti"},
		"forms":             {"moduli"},
		"questions":         {"domande"},
		"keywords":          {"parole_chiave"},
		"owner":             {"responsabile"}, //nolint:misspell // Italian
		"address":           {"indirizzo"},
		"phone":             {"telefono"},
		"phones":            {"telefono", "telefoni"},
		"hours":             {"orario", "orari"},
		"closures":          {"chiusure"},
		"duration":          {"durata"},
		"sections":          {"sezioni"},
		"queues":            {"code"},
		"languages":         {"lingue"},
		"website":           {"sito"},
		"desk":              {"sportello"},
		"patron_day":        {"patrono", "santo_patrono"},
		"texts":             {"testi"},
		"text":              {"testo", "frase"},
		"colours":           {"colori"},
		"emergency_numbers": {"numeri_di_emergenza"},
		"topic":             {"argomento", "tema"},
		"topics":            {"argomenti", "temi"},
		"links":             {"collegamenti"},
		"valid":             {"valido", "validita"},
		"verified_on":       {"verificato", "verificata_il"}, //nolint:misspell // Italian
		"capacity":          {"posti"},
		"date":              {"data"},
		"reason":            {"motivo"},
	}
}

// editDistance counts the letters to add, drop, change or swap between a and b.
func editDistance(a, b string) int {
	const longest = 64 // keys are short; what is longer resembles none
	if len(a) > longest || len(b) > longest {
		return longest
	}
	before, prev, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
		}
		before, prev, cur = prev, cur, before
	}
	return prev[len(b)]
}

// badFormat says what is wrong with a text that a type of the root refused.
func badFormat(t reflect.Type, text string) (problem, fix string) {
	text = shorten(text)
	switch t {
	case reflect.TypeFor[caterina.Date]():
		return fmt.Sprintf("«%s» non è una data", text), "Scrivi anno-mese-giorno, per esempio 2026-11-01"
	case reflect.TypeFor[caterina.MonthDay](), reflect.TypeFor[caterina.PatronDay]():
		return fmt.Sprintf("«%s» non è un giorno dell'anno", text), "Scrivi mese-giorno fra virgolette, per esempio \"12-01\" per il 1° dicembre"
	case reflect.TypeFor[caterina.Clock]():
		return fmt.Sprintf("«%s» non è un orario", text), "Scrivi ore:minuti fra virgolette, per esempio \"09:30\""
	case reflect.TypeFor[caterina.Weekday]():
		return fmt.Sprintf("«%s» non è un giorno della settimana", text), "Scrivi mon, tue, wed, thu, fri, sat o sun"
	}
	return fmt.Sprintf("«%s» non si capisce", text), "Guarda lo schema in docs/schema"
}
