package verify_test

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
)

// A change makes one fact of a true sentence false. Like the rewordings it is written
// without the code it measures.
type change struct {
	name string
	make func(r *rand.Rand, d draft) string // "" where the sentence has no such fact
}

var (
	dayName     = regexp.MustCompile(`(?i)\b(lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica)`)
	monthName   = regexp.MustCompile(`\b(gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)\b`)
	anyNumber   = regexp.MustCompile(`\d+`)
	anyHour     = regexp.MustCompile(`(?:dalle|alle|alle ore|dalle ore) (\d{1,2})(?:[.:,](\d\d))?`)
	anyTerm     = regexp.MustCompile(`\b(\d+|[a-z]+) (giorni|mesi|anni|settimane)\b`)
	anyMail     = regexp.MustCompile(`[\w.]+@[\w.]+\w`)
	anyStreet   = regexp.MustCompile(`(?i)\b(?:via|piazza|viale|corso) (?:d[aei]l(?:la)? |il )?([A-Z][a-zà-ù']+)`)
	anyOffice   = regexp.MustCompile(`(Sportello Famiglia|[Ss]ervizio sociale|Bari aiuta|INPS|Servizio Sociale|CAF)`)
	anyYear     = regexp.MustCompile(`\b20\d\d\b`)
	anyBound    = regexp.MustCompile(`(?i)\b(fino a|entro|almeno|meno di|più di|sotto|oltre)\b`)
	anyNeed     = regexp.MustCompile(`\b(serve|servono|devi|puoi|può|possono)\b`)
	anyAmount   = regexp.MustCompile(`(?:€ |EUR )?\d[\d.]*(?:,\d\d)?(?: euro| €)?`)
	anyPeriod   = regexp.MustCompile(`\b(al mese|l'anno|all'anno|ogni mese|ogni anno|al giorno)\b`)
	anyGratis   = regexp.MustCompile(`\b(gratuito|gratuita|gratis|gratuiti)\b`)
	wholeNumber = regexp.MustCompile(`\b\d{1,3}(?:\.\d{3})+(?:,\d\d)?|\b\d+(?:,\d\d)?`)
)

// one replaces one match of a pattern by what f makes of it.
func one(r *rand.Rand, re *regexp.Regexp, text string, f func(found string) string) string {
	at := re.FindAllStringIndex(text, -1)
	if len(at) == 0 {
		return ""
	}
	m := at[r.IntN(len(at))]
	now := f(text[m[0]:m[1]])
	if now == "" || now == text[m[0]:m[1]] {
		return ""
	}
	return text[:m[0]] + now + text[m[1]:]
}

// otherOf returns another word of a list, of the same case.
func otherOf(r *rand.Rand, words []string, not string) string {
	for {
		if w := words[r.IntN(len(words))]; !strings.EqualFold(w, not) {
			if not[0] >= 'A' && not[0] <= 'Z' {
				return strings.ToUpper(w[:1]) + w[1:]
			}
			return w
		}
	}
}

