package mail

import (
	"crypto/tls"
	"net/http/httptest"
	"strings"
	"testing"

	gomail "github.com/wneessen/go-mail"

	"example.org/caterina"
	"example.org/caterina/internal/mailtest"
)

func parse(t *testing.T, address string) Server {
	t.Helper()
	s, err := Parse(caterina.Secret(address), "")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func letter(to string) caterina.Mail {
	return caterina.Mail{To: caterina.Secret(to), Subject: "Perché è già così", Text: "Riga 1: è\n.punto\nRiga 3", Lang: "it"}
}

func TestAMailArrivesAsItWasWritten(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, mailtest.Config{})
	if err := parse(t, server.URL()).Send(t.Context(), letter("maria.rossi@posta.example")); err != nil {
		t.Fatal(err)
	}
	got := server.Next()
	if got.From != "caterina@comune.example" || got.To != "maria.rossi@posta.example" || got.Subject != "Perché è già così" ||
		strings.TrimSpace(got.Text) != "Riga 1: è\n.punto\nRiga 3" {
		t.Errorf("arrived: %+v", got)
	}
	if got.Header.Get("Auto-Submitted") != "auto-generated" || got.Header.Get("Content-Language") != "it" || got.Header.Get("Date") == "" ||
		!strings.HasSuffix(got.Header.Get("Message-Id"), "@comune.example>") {
		t.Errorf("the header is %v", got.Header)
	}
}

func TestTheLineIsEncryptedWheneverItCanBe(t *testing.T) {
	t.Parallel()
	web := httptest.NewTLSServer(nil) // for its certificate
	defer web.Close()
	server := mailtest.Start(t, mailtest.Config{TLS: &tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12}})
	if err := parse(t, server.URL()).Send(t.Context(), letter("a@posta.example")); err != nil {
		t.Fatal(err)
	}
	if !server.Next().Encrypted {
		t.Error("STARTTLS was offered and not taken")
	}
	for address, want := range map[string]gomail.TLSPolicy{
		"smtp://u:p@posta.comune.example?from=a@b.example": gomail.TLSMandatory,
		"smtp://posta.comune.example?from=a@b.example":     gomail.TLSOpportunistic,
		"smtp://u:p@localhost?from=a@b.example":            gomail.TLSOpportunistic,
		"smtp://u:p@127.0.0.1:25?from=a@b.example":         gomail.TLSOpportunistic,
	} {
		client, err := parse(t, address).client(timeout)
		if err != nil || client.TLSPolicy() != want.String() {
			t.Errorf("%s: policy %s, %v; want %s", address, client.TLSPolicy(), err, want)
		}
	}
}

func TestAUserGivesTheirPassword(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, mailtest.Config{User: "caterina", Password: "segreto"})
	if err := parse(t, server.URL()).Send(t.Context(), letter("a@posta.example")); err != nil {
		t.Fatal(err)
	}
	server.Next()
	err := parse(t, strings.Replace(server.URL(), "segreto", "sbagliato", 1)).Send(t.Context(), letter("a@posta.example"))
	if caterina.CodeOf(err) != caterina.CodeUnavailable {
		t.Errorf("a wrong password: %v, want one that is tried again: somebody may correct it", err)
	}
}

