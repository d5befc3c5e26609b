package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp/totp"

	"example.org/caterina/internal/browsertest"
	"example.org/caterina/internal/pgtest"
)

// The console's page as its tests see it.
const (
	onTheLine = `q("caterina-shift")?.dataset.status === "live"`
	stands    = ".conv-side h2"
	ringing   = ".shift-ringing"
	ownsIt    = "Stai rispondendo tu"
)

// The chat's page while people answer.
const (
	chatFloor  = "caterina-chat >>> .floor"
	chatPlace  = "caterina-chat >>> .place"
	chatPerson = "caterina-chat >>> .floor .ask"
	chatTyping = "caterina-chat >>> .typing"
	chatSheet  = "caterina-chat >>> .sheet[open]"
)

// office is a running town with people behind the assistant.
type office struct {
	t         *testing.T
	url       string // of the database
	passwords map[string]string
	*server
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, url: pgtest.URL(t), passwords: map[string]string{}}
	caterina(t, o.url, "import", demo("italia"), demo("siena"))
	o.hire("giulia@example.org", "Giulia B.", "operator")
	o.hire("marco@example.org", "Marco C.", "supervisor")
	o.server = startServer(t, o.url)
	return o
}

func (o *office) giulia() *colleague { return o.arrives("giulia@example.org", "operator") }
func (o *office) marco() *colleague  { return o.arrives("marco@example.org", "supervisor") }

// hire makes an account as an administrator does and keeps its one-time
// password.
func (o *office) hire(email, name, role string) {
	o.t.Helper()
	out := caterina(o.t, o.url, "operator", "add", "-town", "siena", "-email", email, "-name", name, "-role", role)
	m := regexp.MustCompile(`shown only now: (\S+)`).FindStringSubmatch(out)
	if m == nil {
		o.t.Fatalf("no password for %s:\n%s", email, out)
	}
	o.passwords[email] = m[1]
}

// colleague is somebody at the console, in a browser of their own.
type colleague struct {
	*browsertest.Page

	email, password string
	base            string // of the town's pages
}

const chosenPassword = "quattro parole che non c'entrano"

// arrives is somebody's first time at the console.
func (o *office) arrives(email, role string) *colleague {
	o.t.Helper()
	password := o.passwords[email]
	c := &colleague{Page: patient(o.t), email: email, password: chosenPassword, base: "http://" + o.addr + "/console/siena"}
	c.Size(1280, 1000)
	c.Go("http://" + o.addr + "/console")
	o.picture(c.Page, "accesso")
	c.signIn(password)
	c.WaitText("h1", "Scegli la tua password")
	for field, value := range map[string]string{"#old": password, "#new": chosenPassword, "#again": chosenPassword} {
		c.Click(field)
		c.Type(value)
	}
	c.Press(browsertest.Enter())
	c.Wait(`location.pathname !== "/console/password"`)
	if role == "supervisor" || role == "admin" {
		c.enrol(o)
	}
	c.Wait(`location.pathname.startsWith("/console/siena/")`)
	c.Go(c.base + "/inbox")
	c.Wait(onTheLine)
	return c
}

// signIn fills in the first page.
func (c *colleague) signIn(password string) {
	c.Wait(`location.pathname === "/console/sign-in"`)
	c.Click("#email")
	c.Type(c.email)
	c.Click("#password")
	c.Type(password)
	c.Press(browsertest.Enter())
}

