package console_test

import (
	"fmt"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/browsertest"
)

// TestATelegramConversationInTheBrowser is what an operator sees of one: files,
// a message that is put right, what has not arrived, and that the citizen has gone.
// All of it comes to the open page by itself.
func TestATelegramConversationInTheBrowser(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	c := o.chats(7, "a che punto è la mia domanda per la mensa?")
	c.taken(ada)
	o.telegram(o.arrived)
	p := o.at(t, ada, c.path())
	p.WaitText(".conv-channel", "Telegram")
	p.Wait(`q(".composer-blocked .alert").hidden`)

	first := c.sends(caterina.MessageBody{Text: "il protocollo è 1231"})
	p.Wait(logged("1231"))
	c.sends(caterina.MessageBody{Text: "il protocollo è 1234", Edits: first})
	p.Wait(logged("1234"))
	p.WaitText(fmt.Sprintf("#m-%d .entry-old", first), "corretto alle ")
	p.Click(fmt.Sprintf("#m-%d .entry-old a", first))
	p.Wait(fmt.Sprintf(`location.hash === "#m-%d"`, first+1))

	c.sends(caterina.MessageBody{Text: "ecco la ricevuta", Media: "photo", Files: []caterina.File{c.keeps("ricevuta.png", "image/png", photo())}})
	p.Wait(`q(".entry-picture img")?.complete && q(".entry-picture img").naturalWidth === 240`)
	c.sends(caterina.MessageBody{Media: "video", Files: []caterina.File{{Name: "video.mp4", Size: 48 << 20}}})
	p.WaitText(".conv-log", "È troppo grande e non è stato scaricato")

	answered := c.replies(ada, "Grazie, guardo subito.")
	o.telegram(func(d *caterina.Delivery) error {
		if d.Attempts == 0 {
			return o.store.RetryDelivery(t.Context(), d, caterina.DeliveryRetry{Reason: "no answer came", Unsure: true, Counts: true})
		}
		return o.arrived(d)
	})
	p.WaitText(fmt.Sprintf("#m-%d .entry-flaw", answered), "Forse arrivato due volte")
	p.Eval(`void document.activeElement.blur()`, nil)
	for name, size := range screens() {
		size(p)
		p.Eval(`void (q(".conv-log").scrollTop = 1e6)`, nil)
		look(t, p, "telegram-"+name)
	}
	screens()["desktop"](p)
	p.Size(1280, 1500)
	p.Eval(`void (q(".conv-log").scrollTop = 1e6)`, nil)
	guide(t, p, "telegram")

	p.Click(fmt.Sprintf("#m-%d .entry-edit summary", answered))
	p.Click(fmt.Sprintf("#edit-%d", answered))
	p.Type(" Anzi, domani.")
	look(t, p, "telegram-edit")
	p.Click(fmt.Sprintf("#m-%d .entry-edit button", answered))
	p.Wait(logged("subito. Anzi, domani."))
	p.WaitText(fmt.Sprintf("#m-%d .entry-old", answered), "corretto alle ")
	p.Wait(fmt.Sprintf(`!q("#m-%d .entry-edit").open`, answered))

	_, err := o.store.CloseChat(t.Context(), theBot, 7, "bot was blocked by the user")
	o.must(err)
	p.Wait(`!q(".composer-blocked .alert").hidden`)
	lost := c.replies(ada, "La domanda è stata accolta.")
	o.telegram(func(d *caterina.Delivery) error {
		return o.store.EndDelivery(t.Context(), d, caterina.DeliveryFailed, "bot was blocked by the user", false)
	})
	p.WaitText(fmt.Sprintf("#m-%d .entry-flaw", lost), "Non consegnato: il cittadino ha bloccato il bot")
	look(t, p, "telegram-blocked")
}

// TestTheChannelIsChosenByKeyboard in the list, which stays fresh and filtered.
func TestTheChannelIsChosenByKeyboard(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	o.arrives("la mensa dal sito").asks(0)
	o.chats(1, "la mensa da Telegram").asks(0)
	p := o.at(t, ada, "/console/siena/inbox?view=waiting")
	p.Wait(`document.querySelectorAll("caterina-list .line").length === 2`)
	for name, size := range screens() {
		size(p)
		look(t, p, "channels-"+name)
	}
	screens()["desktop"](p)
	p.Eval(`void q("#channel").focus()`, nil)
	p.Press(browsertest.Down(), browsertest.Down())
	p.Wait(`q("#channel").value === "telegram"`)
	p.Press(browsertest.Tab(), browsertest.Enter())
	p.Wait(`location.search.includes("channel=telegram") && location.search.includes("view=waiting")`)
	p.Wait(connected)
	p.WaitText("caterina-list", "Solo le conversazioni del canale Telegram")
	o.chats(2, "il nido da Telegram").asks(0)
	p.WaitText("caterina-list", "il nido da Telegram")
	if p.String(`q("caterina-list").textContent.includes("dal sito") ? "yes" : "no"`) != "no" {
		t.Error("the list shows the web again")
	}
}