// changes lists the ways to lie.
func changes() []change {
	days := strings.Fields("lunedì martedì mercoledì giovedì venerdì sabato domenica")
	offices := []string{"Ufficio tributi", "Sportello Lavoro", "ASL Toscana Sud", "Prefettura", "Agenzia delle Entrate"}
	opposite := map[string]string{
		"fino a": "almeno", "entro": "dopo", "almeno": "al massimo", "meno di": "più di", "più di": "meno di", "sotto": "sopra", "oltre": "entro",
	}
	return []change{
		{"digit", func(r *rand.Rand, d draft) string {
			return one(r, anyNumber, d.text, func(n string) string {
				i := r.IntN(len(n))
				digit := byte('0' + (int(n[i]-'0')+1+r.IntN(8))%10)
				if i == 0 && len(n) > 1 && digit == '0' {
					digit = '7'
				}
				return n[:i] + string(digit) + n[i+1:]
			})
		}},
		{"swap", func(r *rand.Rand, d draft) string {
			others := wholeNumber.FindAllString(d.card.source.Text, -1)
			return one(r, wholeNumber, d.text, func(n string) string {
				for range 20 {
					if o := others[r.IntN(len(others))]; len(o) > 1 && !strings.Contains(d.text, o) && (len(o) == len(n) || strings.Contains(o, ".") && strings.Contains(n, ".")) {
						return o
					}
				}
				return ""
			})
		}},
		{"weekday", func(r *rand.Rand, d draft) string {
			return one(r, dayName, d.text, func(w string) string { return otherOf(r, days, w) })
		}},
		{"month", func(r *rand.Rand, d draft) string {
			return one(r, monthName, d.text, func(w string) string { return otherOf(r, months, w) })
		}},
		{"hour", func(r *rand.Rand, d draft) string {
			return one(r, anyHour, d.text, func(w string) string {
				head := w[:strings.LastIndexAny(w, " ")+1]
				return head + strconv.Itoa(6+r.IntN(14)) + "." + []string{"05", "10", "20", "35", "40", "50"}[r.IntN(6)]
			})
		}},
		{"term", func(r *rand.Rand, d draft) string {
			return one(r, anyTerm, d.text, func(w string) string {
				n, unit, _ := strings.Cut(w, " ")
				if _, err := strconv.Atoi(n); err != nil && len(n) > 6 {
					return ""
				}
				return []string{inWords(33+r.IntN(9)) + " " + unit, strconv.Itoa(43+r.IntN(9)) + " " + unit}[r.IntN(2)]
			})
		}},
		{"unit", func(r *rand.Rand, d draft) string {
			return one(r, anyTerm, d.text, func(w string) string {
				n, unit, _ := strings.Cut(w, " ")
				if _, err := strconv.Atoi(n); err != nil {
					return ""
				}
				return n + " " + otherOf(r, strings.Fields("giorni mesi anni settimane"), unit)
			})
		}},
		{"mail", func(r *rand.Rand, d draft) string {
			return one(r, anyMail, d.text, func(w string) string { return []string{"info@" + w[strings.Index(w, "@")+1:], "x" + w}[r.IntN(2)] })
		}},
		{"street", func(r *rand.Rand, d draft) string {
			return one(r, anyStreet, d.text, func(w string) string {
				return w[:strings.LastIndex(w, " ")+1] + otherOf(r, []string{"Garibaldi", "Mazzini", "Verdi", "Cavour"}, w[strings.LastIndex(w, " ")+1:])
			})
		}},
		{"office", func(r *rand.Rand, d draft) string {
			return one(r, anyOffice, d.text, func(w string) string { return otherOf(r, offices, w) })
		}},
		{"year", func(r *rand.Rand, d draft) string {
			return one(r, anyYear, d.text, func(string) string { return strconv.Itoa(2028 + r.IntN(9)) })
		}},
		{"add a year", func(r *rand.Rand, d draft) string {
			return one(r, regexp.MustCompile(`\b\d{1,2} (?:gennaio|marzo|aprile|giugno|settembre|dicembre)\b[^ ]`), d.text, func(w string) string {
				return w[:len(w)-1] + " 2031" + w[len(w)-1:]
			})
		}},
		{"bound", func(r *rand.Rand, d draft) string {
			if !anyNumber.MatchString(d.text) {
				return ""
			}
			return one(r, regexp.MustCompile(`(?i)\b(fino a|entro|almeno|meno di|più di|oltre) (?:il |i |l')?\d`), d.text, func(w string) string {
				b := anyBound.FindString(w)
				return strings.Replace(w, b, opposite[strings.ToLower(b)], 1)
			})
		}},
		{"negation", func(r *rand.Rand, d draft) string {
			return one(r, anyNeed, d.text, func(w string) string {
				if strings.Contains(strings.ToLower(d.text), "non ") {
					return ""
				}
				return "non " + w
			})
		}},
		{"period", func(r *rand.Rand, d draft) string {
			return one(r, anyPeriod, d.text, func(w string) string {
				if strings.HasPrefix(w, "ogni") {
					return "ogni settimana"
				}
				return map[string]string{"al mese": "all'anno", "l'anno": "al mese", "all'anno": "al giorno", "al giorno": "al mese"}[w]
			})
		}},
		{"free", func(r *rand.Rand, d draft) string {
			return one(r, anyGratis, d.text, func(string) string { return "a pagamento" })
		}},
		{"scale", func(r *rand.Rand, d draft) string {
			return one(r, anyAmount, d.text, func(w string) string {
				if !strings.ContainsAny(w, "€eE") {
					return ""
				}
				return strings.Replace(w, strings.Trim(w, "€ euroEUR."), strings.Trim(w, "€ euroEUR.")+" mila", 1)
			})
		}},
	}
}
