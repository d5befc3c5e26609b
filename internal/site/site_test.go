package site

import (
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

func TestFirstPage(t *testing.T) {
	t.Parallel()
	h := newSite(t, demo(t), monday())
	body := page200(t, h, "/")
	wants(t, body,
		`<html lang="it">`, "Siena", "Bonus e servizi per la tua famiglia", `src="/widget.js" data-town="siena"`,
		"Nascita e prima infanzia", "Famiglia e figli", "Servizi nazionali", "Sportello Famiglia",
		"Aperto adesso, fino alle 13:00", `href="tel:0577292353"`, "0577 292353", "/towns/siena/privacy", "/chat/siena",
	)
	if other := page200(t, h, "/towns/siena"); other != strings.ReplaceAll(body, `href="/?lang=en"`, `href="/towns/siena?lang=en"`) {
		t.Error("/ is not the page of the default town")
	}
	wants(t, page200(t, h, "/towns/bari"), "Comune di Bari", `data-town="bari"`)
}

// TestEveryLinkLeadsSomewhere walks the whole site in both languages.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	t.Parallel()
	library := demo(t)
	h := newSite(t, library, monday())
	link := regexp.MustCompile(`(?:href|src|action)="([^"]+)"`)
	id := regexp.MustCompile(`id="([^"]+)"`)
	seen := map[string]bool{}
	queue := addresses(library)
	for len(queue) > 0 {
		url := queue[0]
		queue = queue[1:]
		if seen[url] {
			continue
		}
		seen[url] = true
		body := page200(t, h, url)
		ids := map[string]bool{}
		for _, m := range id.FindAllStringSubmatch(body, -1) {
			if ids[m[1]] {
				t.Errorf("%s: two elements have the id %q", url, m[1])
			}
			ids[m[1]] = true
		}
		for _, m := range link.FindAllStringSubmatch(body, -1) {
			target := html.UnescapeString(m[1])
			switch {
			case strings.HasPrefix(target, "#"):
				if !ids[target[1:]] {
					t.Errorf("%s links to %s, which is not on the page", url, target)
				}
			case strings.HasPrefix(target, "/chat/"): // another package
			case strings.HasPrefix(target, "/"):
				if !strings.Contains(body, "<html") {
					continue
				}
				queue = append(queue, target)
			case !regexp.MustCompile(`^(https?:|mailto:|tel:)`).MatchString(target):
				t.Errorf("%s links to %q", url, target)
			}
		}
	}
	if len(seen) < 300 {
		t.Errorf("only %d addresses were found", len(seen))
	}
}

// TestNothingInline keeps the pages fit for the strictest security policy.
func TestNothingInline(t *testing.T) {
	t.Parallel()
	library := demo(t)
	h := newSite(t, library, monday())
	inline := regexp.MustCompile(`<script(?:>|[^>]*[^>\s]>[^<])|<style|\sstyle="|\son[a-z]+="|javascript:`)
	for _, url := range addresses(library) {
		body := page200(t, h, url)
		if m := inline.FindString(body); m != "" {
			t.Errorf("%s holds %q", url, m)
		}
		if n := strings.Count(body, "<h1"); n != 1 {
			t.Errorf("%s has %d headings of the first level", url, n)
		}
	}
}

