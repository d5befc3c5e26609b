package appointments

import (
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

const list = "/posti/" + wish

func TestAnOfferedPlaceIsTaken(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := visit(t, a)
	c.get(list)
	c.shows(http.StatusOK, "Si è liberato un posto", "mercoledì 25 novembre 2026, ore 9:00", "Te lo teniamo fino a domenica 22 novembre 2026, ore 19:00.", "Esci dalla lista")
	c.hides("Codice", "Che cosa portare")
	c.post(list, url.Values{"azione": {"prendi"}, "a": {unix(a.offer.Wait.OfferedFrom)}})
	c.shows(http.StatusOK, "Fatto: il posto è tuo.", "Il tuo appuntamento")
	c.get(list)
	c.shows(http.StatusOK, "Hai già preso un posto")
	c.hides("<form")
}

// TestTheSlowerOneOfTwoIsToldAndStaysInTheList: somebody else took the last-minute
// place, or another one is offered than the page shows.
func TestTheSlowerOneOfTwoIsToldAndStaysInTheList(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	a.refuse = &caterina.BookingRefused{Why: caterina.ProblemTaken}
	c := visit(t, a)
	a.offer.Wait.State = caterina.WaitlistWaiting
	c.post(list, url.Values{"azione": {"prendi"}, "a": {unix(a.offer.Wait.OfferedFrom)}})
	c.shows(http.StatusConflict, "appena stato preso da un&#39;altra persona", "Sei nella lista d&#39;attesa.", "Esci dalla lista")
	a.refuse = nil
	for _, at := range []string{"", "x", "-1", "1", unix(a.offer.Wait.OfferedFrom.Add(time.Hour))} {
		c.post(list, url.Values{"azione": {"prendi"}, "a": {at}})
		c.shows(http.StatusConflict, "Sei nella lista d&#39;attesa.")
	}
	if a.writes() != 0 {
		t.Errorf("%d changes", a.writes())
	}
}

// TestALastMinutePlaceIsNotPromised: it is offered to several people, and kept for none.
func TestALastMinutePlaceIsNotPromised(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	a.offer.Wait.Kept = false
	c := visit(t, a)
	c.get(list)
	c.shows(http.StatusOK, "lo prende chi risponde per primo", "Sì, prendo questo posto")
	c.hides("Te lo teniamo", "tenendo per te")
}

func TestTheListIsLeftInOneTap(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := visit(t, a)
	for range 2 {
		c.post(list+"?lang=en", url.Values{"azione": {"esci"}})
		c.shows(http.StatusOK, "You are no longer on the waiting list.", `href="/chat/siena?lang=en"`)
		c.hides("<form")
	}
	if a.writes() != 1 {
		t.Errorf("%d changes", a.writes())
	}
}

func TestAnOfferThatRanOutIsNoLongerShown(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	a.offer.Wait.OfferedUntil = now()
	c := visit(t, a)
	c.get(list)
	c.shows(http.StatusOK, "Sei nella lista d&#39;attesa. Ti scriviamo appena si libera un posto.", "Esci dalla lista")
	c.hides("25 novembre", "prendo questo posto")
}

func TestAnUnknownWishOfAFormDoesNothing(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := visit(t, a)
	c.post(list, url.Values{"azione": {"cancella tutto"}})
	c.shows(http.StatusBadRequest, "Si è liberato un posto")
	a.down = true
	c.post(list, url.Values{"azione": {"esci"}})
	c.shows(http.StatusServiceUnavailable)
	if a.writes() != 0 {
		t.Errorf("%d changes", a.writes())
	}
}

func TestWithoutAWaitingListThereAreNoPagesOfIt(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	c := &citizen{t: t, mux: http.NewServeMux()}
	New(Config{Agenda: a, Now: now}).Routes(c.mux)
	if w := c.get(list); w.Code != http.StatusNotFound {
		t.Errorf("status %d", w.Code)
	}
	if w := c.get(page); w.Code != http.StatusOK {
		t.Errorf("the page of the appointment: %d", w.Code)
	}
}

// TestTheHourThatComesTwiceIsToldApart: 02:30 on the night in which summer ends.
func TestTheHourThatComesTwiceIsToldApart(t *testing.T) {
	t.Parallel()
	first := time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC)
	for i, want := range []string{"2:30 (ora legale)", "2:30 (ora solare)", "3:30"} {
		if got := italian().clock(first.Add(time.Duration(i) * time.Hour)); got != want {
			t.Errorf("%d: %q, want %q", i, got, want)
		}
	}
	if got := italian().clock(first.Add(-time.Hour)); got != "1:30" {
		t.Errorf("an hour before: %q", got)
	}
	if got := english().moment(rome(2027, 7, 1, 9, 5)); got != "Thursday 1 July 2027, at 9:05" {
		t.Error(got)
	}
}

