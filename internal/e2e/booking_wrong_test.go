package e2e

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/mailtest"
	"example.org/caterina/internal/pgtest"
)

// bookingTowns is Siena and Bari with a mail server. What is added to the service of
// the family desk is YAML.
func bookingTowns(t *testing.T, added ...string) (*office, *mailtest.Server) {
	t.Helper()
	o := &office{t: t, url: pgtest.URL(t), passwords: map[string]string{}}
	siena := filepath.Join(t.TempDir(), "siena")
	if err := os.CopyFS(siena, os.DirFS(demo("siena"))); err != nil {
		t.Fatal(err)
	}
	service := filepath.Join(siena, "services", "consulenza-famiglia.yaml")
	text, err := os.ReadFile(service)
	if err == nil {
		err = os.WriteFile(service, []byte(strings.TrimSpace(string(text))+"\n"+strings.Join(added, "\n")+"\n"), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	caterina(t, o.url, "import", demo("italia"), siena, demo("bari"))
	post := mailtest.Start(t, mailtest.Config{})
	o.server = startServer(t, o.url, "CATERINA_SMTP_URL="+post.URL())
	return o, post
}

// digitsIn are the six digits of a mail.
func digitsIn(m mailtest.Mail) string { return regexp.MustCompile(`\b\d{6}\b`).FindString(m.Text) }

// bookedBy goes the whole way in the chat to the first time that is far enough, and
// returns the appointment's code and the path of its page.
func bookedBy(c *talker, post *mailtest.Server, ahead time.Duration) (code, page string) {
	c.t.Helper()
	c.says(familyDesk)
	if ahead > 0 {
		months := []string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}
		day := time.Now().Add(ahead + 24*time.Hour)
		c.says("dal " + strconv.Itoa(day.Day()) + " " + months[day.Month()-1] + " in poi")
	}
	for c.slots(1)[0].From.Before(time.Now().Add(ahead)) {
		c.chooses("flow/times")
	}
	c.picks(0)
	c.says("Maria Rossi, maria@posta.example")
	c.says(digitsIn(post.Next()))
	if c.kind != "booking" || c.last.Booking == nil {
		c.t.Fatalf("no appointment: %s", c.last.Text)
	}
	u, err := url.Parse(c.last.Booking.Manage)
	if err != nil {
		c.t.Fatal(err)
	}
	post.Next() // the confirmation
	return c.last.Booking.Code, u.Path
}

const familyDesk = "vorrei un appuntamento allo sportello famiglia"

// TestWhatCannotBeHasASentenceAndAWayOn: a day that does not exist, a time that has
// passed, one at which nobody is there.
func TestWhatCannotBeHasASentenceAndAWayOn(t *testing.T) {
	t.Parallel()
	o, _ := bookingTowns(t)
	c := talk(t, o.server, "siena", "")
	c.says(familyDesk)
	first := c.slots(3)[0]
	c.says("il 30 febbraio")
	c.hears("nel calendario non esiste")
	c.slots(3)
	c.says("ieri alle 10")
	c.hears("passato")
	c.slots(3)
	kind := first.ID[:strings.LastIndex(first.ID, "/")+1]
	day := first.From.AddDate(0, 0, 1)
	for what, at := range map[string]time.Time{
		"a time that has passed": time.Now().Add(-24 * time.Hour), "in the night": time.Date(day.Year(), day.Month(), day.Day(), 1, 7, 0, 0, time.UTC),
		"in ten years": first.From.AddDate(10, 0, 0), "between two times": first.From.Add(time.Minute),
	} {
		c.chooses(kind + strconv.FormatInt(at.Unix(), 10))
		if c.last.Text == "" || strings.Contains(c.last.Text, "Tengo per te") {
			t.Errorf("%s: %s", what, c.last.Text)
		}
		c.slots(3)
	}
	for _, id := range []string{"slot/nessun-servizio/sportello-famiglia/" + strconv.FormatInt(first.From.Unix(), 10), "slot/consulenza-famiglia/nessun-ufficio/" + strconv.FormatInt(first.From.Unix(), 10), "book/nessun-servizio"} {
		c.chooses(id)
		if len(c.last.Options) == 0 {
			t.Errorf("%s leads nowhere: %s", id, c.last.Text)
		}
	}
	if n := ask[int](o, `SELECT count(*) FROM allocation WHERE state = 'held'`); n != 0 {
		t.Errorf("%d places are held", n)
	}
}

// TestSixWrongCodes: each says how many tries are left, then another code is had, and
// what was typed is kept.
func TestSixWrongCodes(t *testing.T) {
	t.Parallel()
	o, post := bookingTowns(t)
	c := talk(t, o.server, "siena", "")
	c.says(familyDesk)
	c.picks(0)
	c.says("Maria Rossi, maria@posta.example")
	right := digitsIn(post.Next())
	wrong := "000000"
	if right == wrong {
		wrong = "111111"
	}
	for left := 4; left >= 1; left-- {
		c.says(wrong)
		c.hears("Il codice non è giusto")
		if left > 1 {
			c.hears("ancora " + strconv.Itoa(left) + " volte")
		}
	}
	c.says(wrong)
	c.hears("non vale più")
	c.says(wrong)
	c.hears("non vale più")
	c.says(right)
	c.hears("non vale più")
	if !c.offers("flow/code") {
		t.Fatalf("no way on: %v", c.last.Options)
	}
	if n := ask[int](o, `SELECT count(*) FROM booking`); n != 0 {
		t.Fatalf("%d appointments without a right code", n)
	}
	c.chooses("flow/code")
	c.says(digitsIn(post.Next()))
	c.hears("Fatto, l'appuntamento è confermato.", "Consulenza")
}

// TestACodeOfAnotherTownOpensNothing, neither with the right contact nor in the town's
// own chat of somebody else.
func TestACodeOfAnotherTownOpensNothing(t *testing.T) {
	t.Parallel()
	o, post := bookingTowns(t)
	code, _ := bookedBy(talk(t, o.server, "siena", ""), post, 0)
	c := talk(t, o.server, "bari", "")
	c.says("vorrei disdire il mio appuntamento")
	if !c.offers("flow/find") && !strings.Contains(c.last.Text, "codice") {
		t.Fatalf("no way to find an appointment: %s %v", c.last.Text, c.last.Options)
	}
	if c.offers("flow/find") {
		c.chooses("flow/find")
	}
	c.says(code + ", maria@posta.example")
	c.hears("non trovo nessun appuntamento")
	c.chooses("booking/" + code + "/0/cancel")
	if c.kind == "booking" || c.last.Booking != nil {
		t.Errorf("an appointment of another town is shown: %s", c.last.Text)
	}
	stranger := talk(t, o.server, "siena", "")
	stranger.chooses("booking/" + code + "/0/cancel")
	if stranger.last.Booking != nil || strings.Contains(stranger.last.Text, "Confermi?") {
		t.Errorf("somebody else's appointment is shown: %s", stranger.last.Text)
	}
	if status := ask[string](o, `SELECT status FROM booking`); status != "booked" {
		t.Errorf("the appointment is %s", status)
	}
}

// TestCase09AnOlderTabSaysWhichTimeIsKept: the same session in a tab and on a
// telephone has one place, and the tab that comes second reads which.
func TestCase09AnOlderTabSaysWhichTimeIsKept(t *testing.T) {
	t.Parallel()
	o, _ := bookingTowns(t)
	tab := talk(t, o.server, "siena", "")
	tab.says(familyDesk)
	slots := tab.slots(2)
	phone := talk(t, o.server, "siena", tab.token)
	phone.chooses(slots[0].ID)
	phone.hears("Tengo per te")
	tab.waitsFor("Tengo per te")
	tab.chooses(slots[1].ID)
	tab.hears("Tengo per te", strings.TrimPrefix(slots[1].Label[strings.LastIndex(slots[1].Label, ", ")+2:], "ore "))
	phone.waitsFor(slots[1].Label[strings.LastIndex(slots[1].Label, ", ")+2:])
	if n := ask[int](o, `SELECT count(*) FROM allocation WHERE state = 'held'`); n != 1 {
		t.Errorf("%d places are held", n)
	}
	if at := ask[time.Time](o, `SELECT starts_at FROM allocation WHERE state = 'held'`); !at.Equal(slots[1].From) {
		t.Errorf("the place of %v is held, not that of %v", at, slots[1].From)
	}
}

// fetch asks for a page and returns what it says.
func fetch(t *testing.T, method, address string, form url.Values) (int, string) {
	t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// TestCase35AScannerChangesNothing on the running program: every link of the mail and
// of the pages behind it, with GET and HEAD.
func TestCase35AScannerChangesNothing(t *testing.T) {
	t.Parallel()
	o, post := bookingTowns(t)
	_, page := bookedBy(talk(t, o.server, "siena", ""), post, 0)
	before := ask[string](o, `SELECT status || revision || starts_at || (SELECT count(*) FROM booking_event) FROM booking`)
	seen := map[string]bool{}
	links := regexp.MustCompile(`(?:href|action)="(/appuntamenti/[^"]+)"`)
	var follow func(path string)
	follow = func(path string) {
		if seen[path] || len(seen) > 60 {
			return
		}
		seen[path] = true
		if status, _ := fetch(t, http.MethodHead, "http://"+o.addr+path, nil); status >= http.StatusBadRequest {
			t.Errorf("HEAD %s: %d", path, status)
		}
		_, text := fetch(t, http.MethodGet, "http://"+o.addr+path, nil)
		for _, m := range links.FindAllStringSubmatch(text, -1) {
			follow(strings.ReplaceAll(m[1], "&amp;", "&"))
		}
	}
	follow(page)
	if len(seen) < 20 {
		t.Errorf("only %d addresses were followed", len(seen))
	}
	if after := ask[string](o, `SELECT status || revision || starts_at || (SELECT count(*) FROM booking_event) FROM booking`); after != before {
		t.Errorf("it was %s and is %s", before, after)
	}
}

// TestCase36TooLateIsSaidWithTheTelephone: after the cut-off neither the page nor a
// form that was open before cancels.
func TestCase36TooLateIsSaidWithTheTelephone(t *testing.T) {
	t.Parallel()
	o, post := bookingTowns(t, "cancel_before: 129600") // ninety days: it is always too late
	c := talk(t, o.server, "siena", "")
	code, page := bookedBy(c, post, 0)
	_, text := fetch(t, http.MethodGet, "http://"+o.addr+page, nil)
	if !strings.Contains(text, "È troppo tardi") || !strings.Contains(text, "tel:") || strings.Contains(text, page+"/disdici") {
		t.Errorf("the page:\n%s", text)
	}
	for _, path := range []string{page + "/disdici", page + "/sposta"} {
		form := url.Values{"revisione": {"0"}, "a": {strconv.FormatInt(time.Now().Add(48*time.Hour).Unix(), 10)}}
		if status, text := fetch(t, http.MethodPost, "http://"+o.addr+path, form); status != http.StatusConflict || !strings.Contains(text, "È troppo tardi") {
			t.Errorf("%s: %d\n%s", path, status, text)
		}
	}
	c.chooses("booking/" + code + "/0/cancel")
	c.hears("troppo tardi")
	c.says("vorrei spostare il mio appuntamento")
	c.hears("troppo tardi", "0577")
	if status := ask[string](o, `SELECT status FROM booking`); status != "booked" {
		t.Errorf("the appointment is %s", status)
	}
}

// TestATimeWrittenIntoTheFormIsRefused: the page's form with a time of somebody's own.
func TestATimeWrittenIntoTheFormIsRefused(t *testing.T) {
	t.Parallel()
	o, post := bookingTowns(t)
	_, page := bookedBy(talk(t, o.server, "siena", ""), post, 0)
	from := ask[time.Time](o, `SELECT starts_at FROM booking`)
	for _, at := range []time.Time{time.Now().Add(-time.Hour), from.Add(time.Minute), from.AddDate(5, 0, 0), time.Date(2027, 3, 28, 1, 30, 0, 0, time.UTC)} {
		form := url.Values{"revisione": {"0"}, "a": {strconv.FormatInt(at.Unix(), 10)}}
		status, text := fetch(t, http.MethodPost, "http://"+o.addr+page+"/sposta", form)
		if status != http.StatusConflict || !strings.Contains(text, `role="alert"`) || !strings.Contains(text, "agenda-time") {
			t.Errorf("%v: %d\n%s", at, status, text)
		}
	}
	if status, _ := fetch(t, http.MethodPost, "http://"+o.addr+page[:len(page)-1]+"x/disdici", url.Values{"revisione": {"0"}}); status != http.StatusNotFound {
		t.Errorf("a wrong address: %d", status)
	}
	if at := ask[time.Time](o, `SELECT starts_at FROM booking`); !at.Equal(from) {
		t.Errorf("it was moved to %v", at)
	}
}
