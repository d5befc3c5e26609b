package webchat

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.org/caterina"
)

func (s *server) transcript(t *testing.T, token, query string) (status int, header http.Header, text string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.http.URL+"/v1/transcript"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := s.http.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(b)
}

// TestTheTranscriptIsWhatTheCitizenSaw, as a text file.
func TestTheTranscriptIsWhatTheCitizenSaw(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk)
	c := s.open(t)
	c.send("1", "quanto *costa*?")
	day := caterina.Date{Year: 2026, Month: 11, Day: 1}
	s.store.as(c.conv, caterina.ActorBot, caterina.MessageBody{
		Text: "Costa **10 euro**, vedi [la pagina](https://siena.example/nido).", Citations: []caterina.Citation{{Card: "nido", Title: "Asilo nido", VerifiedOn: &day}},
	})
	s.store.turn(c.conv, caterina.StateAssigned, caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Ora parli con Anna."}})
	s.store.as(c.conv, caterina.OperatorActor(3), caterina.MessageBody{Text: "Buongiorno.", Name: "Anna Bianchi"})
	if ack := c.submit("2", "callback", goodCallback()); ack.Type != "ack" {
		t.Fatalf("%+v", ack)
	}
	_, header, text := s.transcript(t, c.token, "?lang=it")
	const want = "\ufeffConversazione con Caterina, assistente automatico: Comune di Siena\n\n22 novembre 2026\n" +
		"\nCaterina, 10:00\nCiao! Sono Caterina, il programma di Comune di Siena.\n" +
		"\nTu, 10:00\nquanto *costa*?\n" +
		"\nCaterina, 10:00\nCosta 10 euro, vedi la pagina (https://siena.example/nido).\n[Da dove viene: Asilo nido, verificato il 1 novembre 2026]\n" +
		"\nAvviso, 10:00\nOra parli con Anna.\n" +
		"\nAnna Bianchi · operatore, 10:00\nBuongiorno.\n" +
		"\nAvviso, 10:00\nTi richiamiamo.\n" //nolint:misspell // Italian
	if text != want {
		t.Errorf("the transcript is\n%s\nwant\n%s", text, want)
	}
	for name, value := range map[string]string{
		"Content-Type": "text/plain; charset=utf-8", "Content-Disposition": `attachment; filename="conversazione-caterina.txt"`, "Cache-Control": "no-store",
	} {
		if got := header.Get(name); got != value {
			t.Errorf("%s is %q", name, got)
		}
	}
	for token, query := range map[string]string{"": "", "wrong": "", c.token + "x": "?lang=en"} {
		if status, _, text := s.transcript(t, token, query); status != http.StatusUnauthorized || strings.Contains(text, "costa") {
			t.Errorf("token %q was answered with %d: %s", token, status, text)
		}
	}
	if s.store.opened != 1 {
		t.Error("asking for a transcript opened a session")
	}
}

// TestALongTranscriptIsWhole reads page by page.
func TestALongTranscriptIsWhole(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	for i := range 450 {
		s.store.say(c.conv, caterina.MessageBody{Text: fmt.Sprintf("numero %d.", i)})
	}
	_, _, text := s.transcript(t, c.token, "?lang=en")
	for i := range 450 {
		if strings.Count(text, fmt.Sprintf("\nnumero %d.\n", i)) != 1 {
			t.Fatalf("message %d is there %d times", i, strings.Count(text, fmt.Sprintf("numero %d.", i)))
		}
	}
	if !strings.HasPrefix(text, "\ufeffConversation with Caterina") {
		t.Errorf("it begins %.40q", text)
	}
}

// TestThePageGivesTheTranscript without JavaScript, to the browser of the
// conversation only.
func TestThePageGivesTheTranscript(t *testing.T) {
	t.Parallel()
	s := startServer(t, answering)
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("ciao a tutti")
	v.do(http.MethodPost, "/chat/siena?lang=it", url.Values{"action": {"transcript"}})
	v.shows("Conversazione con Caterina", "Tu, ", "ciao a tutti", "La risposta.")
	other := s.visit(t)
	other.do(http.MethodPost, "/chat/siena?lang=it", url.Values{"action": {"transcript"}})
	if other.path != "/chat/siena?lang=it" || strings.Contains(other.page, "ciao a tutti") {
		t.Errorf("another browser was led to %s", other.path)
	}
	s.store.setDown(caterina.Errorf(caterina.CodeUnavailable, "away"))
	v.do(http.MethodPost, "/chat/siena?lang=it", url.Values{"action": {"transcript"}})
	if v.status != http.StatusServiceUnavailable {
		t.Errorf("without a database the status is %d", v.status)
	}
	if status, _, _ := s.transcript(t, "token-1-of-the-session", ""); status != http.StatusServiceUnavailable {
		t.Errorf("without a database the API's status is %d", status)
	}
}

// TestATranscriptNamesFiles and holds nothing else of them, also those of a message
// without a word.
func TestATranscriptNamesFiles(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	s.store.as(c.conv, caterina.ActorCitizen, caterina.MessageBody{Text: "ecco", Media: "photo", Files: []caterina.File{{ID: "11111111-1111-4111-8111-111111111111", Name: "foto.jpg", MIME: "image/jpeg", Size: 5}}})
	s.store.as(c.conv, caterina.ActorCitizen, caterina.MessageBody{Media: "document", Files: []caterina.File{{Name: "modulo.pdf"}, {Name: "isee.pdf"}}})
	_, _, text := s.transcript(t, c.token, "?lang=it")
	if !strings.HasSuffix(text, "\nTu, 10:00\necco\n[File: foto.jpg]\n\nTu, 10:00\n[File: modulo.pdf]\n[File: isee.pdf]\n") || strings.Contains(text, "1111") {
		t.Errorf("the transcript is %s", text)
	}
}