func TestCardFollowsTheModel(t *testing.T) {
	t.Parallel()
	card := caterina.Card{
		Slug: "bonus", Kind: caterina.KindBonus, Title: "Bonus prova", Section: "casa", Summary: "Una prova.", Description: "Che cos'è **davvero**.",
		Recipients: "Chi abita qui.", Amount: "Fino a 413,10 euro.", Information: "Chiama.", Access: "Vai allo sportello.",
		Documents: []string{"Carta d'identità", "[ISEE](https://www.inps.it)"}, Result: "Il bonus.", Cost: "Non costa nulla.", Deadlines: "Entro l'anno.",
		Window: &caterina.Window{Opens: date(t, "2026-09-27"), Closes: date(t, "2026-12-31")}, ISEE: &caterina.ISEE{Max: 35000},
		SpecialCases: "Chi è in affitto.", More: "Altro.", Offices: []string{"sportello"}, Contacts: &caterina.Contacts{PEC: []string{"pec@example.org"}},
		Forms: []caterina.Link{{Label: "Modulo", URL: "https://example.org/modulo"}}, Bookable: "consulenza", LegalReference: "L. 1/2026",
		SourceURL: "https://example.org/fonte", VerifiedOn: date(t, "2026-11-01"), Valid: &caterina.Validity{To: date(t, "2026-12-31")},
	}
	h := newSite(t, small(card), monday())
	body := html.UnescapeString(page200(t, h, "/towns/siena/cards/bonus"))
	inOrder(t, body,
		`data-element="breadcrumb"`, "Casa", `data-element="service-status"`, "Domande aperte fino al 31 dicembre 2026",
		`data-element="service-title"`, "Bonus prova", `data-element="service-description"`, "Una prova.", `data-element="page-index"`,
		`id="who-needs"`, "Chi abita qui.", "Serve un ISEE fino a 35.000 euro.", `id="description"`, "<strong>davvero</strong>",
		`id="how-to"`, "Vai allo sportello.", `id="information"`, `id="needed"`, "Carta d'identità", `<a href="https://www.inps.it" rel="noopener">ISEE</a>`,
		`id="obtain"`, "Il bonus.", `id="amount"`, "413,10 euro", `id="deadlines"`, "Entro l'anno.", "Le domande si aprono il 27 settembre 2026.", "Le domande si chiudono il 31 dicembre 2026.",
		`id="costs"`, "Non costa nulla.", `id="submit-request"`, "Puoi prendere un appuntamento", "https://example.org/modulo",
		`id="special"`, `id="more-info"`, `id="contacts"`, "pec@example.org", "Sportello", "tel:0577292353",
		"Scheda verificata il", "1 novembre 2026", "Vale fino al", "31 dicembre 2026", "https://example.org/fonte", "L. 1/2026",
	)
	lacks(t, body, `role="note"`, "solo in italiano")
}

// TestMissingPartsAreLeftOut: a cost that is not known is not "free".
func TestMissingPartsAreLeftOut(t *testing.T) {
	t.Parallel()
	h := newSite(t, small(caterina.Card{Slug: "x", Kind: caterina.KindService, Title: "X", Summary: "Y."}), monday())
	body := page200(t, h, "/towns/siena/cards/x")
	lacks(t, body, "Quanto costa", "Cosa serve", "Contatti", "verificata", "Fonte")
	wants(t, body, "Servizio attivo")
}

func TestGuidesHaveNoStatusUnlessTheyEnd(t *testing.T) {
	t.Parallel()
	guide := caterina.Card{Slug: "x", Kind: caterina.KindGuide, Title: "X", Summary: "Y."}
	lacks(t, page200(t, newSite(t, small(guide), monday()), "/towns/siena/cards/x"), "service-status")
	guide.Valid = &caterina.Validity{To: date(t, "2021-12-31")}
	wants(t, html.UnescapeString(page200(t, newSite(t, small(guide), monday()), "/towns/siena/cards/x")), "Non più valido")
}

// TestContactsAreSaidOnce: those of an office on the page need not be repeated.
func TestContactsAreSaidOnce(t *testing.T) {
	t.Parallel()
	contacts := &caterina.Contacts{Phones: []string{"0577 292353", "0577 1"}, Emails: []string{"a@example.org"}}
	card := caterina.Card{Slug: "x", Kind: caterina.KindService, Title: "X", Summary: "Y.", Offices: []string{"sportello"}, Contacts: contacts}
	body := page200(t, newSite(t, small(card), monday()), "/towns/siena/cards/x")
	if n := strings.Count(body, "tel:0577292353"); n != 1 {
		t.Errorf("the office's number is on the page %d times", n)
	}
	wants(t, body, "tel:05771", "mailto:a@example.org")
}

func TestTheDeskComesFirst(t *testing.T) {
	t.Parallel()
	inOrder(t, page200(t, newSite(t, demo(t), monday()), "/towns/siena"), "<h3>Sportello Famiglia</h3>", "<h3>ASP")
}

