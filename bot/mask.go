package bot

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// What Mask puts in the place of personal data.
const (
	maskedTaxCode = "[codice fiscale]"
	maskedIBAN    = "[iban]"
	maskedCard    = "[carta]"
	maskedPhone   = "[telefono]"
	maskedEmail   = "[email]"
)

var (
	emailPattern = regexp.MustCompile(`(?i)[\p{L}\p{N}._%+\-]+\s?@\s?[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+`)
	ibanPattern  = regexp.MustCompile(`(?i)\b[A-Z]{2}[ .\-]?\d{2}(?:[ .\-]?[A-Z0-9]){11,30}`)
	// A tax code, its sixteen characters together or with separators between them.
	taxCodePattern = regexp.MustCompile(`(?i)\b[A-Z](?:[ .\-]?[A-Z]){5}(?:[ .\-]?[0-9LMNPQRSTUV]){2}[ .\-]?[ABCDEHLMPRST](?:[ .\-]?[0-9LMNPQRSTUV]){2}[ .\-]?[A-Z](?:[ .\-]?[0-9LMNPQRSTUV]){3}[ .\-]?[A-Z]\b`)
	digitsPattern  = regexp.MustCompile(`(?:\(?\+|\b)\d(?:[ ./()\-]{0,2}\d){5,22}\b`)
	datePattern    = regexp.MustCompile(`^\d{1,2}[./\-]\d{1,2}[./\-](?:\d{2}|\d{4})$`)
	thousands      = regexp.MustCompile(`^\d{1,3}(?:\.\d{3})+$`)
)

// Mask replaces personal data in a text by what kind it was: tax codes, IBANs,
// payment cards, telephone numbers and e-mail addresses. Public numbers (112,
// 1522, 800…) stay, and so does everything in keep: the town's own numbers and
// addresses. It is to be used before a text reaches a log or a statistic; a Masker
// does the same for a model, whose answer needs them back. Hidden characters are
// removed on the way.
func Mask(text string, keep ...string) string {
	return masking{keep: keep, put: func(kind, _ string) string { return kind }}.text(text)
}

// masking looks for personal data. What put returns takes the place of what was
// found, which is of the kind given to it.
type masking struct {
	keep []string
	put  func(kind, found string) string
}

func (m masking) text(text string) string {
	text = strings.Map(narrow, clean(text))
	text = emailPattern.ReplaceAllStringFunc(text, func(found string) string {
		if kept(m.keep, found) {
			return found
		}
		return m.put(maskedEmail, found)
	})
	text = ibanPattern.ReplaceAllStringFunc(text, m.iban)
	text = m.taxCodes(text)
	return digitsPattern.ReplaceAllStringFunc(text, func(found string) string {
		if kept(m.keep, found) {
			return found
		}
		return m.digits(found)
	})
}

// taxCodes masks every tax code. What looks like one but is split and has
// the wrong last letter may overlap a real one, so the search goes on inside it.
func (m masking) taxCodes(text string) string {
	var b strings.Builder
	for {
		at := taxCodePattern.FindStringIndex(text)
		if at == nil {
			b.WriteString(text)
			return b.String()
		}
		found := text[at[0]:at[1]]
		if code := compact(found); len(found) == len(code) || validTaxCode(code) {
			b.WriteString(text[:at[0]] + m.put(maskedTaxCode, found))
			text = text[at[1]:]
			continue
		}
		b.WriteString(text[:at[0]+1])
		text = text[at[0]+1:]
	}
}

// narrow turns full-width letters and digits into ordinary ones.
func narrow(r rune) rune {
	if r >= 0xff01 && r <= 0xff5e {
		return r - 0xfee0
	}
	return r
}

// compact keeps letters and digits, in capitals.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// kept says whether what was found is one of the things to leave.
func kept(keep []string, found string) bool {
	same := compact(dropCountry(found))
	return slices.ContainsFunc(keep, func(k string) bool { return compact(dropCountry(k)) == same })
}

// dropCountry cuts the Italian country code off a telephone number.
func dropCountry(number string) string {
	number = strings.TrimPrefix(strings.TrimSpace(number), "(")
	number = strings.TrimPrefix(number, "0039")
	return strings.TrimPrefix(number, "+39")
}

// iban masks the longest beginning of a candidate that is an IBAN: the
// pattern may have swallowed the words after it.
func (m masking) iban(found string) string {
	for end := len(found); end >= 15; end-- {
		code := compact(found[:end])
		if validIBAN(code) && (end == len(found) || !isAlnum(found[end])) {
			return m.put(maskedIBAN, found[:end]) + found[end:]
		}
	}
	return found
}

func isAlnum(b byte) bool { return unicode.IsLetter(rune(b)) || unicode.IsDigit(rune(b)) }

// validIBAN checks an IBAN's two check digits (ISO 13616, mod 97).
func validIBAN(code string) bool {
	if len(code) < 15 || len(code) > 34 || code[:2] == "IT" && len(code) != 27 {
		return false
	}
	rest := 0
	for _, r := range code[4:] + code[:4] {
		switch {
		case unicode.IsDigit(r):
			rest = (rest*10 + int(r-'0')) % 97
		default:
			rest = (rest*100 + int(r-'A') + 10) % 97
		}
	}
	return rest == 1
}

// validTaxCode checks the last letter of an Italian tax code (D.M. 12 March
// 1974), also of one whose digits were replaced by letters because two people
// would have had the same.
func validTaxCode(code string) bool {
	if len(code) != 16 {
		return false
	}
	odd := [...]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}
	sum := 0
	for i, r := range code[:15] {
		value := int(r - '0')
		if unicode.IsLetter(r) {
			value = int(r - 'A')
		}
		if i%2 == 0 {
			value = odd[value]
		}
		sum += value
	}
	return int(code[15]-'A') == sum%26
}

// digits masks a run of digits that is a payment card, a provisional tax
// code or a telephone number, and leaves dates, amounts and public numbers.
func (m masking) digits(found string) string {
	digits := compact(found)
	switch {
	case datePattern.MatchString(found), thousands.MatchString(found):
		return found
	case len(digits) >= 13 && len(digits) <= 19 && luhn(digits):
		return m.put(maskedCard, found)
	case isPhone(found, digits):
		return m.put(maskedPhone, found)
	case len(digits) == 11 && len(found) == 11 && luhn(digits):
		return m.put(maskedTaxCode, found)
	}
	return found
}

// luhn checks the last digit of a payment card, and of an eleven-digit code.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// isPhone says whether digits are a private telephone number: with a country
// code, an Italian mobile one or a landline one. Free and short numbers are
// public.
func isPhone(found, digits string) bool {
	international := strings.HasPrefix(strings.TrimLeft(found, "("), "+") || strings.HasPrefix(digits, "00")
	digits = strings.TrimPrefix(digits, "00")
	if international {
		if strings.HasPrefix(digits, "39") {
			digits = digits[2:]
		} else {
			return len(digits) >= 8 && len(digits) <= 15
		}
	} else if len(digits) == 12 && strings.HasPrefix(digits, "393") {
		digits = digits[2:]
	}
	switch {
	case strings.HasPrefix(digits, "3"):
		return len(digits) == 9 || len(digits) == 10
	case strings.HasPrefix(digits, "0"):
		return len(digits) >= 6 && len(digits) <= 11
	}
	return false
}
