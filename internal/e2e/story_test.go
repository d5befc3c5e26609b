package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/browsertest"
)

// What must never reach a citizen.
const (
	secretNote     = "NOTA-RISERVATA: ha già una pratica aperta, sentire l'assistente sociale"
	secretTransfer = "PASSAGGIO-RISERVATO: segue una pratica con l'ASL"
	secretHandback = "RESTITUZIONE-RISERVATA: caso risolto per telefono"
	declined       = "la muffa in casa chi la controlla?"
)

// TestTheWholeStory is what the product promises when people take over: one
// citizen, two operators, three browsers, from the first question to the vote;
// and the assistant has learned something at the end. The staff's guide is made
// of its pictures.
func TestTheWholeStory(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	story := &story{office: o, giulia: o.giulia(), marco: o.marco()}
	story.preparesReplies()
	story.beginsTheShift()
	story.citizen = o.visits()
	story.asksAPerson()
	story.isTaken()
	story.talk()
	story.teaches()
	story.passesOn()
	story.sleepsAndWakes()
	story.handsBack()
	story.comesBackAndEnds()
	story.keepsSecrets()
	story.learned()
	story.callsBack()
	story.looksBack()
}

// story is the cast.
type story struct {
	*office

	giulia, marco *colleague
	citizen       *browsertest.Page
}

// preparesReplies: the supervisor writes a reply for everybody.
func (s *story) preparesReplies() {
	p := s.marco
	p.Go(p.base + "/canned")
	p.Click("#title")
	p.Type("Saluto")
	p.Click("#text")
	p.Type("Buongiorno, sono {operator} del Comune di {town}. Leggo quello che ha scritto e le rispondo.")
	p.Click("main form .btn-primary")
	p.WaitText("main", "Saluto")
	s.picture(p.Page, "risposte-pronte")
	p.Go(p.base + "/inbox")
}

// beginsTheShift: the sound is tried, and both say that they are there.
func (s *story) beginsTheShift() {
	s.giulia.Click(".shift-sound")
	s.giulia.Wait(`q(".shift-sound").classList.contains("tried")`)
	s.giulia.wants("available")
	s.picture(s.giulia.Page, "turno")
}

// asksAPerson: an answer, a question nobody has a card for, and the way to people.
func (s *story) asksAPerson() {
	p := s.citizen
	askInBrowser(p, "che documenti servono per il bonus utenze?")
	p.Wait(answers(2))
	p.Wait(`q("caterina-chat >>> .log .cards a")`)
	askInBrowser(p, declined)
	p.Wait(answers(3))
	reads(p, "non ho una scheda")
	s.picture(p, "cittadino-rifiuto")
	p.Click("caterina-chat >>> .log .msg:last-child [data-option=person]")
	p.WaitText(chatFloor, "Stiamo cercando una persona")
	p.WaitText(chatPlace, "Il prossimo posto è il tuo")
	s.picture(p, "cittadino-attesa")
	p.Accessible("caterina-chat")
}

// isTaken: it rings at Giulia's, who accepts; the citizen reads who answers.
func (s *story) isTaken() {
	p := s.giulia
	p.WaitText(ringing, "Una conversazione per te")
	p.Wait(`/\d+ second/.test(q(".ringing .left").textContent)`)
	s.picture(p.Page, "squilla")
	p.Phone(390, 844)
	s.picture(p.Page, "squilla-telefono")
	p.Size(1280, 1000)
	taken := time.Now()
	p.Click(ringing + " [data-deed=accept] button")
	s.citizen.WaitText(chatFloor, "Ti risponde Giulia B.")
	s.t.Logf("accept to visible: %v, the click included", time.Since(taken))
	p.owns()
	p.logs(declined)
	p.Accessible()
}

// talk: both write, both see that the other writes, a reply that was ready, a
// card with its source, and a note that stays inside.
func (s *story) talk() {
	p, c := s.giulia, s.citizen
	p.Click(".composer-help .canned summary")
	p.Click(".canned [data-insert]")
	c.WaitText(chatTyping, "Giulia B. sta scrivendo")
	s.picture(p.Page, "risposta-pronta")
	p.Click(".composer-send")
	reads(c, "sono Giulia B. del Comune di Siena")
	c.Click(chatField)
	c.Type("Ho la muffa nella camera dei bambini")
	p.WaitText(".conv-typing", "sta scrivendo")
	c.Press(browsertest.Enter())
	p.logs("camera dei bambini")
	p.Click(".finder-cards summary")
	p.Click("#cards-q")
	p.Type("casa popolare")
	p.Wait(`q(".cards-found .parts button")`)
	p.Click(".cards-found .parts button")
	p.WaitText(".composer-sources", "Fonte:")
	s.picture(p.Page, "scheda")
	p.Click(".composer-send")
	c.Wait(`[...q("caterina-chat >>> .log").querySelectorAll(".theirs")].at(-1).querySelector(".cards a")`)
	s.picture(c, "cittadino-persona")
	p.Click("[name=mode][value=note]")
	p.Click("#text")
	p.Type(secretNote)
	s.picture(p.Page, "nota")
	p.Click(".composer-note")
	p.logs(secretNote)
	p.Click("[name=mode][value=reply]")
	p.PressAlt("h")
	p.Wait(`q(".keys").open`)
	s.picture(p.Page, "scorciatoie")
	p.Press(browsertest.Escape())
	p.Phone(390, 844)
	s.picture(p.Page, "conversazione-telefono")
	p.Size(1280, 1000)
}