func TestStatesOfACard(t *testing.T) {
	t.Parallel()
	window := func(opens, closes string) *caterina.Window {
		w := &caterina.Window{}
		if opens != "" {
			w.Opens = date(t, opens)
		}
		if closes != "" {
			w.Closes = date(t, closes)
		}
		return w
	}
	tests := []struct {
		name  string
		card  caterina.Card
		label string
		note  string
	}{
		{"plain", caterina.Card{}, "Servizio attivo", ""},
		{"open end", caterina.Card{Window: window("2026-01-01", "")}, "Servizio attivo", ""},
		{"open", caterina.Card{Window: window("", "2026-11-23")}, "Domande aperte fino al 23 novembre 2026", ""},
		{"closed", caterina.Card{Window: window("", "2026-11-22")}, "Domande chiuse", "Chiedi all'ufficio quando riapre"},
		{"future", caterina.Card{Window: window("2026-12-01", "")}, "Domande non ancora aperte", "Le domande si aprono il 1 dicembre 2026."},
		{"expired", caterina.Card{Valid: &caterina.Validity{To: date(t, "2021-12-31")}, Window: window("", "2026-12-31")}, "Non più valido", "Importi e scadenze non valgono più"},
		{"not yet", caterina.Card{Valid: &caterina.Validity{From: date(t, "2027-01-01")}}, "Non ancora valido", "non vale ancora"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := tt.card
			c.Slug, c.Kind, c.Title, c.Summary = "x", caterina.KindBonus, "X", "Y."
			body := html.UnescapeString(page200(t, newSite(t, small(c), monday()), "/towns/siena/cards/x"))
			wants(t, body, `data-element="service-status">`+tt.label+"<", tt.note)
			if got := strings.Contains(body, `role="note"`); got != (tt.note != "") {
				t.Errorf("a banner is there: %v", got)
			}
		})
	}
}

func TestEnglish(t *testing.T) {
	t.Parallel()
	h := newSite(t, demo(t), monday())
	body := html.UnescapeString(page200(t, h, "/towns/siena/cards/bonus-utenze?lang=en"))
	wants(t, body,
		`<html lang="en">`, `lang="en">Utility bills bonus: how to find out</h1>`, "What you need", "identity document and tax code",
		"Who it is for", "Some parts of this page are in Italian only.", `<div lang="it">`, "Open now, until 13:00", `data-lang="en"`,
		`href="/towns/siena?lang=en"`, `href="/towns/siena/cards/bonus-utenze" lang="it"`,
	)
	wants(t, page200(t, h, "/towns/siena?lang=en"), "Benefits and services for your family", `name="lang" value="en"`, "/towns/siena/sections/nascita?lang=en")
	wants(t, page200(t, h, "/towns/siena/privacy?lang=en"), "Caterina is a computer program")
	wants(t, html.UnescapeString(page200(t, h, "/towns/siena?lang=en&q=bonus+asilo")), `href="/towns/siena?q=bonus+asilo"`)
}

func TestSearch(t *testing.T) {
	t.Parallel()
	library := demo(t)
	h := newSite(t, library, monday())
	body := html.UnescapeString(page200(t, h, "/towns/siena?q=+bonus%20asilo%20%E2%80%AEnido+"))
	wants(t, body, "<h1>Risultati per «bonus asilo nido»</h1>", `value="bonus asilo nido"`, "/towns/siena/cards/bonus-asilo-nido", "Servizi nazionali", `data-ask="bonus asilo nido"`)
	wants(t, page200(t, h, "/towns/siena?q=xyzzy"), "Non abbiamo trovato una scheda adatta.", "Chiedi a Caterina")
	wants(t, page200(t, h, `/towns/siena?q="><script>alert(1)</script>`), "&lt;script&gt;")
	long := page200(t, h, "/towns/siena?q="+strings.Repeat("a", 5000))
	if strings.Contains(long, strings.Repeat("a", maxQuery+1)) {
		t.Error("a search of any length is repeated on the page")
	}
	library.broken = true
	wants(t, page200(t, h, "/towns/siena?q=bonus"), "Non abbiamo trovato una scheda adatta.")
}

