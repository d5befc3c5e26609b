package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/browsertest"
	"example.org/caterina/internal/mailtest"
	"example.org/caterina/internal/pgtest"
)

// Where appointments are in the chat.
const (
	chatSlots  = "caterina-chat >>> .msg:last-child .slots"
	chatBooked = "caterina-chat >>> .msg:last-child .booked"
)

// booker is a citizen who wants an appointment, with a mailbox.
type booker struct {
	*office

	post *mailtest.Server
	page *browsertest.Page
	link string // path of the appointment's own page
	code string
}

// newBooker opens a town with a mail server, and its website for somebody who has no
// mouse and a small screen.
func newBooker(t *testing.T) *booker {
	t.Helper()
	b := &booker{office: &office{t: t, url: pgtest.URL(t), passwords: map[string]string{}}}
	caterina(t, b.url, "import", demo("italia"), demo("siena"))
	b.post = mailtest.Start(t, mailtest.Config{})
	b.server = startServer(t, b.url, "CATERINA_SMTP_URL="+b.post.URL())
	b.page = patient(t)
	b.page.Size(320, 640)
	b.page.Go("http://" + b.addr + "/")
	openChat(b.page)
	return b
}

// says writes and waits for the answer.
func (b *booker) says(text string) {
	b.t.Helper()
	before := b.page.String(`String(q("caterina-chat").chat.last)`)
	askInBrowser(b.page, text)
	b.page.Wait(`q("caterina-chat").chat.last >= ` + before + ` + 2`)
}

// presses goes to a button with Shift and Tab, from the field upwards, and presses it.
func (b *booker) presses(label string) {
	b.t.Helper()
	before := b.page.String(`String(q("caterina-chat").chat.last)`)
	b.page.Eval(`q("caterina-chat").composer.focus()`, nil)
	for range 40 {
		if strings.Contains(b.page.Focused(), label) {
			b.page.Press(browsertest.Space())
			b.page.Wait(`q("caterina-chat").chat.last >= ` + before + ` + 2`)
			return
		}
		b.page.PressShift(browsertest.Tab())
	}
	b.t.Fatalf("Shift and Tab never lead to %q:\n%s", label, b.page.String(`q("caterina-chat >>> .log .msg:last-child").innerText`))
}

// last is what the last message says.
func (b *booker) last() string {
	return b.page.String(`q("caterina-chat >>> .log .msg:last-child").innerText`)
}

// reads checks what the last message says.
func (b *booker) reads(words ...string) {
	b.t.Helper()
	for _, w := range words {
		if !strings.Contains(b.last(), w) {
			b.t.Errorf("the chat does not say %q but:\n%s", w, b.last())
		}
	}
}

// mail is the next mail, which has to be about something.
func (b *booker) mail(subject string) mailtest.Mail {
	b.t.Helper()
	m := b.post.Next()
	if !strings.Contains(m.Subject, subject) {
		b.t.Fatalf("the mail is about %q, not %q:\n%s", m.Subject, subject, m.Text)
	}
	return m
}

// books goes the whole way to a confirmed appointment.
func (b *booker) books(wish string) {
	b.t.Helper()
	b.says(wish)
	b.page.Wait(`q("` + chatSlots + `")`)
	b.page.Accessible("caterina-chat")
	b.page.Screenshot("times")
	// Not the first one: it may begin within two hours, and no reminder be due.
	b.presses(b.page.String(`[...q("caterina-chat >>> .log").querySelectorAll(".msg:last-child .slots button .sr")].at(-1).textContent`))
	b.reads("Tengo per te", "nome e cognome")
	b.says("Maria Rossi, maria@posta.example")
	b.reads("sei cifre")
	digits := regexp.MustCompile(`\b\d{6}\b`).FindString(b.mail("").Text)
	b.page.Screenshot("digits")
	b.says(digits)
	b.page.Wait(`q("` + chatBooked + `")`)
	b.reads("Fatto, l'appuntamento è confermato.")
	b.page.Accessible("caterina-chat")
	b.page.Screenshot("confirmed")
	m := b.mail("prenotato")
	link := regexp.MustCompile(`http\S+(/appuntamenti/\S+)`).FindStringSubmatch(m.Text)
	if link == nil {
		b.t.Fatalf("no link in the mail:\n%s", m.Text)
	}
	b.link = link[1]
	b.code = strings.ReplaceAll(b.page.String(`q("`+chatBooked+` b").textContent`), " ", "")
	calendar := calendarIn(b.t, &m)
	for _, want := range []string{"METHOD:REQUEST", "SEQUENCE:0", "DTSTART:"} {
		if !strings.Contains(calendar, want) {
			b.t.Errorf("the calendar file has no %s:\n%s", want, calendar)
		}
	}
}