// teaches: the question without an answer goes to the curators.
func (s *story) teaches() {
	s.marco.wants("available") // so that Giulia sees that he is free
	p := s.giulia
	p.Click(".teach summary")
	s.picture(p.Page, "insegna")
	p.Click(`.teach-form a[href*="propose"]`)
	p.WaitText("h1", "Insegna a Caterina")
	p.Eval(`(() => { q("#card").value = "segnalazioni"; })()`, nil)
	if got := p.String(`q("#card").value`); got != "segnalazioni" {
		s.t.Fatalf("the cards are %s", p.String(`[...document.querySelectorAll("#card option")].map((o) => o.value).join()`))
	}
	s.picture(p.Page, "insegna-scheda")
	p.Click("main form .btn-primary")
	p.owns()
}

// passesOn: Giulia passes to Marco, who accepts.
func (s *story) passesOn() {
	g, m := s.giulia, s.marco
	g.open("transfer")
	g.Eval(`void (q("#transfer-to").value = [...document.querySelectorAll("#transfer-to option")].find((o) => o.textContent.startsWith("Marco C.")).value)`, nil)
	g.Click("#transfer-note")
	g.Type(secretTransfer)
	s.picture(g.Page, "passaggio")
	g.Click(".deed-transfer .btn-primary")
	g.logs(secretTransfer)
	m.WaitText(ringing, "te la passa Giulia B.")
	s.picture(m.Page, "passaggio-arriva")
	m.Click(ringing + " [data-deed=accept] button")
	m.owns()
	s.citizen.WaitText(chatFloor, "Ti risponde Marco C.")
	g.WaitText(stands, "Risponde Marco C.")
	m.logs(secretTransfer)
	m.writes("Buonasera, continuo io.")
	reads(s.citizen, "continuo io")
	here := m.String(`location.href`)
	m.Go(m.base + "/board")
	m.WaitText("main", "Giulia B.")
	s.picture(m.Page, "diretta")
	m.Accessible()
	m.Go(here)
	m.owns()
}

// sleepsAndWakes: put aside for an hour, and back as soon as the citizen writes.
func (s *story) sleepsAndWakes() {
	m := s.marco
	m.open("snooze")
	s.picture(m.Page, "rimanda")
	m.Click(".deed-snooze .btn-primary")
	m.Wait(`q(".side").dataset.state === "snoozed"`)
	reads(s.citizen, "Marco C.")
	askInBrowser(s.citizen, "Nel frattempo ho trovato il contratto")
	m.Wait(`q(".side").dataset.state === "assigned"`)
	m.owns()
	m.logs("ho trovato il contratto")
}

// handsBack: the assistant answers again, and is not silent.
func (s *story) handsBack() {
	m, c := s.marco, s.citizen
	m.open("handback")
	m.Click("#handback-note")
	m.Type(secretHandback)
	s.picture(m.Page, "restituisci")
	m.Click(".deed-handback .btn-primary")
	m.WaitText("h1", "Posta in arrivo")
	c.WaitText(chatFloor, "Ti risponde l'assistente automatico")
	before := c.String(`String(q("caterina-chat >>> .log").querySelectorAll(".theirs").length)`)
	askInBrowser(c, "quanto costa l'asilo nido?")
	c.Wait(`q("caterina-chat >>> .log").querySelectorAll(".theirs").length > ` + before)
	c.Wait(`[...q("caterina-chat >>> .log").querySelectorAll(".theirs")].at(-1).textContent.includes("nido")`)
}

