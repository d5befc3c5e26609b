package console

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// form is a request with a form.
func form(pairs ...string) *http.Request {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_ = r.ParseForm()
	return r
}

// allProblems are all reasons for which something cannot be had.
func allProblems() []caterina.BookingProblem {
	return []caterina.BookingProblem{
		caterina.ProblemTaken, caterina.ProblemPast, caterina.ProblemSoon, caterina.ProblemFar, caterina.ProblemDayOff, caterina.ProblemClosed,
		caterina.ProblemOutside, caterina.ProblemUnknown, caterina.ProblemLimit, caterina.ProblemOverlap, caterina.ProblemCutoff, caterina.ProblemMoves,
		caterina.ProblemStale, caterina.ProblemCrowded, caterina.ProblemHoldEnded, caterina.ProblemChanged, caterina.ProblemElsewhere,
	}
}

// TestEveryRefusalIsASentenceWithAWayOn, with and without what it is about.
func TestEveryRefusalIsASentenceWithAWayOn(t *testing.T) {
	t.Parallel()
	other := &caterina.Booking{Code: "K7M2XQR", From: time.Date(2026, 11, 24, 9, 0, 0, 0, caterina.Rome())}
	for _, why := range allProblems() {
		for _, r := range []*caterina.BookingRefused{{Why: why}, {Why: why, Reason: "assemblea", Other: other}} {
			said := saidRefused(r)
			if !strings.HasSuffix(said, ".") || strings.Contains(said, "..") || strings.Contains(said, "!") || strings.Count(said, ".")+strings.Count(said, ":") < 2 {
				t.Errorf("%s: %q", why, said)
			}
			if warned := saidWarning(caterina.BookingWarning{Why: why, Reason: r.Reason, Other: r.Other}); !strings.HasSuffix(warned, ".") {
				t.Errorf("%s warns with %q", why, warned)
			}
		}
	}
	for why, want := range map[caterina.BookingProblem]string{
		caterina.ProblemOverlap: "codice K7M 2XQR, martedì 24 novembre 2026, ore 9:00", caterina.ProblemLimit: "codice K7M 2XQR", caterina.ProblemClosed: "chiuso: assemblea",
		caterina.ProblemDayOff: "chiuso: assemblea", caterina.ProblemTaken: "fuori agenda",
	} {
		if said := saidRefused(&caterina.BookingRefused{Why: why, Reason: "assemblea", Other: other}); !strings.Contains(said, want) {
			t.Errorf("%s says %q, want %q in it", why, said, want)
		}
	}
}