// calendarIn is the calendar part of a mail.
func calendarIn(t *testing.T, m *mailtest.Mail) string {
	t.Helper()
	for _, part := range m.Parts {
		if part.Type == "text/calendar" {
			return part.Body
		}
	}
	t.Fatalf("the mail %q has no calendar file", m.Subject)
	return ""
}

// follows opens the page of the link in the mail.
func (b *booker) follows() *browsertest.Page {
	b.t.Helper()
	p := patient(b.t)
	p.Size(320, 640)
	p.Go("http://" + b.addr + b.link)
	return p
}

// tabs goes to a link or button of a page with the Tab key and presses Enter.
func tabs(t *testing.T, p *browsertest.Page, label string) {
	t.Helper()
	for range 60 {
		if strings.Contains(p.Focused(), label) {
			p.Press(browsertest.Enter())
			return
		}
		p.Press(browsertest.Tab())
	}
	t.Fatalf("the Tab key never reaches %q", label)
}

// TestTheWholeStoryOfAnAppointment is what the product promises, in one town, with
// a browser, a keyboard and a mail server: booked in the chat, proved by six digits,
// moved from the mail, remembered, cancelled, waited for.
func TestTheWholeStoryOfAnAppointment(t *testing.T) {
	t.Parallel()
	b := newBooker(t)
	b.books("vorrei un appuntamento allo sportello famiglia")
	b.movesFromTheMail()
	b.isReminded()
	b.cancelsInTheChat()
}

// movesFromTheMail: the link shows, a form acts, and the chat shows it within a second.
func (b *booker) movesFromTheMail() {
	b.t.Helper()
	p := b.follows()
	p.WaitText("main", "L'appuntamento è confermato.")
	p.Accessible()
	p.Screenshot("page")
	tabs(b.t, p, "Sposta l'appuntamento")
	p.WaitText("h1", "Scegli un altro orario")
	p.Accessible()
	p.Screenshot("page-times")
	tabs(b.t, p, p.String(`q(".agenda-day:nth-of-type(2) .agenda-time .sr").textContent`))
	p.WaitText("h1", "Vuoi spostare l'appuntamento?")
	then := p.String(`q("dl strong").textContent`)
	before := b.page.String(`String(q("caterina-chat").chat.last)`)
	pressed := time.Now()
	tabs(b.t, p, "Sì, sposta")
	p.WaitText("[role=status]", "l'appuntamento è spostato")
	p.WaitText("dl", then)
	b.page.Wait(`q("caterina-chat").chat.last > ` + before)
	b.t.Logf("from the form to the chat: %v", time.Since(pressed))
	b.reads(then)
	p.Screenshot("page-moved")
	m := b.mail("nuova data")
	if calendar := calendarIn(b.t, &m); !strings.Contains(calendar, "SEQUENCE:1") || !strings.Contains(m.Text, then) {
		b.t.Errorf("the mail of the move:\n%s\n%s", m.Text, calendar)
	}
}

// isReminded: two days before, by mail and in the chat.
func (b *booker) isReminded() {
	b.t.Helper()
	const due = `UPDATE river_job SET scheduled_at = now(), state = 'available' WHERE kind = 'booking_notice' AND state = 'scheduled' AND args ->> 'what' = 'reminder_2h'`
	b.sql(due)
	m := b.mail("vicino")
	if !strings.Contains(m.Text, b.link) {
		b.t.Errorf("the reminder does not lead to the page:\n%s", m.Text)
	}
	b.page.Wait(`q("caterina-chat >>> .log .msg:last-child").innerText.includes("Ricorda il tuo appuntamento")`)
	b.page.Screenshot("reminded")
}

// cancelsInTheChat: the reminder's button asks, a yes cancels, a second one says that
// it is cancelled already.
func (b *booker) cancelsInTheChat() {
	b.t.Helper()
	b.presses("Disdici")
	b.reads("Confermi?")
	b.page.Screenshot("ask-cancel")
	b.presses("Sì, disdici")
	b.reads("è disdetto e il posto è di nuovo libero")
	b.page.Screenshot("cancelled")
	m := b.mail("annullato")
	calendar := calendarIn(b.t, &m)
	for _, want := range []string{"METHOD:CANCEL", "SEQUENCE:2", "STATUS:CANCELLED"} {
		if !strings.Contains(calendar, want) {
			b.t.Errorf("the calendar file has no %s:\n%s", want, calendar)
		}
	}
	b.page.Eval(`[...q("caterina-chat >>> .log").querySelectorAll("[data-option$='/cancel']")].at(-1).click()`, nil)
	b.page.Wait(`q("caterina-chat >>> .log .msg:last-child").innerText.includes("già")`)
	p := b.follows()
	p.WaitText("main", "Hai disdetto questo appuntamento.")
	p.Accessible()
}
