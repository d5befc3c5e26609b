package webchat

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// visitor is a browser without JavaScript.
type visitor struct {
	t      *testing.T
	s      *server
	client *http.Client
	page   string // the last one
	status int
	path   string // where redirects led
}

func (s *server) visit(t *testing.T) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := *s.http.Client()
	client.Jar = jar
	return &visitor{t: t, s: s, client: &client}
}

func (v *visitor) do(method, path string, form url.Values, header ...string) {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), method, v.s.http.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := v.client.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	v.page, v.status, v.path = string(b), res.StatusCode, res.Request.URL.RequestURI()
}

func (v *visitor) get(path string) { v.t.Helper(); v.do(http.MethodGet, path, nil) }

// say fills in the form of the last page and sends it.
func (v *visitor) say(text string) {
	v.t.Helper()
	v.do(http.MethodPost, v.action(), url.Values{"id": {v.field("id")}, "text": {text}})
}

// action is the address of the page's form.
func (v *visitor) action() string {
	v.t.Helper()
	m := regexp.MustCompile(`id="scrivi" method="post" action="([^"]+)"`).FindStringSubmatch(v.page)
	if m == nil {
		v.t.Fatalf("no form on the page: %s", v.page)
	}
	return strings.ReplaceAll(m[1], "&amp;", "&")
}

// field is the value of the last field of the name.
func (v *visitor) field(name string) string {
	v.t.Helper()
	all := regexp.MustCompile(`name="`+name+`" value="([^"]*)"`).FindAllStringSubmatch(v.page, -1)
	if all == nil {
		v.t.Fatalf("no field %q on the page: %s", name, v.page)
	}
	return all[len(all)-1][1]
}

func (v *visitor) cookies() []*http.Cookie {
	u, err := url.Parse(v.s.http.URL)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.client.Jar.Cookies(u)
}

// shows checks that the page holds the texts, in this order.
func (v *visitor) shows(texts ...string) {
	v.t.Helper()
	rest := v.page
	for _, text := range texts {
		_, after, ok := strings.Cut(rest, text)
		if !ok {
			v.t.Errorf("the page does not show %q, here: %s", text, rest)
			return
		}
		rest = after
	}
}

func TestThePageSaysWhoIsTalkingBeforeTheFirstMessage(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	v := s.visit(t)
	v.get("/chat/siena")
	v.shows(`<html lang="it">`, "un programma automatico", "Ciao! Sono Caterina", "Bonus nido", `<label for="domanda">`)
	if len(v.cookies()) != 0 {
		t.Errorf("a cookie before the citizen has written: %v", v.cookies())
	}
	if s.store.opened != 0 {
		t.Error("looking at the page opened a session")
	}
	v.get("/chat/siena?lang=en")
	v.shows(`<html lang="en">`, `hreflang="it"`, "an automatic program", "Hello! I am Caterina")
	if strings.Contains(v.page, "<script") || strings.Contains(v.page, "style=") {
		t.Error("the page needs scripts or inline styles")
	}
}

func TestThePageHoldsAConversation(t *testing.T) {
	t.Parallel()
	s := startServer(t, answering)
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("quanto costa <b>il nido</b>?")
	if v.status != http.StatusOK || v.path != "/chat/siena?lang=it" {
		t.Errorf("status %d at %s", v.status, v.path)
	}
	v.shows("Ciao! Sono Caterina", "quanto costa &lt;b&gt;il nido&lt;/b&gt;?", "La risposta.", "Nuova conversazione")
	v.say("e quando?")
	v.shows("La risposta.", "e quando?", "La risposta.")
	if s.store.opened != 1 {
		t.Errorf("%d sessions were opened", s.store.opened)
	}
	v.get("/chat/siena?lang=en")
	v.shows("quanto costa", "New conversation")
	v.do(http.MethodPost, "/chat/siena", url.Values{"action": {"new"}})
	if len(v.cookies()) != 0 || strings.Contains(v.page, "quanto costa") {
		t.Errorf("a new conversation begins with %v", v.cookies())
	}
}

func TestTheSameFormTwiceIsOneMessage(t *testing.T) {
	t.Parallel()
	s := startServer(t, answering)
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("prima")
	form := url.Values{"id": {v.field("id")}, "text": {"una volta sola"}}
	for range 2 {
		v.do(http.MethodPost, "/chat/siena", form)
	}
	if n := strings.Count(v.page, "una volta sola"); n != 1 {
		t.Errorf("the message is there %d times", n)
	}
}