// TestCase43TheDeskReadsHowToReachSomebody whom a notice did not: by what is sent to
// them anyway, or by telephone.
func TestCase43TheDeskReadsHowToReachSomebody(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		person caterina.Person
		lost   string
		mails  bool
		want   string
	}{
		"mail goes too":           {caterina.Person{Email: "a@b.it", Phone: "+393331234567"}, "telegram", true, "Gli avvisi partono anche per e-mail: se è urgente, chiama."},
		"no mail is sent":         {caterina.Person{Email: "a@b.it", Phone: "+393331234567"}, "telegram", false, "Telefona tu."},
		"the mail came back":      {caterina.Person{Email: "a@b.it", Phone: "+393331234567"}, caterina.NoticeByMail, true, "l'e-mail non è stata consegnata. Telefona tu."},
		"no telephone":            {caterina.Person{Email: "a@b.it"}, "telegram", false, "scrivi tu all'indirizzo."},
		"nothing but the chat":    {caterina.Person{}, "telegram", true, "il messaggio su Telegram non è stato consegnato. Non c'è un altro recapito."},
		"nothing but the mailbox": {caterina.Person{Email: "a@b.it"}, caterina.NoticeByMail, true, "Non c'è un altro recapito."},
		"nobody knows where":      {caterina.Person{Phone: "+393331234567"}, "", true, "Un avviso non è arrivato. Telefona tu."},
	} {
		if got := reachAdvice(&caterina.Booking{Person: tc.person}, tc.lost, tc.mails); !strings.HasSuffix(got, tc.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestEverythingHasAnItalianName: no word of the program is on the pages.
func TestEverythingHasAnItalianName(t *testing.T) {
	t.Parallel()
	for _, status := range []caterina.BookingStatus{
		caterina.Booked, caterina.CheckedIn, caterina.Serving, caterina.Done, caterina.NoShow, caterina.CancelledCitizen, caterina.CancelledOffice,
	} {
		if name := statusName(status); name == string(status) || changeName(string(status)) != name {
			t.Errorf("%s is called %q", status, name)
		}
	}
	for _, what := range []string{"moved", "lane", "note", "unreachable", "erased", "call", "undo"} {
		if name := changeName(what); name == what {
			t.Errorf("%s has no name", what)
		}
	}
	for kind, want := range map[caterina.LaneStretchKind]string{
		caterina.StretchFree: "libero", caterina.StretchPause: "pausa", caterina.StretchHeld: "tenuto", caterina.StretchBooked: "prenotato", caterina.StretchClosed: "chiuso",
	} {
		if got := stretchName(kind); got != want {
			t.Errorf("%s is called %q", kind, got)
		}
	}
	for actor, want := range map[string]string{"citizen": "il cittadino", "system": "Caterina", "bot": "Caterina", "operator:99": "un operatore", "Sara Blu": "Sara Blu"} {
		if got := actorName(actor); got != want {
			t.Errorf("%s is called %q", actor, got)
		}
	}
	for deed, calls := range map[caterina.DeskDeed]int{
		caterina.DeedArrive: 0, caterina.DeedCall: 2, caterina.DeedServe: 0, caterina.DeedDone: 0, caterina.DeedNoShow: 0, caterina.DeedUndo: 0,
	} {
		if said := deedDone(&caterina.DeskAct{Deed: deed, Calls: calls}); said == "" || strings.Contains(said, string(deed)) {
			t.Errorf("%s says %q", deed, said)
		}
	}
	if said := deedDone(&caterina.DeskAct{Deed: caterina.DeedCall, Calls: 2, Early: true}); !strings.Contains(said, "non conta") {
		t.Errorf("an early third call says %q", said)
	}
	if said := deedDone(&caterina.DeskAct{Deed: caterina.DeedCall, Calls: 2}); !strings.Contains(said, "assente") || !strings.Contains(said, "Torna indietro") {
		t.Errorf("the third call says %q", said)
	}
}

// TestAnHourThatDoesNotExistIsNotTaken: the one that spring skips, and nonsense.
func TestAnHourThatDoesNotExistIsNotTaken(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		form bookForm
		day  string
		want string // in UTC; "" for none
	}{
		{bookForm{At: "1795507200"}, "2026-11-24", "2026-11-24 08:00"},
		{bookForm{At: "other", Clock: "09:00"}, "2026-11-24", "2026-11-24 08:00"},
		{bookForm{Clock: "09:00"}, "2027-06-01", "2027-06-01 07:00"},
		{bookForm{At: "other", Clock: "02:30"}, "2027-03-28", ""},
		{bookForm{At: "other", Clock: "25:00"}, "2026-11-24", ""},
		{bookForm{At: "other", Clock: "09:00"}, "2027-02-30", ""},
		{bookForm{At: "other"}, "2026-11-24", ""},
		{bookForm{At: "-5"}, "2026-11-24", ""},
		{bookForm{At: "9:00"}, "2026-11-24", ""},
		{bookForm{}, "", ""},
	} {
		at, ok := tc.form.time(tc.day)
		got := ""
		if ok {
			got = at.UTC().Format("2006-01-02 15:04")
		}
		if got != tc.want {
			t.Errorf("%+v on %s is %q, want %q", tc.form, tc.day, got, tc.want)
		}
	}
}

// TestARuleIsReadFromItsForm, and a wrong one says what is wrong.
func TestARuleIsReadFromItsForm(t *testing.T) {
	t.Parallel()
	good := []string{"weekday", "2", "from", "09:00", "to", "12:30"}
	for _, tc := range []struct {
		more []string
		want string // of the history, or
		bad  string
	}{
		{nil, "Aggiunto un orario: martedì 09:00–12:30", ""},
		{[]string{"every", "2", "anchor", "2026-11-26"}, "Aggiunto un orario: martedì 09:00–12:30, ogni 2 settimane (per esempio quella di lunedì 23 novembre 2026)", ""},
		{[]string{"every", "3", "since", "2027-01-05"}, "Aggiunto un orario: martedì 09:00–12:30, ogni 3 settimane (per esempio quella di lunedì 4 gennaio 2027), da martedì 5 gennaio 2027", ""},
		{[]string{"until", "2027-01-05"}, "Aggiunto un orario: martedì 09:00–12:30, fino a martedì 5 gennaio 2027", ""},
		{[]string{"every", "2"}, "", "contano da quella"},
		{[]string{"since", "2027-02-30"}, "", "30 febbraio"},
		{[]string{"until", "domani"}, "", "data non si capisce"},
		{[]string{"anchor", "x"}, "", "data non si capisce"},
	} {
		edit, said, wrong := plainEdit(form(append(tc.more, good...)...), "opening")
		if said != tc.want || tc.bad == "" != (wrong == "") || !strings.Contains(wrong, tc.bad) {
			t.Errorf("%v: %+v, %q, %q", tc.more, edit, said, wrong)
		}
	}
	for _, bad := range [][]string{
		{"weekday", "7", "from", "09:00", "to", "12:00"},
		{"weekday", "x", "from", "09:00", "to", "12:00"},
		{"from", "09:00", "to", "12:00"},
		{"weekday", "1", "from", "9", "to", "12:00"},
		{"weekday", "1", "from", "09:00"},
	} {
		if edit, _, wrong := plainEdit(form(bad...), "opening"); edit != nil || wrong == "" {
			t.Errorf("%v: %+v, %q", bad, edit, wrong)
		}
	}
	if edit, _, wrong := plainEdit(form(), "nonsense"); edit != nil || wrong != "" {
		t.Errorf("nonsense is %+v, %q", edit, wrong)
	}
}

// TestAStretchOfTimeIsReadFromItsForm.
func TestAStretchOfTimeIsReadFromItsForm(t *testing.T) {
	t.Parallel()
	span, wrong := spanOf(form("desk", "3", "from-day", "2026-11-24", "from", "08:00", "to-day", "2026-11-25", "to", "18:00", "reason", " malattia "))
	if wrong != "" || span.Desk != 3 || span.Reason != "malattia" || span.To.Sub(span.From) != 34*time.Hour {
		t.Errorf("%+v, %q", span, wrong)
	}
	if got := stretchText(&span); got != "da martedì 24 novembre 2026, ore 8:00 a mercoledì 25 novembre 2026, ore 18:00" {
		t.Errorf("it is told as %q", got)
	}
	for _, tc := range []struct{ from, to, want string }{
		{"2027-07-02 00:00", "2027-07-03 00:00", "venerdì 2 luglio 2027, tutto il giorno"},
		{"2027-07-02 00:00", "2027-07-02 23:59", "venerdì 2 luglio 2027, tutto il giorno"},
		{"2027-07-02 00:00", "2027-07-05 00:00", "da venerdì 2 luglio 2027 a domenica 4 luglio 2027, tutto il giorno"},
		{"2027-07-02 09:00", "2027-07-02 12:30", "venerdì 2 luglio 2027, dalle 09:00 alle 12:30"},
		{"2026-10-25 00:00", "2026-10-26 00:00", "domenica 25 ottobre 2026, tutto il giorno"},
	} {
		from, err := time.ParseInLocation("2006-01-02 15:04", tc.from, caterina.Rome())
		to, err2 := time.ParseInLocation("2006-01-02 15:04", tc.to, caterina.Rome())
		if got := stretchText(&caterina.DeskSpan{From: from, To: to}); err != nil || err2 != nil || got != tc.want {
			t.Errorf("%s to %s is %q, want %q", tc.from, tc.to, got, tc.want)
		}
	}
	for name, bad := range map[string][]string{
		"scambiali":     {"from-day", "2026-11-25", "from", "08:00", "to-day", "2026-11-24", "to", "18:00"},
		"un anno":       {"from-day", "2026-11-25", "from", "08:00", "to-day", "2028-11-24", "to", "18:00"},
		"30 febbraio":   {"from-day", "2027-02-30", "from", "08:00", "to-day", "2027-03-01", "to", "18:00"},
		"giorno e ora":  {"from-day", "2027-02-20"},
		"troppo lungo":  {"from-day", "2026-11-24", "from", "08:00", "to-day", "2026-11-25", "to", "18:00", "reason", strings.Repeat("x", 201)},
		"dell'inizio e": {},
	} {
		if _, wrong := spanOf(form(bad...)); !strings.Contains(wrong, name) {
			t.Errorf("%v says %q, want %q in it", bad, wrong, name)
		}
	}
	if got := shortText("  a \n b\xff" + strings.Repeat("c", 200)); len([]rune(got)) != 120 || !strings.HasPrefix(got, "a bc") {
		t.Errorf("a long label becomes %q", got)
	}
}

// TestADayIsCountedForTheWeek: of what is free the places that can be booked, and
// nothing of a pause.
func TestADayIsCountedForTheWeek(t *testing.T) {
	t.Parallel()
	at := func(hour int) time.Time { return time.Date(2026, 11, 24, hour, 0, 0, 0, caterina.Rome()) }
	stretch := func(kind caterina.LaneStretchKind, from, to int) caterina.LaneStretch {
		return caterina.LaneStretch{Kind: kind, From: at(from), To: at(to), Reason: "assemblea"}
	}
	desk := &caterina.DeskDay{Lanes: []caterina.LaneDay{
		{Stretches: []caterina.LaneStretch{{Kind: caterina.StretchFree, From: at(9), To: at(11), Places: 3}, stretch(caterina.StretchPause, 8, 9), stretch(caterina.StretchBooked, 11, 12), stretch(caterina.StretchClosed, 12, 13)}},
		{Stretches: []caterina.LaneStretch{stretch(caterina.StretchHeld, 9, 10), {Kind: caterina.StretchFree, From: at(10), To: at(11), Places: 2}, {Kind: caterina.StretchBooked, From: at(15), To: at(16), Outside: true}}},
	}}
	date := caterina.DateOf(at(0))
	for _, tc := range []struct {
		now  time.Time
		past bool
	}{{at(8), false}, {at(14), false}, {at(10).AddDate(0, 0, 1), true}} {
		cell := cellOf(date, desk, tc.now)
		if cell.Booked != 2 || cell.Held != 1 || cell.Conflicts != 1 || cell.Free != 5 || cell.Past != tc.past {
			t.Errorf("at %s: %+v", tc.now, cell)
		}
	}
	desk.Lanes[0].Stretches[0].Places, desk.Lanes[1].Stretches[1].Places = 0, 0
	if cell := cellOf(date, desk, at(14)); cell.Shut != "assemblea" {
		t.Errorf("the reason is %q", cell.Shut)
	}
}

// TestWhatWalkInsAreToldIsHonest: no wait is promised that nobody can keep.
func TestWhatWalkInsAreToldIsHonest(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, caterina.Rome())
	s := &Console{cfg: Config{Now: func() time.Time { return now }}}
	ticket := &caterina.Ticket{Number: 7}
	for want, got := range map[string]caterina.WalkedIn{
		"Numero 7. Passa tra poco.":                                      {Ticket: ticket, Room: true, From: now.Add(3 * time.Minute)},
		"Numero 7. Attesa prevista: circa 25 min, verso le 09:26.":       {Ticket: ticket, Room: true, From: now.Add(26 * time.Minute)},
		"Numero 7. Attesa prevista: circa 1 h 30 min, verso le 10:30.":   {Ticket: ticket, Room: true, From: now.Add(90 * time.Minute)},
		"difficile che arrivi il suo turno: dillo, e proponi":            {Ticket: ticket},
		"Rita alle 09:30, codice K7M 2XQR. È già segnato come arrivato.": {Booking: &caterina.Booking{Code: "K7M2XQR", From: now.Add(30 * time.Minute), Person: caterina.Person{Name: "Rita"}}},
		"senza nome alle 09:30":                                          {Booking: &caterina.Booking{Code: "K7M2XQR", From: now.Add(30 * time.Minute)}},
	} {
		if said := s.walkedIn(&got); !strings.Contains(said, want) {
			t.Errorf("%+v is told %q, want %q", got, said, want)
		}
	}
}

