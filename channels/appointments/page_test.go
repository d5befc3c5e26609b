package appointments

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

const page = "/appuntamenti/" + token

func TestThePageSaysWhatWhenAndWhere(t *testing.T) {
	t.Parallel()
	c := visit(t, newAgenda())
	c.get(page)
	c.shows(
		http.StatusOK, "<title>Il tuo appuntamento · Comune di Siena</title>", "martedì 24 novembre 2026, ore 9:30", "Sportello Famiglia", "Via Roma 1",
		"Consulenza &lt;famiglia&gt;", "K7M 2XQR", "K 7 M 2 X Q R", "<strong>Carta d&#39;identità</strong>", `href="https://maps.example/?q=43.3,11.3"`,
		`href="`+page+`/sposta?lang=it"`, `href="`+page+`/disdici?lang=it"`, `href="`+page+`/appuntamento.ics"`, `href="tel:&#43;390577292353"`, "L&#39;appuntamento è confermato.",
	)
	c.get(page + "?lang=en")
	c.shows(http.StatusOK, `<html lang="en">`, "Tuesday 24 November 2026, at 9:30", "Move the appointment", `href="`+page+`/sposta?lang=en"`)
}

func TestThePageSpeaksTheLanguageOfTheBooking(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	a.shown.Booking.Lang = "en"
	c := visit(t, a)
	c.get(page)
	c.shows(http.StatusOK, "Your appointment", `hreflang="it"`)
	c.get(page + "?lang=it")
	c.shows(http.StatusOK, "Il tuo appuntamento")
}

// TestTheSecretInTheAddressStaysThere: no referrer, no copy in a cache, no search
// engine, and nothing of it in the log.
func TestTheSecretInTheAddressStaysThere(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := visit(t, a)
	for _, target := range []string{page, page + "/sposta", page + "/disdici", page + "/appuntamento.ics", "/posti/" + wish, "/appuntamenti/" + wish} {
		h := c.get(target).Header()
		if h.Get("Referrer-Policy") != "no-referrer" || h.Get("Cache-Control") != "no-store" || h.Get("X-Robots-Tag") == "" || h.Get("Set-Cookie") != "" {
			t.Errorf("%s: %v", target, h)
		}
	}
	a.down = true
	c.get(page)
	c.shows(http.StatusServiceUnavailable, "L&#39;appuntamento è al sicuro")
	if log := c.log.String(); !strings.Contains(log, "not served") || strings.Contains(log, token) {
		t.Errorf("the log: %s", log)
	}
}

// TestCase35ALinkOnlyShows: programs that read mail open every link of it, with GET,
// with HEAD and in advance, and then the links of the pages they find.
func TestCase35ALinkOnlyShows(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := visit(t, a)
	seen := map[string]bool{}
	href := regexp.MustCompile(`(?:href|action)="(/(?:appuntamenti|posti)/[^"]+)"`)
	var follow func(target string)
	follow = func(target string) {
		if seen[target] {
			return
		}
		seen[target] = true
		if w := c.do(http.MethodHead, target, nil); w.Code >= http.StatusInternalServerError {
			t.Errorf("HEAD %s: %d", target, w.Code)
		}
		for _, m := range href.FindAllStringSubmatch(c.get(target).Body.String(), -1) {
			follow(strings.ReplaceAll(m[1], "&amp;", "&"))
		}
	}
	follow(page)
	follow("/posti/" + wish)
	follow(page + "/disdici?revisione=3&azione=prendi")
	follow("/posti/" + wish + "?azione=esci")
	if len(seen) < 15 {
		t.Errorf("only %d addresses were followed", len(seen))
	}
	if n := a.writes(); n != 0 || a.shown.Booking.Revision != 3 || a.offer.Wait.State != caterina.WaitlistOffered {
		t.Errorf("%d changes by links alone", n)
	}
}