// TestBothLanguagesSayEverything: no sentence is missing in one of them.
func TestBothLanguagesSayEverything(t *testing.T) {
	t.Parallel()
	it, en := reflect.ValueOf(italian()), reflect.ValueOf(english())
	for i := range it.NumField() {
		name := it.Type().Field(i).Name
		switch it.Field(i).Kind() {
		case reflect.Map:
			if it.Field(i).Len() != en.Field(i).Len() {
				t.Errorf("%s: %d and %d", name, it.Field(i).Len(), en.Field(i).Len())
			}
			for _, key := range it.Field(i).MapKeys() {
				if !en.Field(i).MapIndex(key).IsValid() {
					t.Errorf("%s: %v only in Italian", name, key)
				}
			}
		default:
			if it.Field(i).IsZero() || en.Field(i).IsZero() {
				t.Errorf("%s is empty", name)
			}
		}
	}
}

// TestEveryRefusalHasASentenceAndAWayOn, also the ones that this page never meets.
func TestEveryRefusalHasASentenceAndAWayOn(t *testing.T) {
	t.Parallel()
	for _, why := range []caterina.BookingProblem{
		caterina.ProblemTaken, caterina.ProblemPast, caterina.ProblemSoon, caterina.ProblemFar, caterina.ProblemDayOff, caterina.ProblemClosed,
		caterina.ProblemOutside, caterina.ProblemUnknown, caterina.ProblemLimit, caterina.ProblemOverlap, caterina.ProblemCutoff, caterina.ProblemMoves,
		caterina.ProblemStale, caterina.ProblemCrowded, caterina.ProblemHoldEnded, caterina.ProblemCode, caterina.ProblemExpired, caterina.ProblemUnproved, "?",
	} {
		for _, w := range []words{italian(), english()} {
			for _, phone := range []string{"", "0577 292353"} {
				text := w.refusal(&caterina.BookingRefused{Why: why}, phone)
				if len(text) < 30 || strings.ContainsAny(text, "%|") || strings.Contains(text, "()") {
					t.Errorf("%s: %q", why, text)
				}
			}
		}
	}
}

// TestAStrikeIsNoHoliday: why a day is off is said as it is.
func TestAStrikeIsNoHoliday(t *testing.T) {
	t.Parallel()
	for kind, want := range map[caterina.DayOffKind][2]string{
		caterina.OffStrike:    {"chiuso per sciopero (x).", "closed on that day because of a strike (x)."},
		caterina.OffEmergency: {"chiuso per un'emergenza (x).", "because of an emergency (x)."},
		caterina.OffTraining:  {"in formazione (x).", "in training (x)."},
		caterina.OffMunicipal: {"chiuso (x).", "closed on that day (x)."},
		caterina.OffNational:  {"chiuso per festa (x).", "for a holiday (x)."},
		caterina.OffPatron:    {"del patrono (x).", "patron saint (x)."},
	} {
		for i, w := range []words{italian(), english()} {
			if got := w.refusal(&caterina.BookingRefused{Why: caterina.ProblemDayOff, Reason: "x", Off: kind}, ""); !strings.Contains(got, want[i]) {
				t.Errorf("%s: %s", kind, got)
			}
		}
	}
}

func TestGuessesAreForgotten(t *testing.T) {
	t.Parallel()
	g := newGuesses()
	at, addr := now(), netip.MustParseAddr("192.0.2.7")
	for range guessesMost {
		if g.tooMany(addr, at) {
			t.Fatal("stopped too soon")
		}
		g.count(addr, at)
		g.count(netip.Addr{}, at)
	}
	if !g.tooMany(addr, at) || g.tooMany(netip.MustParseAddr("192.0.2.8"), at) || g.tooMany(netip.Addr{}, at) {
		t.Error("the wrong one is stopped")
	}
	if g.tooMany(addr, at.Add(guessesPeriod)) {
		t.Error("nobody is stopped for good")
	}
}
