package webchat

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.org/caterina"
)

// conv is the visitor's conversation, once there is one.
func (v *visitor) conv() caterina.ConversationID {
	v.t.Helper()
	v.s.store.mu.Lock()
	defer v.s.store.mu.Unlock()
	for id := range v.s.store.convs {
		return id
	}
	v.t.Fatal("there is no conversation")
	return ""
}

// press presses a button of the choices.
func (v *visitor) press(choice string) {
	v.t.Helper()
	v.do(http.MethodPost, "/chat/siena?lang=it", url.Values{"id": {v.field("id")}, "choice": {choice}})
}

// TestThePageHasPeople: the whole way there and back without JavaScript.
func TestThePageHasPeople(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk, func(s *server) { s.hub.times.answer = 0 })
	v := s.visit(t)
	v.get("/chat/siena")
	v.shows("Ti risponde l&#39;assistente automatico.", `value="person">Parla con una persona`) //nolint:misspell // Italian
	v.press("person")
	v.shows("Parla con una persona", "La risposta sta arrivando")
	conv := v.conv()
	s.desk.stand(conv, 3, 5)
	s.store.turn(conv, caterina.StateQueued, caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Ti passo a una persona."}})
	v.get("/chat/siena")
	v.shows("Stiamo cercando una persona per te. Sei il numero 3 in coda, circa 5 minuti.", "Avviso", "Ti passo a una persona.", "Guarda se c&#39;è la risposta", `value="assistant">Continua`)
	if strings.Contains(v.page, `value="person"`) {
		t.Error("who waits can ask for a person once more")
	}
	s.store.turn(conv, caterina.StateAssigned, caterina.StateBody{
		MessageBody: caterina.MessageBody{Text: "Ora parli con Anna."}, Operator: "Anna Bianchi", QueueName: "Servizi sociali",
	})
	s.store.as(conv, caterina.OperatorActor(3), caterina.MessageBody{Text: "Buongiorno.", Name: "Anna Bianchi"})
	v.get("/chat/siena?lang=en")
	v.shows("Anna Bianchi answers you, Servizi sociali.", "Anna Bianchi · operator", "Buongiorno.")
	v.get("/chat/siena")
	v.say("Vorrei sapere del bonus")
	v.shows("Ti risponde Anna Bianchi, Servizi sociali.", "Il messaggio è arrivato")
	s.store.turn(conv, caterina.StateClosed, caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Chiusa."}, Rate: true})
	v.get("/chat/siena")
	v.shows("Questa conversazione è chiusa.", "Chiusa.", `value="rating">Dai un voto`)
	v.press("rating")
	if v.path != "/chat/siena/rating?lang=it" {
		t.Errorf("the rating is at %s", v.path)
	}
	v.shows(`name="stars" value="1"`, `name="stars" value="5"`, "Avanti")
	v.get("/chat/siena/rating?lang=it&step=2")
	v.shows("Scegli un voto da 1 a 5.")
	v.get("/chat/siena/rating?lang=it&step=2&stars=2")
	v.shows("Dove hai incontrato le maggiori difficoltà?", `value="lost"`, "Invia il voto")
	post := url.Values{"id": {v.field("id")}, "stars": {v.field("stars")}, "answer": {"lost"}, "text": {strings.Repeat("x", 201)}}
	v.do(http.MethodPost, "/chat/siena/rating?lang=it", post)
	v.shows("Dove hai incontrato", `value="lost" checked`, "accorcialo a 200 caratteri")
	post.Set("text", "poco")
	v.do(http.MethodPost, "/chat/siena/rating?lang=it", post)
	v.shows("Chiusa.", "Grazie per il voto.")
	if v.status != http.StatusOK || len(s.desk.ratings) != 1 || strings.Contains(v.page, `value="rating"`) {
		t.Errorf("status %d, ratings %+v", v.status, s.desk.ratings)
	}
}

// TestThePageHasTheCallbackForm: what is wrong stands beside its field, what was
// filled in stays, also for who has not written anything yet.
func TestThePageHasTheCallbackForm(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk)
	v := s.visit(t)
	v.get("/chat/siena")
	v.press("callback")
	v.shows("<title>Fatti richiamare", `<h1>Fatti richiamare</h1>`, `autocomplete="name"`, `value="any" checked`, "/towns/siena/privacy", "Invia la richiesta")
	if len(v.cookies()) != 0 {
		t.Error("looking at the form opened a session")
	}
	form := url.Values{"id": {v.field("id")}, "name": {`Lucia "Neri"`}, "contact": {"333"}, "when": {"morning"}, "text": {"<b>"}}
	v.do(http.MethodPost, "/chat/siena/callback?lang=it", form)
	if v.status != http.StatusBadRequest {
		t.Errorf("status %d", v.status)
	}
	v.shows(`value="Lucia &#34;Neri&#34;"`, `id="recapito-errore"`, `value="333"`, `aria-describedby="recapito-errore" autofocus`,
		`value="morning" checked`, "&lt;b&gt;", `id="privacy-errore"`)
	if strings.Count(v.page, "autofocus") != 1 {
		t.Error("more than one field wants the focus")
	}
	form.Set("contact", "333 1234567")
	v.do(http.MethodPost, "/chat/siena/callback?lang=it", form)
	v.shows(`id="privacy-errore"`, "confermare")
	form.Set("privacy", "yes")
	s.desk.fail(caterina.Errorf(caterina.CodeConflict, "C'è già una richiamata. / There is one."))
	v.do(http.MethodPost, "/chat/siena/callback?lang=it", form)
	v.shows(`role="alert"`, "C&#39;è già una richiamata.")
	s.desk.fail(nil)
	v.do(http.MethodPost, "/chat/siena/callback?lang=it", form)
	v.shows("Ti richiameremo noi.", "Ti richiamiamo.")
	if len(s.desk.callbacks) != 1 || s.desk.callbacks[0].Contact != "333 1234567" || strings.Contains(s.logs.String(), "1234567") {
		t.Errorf("the desk holds %+v, the log %s", s.desk.callbacks, s.logs.String())
	}
	v.do(http.MethodPost, "/chat/siena/callback?lang=it", form, "Sec-Fetch-Site", "cross-site")
	if v.status != http.StatusForbidden {
		t.Errorf("a form of another site was answered with %d", v.status)
	}
}

// TestARatingNeedsAConversation: there is nothing to rate before one.
func TestARatingNeedsAConversation(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk)
	v := s.visit(t)
	v.do(http.MethodPost, "/chat/siena/rating?lang=it", url.Values{"id": {"x"}, "stars": {"5"}})
	if v.path != "/chat/siena?lang=it" || s.store.opened != 0 {
		t.Errorf("it led to %s and opened %d sessions", v.path, s.store.opened)
	}
	v.get("/chat/nirgends/callback")
	if v.status != http.StatusNotFound {
		t.Errorf("an unknown town is answered with %d", v.status)
	}
}

// TestANewConversationEndsTheWait: nobody is called to somebody who has gone.
func TestANewConversationEndsTheWait(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk, func(s *server) { s.hub.times.answer = 0 })
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("ciao")
	conv := v.conv()
	s.store.turn(conv, caterina.StateQueued, caterina.StateBody{})
	v.do(http.MethodPost, "/chat/siena?lang=it", url.Values{"action": {"new"}})
	log := s.store.log(conv)
	if body := bodyOf(&log[len(log)-1]); body.Choice != choiceAssistant {
		t.Errorf("the wait ends with %+v", body)
	}
	if len(v.cookies()) != 0 {
		t.Error("the cookie is still there")
	}
}
