package e2e

import (
	"strings"
	"testing"

	"example.org/caterina/internal/browsertest"
)

// TestAnAppointmentInBari: another town with several offices, one of them named by a
// part of the city, and a time in one's own words.
func TestAnAppointmentInBari(t *testing.T) {
	t.Parallel()
	o, post := bookingTowns(t)
	b := &booker{office: o, post: post, page: patient(t)}
	b.page.Size(390, 844)
	b.page.Go("http://" + o.addr + "/towns/bari")
	openChat(b.page)
	b.says("vorrei un appuntamento per una consulenza per genitori a Carbonara, giovedì mattina")
	b.page.Wait(`q("` + chatSlots + `")`)
	b.page.Screenshot("times")
	if first := b.page.String(`q("` + chatSlots + ` button .sr").textContent`); !strings.HasPrefix(first, "giovedì") {
		t.Errorf("the first time is %q", first)
	}
	b.presses(b.page.String(`q("` + chatSlots + ` button .sr").textContent`))
	b.reads("Tengo per te", "Municipio IV (Carbonara)")
	b.says("quanto costa?")
	b.page.Screenshot("aside")
	b.reads("Torniamo all'appuntamento")
	b.says("mi chiamo Anna Lorusso")
	b.says("anna punto lorusso chiocciola posta.example")
	b.says(digitsIn(b.post.Next()))
	b.page.Wait(`q("` + chatBooked + `")`)
	b.reads("Fatto, l'appuntamento è confermato.", "Municipio IV (Carbonara)")
	b.page.Accessible("caterina-chat")
	b.page.FullScreenshot("confirmed")
	b.says("quando ho l'appuntamento?")
	b.reads("Ecco il tuo appuntamento", "iovedì")
}

// TestAnAppointmentWithoutJavaScript: the same dialogue as forms, by keyboard, and the
// page of the appointment behind its link.
func TestAnAppointmentWithoutJavaScript(t *testing.T) {
	t.Parallel()
	o, post := bookingTowns(t)
	p := patient(t)
	p.Size(320, 640)
	p.BeforeLoad(`Object.defineProperty(window, "customElements", { value: undefined })`)
	p.Go("http://" + o.addr + "/chat/siena")
	writes := func(text, want string) {
		t.Helper()
		p.Click("#domanda")
		p.Type(text)
		tabs(t, p, "Invia")
		p.WaitText("main", want)
	}
	writes(familyDesk, "Quale scegli?")
	p.Accessible()
	p.Screenshot("times")
	tabs(t, p, p.String(`q(".chat-slots button .sr").textContent`))
	p.WaitText("main", "Tengo per te")
	writes("Maria Rossi, maria@posta.example", "sei cifre")
	writes(digitsIn(post.Next()), "l'appuntamento è confermato")
	p.WaitText(".chat-booked", "Consulenza allo Sportello Famiglia")
	p.Accessible()
	p.Screenshot("confirmed")
	if wide := p.String(`String(document.documentElement.scrollWidth - document.documentElement.clientWidth)`); wide != "0" {
		t.Errorf("the page is %s pixels too wide", wide)
	}
	p.Eval(`document.activeElement.blur()`, nil)
	p.Press(browsertest.Tab())
	tabs(t, p, "Disdici l'appuntamento")
	p.WaitText("main", "Confermi?")
	tabs(t, p, "Sì, disdici")
	p.WaitText("main", "è disdetto e il posto è di nuovo libero")
	p.WaitText("#ultimo .chat-booked", "Annullato")
	p.Accessible()
	p.Screenshot("cancelled")
}
