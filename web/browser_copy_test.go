package web

import (
	"fmt"
	"strings"
	"testing"

	"example.org/caterina/internal/browsertest"
)

// TestTheConversationCanBeHadByMail: from the menu, by keyboard, with the address
// in the frame and nowhere else, and a sentence that says what happens now.
func TestTheConversationCanBeHadByMail(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	ask(p, "vorrei una copia")
	p.Wait(theirs(2))
	p.Click("caterina-chat >>> .round.menu")
	p.Click("caterina-chat >>> .entry.mail")
	p.Wait(`q("caterina-chat >>> .sheet[open]") && q("caterina-chat").shadowRoot.activeElement.id === "form-email"`)
	p.Accessible()
	p.Screenshot("empty")
	checkSheet(t, p)
	p.Type("maria, anna@posta.example")
	p.Press(browsertest.Enter())
	p.WaitText("caterina-chat >>> #form-email-problem", "un solo indirizzo")
	p.Eval(`q("caterina-chat >>> #form-email").select()`, nil)
	p.Type("maria@posta.example")
	p.Press(browsertest.Enter())
	p.WaitText("caterina-chat >>> .sheet[open]", "La copia è partita.")
	p.Wait(`q("caterina-chat >>> .sheet[open] form").checkVisibility() === false`)
	p.Accessible()
	p.Screenshot("sent")
	sends := f.frames("send")
	if got := fmt.Sprint(sends[len(sends)-1]["choice"], sends[len(sends)-1]["form"]); got != "copymap[email:maria@posta.example]" {
		t.Errorf("sent: %s", got)
	}
	if stored := p.String(`JSON.stringify({ ...sessionStorage, ...localStorage })`); strings.Contains(stored, "maria@") {
		t.Errorf("the address is kept on the device: %s", stored)
	}
	p.Press(browsertest.Escape())
	p.Wait(`!q("caterina-chat >>> .sheet[open]") && q("caterina-chat >>> .panel").open`)
	p.Click("caterina-chat >>> .round.menu")
	p.Click("caterina-chat >>> .entry.mail")
	p.Wait(`q("caterina-chat >>> .sheet[open] form").checkVisibility() && q("caterina-chat >>> #form-email").value === ""`)
}