func TestCancellingIsAskedAndThenDone(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := visit(t, a)
	c.get(page + "/disdici")
	c.shows(http.StatusOK, "Vuoi disdire l&#39;appuntamento?", "martedì 24 novembre 2026", `name="revisione" value="3"`, "No, tieni l&#39;appuntamento")
	c.post(page+"/disdici", url.Values{"revisione": {"3"}})
	c.shows(http.StatusOK, "Fatto: l&#39;appuntamento è disdetto.", "Hai disdetto questo appuntamento.", `href="/chat/siena?lang=it"`)
	c.hides("/sposta", "/disdici", "appuntamento.ics", "Che cosa portare")
	if a.writes() != 1 {
		t.Errorf("%d changes", a.writes())
	}
}

// TestCase33ALateSecondTapSaysThatItIsCancelled is the page's side of it.
func TestCase33ALateSecondTapSaysThatItIsCancelled(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := visit(t, a)
	for range 2 {
		c.post(page+"/disdici", url.Values{"revisione": {"3"}})
	}
	c.shows(http.StatusConflict, "È già disdetto: non devi fare altro.")
	c.get(page + "/disdici")
	c.shows(http.StatusConflict, "Hai disdetto questo appuntamento.")
	if a.writes() != 1 {
		t.Errorf("%d changes", a.writes())
	}
}

// TestAFormOfBeforeAChangeShowsHowItStands: the appointment was moved from the chat
// while the page was open.
func TestAFormOfBeforeAChangeShowsHowItStands(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := visit(t, a)
	a.shown.Booking.Revision, a.shown.Card.From = 4, rome(2026, 11, 26, 11, 0)
	for _, revision := range []string{"3", "", "tre", "99999999999999999999"} {
		c.post(page+"/disdici", url.Values{"revisione": {revision}})
		c.shows(http.StatusConflict, "Nel frattempo l&#39;appuntamento è cambiato", "giovedì 26 novembre 2026, ore 11:00")
		c.post(page+"/sposta", url.Values{"revisione": {revision}, "a": {unix(a.free[0].From)}})
		c.shows(http.StatusConflict, "Nel frattempo l&#39;appuntamento è cambiato")
	}
	if a.writes() != 0 {
		t.Errorf("%d changes", a.writes())
	}
}

// TestCase36AfterTheCutOffTheTelephoneIsNamed on the page, and a form that was open
// before is refused.
func TestCase36AfterTheCutOffTheTelephoneIsNamed(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	a.shown.NoMove, a.shown.NoCancel = caterina.ProblemCutoff, caterina.ProblemCutoff
	a.refuse = &caterina.BookingRefused{Why: caterina.ProblemCutoff}
	c := visit(t, a)
	c.get(page)
	c.shows(http.StatusOK, "È troppo tardi per cambiare l&#39;appuntamento da qui: chiama il numero 0577 292353.")
	c.hides("/sposta", "/disdici")
	if n := strings.Count(c.last.Body.String(), "troppo tardi"); n != 1 {
		t.Errorf("it is said %d times", n)
	}
	c.get(page + "/disdici")
	c.shows(http.StatusConflict, "chiama il numero 0577 292353")
	c.get(page + "/sposta")
	c.shows(http.StatusConflict, "chiama il numero 0577 292353")
	c.post(page+"/disdici", url.Values{"revisione": {"3"}})
	c.shows(http.StatusConflict, "chiama il numero 0577 292353", "L&#39;appuntamento è confermato.")
	if a.writes() != 0 {
		t.Errorf("%d changes", a.writes())
	}
}

func TestAfterTheLastMoveItCanStillBeCancelled(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	a.shown.NoMove, a.shown.Phone = caterina.ProblemMoves, ""
	c := visit(t, a)
	c.get(page)
	c.shows(http.StatusOK, "Hai già spostato questo appuntamento più volte", "scrivi nella chat", page+"/disdici")
	c.hides(page + "/sposta")
}

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

