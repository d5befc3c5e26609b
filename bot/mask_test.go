package bot

import (
	"strings"
	"testing"
)

func TestMaskHidesPersonalData(t *testing.T) {
	t.Parallel()

	for _, tc := range []struct{ name, text, want string }{
		{"tax code", "il mio codice è RSSMRA80A01H501U grazie", "il mio codice è [codice fiscale] grazie"},
		{"tax code in small letters", "rssmra85t10a562s", "[codice fiscale]"},
		{"tax code split by spaces", "RSS MRA 80A01 H501U", "[codice fiscale]"},
		{"tax code split everywhere", "B N C L R A 9 0 D 4 5 I 7 2 6 U", "[codice fiscale]"},
		{"tax code with dashes", "VRD-GPP-70M12-A662V", "[codice fiscale]"},
		{"omocodia, one letter", "RSSMRA80A01H50MM", "[codice fiscale]"},
		{"omocodia, three letters", "RSSMRA80A01H5LMX", "[codice fiscale]"},
		{"omocodia, all letters", "RSSMRAULALMHRLMD", "[codice fiscale]"},
		{"tax code with a wrong last letter is still one", "GRCGTA95B45C351A", "[codice fiscale]"},
		{"tax code with hidden characters", "RSSMRA\u200b80A01\u00adH501U", "[codice fiscale]"},
		{"tax code in full-width letters", "ＲＳＳＭＲＡ８０Ａ０１Ｈ５０１Ｕ", "[codice fiscale]"},
		{"IBAN", "IT60X0542811101000000123456", "[iban]"},
		{"IBAN in groups", "ecco: IT60 X054 2811 1010 0000 0123 456 va bene?", "ecco: [iban] va bene?"},
		{"IBAN in small letters", "it60x0542811101000000123456", "[iban]"},
		{"foreign IBAN", "DE89 3704 0044 0532 0130 00", "[iban]"},
		{"payment card", "4111 1111 1111 1111", "[carta]"},
		{"payment card with dashes", "5500-0000-0000-0004", "[carta]"},
		{"mobile", "chiamami al 333 1234567", "chiamami al [telefono]"},
		{"mobile without spaces", "3331234567", "[telefono]"},
		{"mobile with country code", "+39 333 123 4567", "[telefono]"},
		{"mobile with 0039", "0039 3331234567", "[telefono]"},
		{"mobile with dots", "333.123.45.67", "[telefono]"},
		{"landline", "0577 123456", "[telefono]"},
		{"landline with slash", "0577/123456", "[telefono]"},
		{"foreign number", "+40 721 234 567", "[telefono]"},
		{"number in brackets", "(+39) 05 505 2334", "[telefono]"},
		{"e-mail", "scrivi a mario.rossi@example.com, grazie", "scrivi a [email], grazie"},
		{"e-mail with spaces", "mario @ example.com", "[email]"},
		{"several", "RSSMRA80A01H501U 3331234567 a@b.it", "[codice fiscale] [telefono] [email]"},
		{"provisional tax code", "12345678903", "[codice fiscale]"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := Mask(tc.text); got != tc.want {
				t.Errorf("Mask(%q) = %q, want %q", tc.text, got, tc.want)
			}
		})
	}
}

func TestMaskLeavesWhatIsNotPersonal(t *testing.T) {
	t.Parallel()

	for _, text := range []string{
		"che documenti servono per il bonus utenze?",
		"ho un ISEE di 20.668,26 euro",
		"nato il 25/12/2020",
		"dal 01.09.2026 al 30.06.2027",
		"chiama il 112 o il 1522",
		"numero verde 800 290 290",
		"803 164 da fisso",
		"116117",
		"il bando 2026/2027",
		"via del Casato di Sotto 23, 53100 Siena",
		"prendo 413,10 euro per 5 mesi",
		"ISEE 12000",
		"1.317.613 euro",
		"IT99X0542811101000000123456", // wrong check digits: no IBAN
		"4111 1111 1111 1112",         // wrong last digit: no card
		"pratica 20261122",
	} {
		if got := Mask(text); got != text {
			t.Errorf("Mask(%q) = %q, want it untouched", text, got)
		}
	}
}

func TestMaskKeepsTheTownsOwnContacts(t *testing.T) {
	t.Parallel()

	const text = "0577 292353, +39 0577/292353, sportello@comune.example.it, 0577 111111"
	const want = "0577 292353, +39 0577/292353, sportello@comune.example.it, [telefono]"
	if got := Mask(text, "0577 292353", "sportello@comune.example.it"); got != want {
		t.Errorf("Mask = %q, want %q", got, want)
	}
}

func FuzzMaskLeavesNoTaxCode(f *testing.F) {
	f.Add("il mio è ", " grazie")
	f.Add("", "1")
	f.Fuzz(func(t *testing.T, before, after string) {
		text := before + " RSSMRA80A01H501U " + after
		if got := Mask(text); strings.Contains(got, "RSSMRA80A01H501U") {
			t.Errorf("Mask(%q) = %q", text, got)
		}
	})
}