// TestARowOfTheLineSaysWhoAndHowLong.
func TestARowOfTheLineSaysWhoAndHowLong(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 9, 40, 30, 0, caterina.Rome())
	services := []caterina.Service{{Slug: "consulenza", Name: "Consulenza"}}
	booked := &caterina.Booking{ID: 4, Code: "K7M2XQR", Service: "consulenza", Calls: 2, Status: caterina.CheckedIn}
	row := lineRowOf(caterina.LineEntry{Booking: booked, Since: now.Add(-20 * time.Minute)}, services, now)
	if row.Name != "Codice K7M 2XQR" || row.Waited != "20 min" || row.Service != "Consulenza" || row.CallsLeft() != 1 || row.Field != "booking" || row.Key != "booking-4" {
		t.Errorf("%+v", row)
	}
	row = lineRowOf(caterina.LineEntry{Ticket: &caterina.Ticket{ID: 9, Number: 3, Status: caterina.TicketWaiting}, Since: now.Add(-20 * time.Second)}, services, now)
	if row.Name != "Numero 3" || row.Waited != "meno di un minuto" || row.Service != "servizio non detto" || row.Field != "ticket" {
		t.Errorf("%+v", row)
	}
	row = lineRowOf(caterina.LineEntry{Booking: booked, Since: now.Add(time.Hour), Early: true}, services, now)
	if row.Waited != "" {
		t.Errorf("who is early waits %q", row.Waited)
	}
}

// TestACalendarsAddressEndsInICS.
func TestACalendarsAddressEndsInICS(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"abc.ics": "abc", ".ics": "", "abc": "", "abc.ICS": "", "": "", "a.ics.ics": "a.ics"} {
		if got, ok := cutICS(name); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %v", name, got, ok)
		}
	}
}