// TestMovingGoesByDaysAndIsAsked: days, a time, the question, the move.
func TestMovingGoesByDaysAndIsAsked(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := visit(t, a)
	c.get(page + "/sposta")
	c.shows(http.StatusOK, "mercoledì 25 novembre 2026", "domenica 29 novembre 2026", "ore 10:30", "dal=2026-11-30", "Finché non confermi, tieni il posto che hai.")
	c.hides("lunedì 30 novembre", "Torna ai primi giorni")
	c.get(page + "/sposta?lang=it&dal=2026-11-30")
	c.shows(http.StatusOK, "lunedì 30 novembre 2026", "martedì 1 dicembre 2026", "Torna ai primi giorni")
	c.hides("25 novembre", "Vedi i giorni successivi")
	to := a.free[3]
	c.get(page + "/sposta?a=" + unix(to.From) + "&sede=sportello")
	c.shows(http.StatusOK, "Vuoi spostare l&#39;appuntamento?", "martedì 24 novembre 2026, ore 9:30", "<strong>giovedì 26 novembre 2026, ore 10:30</strong>", `name="revisione" value="3"`)
	c.post(page+"/sposta?lang=it", url.Values{"revisione": {"3"}, "a": {unix(to.From)}, "sede": {"sportello"}})
	c.shows(http.StatusOK, "Fatto: l&#39;appuntamento è spostato. Il codice resta lo stesso.", "giovedì 26 novembre 2026, ore 10:30", "K7M 2XQR")
	if a.writes() != 1 || !a.shown.Booking.To.Equal(to.To) {
		t.Errorf("%d changes, until %v", a.writes(), a.shown.Booking.To)
	}
}

// TestATimeThatCannotBeHadHasASentenceAndOtherTimes: taken meanwhile, or written
// into the form by hand.
// TestASecondPressOfMoveShowsWhatTheFirstDid: a browser shows the answer to the last
// press, and the appointment is where it was asked to be.
func TestASecondPressOfMoveShowsWhatTheFirstDid(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := visit(t, a)
	form := url.Values{"revisione": {"3"}, "a": {unix(a.free[1].From)}, "sede": {a.free[1].Office}}
	for range 2 {
		c.post(page+"/sposta", form)
		c.shows(http.StatusOK, "spostat")
	}
	if a.writes() != 1 {
		t.Errorf("%d changes", a.writes())
	}
	form.Set("a", unix(a.free[0].From)) // another time is another wish
	c.post(page+"/sposta", form)
	c.shows(http.StatusConflict, "Nel frattempo")
}

func TestATimeThatCannotBeHadHasASentenceAndOtherTimes(t *testing.T) {
	t.Parallel()
	for want, refused := range map[string]*caterina.BookingRefused{
		"appena stato preso da un&#39;altra persona": {Why: caterina.ProblemTaken},
		"già passato":   {Why: caterina.ProblemPast},
		"più preavviso": {Why: caterina.ProblemSoon},
		"si apre lunedì 30 novembre 2026, ore 8:00":    {Why: caterina.ProblemFar, Opens: rome(2026, 11, 30, 8, 0)},
		"Quel giorno non si può ancora prenotare. Sce": {Why: caterina.ProblemFar},
		"l&#39;ufficio è chiuso (San Francesco)":       {Why: caterina.ProblemDayOff, Reason: "San Francesco"},
		"lo sportello è chiuso. Scegli":                {Why: caterina.ProblemClosed},
		"hai già un altro appuntamento":                {Why: caterina.ProblemOverlap},
	} {
		a := newAgenda()
		a.refuse = refused
		c := visit(t, a)
		c.post(page+"/sposta", url.Values{"revisione": {"3"}, "a": {unix(a.free[0].From)}})
		c.shows(http.StatusConflict, want, "Scegli un altro orario", "mercoledì 25 novembre 2026", `role="alert"`)
	}
	a := newAgenda()
	c := visit(t, a)
	for _, at := range []string{"", "domani", "-5", "0", "1e9", "99999999999999", unix(rome(2026, 11, 29, 3, 7))} {
		c.post(page+"/sposta", url.Values{"revisione": {"3"}, "a": {at}})
		c.shows(http.StatusConflict, "lo sportello non riceve", "mercoledì 25 novembre 2026")
	}
	c.post(page+"/sposta", url.Values{"revisione": {"3"}, "a": {unix(a.free[0].From)}, "sede": {"../altrove"}})
	c.shows(http.StatusConflict, "lo sportello non riceve")
	if a.writes() != 0 {
		t.Errorf("%d changes", a.writes())
	}
}

func TestWithoutFreeTimesTheAppointmentStays(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	a.free = nil
	c := visit(t, a)
	c.get(page + "/sposta")
	c.shows(http.StatusOK, "non c&#39;è nessun posto libero", "Torna all&#39;appuntamento", "0577 292353")
}

