package caterina_test

import (
	"strings"
	"testing"

	"example.org/caterina"
)

func TestSlugifyMakesSlugsOfNames(t *testing.T) {
	t.Parallel()

	for name, want := range map[string]string{
		"Scuola, ragazze e ragazzi":     "scuola-ragazze-e-ragazzi",
		"  Disabilità (L. 104/1992) ":   "disabilita-l-104-1992",
		"Città – Ufficio dell'Anagrafe": "citta-ufficio-dell-anagrafe",
		"ÀÈÌÒÙ àáâãäåèéêëìíîïòóôõö":     "aeiou-aaaaaaeeeeiiiiooooo",
		"ùúûüýÿñçčćšžđ":                 "uuuuyyncccszd",
		"e\u0300 gia\u0300 fatto":       "e-gia-fatto",
		"周一":                            "",
		"--":                            "",
		strings.Repeat("a", 100):        strings.Repeat("a", 80),
		strings.Repeat("a", 79) + " b":  strings.Repeat("a", 79),
	} {
		got := caterina.Slugify(name)
		if got != want {
			t.Errorf("Slugify(%q) = %q, want %q", name, got, want)
		}
		if got != "" && !caterina.ValidSlug(got) {
			t.Errorf("Slugify(%q) = %q is not a valid slug", name, got)
		}
	}
}

func TestValidSlug(t *testing.T) {
	t.Parallel()

	for _, good := range []string{"a", "7", "bonus-utenze", "appio-io-it-fci-documents-1", "a--b", "a-", strings.Repeat("x", 80)} {
		if !caterina.ValidSlug(good) {
			t.Errorf("%q was refused", good)
		}
	}
	for _, bad := range []string{"", "-a", "Bonus", "bonus utenze", "bonus_utenze", "città", "a/b", "a\n", "a.b", strings.Repeat("x", 81), "\u200ba"} {
		if caterina.ValidSlug(bad) {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestStripHiddenRemovesOnlyWhatNobodySees(t *testing.T) {
	t.Parallel()

	for in, want := range map[string]string{
		"bonus\u200b uten\u00adze":                         "bonus utenze",
		"a\U000E0041\U000E0042\U000E007F":                  "a",
		"\u202eabc\u202c \u2066x\u2069 \u200e\u200f\u061c": "abc x ",
		"\ufeffciao\r\n\x00\x07\x1b[31m":                   "ciao\n[31m",
		"a\U000E0100b\ufe00c":                              "abc",
		"riga\n\telenco":                                   "riga\n\telenco",
		"perché no? 🏳️ ☎︎ 10 €":                            "perché no? 🏳️ ☎︎ 10 €",
		"a\u3164b\u115f\ue000":                             "ab",
		"":                                                 "",
	} {
		if got := caterina.StripHidden(in); got != want {
			t.Errorf("StripHidden(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTelephonesAreDialled(t *testing.T) {
	t.Parallel()

	for number, want := range map[string]string{
		"0577 292353": "+390577292353", "0577/292353": "+390577292353", "080.577.77.77": "+390805777777", "(+39) 05 505 2334": "+39055052334",
		"0432/824500 int. 1/1": "+390432824500", "800.735.735": "800735735", "1.96.96": "19696", "803.164": "803164", "112": "112", "1522": "1522",
		"116000": "116000", "333 1234567": "+393331234567", "0039 333 1234567": "+393331234567", "sportello": "", "": "", "12": "",
	} {
		if got := caterina.Dialled(number); got != want {
			t.Errorf("Dialled(%q) = %q, want %q", number, got, want)
		}
	}
}

func TestTelephonesAreShownAsPeopleWriteThem(t *testing.T) {
	t.Parallel()

	for number, want := range map[string]string{
		"+390577111222": "0577 111222", "+3902123456": "02 123456", "+390612345678": "06 12345678", "+390805777777": "080 5777777", "+39055052334": "055 052334",
		"+393331234567": "333 1234567", "+390541123456": "0541 123456", "+441632960001": "+441632960001", "0577 111222": "0577 111222", "+39112": "+39112", "": "",
	} {
		if got := caterina.ShownPhone(number); got != want {
			t.Errorf("ShownPhone(%q) = %q, want %q", number, got, want)
		}
	}
}