// comesBackAndEnds: a person again, the same one first; closed, voted, kept.
func (s *story) comesBackAndEnds() {
	m, c := s.marco, s.citizen
	askInBrowser(c, "posso parlare di nuovo con una persona?")
	c.WaitText(chatFloor, "Stiamo cercando una persona")
	m.WaitText(ringing, "per te") // who knows the case comes first
	m.Click(ringing + " [data-deed=accept] button")
	m.owns()
	c.WaitText(chatFloor, "Ti risponde Marco C.")
	m.writes("Le ho mandato il modulo per posta.")
	reads(c, "modulo per posta")
	m.open("close")
	s.picture(m.Page, "chiudi")
	m.Click(".deed-close .btn-primary")
	m.WaitText("h1", "Posta in arrivo")
	c.WaitText(chatFloor, "Conversazione chiusa")
	c.Click("caterina-chat >>> .rate")
	c.Wait(`q("` + chatSheet + `")`)
	c.Click(chatSheet + " [for=form-stars-5]")
	c.Click(chatSheet + " [for=form-high-guided]")
	s.picture(c, "cittadino-voto")
	c.Click(chatSheet + " .yes")
	c.Wait(`!q("` + chatSheet + `") && !q("caterina-chat >>> .rate")`)
	if got := ask[string](s.office, `SELECT string_agg(stars || ' ' || answer, ',') FROM rating`); got != "5 Capivo sempre che stavo procedendo correttamente" {
		s.t.Errorf("the vote is kept as %q", got)
	}
	c.Click("caterina-chat >>> .round.menu")
	c.Click("caterina-chat >>> .entry.save")
	c.Wait(`window.files.length === 1`)
	file := c.String(`window.files[0]`)
	for _, words := range []string{"bonus utenze", "Giulia B.", "Marco C.", "modulo per posta", "ho trovato il contratto"} {
		if !strings.Contains(strings.ToLower(file), strings.ToLower(words)) {
			s.t.Errorf("the copy of the conversation lacks %q:\n%s", words, file)
		}
	}
}

// keepsSecrets looks for what was for colleagues in every byte the citizen had.
func (s *story) keepsSecrets() {
	all := everythingOf(s.citizen)
	if !strings.Contains(all, "modulo per posta") || strings.Count(all, `"type":"ev"`) < 10 {
		s.t.Errorf("nothing was recorded: %d bytes", len(all))
	}
	for _, secret := range []string{"RISERVAT", "pratica aperta", "operator:", "@example.org"} {
		if strings.Contains(all, secret) {
			at := strings.Index(all, secret)
			s.t.Errorf("the citizen received %q: …%s…", secret, all[max(0, at-200):min(len(all), at+200)])
		}
	}
}

// learned: a curator accepts the proposal, and within five seconds the question
// is answered.
func (s *story) learned() {
	p := s.marco
	p.Go(p.base + "/lessons")
	p.WaitText("main", declined)
	s.picture(p.Page, "da-imparare")
	p.Click(".lesson .btn-primary")
	p.WaitText("main", "Accettata")
	accepted := time.Now()
	ctx, cancel := context.WithTimeout(s.t.Context(), 5*time.Second)
	defer cancel()
	c := newCitizen()
	go c.stay(s.t.Context(), func() []string { return []string{s.addr} })
	for i := 1; ; i++ {
		c.say(fmt.Sprintf("q%d", i), declined)
		if err := c.await(ctx, func(view []event, _ int) bool { return len(view) == 1+2*i }); err != nil {
			s.t.Fatalf("not learned within 5 s: %v: %+v", err, c.snapshot())
		}
		answer := c.snapshot()[2*i].Text
		if !strings.Contains(answer, "non ho una scheda") {
			s.t.Logf("learned after %v: %.60q", time.Since(accepted), answer)
			break
		}
		pause(ctx, 700*time.Millisecond) // a citizen may ask twice a second
	}
}

// callsBack: nobody is there any more, the citizen leaves a number, and it is
// called.
func (s *story) callsBack() {
	s.giulia.wants("offline")
	s.marco.wants("offline")
	c := s.visits()
	c.Click(chatPerson)
	c.Wait(`q("caterina-chat >>> .log [data-option=callback]")`)
	s.picture(c, "cittadino-nessuno")
	c.Click("caterina-chat >>> .log [data-option=callback]")
	c.Wait(`q("` + chatSheet + `")`)
	c.Type("Lucia Neri")
	c.Press(browsertest.Tab())
	c.Type("0577 292111")
	c.Click("caterina-chat >>> #form-text")
	c.Type("Vorrei sapere della muffa")
	s.picture(c, "cittadino-richiamata")
	c.Click("caterina-chat >>> [for=form-privacy]")
	c.Click(chatSheet + " .yes")
	c.WaitText(chatFloor, "Ti richiameremo noi")
	p := s.giulia
	p.Go(p.base + "/callbacks")
	p.Click(`form[action$="/take"] button`)
	p.WaitText("main", "Lucia Neri")
	p.WaitText("main", "0577 292111")
	s.picture(p.Page, "richiamate")
	p.Click(".call textarea")
	p.Type(secretNote)
	p.Click(".call .btn-primary")
	p.WaitText("main", "Non hai richiamate")
	if strings.Contains(everythingOf(c), "RISERVAT") {
		s.t.Error("the citizen received the note of a call")
	}
}

// looksBack: the supervisor's reports.
func (s *story) looksBack() {
	p := s.marco
	p.Go(p.base + "/reports")
	p.WaitText("main", "un voto")
	s.picture(p.Page, "resoconti")
}