func TestTheCalendarFileIsHandedOver(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := visit(t, a)
	w := c.get(page + "/appuntamento.ics")
	if w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") ||
		w.Body.String() != string(a.shown.Calendar) {
		t.Errorf("%v %q", w.Header(), w.Body)
	}
	a.shown.Calendar = nil
	if w := c.get(page + "/appuntamento.ics"); w.Code != http.StatusNotFound {
		t.Errorf("without a file: %d", w.Code)
	}
}

// TestAnAddressThatOpensNothingSaysWhatToDo, and one that cannot be a token is not
// looked up.
func TestAnAddressThatOpensNothingSaysWhatToDo(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := visit(t, a)
	c.get("/appuntamenti/" + strings.Repeat("0", 32))
	c.shows(http.StatusNotFound, "Questo indirizzo non apre nessun appuntamento.", "riaprilo dal messaggio", `href="/"`)
	c.get("/posti/" + strings.Repeat("0", 32) + "?lang=en")
	c.shows(http.StatusNotFound, "This address opens no appointment.")
	before := a.asked
	for _, odd := range []string{"x", strings.Repeat("a", 65), "0123456789abcde%00", "0123456789abcdef%27--", "%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80"} {
		c.get("/appuntamenti/" + odd)
		c.shows(http.StatusNotFound, "non apre nessun appuntamento")
		c.post("/appuntamenti/"+odd+"/disdici", url.Values{"revisione": {"3"}})
		c.shows(http.StatusNotFound, "non apre nessun appuntamento")
	}
	if a.asked != before {
		t.Errorf("%d of them were looked up", a.asked-before)
	}
}

// TestWhoTriesAddressesIsStopped, and the one who has a right one is let in again
// after ten minutes.
func TestWhoTriesAddressesIsStopped(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := visit(t, a)
	for range guessesMost {
		c.get("/appuntamenti/" + strings.Repeat("1", 32))
		c.shows(http.StatusNotFound)
	}
	before := a.asked
	c.get(page)
	c.shows(http.StatusTooManyRequests, "Aspetta dieci minuti")
	if c.last.Header().Get("Retry-After") == "" || a.asked != before {
		t.Error("it was looked up, or nobody says for how long")
	}
}

// TestAForgedWordInTheAddressSaysNothing: what was done is said only while it is so.
func TestAForgedWordInTheAddressSaysNothing(t *testing.T) {
	t.Parallel()
	c := visit(t, newAgenda())
	c.get(page + "?fatto=disdetto")
	c.hides("disdetto.")
	c.get(page + "?fatto=%3Cu%3E")
	c.hides("<u>", `role="status"`)
}

func TestABodyThatIsTooLargeIsNotRead(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := visit(t, a)
	c.post(page+"/disdici", url.Values{"x": {strings.Repeat("x", 2*maxForm)}, "revisione": {"3"}})
	c.shows(http.StatusConflict)
	if a.writes() != 0 {
		t.Errorf("%d changes", a.writes())
	}
}

// TestEveryStateHasASentence in both languages, and nothing can be done about an
// appointment that is over.
func TestEveryStateHasASentence(t *testing.T) {
	t.Parallel()
	states := []caterina.BookingStatus{
		caterina.Booked, caterina.CheckedIn, caterina.Serving, caterina.Done, caterina.NoShow, caterina.CancelledCitizen, caterina.CancelledOffice,
	}
	for _, state := range states {
		for _, lang := range []string{"it", "en"} {
			a := newAgenda()
			a.shown.Booking.Status = state
			c := visit(t, a)
			c.get(page + "?lang=" + lang)
			c.shows(http.StatusOK)
			c.hides(`<p class="agenda-state"></p>`)
			if state != caterina.Booked {
				c.hides(page + "/sposta")
			}
		}
	}
	a := newAgenda()
	a.shown.Booking.To = now().Add(-time.Minute)
	c := visit(t, a)
	c.get(page)
	c.shows(http.StatusOK, "L&#39;orario di questo appuntamento è passato.")
	c.hides("/disdici", "troppo tardi")
}
