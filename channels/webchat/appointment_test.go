package webchat

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// book appends an event about an appointment.
func (s *fakeStore) book(conv caterina.ConversationID, actor caterina.Actor, body caterina.MessageBody) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.convs[conv]
	s.append(conv, actor, "", body)
	c.events[len(c.events)-1].Kind = caterina.KindBooking
}

// offered is a message with free times on two days.
func offered() caterina.MessageBody {
	slot := func(id, label string) (caterina.SlotView, caterina.Option) {
		return caterina.SlotView{ID: id, Label: label, Office: "Sportello Famiglia"}, caterina.Option{ID: id, Label: label}
	}
	body := caterina.MessageBody{Text: "Quale va bene?", Flow: caterina.FlowBooking}
	for _, s := range [][2]string{
		{"slot/consulenza/sportello/1795509000", "martedì 24 novembre, ore 9:30"},
		{"slot/consulenza/sportello/1795528800", "martedì 24 novembre, ore 15:00"},
		{"slot/consulenza/sportello/1795683600", "giovedì 26 novembre, ore 10:00"},
	} {
		view, option := slot(s[0], s[1])
		body.Slots, body.Options = append(body.Slots, view), append(body.Options, option)
	}
	body.Options = append(body.Options, caterina.Option{ID: "book/more", Label: "Altri orari"})
	return body
}

// agreed is the body of an event about an appointment.
func agreed(status caterina.BookingStatus, revision int) caterina.MessageBody {
	from := time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)
	change := fmt.Sprintf("booking/K7M2XQR/%d/", revision)
	return caterina.MessageBody{
		Text: "Ecco il tuo appuntamento.",
		Booking: &caterina.BookingCard{
			Code: "K7M2XQR", Status: status, Revision: revision, Title: "Consulenza", Office: "Sportello Famiglia", Address: "Via Roma 1", From: from, To: from.Add(30 * time.Minute),
			ICS: "/appuntamenti/abc/appuntamento.ics", Map: "javascript:alert(1)", Manage: "https://siena.example/appuntamenti/abc",
		},
		Options: []caterina.Option{{ID: change + "move", Label: "Sposta"}, {ID: change + "cancel", Label: "Disdici"}},
	}
}

// TestThePageOffersTimesUnderTheirDays: each once, and what is no time beside them.
func TestThePageOffersTimesUnderTheirDays(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.answer = 0 })
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("vorrei un appuntamento")
	conv := v.conv()
	s.store.mu.Lock()
	s.store.append(conv, caterina.ActorBot, "", offered())
	s.store.mu.Unlock()
	v.get("/chat/siena")
	v.shows(
		`aria-label="Orari liberi"`, "<h2>martedì 24 novembre</h2>", `<span aria-hidden="true">ore 15:00</span><span class="sr">martedì 24 novembre, ore 15:00</span>`,
		"<h2>giovedì 26 novembre</h2>", `value="book/more">Altri orari`,
	)
	if n := strings.Count(v.page, `value="slot/consulenza/sportello/1795509000"`); n != 1 {
		t.Errorf("a time is offered %d times", n)
	}
	v.press("slot/consulenza/sportello/1795528800")
	v.shows(`<p class="chat-plain">martedì 24 novembre, ore 15:00</p>`)
	if strings.Contains(v.page, "chat-slots") {
		t.Error("times are still offered below the choice")
	}
}

// TestThePageShowsAppointments: in words, with a code that is heard letter by letter
// and links that are none of a script.
func TestThePageShowsAppointments(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.answer = 0 })
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("confermo")
	conv := v.conv()
	s.store.book(conv, caterina.ActorBot, agreed(caterina.Booked, 0))
	v.get("/chat/siena")
	v.shows(
		"martedì 24 novembre 2026, ore 9:30</time>", "Consulenza, Sportello Famiglia, Via Roma 1", `<b aria-hidden="true">K7M 2XQR</b><span class="sr">K 7 M 2 X Q R</span>`,
		`href="/appuntamenti/abc/appuntamento.ics"`, `href="https://siena.example/appuntamenti/abc"`, `value="booking/K7M2XQR/0/cancel">Disdici`,
	)
	if strings.Contains(v.page, "javascript:") || strings.Contains(v.page, "La risposta sta arrivando") {
		t.Error("a script is linked, or the answer is still waited for")
	}
	s.store.book(conv, caterina.ActorSystem, agreed(caterina.CancelledOffice, 1))
	v.get("/chat/siena?lang=en")
	v.shows("Cancelled: <time", "Tuesday 24 November 2026, at 9:30", "The appointment&#39;s page")
}

// TestCase33TheButtonOfAReminderIsNeverTooOld: it is pressed days later, when many
// events have passed, and reaches the bot, who asks.
func TestCase33TheButtonOfAReminderIsNeverTooOld(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.answer = 0 })
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("buongiorno")
	conv := v.conv()
	s.store.book(conv, caterina.ActorSystem, agreed(caterina.Booked, 2))
	s.store.mu.Lock()
	for i := range choicesBack + 5 {
		s.store.append(conv, caterina.ActorBot, fmt.Sprint("later-", i), caterina.MessageBody{Text: "altro"})
	}
	s.store.mu.Unlock()
	for choice, words := range map[string]string{
		"booking/K7M2XQR/2/cancel": "Disdici l&#39;appuntamento K7M2XQR", "booking/K7M2XQR/2/move": "Sposta l&#39;appuntamento K7M2XQR",
		"slot/consulenza/sportello/1795509000": "martedì 24 novembre 2026, ore 9:30", "book/consulenza/sportello": "Prendi un appuntamento",
	} {
		v.get("/chat/siena")
		v.press(choice)
		v.shows(`<p class="chat-plain">` + words)
	}
	v.get("/chat/siena")
	v.press("card/altro")
	v.shows("la scelta non è più disponibile")
}