// enrol reads the key as an app does and gives its first code.
func (c *colleague) enrol(o *office) {
	c.WaitText("h1", "secondo fattore")
	o.picture(c.Page, "secondo-fattore")
	secret := strings.ReplaceAll(c.String(`q(".console-secret").textContent`), " ", "")
	code, err := totp.GenerateCode(strings.TrimSpace(secret), time.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	c.Click("#code")
	c.Type(code)
	c.Press(browsertest.Enter())
}

// wants says what the shift's list says: available, busy, offline.
func (c *colleague) wants(wish string) {
	c.Wait(onTheLine)
	c.Eval(fmt.Sprintf(`(() => { const list = q("#shift-wants"); list.value = %q; list.dispatchEvent(new Event("change")); })()`, wish), nil)
	c.Wait(fmt.Sprintf(`q("caterina-shift").dataset.wants === %q`, wish))
}

// owns waits until the page says that the conversation is this colleague's.
func (c *colleague) owns() {
	c.WaitText(stands, ownsIt)
	c.Wait(onTheLine)
}

// writes sends a message to the citizen.
func (c *colleague) writes(text string) {
	c.Click("#text")
	c.Type(text)
	c.Press(browsertest.Enter())
	c.logs(text)
}

// logs waits until the log holds a text.
func (c *colleague) logs(text string) {
	c.Wait(fmt.Sprintf(`[...document.querySelectorAll(".entries .entry")].some((e) => e.textContent.includes(%q))`, text))
}

// open unfolds one of the deeds beside the conversation.
func (c *colleague) open(deed string) {
	c.Click(".deed-" + deed + " summary")
}

// recorder keeps every byte that a citizen's page receives after it was loaded,
// and the files it hands over.
const recorder = `{
	window.heard = []; window.files = [];
	const Real = WebSocket;
	window.WebSocket = class extends Real {
		constructor(...args) { super(...args); this.addEventListener("message", (m) => window.heard.push(String(m.data))); }
	};
	const fetched = window.fetch;
	window.fetch = async (...args) => {
		const answer = await fetched(...args);
		answer.clone().text().then((text) => window.heard.push(text), () => {});
		return answer;
	};
	const make = URL.createObjectURL;
	URL.createObjectURL = (blob) => { window.files.push(blob.text()); return make.call(URL, blob); };
}`

// visits opens the town's website on a citizen's telephone.
func (o *office) visits() *browsertest.Page {
	o.t.Helper()
	p := patient(o.t)
	p.Phone(390, 844)
	p.BeforeLoad(recorder)
	p.Go("http://" + o.addr + "/")
	openChat(p)
	return p
}

// everythingOf returns every byte that reached a citizen's page.
func everythingOf(p *browsertest.Page) string {
	return p.String(`(async () => [
		...window.heard, ...await Promise.all(window.files), document.documentElement.outerHTML,
		q("caterina-chat").shadowRoot.innerHTML, JSON.stringify({ ...localStorage, ...sessionStorage }),
	].join("\n"))()`)
}

// reads waits until the citizen's log holds a text.
func reads(p *browsertest.Page, text string) {
	p.WaitText(chatLog, text)
}

// sql runs a statement on the database: the tests' only way to make time pass.
func (o *office) sql(statement string, args ...any) {
	o.t.Helper()
	conn, err := pgx.Connect(o.t.Context(), o.url)
	if err != nil {
		o.t.Fatal(err)
	}
	defer func() { _ = conn.Close(o.t.Context()) }()
	if _, err := conn.Exec(o.t.Context(), statement, args...); err != nil {
		o.t.Fatal(err)
	}
}

// ask reads one value from the database.
func ask[T any](o *office, query string, args ...any) T {
	o.t.Helper()
	conn, err := pgx.Connect(o.t.Context(), o.url)
	if err != nil {
		o.t.Fatal(err)
	}
	defer func() { _ = conn.Close(o.t.Context()) }()
	var value T
	if err := conn.QueryRow(o.t.Context(), query, args...).Scan(&value); err != nil {
		o.t.Fatal(err)
	}
	return value
}

// picture keeps what a page shows, for the guide of the staff when CATERINA_GUIDE
// is 1: "CATERINA_GUIDE=1 go test ./internal/e2e -run TestTheWholeStory" makes
// docs/images/guida-*.png anew. Look at them before you commit them.
func (o *office) picture(p *browsertest.Page, name string) {
	o.t.Helper()
	if !strings.HasPrefix(o.t.Name(), "TestTheWholeStory") {
		return
	}
	p.Eval(`void scrollTo({ top: 0, behavior: "instant" })`, nil)
	p.Eval(`document.fonts.ready.then(() => true)`, nil)
	if os.Getenv("CATERINA_GUIDE") != "1" {
		p.Screenshot(name)
		return
	}
	slim, err := browsertest.Slim(p.Picture())
	if err == nil {
		err = os.WriteFile(filepath.Join("..", "..", "docs", "images", "guida-"+name+".png"), slim, 0o644)
	}
	if err != nil {
		o.t.Errorf("the picture %s: %v", name, err)
	}
}