func TestAnOptionOfThePageIsAChoice(t *testing.T) {
	t.Parallel()
	s := startServer(t, answering)
	v := s.visit(t)
	v.get("/chat/siena")
	v.do(http.MethodPost, "/chat/siena", url.Values{"id": {"c1"}, "choice": {"card/bonus-nido"}})
	v.shows("Ciao! Sono Caterina", "Bonus nido", "La risposta.")
	log := s.store.log("00000000-0000-4000-8000-000000000001")
	if body := bodyOf(&log[1]); body.Choice != "card/bonus-nido" || body.Text != "Bonus nido" {
		t.Errorf("stored %+v", body)
	}
}

func TestThePageShowsSourcesAndOptionsOfTheAnswer(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) {
		s.turns.bot = func(conv caterina.ConversationID) {
			s.hub.Push(s.store.say(conv, caterina.MessageBody{
				Text: "Costa 413,10 euro. Fonte: [scheda](https://example.org/detto)",
				Citations: []caterina.Citation{
					{Card: "nido", Title: "Asilo nido", URL: "https://example.org/nido", VerifiedOn: &caterina.Date{Year: 2026, Month: 1, Day: 25}},
					{Card: "altro", Title: "Senza pagina"},
					{Card: "detto", Title: "Già nel testo", URL: "https://example.org/detto"},
				},
				Options: []caterina.Option{{ID: "card/nido/documents", Label: "Che documenti servono?"}},
			}))
		}
	})
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("quanto costa il nido?")
	v.shows("413,10", "Da dove viene", `<a href="https://example.org/nido">Asilo nido</a>, verificato il 25 gennaio 2026`, "Senza pagina",
		`value="card/nido/documents"`, "Che documenti servono?")
	if strings.Contains(v.page, "Già nel testo") {
		t.Error("a source that the text names is named twice")
	}
	v.get("/chat/siena?lang=en")
	v.shows("verified on 25 January 2026")
}

// TestThePageAndItsCopySayWhatAModelHasWorded: who has no JavaScript is told, too.
func TestThePageAndItsCopySayWhatAModelHasWorded(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) {
		s.turns.bot = func(conv caterina.ConversationID) {
			s.hub.Push(s.store.say(conv, caterina.MessageBody{Text: "Paghi **10 euro**.", Generated: true}))
		}
	})
	v := s.visit(t)
	v.get("/chat/siena")
	if v.say("quanto costa?"); strings.Count(v.page, "chat-generated") != 1 {
		t.Errorf("the greeting is said to be a model's, or the answer not to be: %s", v.page)
	}
	v.shows("10 euro", "Testo scritto con l&#39;aiuto di un modello linguistico e controllato sulle schede.</p>")
	v.do(http.MethodPost, "/chat/siena?lang=it", url.Values{"action": {"transcript"}})
	v.shows("Paghi 10 euro.\n[Testo scritto con l'aiuto di un modello linguistico e controllato sulle schede.]\n")
	v.get("/chat/siena?lang=en")
	v.shows("Written with the help of a language model")
}

func TestThePageSaysWhyAMessageWasNotTakenAndKeepsIt(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	s.hub.times.answer = time.Millisecond
	v := s.visit(t)
	v.get("/chat/siena")
	long := strings.Repeat("è", 4001)
	v.say(long)
	if v.status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", v.status)
	}
	v.shows(`role="alert"`, "troppo lungo", long)
	v.say("  ")
	if v.status != http.StatusBadRequest {
		t.Errorf("status %d", v.status)
	}
	v.shows(`role="alert"`, "vuoto")
	for range messageBurst {
		v.say("ciao")
	}
	v.say("ciao")
	if v.status != http.StatusTooManyRequests {
		t.Errorf("status %d", v.status)
	}
	s.store.setDown(caterina.Errorf(caterina.CodeUnavailable, "restarting"))
	v.say("resta qui")
	if v.status != http.StatusServiceUnavailable {
		t.Errorf("status %d", v.status)
	}
	v.shows(`role="alert"`, "Riprova", "resta qui")
	v.get("/chat/siena")
	if v.status != http.StatusServiceUnavailable {
		t.Errorf("status %d", v.status)
	}
}