// TestFailuresSayWhetherToTryAgainAndNotWhoTheReaderIs: servers like to quote
// the address.
func TestFailuresSayWhetherToTryAgainAndNotWhoTheReaderIs(t *testing.T) {
	t.Parallel()
	const reader = "maria.rossi@posta.example"
	down := mailtest.Start(t, mailtest.Config{})
	down.Close()
	for name, tt := range map[string]struct {
		url  string
		code caterina.Code
	}{
		"refused for good": {mailtest.Start(t, mailtest.Config{
			Recipient: func(a string) string { return "550 5.1.1 <" + a + "> user unknown" },
		}).URL(), caterina.CodeInvalid},
		"refused for now": {mailtest.Start(t, mailtest.Config{
			Recipient: func(a string) string { return "450 4.2.0 <" + a + "> greylisted" },
		}).URL(), caterina.CodeUnavailable},
		"not taken": {mailtest.Start(t, mailtest.Config{Data: func() string { return "554 no " + reader }}).URL(), caterina.CodeUnavailable},
		"down":      {down.URL(), caterina.CodeUnavailable},
	} {
		err := parse(t, tt.url).Send(t.Context(), letter(reader))
		if caterina.CodeOf(err) != tt.code || strings.Contains(err.Error(), "maria") {
			t.Errorf("%s: %v (%s), want %s and no address", name, err, caterina.CodeOf(err), tt.code)
		}
	}
}

func TestAnAddressThatIsNoneIsNamedWithoutThePassword(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"smtp://u:se%greto@posta.example?from=a@b.example": "%XX",
		"http://u:segreto@posta.example?from=a@b.example":  "smtp://",
		"smtp://u:segreto@posta.example":                   "from",
		"smtp://u:segreto@posta.example?from=sindaco":      "from",
		"smtp://u:segreto@posta.example/x?from=a@b.it":     "nothing but its port",
		"smtp://u:segreto@posta.example?form=a@b.it":       `"form"`,
		"smtp://u:segreto@posta.example:0?from=a@b.it":     "port",
		"smtp://:25?from=a@b.it":                           "name the server",
	} {
		_, err := Parse(caterina.Secret(address), "")
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "greto") {
			t.Errorf("%s: %v, want a word of %q and no password", address, err, want)
		}
	}
	if s := parse(t, "smtps://posta.comune.example?from=a@b.it"); !s.tls || s.port != 465 {
		t.Errorf("smtps: %+v", s)
	}
}

func TestOnlyPlainAddressesAreReaders(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"a@b.it", "maria.rossi+chat@posta.comune.siena.it", "o'neill@x.example"} {
		if !Valid(good) {
			t.Errorf("%q is an address", good)
		}
	}
	for _, bad := range []string{
		"", "a", "a@b", "a@b.it, c@d.it", "Maria <a@b.it>", "a@b.it\r\nBcc: c@d.it", `"a b"@c.it`, "a@[127.0.0.1]", "perché@b.it",
		"a@b.it ", strings.Repeat("a", 250) + "@b.it", "a@b..it", "<a@b.it>", "a;b@c.it",
	} {
		if Valid(bad) {
			t.Errorf("%q was taken for an address", bad)
		}
	}
}

func TestAnAppointmentTravelsAsAnotherFormOfTheTextAndAsAFile(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t, mailtest.Config{})
	const file = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nSUMMARY:Attività · sportello\r\nEND:VCALENDAR\r\n"
	letter := caterina.Mail{
		To: "anna@example.it", Lang: "it", Subject: "Il tuo appuntamento", Text: "Buongiorno,\nè annullato.\n",
		Calendar: &caterina.CalendarFile{Name: "appuntamento.ics", Method: "CANCEL", Data: []byte(file)},
	}
	if err := parse(t, server.URL()).Send(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	got := server.Next()
	if got.Text != letter.Text {
		t.Errorf("the text is %q", got.Text)
	}
	if len(got.Parts) != 3 {
		t.Fatalf("%d parts: %+v", len(got.Parts), got.Parts)
	}
	for i, name := range []string{1: "", 2: "appuntamento.ics"} {
		if i == 0 {
			continue
		}
		p := got.Parts[i]
		if p.Type != "text/calendar" || p.Params["method"] != "CANCEL" || !strings.EqualFold(p.Params["charset"], "utf-8") || p.File != name || p.Body != file {
			t.Errorf("part %d is %+v", i, p)
		}
	}
	if kind := got.Header.Get("Content-Type"); !strings.HasPrefix(kind, "multipart/mixed") {
		t.Errorf("the whole is %s", kind)
	}
}
