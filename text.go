package caterina

import (
	"strings"
	"unicode"
)

// MaxSlug is the longest slug, in characters.
const MaxSlug = 80

// ValidSlug says whether s can name a town, a card, an office or a service: up
// to MaxSlug small letters, digits and hyphens, beginning with a letter or a
// digit.
func ValidSlug(s string) bool {
	if s == "" || len(s) > MaxSlug || s[0] == '-' {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
	})
}

// Slugify makes a slug of a name: "Scuola, ragazze e ragazzi" becomes
// "scuola-ragazze-e-ragazzi". It is "" when the name has no Latin letter or digit.
func Slugify(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range foldLetters(strings.ToLower(name)) {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(r)
	}
	s := b.String()
	return strings.TrimRight(s[:min(len(s), MaxSlug)], "-")
}

// foldLetters replaces accented small letters of the languages around us by
// their plain ones and drops combining accents.
func foldLetters(s string) string {
	const accented = "àáâãäåèéêëìíîïòóôõöùúûüýÿñçčćšžđ"
	const plain = "aaaaaaeeeeiiiiooooouuuuyyncccszd"
	from := []rune(accented)
	return strings.Map(func(r rune) rune {
		if r < 0x80 {
			return r
		}
		for i, a := range from {
			if a == r {
				return rune(plain[i])
			}
		}
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, s)
}

// StripHidden removes what a reader cannot see but a program would read: tag
// characters, bidirectional controls, zero-width characters, variation
// selectors beyond the emoji one, soft hyphens and control characters other
// than line feed and tab.
func StripHidden(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || (r >= ' ' && r < 0x7f):
			return r
		case Hidden(r):
			return -1
		}
		return r
	}, s)
}

// Hidden says whether r is one of the characters that StripHidden removes.
func Hidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r >= 0xFE00 && r <= 0xFE0D, r >= 0xE0100 && r <= 0xE01EF: // variation selectors; 0xFE0E and 0xFE0F choose text or emoji
		return true
	case r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0, r == 0x034F: // letters and joiners that show nothing
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co)
}

// Dialled returns what a telephone dials for a number as people write it:
// "0577/292353 int. 2" is "+390577292353". Short codes and free numbers have no
// country code. It is "" when there is no number.
func Dialled(number string) string {
	if i := strings.Index(strings.ToLower(number), "int"); i > 0 {
		number = number[:i]
	}
	var digits strings.Builder
	plus := false
	for _, r := range number {
		switch {
		case unicode.IsDigit(r) && r < 0x80:
			digits.WriteRune(r)
		case r == '+' && digits.Len() == 0:
			plus = true
		}
	}
	d := digits.String()
	switch {
	case len(d) < 3 || len(d) > 15:
		return ""
	case plus:
		return "+" + d
	case len(d) <= 6 || strings.HasPrefix(d, "80") || strings.HasPrefix(d, "1"):
		return d
	case strings.HasPrefix(d, "00"):
		return "+" + d[2:]
	}
	return "+39" + d
}

// ShownPhone writes a number in E.164 as people in Italy write it: "0577 111222" for
// "+390577111222". Others stay as they are.
func ShownPhone(number string) string {
	d, ok := strings.CutPrefix(number, "+39")
	if !ok || len(d) < 6 {
		return number
	}
	area := 3 // of a mobile, or a town whose third digit says so
	switch {
	case d[0] != '0':
	case strings.HasPrefix(d, "02"), strings.HasPrefix(d, "06"):
		area = 2
	case !strings.ContainsRune("0159", rune(d[2])):
		area = 4
	}
	return d[:area] + " " + d[area:]
}