func TestAFormWithoutEndIsRefused(t *testing.T) {
	t.Parallel()
	v := startServer(t).visit(t)
	v.do(http.MethodPost, "/chat/siena", url.Values{"text": {strings.Repeat("a", maxForm)}})
	if v.status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", v.status)
	}
	v.shows("troppo lungo")
}

func TestAnAnswerThatTakesLongIsAnnounced(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	s.hub.times.answer = 20 * time.Millisecond
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("ciao")
	v.shows("La risposta sta arrivando", `href="/chat/siena?lang=it"`)
	s.store.say("00000000-0000-4000-8000-000000000001", caterina.MessageBody{Text: "Eccola."})
	v.get("/chat/siena")
	v.shows("Eccola.")
	if strings.Contains(v.page, "sta arrivando") {
		t.Error("the page still waits")
	}
}

func TestThePageWaitsForAnAnswerOfAnotherProcess(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) {
		s.hub.times.answer = 10 * time.Second
		s.turns.bot = func(conv caterina.ConversationID) {
			go func() {
				ev := s.store.say(conv, caterina.MessageBody{Text: "Da lontano."})
				s.hub.Wake(conv, ev.N)
			}()
		}
	})
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("ciao")
	v.shows("Da lontano.")
}

func TestAnotherWebsiteCannotWriteForTheCitizen(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	v := s.visit(t)
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}} {
		v.do(http.MethodPost, "/chat/siena", url.Values{"id": {"a"}, "text": {"ciao"}}, header...)
		if v.status != http.StatusForbidden {
			t.Errorf("status %d", v.status)
		}
		v.shows("non arriva da questa pagina")
	}
	if s.store.opened != 0 {
		t.Error("a session was opened")
	}
}

func TestAnUnknownTownHasAKindPage(t *testing.T) {
	t.Parallel()
	v := startServer(t).visit(t)
	v.get("/chat/atlantide")
	if v.status != http.StatusNotFound {
		t.Errorf("status %d", v.status)
	}
	v.shows("Non conosciamo questo Comune")
}

func TestACookieThatIsNoLongerGoodBeginsAnew(t *testing.T) {
	t.Parallel()
	s := startServer(t, answering)
	v := s.visit(t)
	u, err := url.Parse(s.http.URL)
	if err != nil {
		t.Fatal(err)
	}
	v.client.Jar.SetCookies(u, []*http.Cookie{{Name: "caterina-siena", Value: secret, Path: "/"}})
	v.get("/chat/siena")
	v.say("ciao")
	v.shows("ciao", "La risposta.")
	if logs := s.logs.String(); strings.Contains(logs, secret) {
		t.Errorf("the token is in the log: %.300s", logs)
	}
}

func TestTheCookieIsKeptFromEverybodyElse(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	for publicURL, want := range map[string]string{
		"":                         "caterina-siena=x; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
		"http://localhost:8080":    "caterina-siena=x; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
		"https://caterina.example": "__Host-caterina-siena=x; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax",
	} {
		hub := New(Config{PublicURL: publicURL, Towns: fakeTowns{}, Store: s.store})
		town := caterina.Town{Slug: "siena"}
		if got := newPages(hub).cookie(&town, "x", 60).String(); got != want {
			t.Errorf("for %q: %s, want %s", publicURL, got, want)
		}
	}
}

func TestThePageBringsItsStyle(t *testing.T) {
	t.Parallel()
	v := startServer(t).visit(t)
	v.get("/chat/chat.css")
	if v.status != http.StatusOK {
		t.Errorf("status %d", v.status)
	}
	v.shows("@media print")
}

func TestALongConversationShowsItsEnd(t *testing.T) {
	t.Parallel()
	s := startServer(t, answering)
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("prima domanda")
	for range pageEvents + 50 {
		s.store.say("00000000-0000-4000-8000-000000000001", caterina.MessageBody{Text: "riempie"})
	}
	s.store.say("00000000-0000-4000-8000-000000000001", caterina.MessageBody{Text: "alla fine"})
	v.get("/chat/siena")
	v.shows("alla fine")
	if strings.Contains(v.page, "prima domanda") {
		t.Error("the page shows more than a page")
	}
}