func TestMissingPages(t *testing.T) {
	t.Parallel()
	h := newSite(t, demo(t), monday())
	for _, url := range []string{"/towns/siena/cards/nothing", "/towns/siena/sections/nothing", "/nothing", "/towns/siena/nothing"} {
		code, body := get(t, h, url)
		if code != http.StatusNotFound {
			t.Errorf("GET %s: status %d", url, code)
		}
		wants(t, html.UnescapeString(body), "Questa pagina non c'è", `role="search"`, `data-town="siena"`)
	}
	code, body := get(t, h, "/towns/atlantide")
	if code != http.StatusNotFound {
		t.Errorf("an unknown town: status %d", code)
	}
	wants(t, html.UnescapeString(body), "Questa pagina non c'è", `href="/"`)
	lacks(t, body, "widget.js")
	code, body = get(t, newSite(t, newShelf(), monday()), "/")
	if code != http.StatusNotFound || !strings.Contains(body, "<main") {
		t.Errorf("without any town: status %d\n%s", code, body)
	}
}

func TestTheIconIsFound(t *testing.T) {
	t.Parallel()
	h := newSite(t, demo(t), monday())
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/favicon.ico", nil))
	wants(t, page200(t, h, w.Header().Get("Location")), "<svg")
}

func TestProminentCards(t *testing.T) {
	t.Parallel()
	s := newShelf()
	bonus := func(slug string, change func(c *caterina.Card)) caterina.Card {
		c := caterina.Card{Slug: slug, Kind: caterina.KindBonus, Title: "Carta " + slug, Summary: "S."}
		change(&c)
		return c
	}
	closes := func(day string) func(c *caterina.Card) {
		return func(c *caterina.Card) { c.Window = &caterina.Window{Closes: date(t, day)} }
	}
	s.put(caterina.Town{Slug: "siena", Name: "Siena"}, []caterina.Card{
		bonus("asked", func(c *caterina.Card) { c.Questions = []string{"a", "b"} }),
		bonus("late", closes("2027-03-01")),
		bonus("soon", closes("2026-11-30")),
		bonus("closed", closes("2026-11-01")),
		bonus("expired", func(c *caterina.Card) { c.Valid = &caterina.Validity{To: date(t, "2021-01-01")} }),
		bonus("bookable", func(c *caterina.Card) { c.Bookable = "x" }),
		bonus("office", func(c *caterina.Card) { c.Kind = caterina.KindOffice }),
	}, nil)
	body := page200(t, newSite(t, s, monday()), "/")
	inOrder(t, body, "In evidenza", "Carta soon", "Carta late", "Carta bookable", "Carta asked", "Tutti i servizi")
	lacks(t, body, "Carta closed", "Carta expired", "Carta office")
}

func TestOfficeStatus(t *testing.T) {
	t.Parallel()
	h := func(now time.Time) string {
		body := html.UnescapeString(page200(t, newSite(t, demo(t), now), "/towns/siena"))
		at := strings.Index(body, "<h3>Sportello Famiglia</h3>")
		if at < 0 {
			t.Fatal("the office is not on the page")
		}
		return body[at : at+300]
	}
	rome := caterina.Rome()
	tests := []struct {
		now  time.Time
		want string
	}{
		{time.Date(2026, 11, 23, 10, 0, 0, 0, rome), "Aperto adesso, fino alle 13:00"},
		{time.Date(2026, 11, 24, 17, 30, 0, 0, rome), "Aperto adesso, fino alle 18:00, su appuntamento"},
		{time.Date(2026, 11, 23, 9, 0, 0, 0, rome), "Chiuso adesso: apre oggi alle 10:00"},
		{time.Date(2026, 11, 23, 14, 0, 0, 0, rome), "Chiuso adesso: apre domani alle 15:00"},
		{time.Date(2026, 11, 27, 14, 0, 0, 0, rome), "Chiuso adesso: apre lunedì alle 10:00"},
		{time.Date(2026, 12, 1, 15, 30, 0, 0, rome), "Chiuso adesso, oggi è festa: apre domani alle 10:00"},
	}
	for _, tt := range tests {
		if got := h(tt.now); !strings.Contains(got, ">"+tt.want+"<") {
			t.Errorf("%s: want %q in\n%s", tt.now.Format(time.RFC3339), tt.want, got)
		}
	}
}