// TestACardIsNotSaidTwice: what the text says for other readers stands on the card
// here; what it says beyond that stays.
func TestACardIsNotSaidTwice(t *testing.T) {
	t.Parallel()
	card := agreed(caterina.Booked, 0).Booking
	text := "Fatto.\n\n**Consulenza**\n\n- Codice: K7M\n\n- [File](" + card.Manage + "/appuntamento.ics)\n- [Pagina](" + card.Manage + ")"
	for given, want := range map[string]string{
		text: "Fatto.", text + "\n\nA presto.\n\nCiao.": "Fatto.\n\nA presto.\n\nCiao.",
		"Ricorda **Consulenza**.": "Ricorda **Consulenza**.", "Fatto. " + card.Manage: "Fatto. " + card.Manage, "": "",
	} {
		if got := besideCard(given, card); got != want {
			t.Errorf("%q leaves %q, want %q", given, got, want)
		}
	}
	if got := besideCard(text, nil); got != text {
		t.Errorf("without a card %q is left", got)
	}
	v := bookingOf(&caterina.BookingCard{Bring: []string{"<b>"}, Status: caterina.Booked}, "it", func(s string) template.HTML { return template.HTML(template.HTMLEscapeString(s)) })
	if len(v.Bring) != 1 || v.Bring[0] != "&lt;b&gt;" {
		t.Errorf("to bring: %v", v.Bring)
	}
}

// TestWhatIsNoChoiceAboutAppointmentsIsRefused: other words, other shapes.
func TestWhatIsNoChoiceAboutAppointmentsIsRefused(t *testing.T) {
	t.Parallel()
	for _, choice := range []string{
		"booking/K7M2XQR/2/yes", "booking/K7M2XQR/-1/move", "booking/k7m2xqr/1/move", "booking/K7M2XQI/1/move", "booking/K7M2XQR/01/move", "booking/K7M2XQR/1",
		"slot/consulenza/sportello/", "slot/consulenza/sportello/+5", "slot/../sportello/5", "slot/consulenza/sportello/99999999999999", "slot/a/b/c/d",
		"book/", "book", "book/a/b/c", "book/Consulenza", "booking", "", "book/Consulenza/near:41.1,16.8", "book/a/near:1,2/3", "book/a/b/near:1,2",
	} {
		if label := agendaOffer("it", choice); label != "" {
			t.Errorf("%q is taken as %q", choice, label)
		}
	}
	for choice, want := range map[string]string{
		"flow/find": "Cerca il tuo appuntamento", "wait/leave": "Lascia la lista d'attesa", "book/consulenza/-": "Prendi un appuntamento", "book/consulenza/near:41.117,16.871": "La mia posizione",
		"booking/K7M2XQR/12/move": "Sposta l'appuntamento K7M2XQR", "slot/consulenza/sportello/1795509000": "martedì 24 novembre 2026, ore 9:30",
		"slot/a/b/1824942600": "domenica 31 ottobre 2027, ore 2:30 (ora legale)", "slot/a/b/1824946200": "domenica 31 ottobre 2027, ore 2:30 (ora solare)",
	} {
		if label := agendaOffer("it", choice); label != want {
			t.Errorf("%q is %q, want %q", choice, label, want)
		}
	}
	if label := agendaOffer("en", "booking/K7M2XQR/0/cancel"); label != "Cancel the appointment K7M2XQR" {
		t.Error(label)
	}
}

// TestThePageAsksForNoPosition: without JavaScript none can be had.
func TestThePageAsksForNoPosition(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.answer = 0 })
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("vorrei un appuntamento")
	conv := v.conv()
	s.store.mu.Lock()
	s.store.append(conv, caterina.ActorBot, "", caterina.MessageBody{Text: "In quale sede?", Options: []caterina.Option{
		{ID: "book/consulenza/sportello", Label: "Scegli: Sportello"}, {ID: "book/consulenza/near", Label: "Usa la mia posizione"},
	}})
	s.store.mu.Unlock()
	v.get("/chat/siena")
	v.shows("Scegli: Sportello")
	if strings.Contains(v.page, "Usa la mia posizione") {
		t.Error("the page offers what it cannot do")
	}
}

// TestAnAppointmentIsInTheTranscript, and its options can be chosen as those of a message.
func TestAnAppointmentIsInTheTranscript(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.answer = 0 })
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("confermo")
	s.store.book(v.conv(), caterina.ActorBot, agreed(caterina.Booked, 0))
	v.get("/chat/siena")
	v.do(http.MethodPost, "/chat/siena?lang=it", url.Values{"id": {v.field("id")}, "action": {"transcript"}})
	v.shows("Ecco il tuo appuntamento.")
	v.get("/chat/siena")
	v.press("booking/K7M2XQR/0/move")
	v.shows(`<p class="chat-plain">Sposta</p>`)
}