func TestStatusText(t *testing.T) {
	t.Parallel()
	w := italian()
	today := caterina.DateOf(monday())
	next := caterina.Stretch{From: time.Date(2026, 12, 7, 9, 5, 0, 0, caterina.Rome()), ByAppointment: true}
	tests := []struct {
		status caterina.OfficeStatus
		want   string
	}{
		{caterina.OfficeStatus{}, ""},
		{caterina.OfficeStatus{Known: true, Always: true, Open: true}, "Sempre aperto"},
		{caterina.OfficeStatus{Known: true}, "Chiuso adesso"},
		{caterina.OfficeStatus{Known: true, Closure: "Palio", Next: &next}, "Chiuso adesso (Palio): apre lunedì 7 dicembre alle 09:05, su appuntamento"},
	}
	for _, tt := range tests {
		if got := statusText(w, tt.status, today); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestTownColoursMustBeReadable(t *testing.T) {
	t.Parallel()
	tests := []struct{ primary, accent, want string }{
		{"#7a2e1d", "#a3441f", ":root {\n  --caterina-primary: #7a2e1d;\n  --site-accent: #a3441f;\n}\n"},
		{"#ffcc00", "", ":root {\n}\n"},
		{"red", "#12345", ":root {\n}\n"},
		{"#gggggg", "}body{x:y", ":root {\n}\n"},
		{"#767676", "#777777", ":root {\n  --caterina-primary: #767676;\n}\n"}, // 4.54:1 and 4.48:1
	}
	for _, tt := range tests {
		if got := theme(tt.primary, tt.accent); got != tt.want {
			t.Errorf("theme(%q, %q) = %q, want %q", tt.primary, tt.accent, got, tt.want)
		}
	}
	w := httptest.NewRecorder()
	newSite(t, demo(t), monday()).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/towns/siena/theme.css", nil))
	if got := w.Header().Get("Content-Type"); got != "text/css; charset=utf-8" || !strings.Contains(w.Body.String(), "#7a2e1d") {
		t.Errorf("theme.css: %s\n%s", got, w.Body)
	}
	if code, _ := get(t, newSite(t, newShelf(), monday()), "/towns/siena/theme.css"); code != http.StatusNotFound {
		t.Errorf("the colours of an unknown town: status %d", code)
	}
}

func TestEuro(t *testing.T) {
	t.Parallel()
	tests := []struct {
		amount float64
		lang   string
		want   string
	}{
		{413.1, "it", "413,10 euro"},
		{8700, "it", "8700 euro"},
		{11800, "it", "11.800 euro"},
		{1234567.5, "it", "1.234.567,50 euro"},
		{8700, "en", "8,700 euro"},
		{413.1, "en", "413.10 euro"},
	}
	for _, tt := range tests {
		if got := euro(tt.amount, tt.lang); got != tt.want {
			t.Errorf("euro(%v, %s) = %q, want %q", tt.amount, tt.lang, got, tt.want)
		}
	}
}

func TestTelephone(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"0577 292353": "tel:0577292353", "+39 080.577.77.77": "tel:+390805777777", "800/735+735": "tel:800735735", `1522"><script>`: "tel:1522",
	} {
		if got := string(telephone(number)); got != want {
			t.Errorf("telephone(%q) = %q, want %q", number, got, want)
		}
	}
}

// TestBothLanguagesSayEverything finds sentences that somebody forgot.
func TestBothLanguagesSayEverything(t *testing.T) {
	t.Parallel()
	checkWords(t, italian())
	checkWords(t, english())
	if a, b := len(italian().PrivacyText()), len(english().PrivacyText()); a != b {
		t.Errorf("the privacy notice has %d paragraphs in Italian and %d in English", a, b)
	}
	for _, kind := range caterina.Kinds() {
		if italian().Kind(kind) == "" || english().Kind(kind) == "" {
			t.Errorf("the kind %s has no name", kind)
		}
	}
	if got := italian().Count(1) + ", " + italian().Count(2); got != "1 scheda, 2 schede" {
		t.Errorf("got %q", got)
	}
}
