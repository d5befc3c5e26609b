package console_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// wants checks that an answer has a status and holds some texts.
func wants(t *testing.T, a answer, code int, texts ...string) {
	t.Helper()
	if a.Code != code {
		t.Fatalf("status %d, want %d: %s", a.Code, code, a)
	}
	for _, text := range texts {
		if !strings.Contains(a.Body, text) {
			t.Errorf("the page does not say %q:\n%s", text, a.Body)
		}
	}
}

// said opens the page a deed leads to and returns what it says.
func (b *browser) said(a answer) string {
	b.w.t.Helper()
	if a.Code != http.StatusSeeOther {
		b.w.t.Fatalf("the deed was answered with %s", a)
	}
	page := b.get(a.Location).Body
	_, rest, _ := strings.Cut(page, `<div class="alert alert-success" role="status">`)
	said, _, _ := strings.Cut(rest, "</div>")
	return said
}

func TestTheBoardShowsWhoWaitsAndWhoIsThere(t *testing.T) {
	t.Parallel()
	w, _ := supervised(t)
	sara := w.as(w.operator("Sara Blu", caterina.RoleSupervisor))
	wants(t, sara.get("/console/siena/board"), http.StatusOK,
		"<b>2</b> <span>in attesa, da 3 min 12 s al massimo", "<b>1</b> <span>con una persona", "<b>1</b> <span>operatore disponibile",
		"1 da fare adesso", "emergenza", "squilla a Bruno Verdi", "7 min", "nessuno risponde", "chiusa fino a oggi alle 12:30",
		"1,5 su 3", "console chiusa", `/console/siena/conversations/`+convA)
	live := sara.get("/console/siena/board/live")
	wants(t, live, http.StatusOK, "Aggiornato alle 10:30")
	if strings.Contains(live.Body, "<html") {
		t.Error("the part that is fetched again is a whole page")
	}
}

func TestASupervisorChangesAColleaguesDuty(t *testing.T) {
	t.Parallel()
	w, f := supervised(t)
	sara := w.as(w.operator("Sara Blu", caterina.RoleSupervisor))
	const page = "/console/siena/board/people/11"
	wants(t, sara.get(page), http.StatusOK, "Turno di Bruno Verdi", `value="3"`, `value="sociale" checked`, `value="available" checked`)
	for _, bad := range [][]string{{"capacity", "21", "wish", "available"}, {"capacity", "x", "wish", "busy"}, {"capacity", "3", "wish", "asleep"}} {
		wants(t, sara.post(page, bad...), http.StatusUnprocessableEntity, "role=\"alert\"")
	}
	wants(t, sara.post("/console/siena/board/people/99", "capacity", "1", "wish", "busy"), http.StatusNotFound, "non fa parte")
	wants(t, sara.get("/console/siena/board/people/x"), http.StatusNotFound)
	if f.last() != "" {
		t.Fatalf("something was done: %s", f.last())
	}
	a := sara.post(page, "capacity", "5", "wish", "busy", "skill", "nidi", "skill", "nowhere")
	if got := sara.said(a); got != "Turno di Bruno Verdi aggiornato." {
		t.Errorf("it said %q", got)
	}
	if got := strings.Join(f.deeds, "; "); got != "duty 11 [nidi] 5; wish 11 busy" {
		t.Errorf("it did %s", got)
	}
	sara.post(page, "capacity", "5", "wish", "busy", "skill", "nidi", "skill", "sociale")
	if got := f.deeds[2]; got != "duty 11 [] 5" {
		t.Errorf("every queue ticked is stored as %s, want as all, also later ones", got)
	}
}

func TestAQueueIsClosedUntilAMoment(t *testing.T) {
	t.Parallel()
	w, f := supervised(t)
	sara := w.as(w.operator("Sara Blu", caterina.RoleSupervisor))
	wants(t, sara.get("/console/siena/queues"), http.StatusOK, "lunedì 09:00–13:00 e 15:00–17:00", "giovedì 09:00–13:00", "da Sara Blu", "assemblea", "Senza orario proprio")
	for _, c := range []struct {
		form []string
		want string
	}{
		{[]string{"for", "3", "reason", "sciopero"}, "pause sociale 2026-03-10 13:30 sciopero"},
		{[]string{"for", "today"}, "pause sociale 2026-03-11 00:00 "},
		{[]string{"for", "until", "day", "2026-03-12", "hour", "08:15"}, "pause sociale 2026-03-12 08:15 "},
	} {
		if said := sara.said(sara.post("/console/siena/queues/sociale/close", c.form...)); !strings.Contains(said, "Servizi sociali: chiusa") || f.last() != c.want {
			t.Errorf("%v: said %q, did %q", c.form, said, f.last())
		}
	}
	before := f.last()
	for _, bad := range [][]string{
		{"for", "0"},
		{"for", "-3"},
		{"for", "1000"},
		{},
		{"for", "until", "day", "2026-03-09", "hour", "08:15"},
		{"for", "until", "day", "2026-05-09", "hour", "08:15"},
		{"for", "until", "day", "boh", "hour", "x"},
	} {
		wants(t, sara.post("/console/siena/queues/sociale/close", bad...), http.StatusUnprocessableEntity, "Scegli un momento")
	}
	wants(t, sara.post("/console/siena/queues/nowhere/close", "for", "1"), http.StatusNotFound)
	wants(t, sara.post("/console/siena/queues/nowhere/open"), http.StatusNotFound)
	wants(t, sara.post("/console/siena/queues/sociale/close", "for", "1", "reason", strings.Repeat("x", 201)), http.StatusUnprocessableEntity, "accorcialo")
	if f.last() != before {
		t.Errorf("a bad form did %q", f.last())
	}
	sara.said(sara.post("/console/siena/queues/nidi/open"))
	if f.last() != "resume nidi" {
		t.Errorf("opening did %q", f.last())
	}
}

// aCall is a promise to call back.
func aCall(id int64, state caterina.CallbackState, owner caterina.OperatorID, attempts int) caterina.Callback {
	return caterina.Callback{
		ID: id, Conversation: convA, Queue: "nidi", State: state, Owner: owner, OwnerName: "Bruno Verdi", Attempts: attempts, DueAt: ago(-time.Hour),
		Form: caterina.CallbackForm{Name: "Gina Rossi", Contact: "0577 292 111", When: caterina.CallMorning, Text: "Per mio figlio <b>Ugo</b>"},
	}
}

// TestOnlyWhoHasTakenACallSeesWhomToCall keeps citizens' numbers from everybody
// who has no call to make.
func TestOnlyWhoHasTakenACallSeesWhomToCall(t *testing.T) {
	t.Parallel()
	w, f := supervised(t)
	ada, bruno := w.operator("Ada Neri", caterina.RoleOperator), w.operator("Bruno Verdi", caterina.RoleOperator)
	f.calls = []caterina.Callback{aCall(1, caterina.CallbackTaken, ada, 0), aCall(2, caterina.CallbackTaken, bruno, 1), aCall(3, caterina.CallbackOpen, 0, 0)}
	f.calls[1].Form.Name, f.calls[2].Form.Name = "Pina Verdi", "Tina Gialli"
	f.calls[1].Form.Contact, f.calls[2].Form.Contact = "pina@example.org", "0577 000 003"
	page := w.as(ada).get("/console/siena/callbacks")
	wants(t, page, http.StatusOK, "Gina Rossi", `href="tel:0577292111"`, "Per mio figlio &lt;b&gt;Ugo", "di mattina", "Prendi")
	for _, secret := range []string{"Pina Verdi", "pina@", "Tina Gialli", "000 003"} {
		if strings.Contains(page.Body, secret) {
			t.Errorf("the page shows %q to somebody whom it does not concern", secret)
		}
	}
	wants(t, w.as(bruno).get("/console/siena/callbacks"), http.StatusOK, `href="mailto:pina@example.org"`)
}

func TestACallIsMadeThreeTimesAtMost(t *testing.T) {
	t.Parallel()
	w, f := supervised(t)
	ada := w.operator("Ada Neri", caterina.RoleOperator)
	b := w.as(ada)
	f.calls = []caterina.Callback{
		aCall(1, caterina.CallbackTaken, ada, 0), aCall(2, caterina.CallbackTaken, ada, 2), aCall(3, caterina.CallbackOpen, 0, 0),
		aCall(4, caterina.CallbackTaken, 999, 0),
	}
	const calls = "/console/siena/callbacks/"
	if said := b.said(b.post(calls + "3/take")); !strings.Contains(said, "è tua") || f.last() != "take 3" {
		t.Errorf("taking said %q and did %q", said, f.last())
	}
	if said := b.said(b.post(calls + "1/missed")); !strings.Contains(said, "tentativo 1 di 3. Si riprova oggi alle 14:00") || f.last() != "attempt 1 2026-03-10 14:00" {
		t.Errorf("the first call in vain said %q and did %q", said, f.last())
	}
	if said := b.said(b.post(calls + "2/missed")); !strings.Contains(said, "Dopo tre tentativi") {
		t.Errorf("the third call in vain said %q", said)
	}
	if said := b.said(b.post(calls+"1/done", "note", "Ha già risolto")); !strings.Contains(said, "Fatto") {
		t.Errorf("a call said %q", said)
	}
	if n := len(f.deeds); f.deeds[n-2] != "note "+convA+" callback:1 Ha già risolto true" || f.deeds[n-1] != "end 1 done" {
		t.Errorf("a call did %q", f.deeds)
	}
	if f.told != 2 {
		t.Errorf("open pages heard of %d ends, want that of the third call in vain and that of the call", f.told)
	}
	before := len(f.deeds)
	for path, code := range map[string]int{
		"3/done": http.StatusConflict, "4/missed": http.StatusConflict, "5/done": http.StatusNotFound, "x/take": http.StatusNotFound, "-1/done": http.StatusNotFound,
	} {
		wants(t, b.post(calls+path), code)
	}
	wants(t, b.post(calls+"1/done", "note", strings.Repeat("x", 4001)), http.StatusUnprocessableEntity, "accorcialo")
	if len(f.deeds) != before {
		t.Errorf("a bad request did %q", f.deeds[before:])
	}
}

func TestCannedRepliesAreCheckedBesideWhatWasTyped(t *testing.T) {
	t.Parallel()
	w, f := supervised(t)
	b := w.as(w.operator("Carla Bianchi", caterina.RoleCurator))
	const page = "/console/siena/canned"
	wants(t, b.get(page), http.StatusOK, "Iscrizioni al nido", "tutte le code", "Nuova risposta")
	wants(t, b.get(page+"?change=2"), http.StatusOK, "Cambia «Iscrizioni al nido»", `value="nidi" selected`)
	for _, c := range []struct{ title, text, queue, said string }{
		{"", "testo", "", "sia il titolo sia il testo"},
		{"titolo tenuto", "   ", "", "sia il titolo sia il testo"},
		{strings.Repeat("è", 101), "testo", "", "Titolo: il testo ha 101"},
		{"titolo tenuto", strings.Repeat("x", 4001), "", "Testo: il testo ha 4001"},
		{"titolo tenuto", "testo", "nowhere", "Scegli una coda"},
	} {
		wants(t, b.post(page, "title", c.title, "text", c.text, "queue", c.queue), http.StatusUnprocessableEntity, c.said, c.title)
	}
	if f.last() != "" {
		t.Errorf("a bad reply was saved: %s", f.last())
	}
	b.said(b.post(page, "title", " Orari ", "text", "Aperto\r\nfino alle 13", "queue", "nidi", "id", "2"))
	if want := `canned 2 "nidi" "Orari" "Aperto\r\nfino alle 13"`; f.last() != want {
		t.Errorf("saved %s, want %s", f.last(), want)
	}
	b.said(b.post(page + "/2/drop"))
	if f.last() != "drop canned 2" {
		t.Errorf("did %s", f.last())
	}
}

// TestAProposalIsReadOnTheServerAndMasked: the browser names a place in the log
// and nothing else, and no telephone number gets into the list.
func TestAProposalIsReadOnTheServerAndMasked(t *testing.T) {
	t.Parallel()
	w, f := supervised(t)
	b := w.as(w.operator("Ada Neri", caterina.RoleOperator))
	const page = "/console/siena/lessons"
	if a := b.post(page, "conversation", convA, "seq", "7", "card", "nido"); a.Location != "/console/siena/conversations/"+convA {
		t.Errorf("a form was answered with %s", a)
	}
	if want := `propose "dove lascio il pupo? il mio numero è [telefono] (7)" "nido" ` + convA + " 7"; f.last() != want {
		t.Errorf("proposed %s, want %s", f.last(), want)
	}
	a := b.sendJSON(page, `{"conversation":"`+convA+`","seq":8,"gap":true,"card":"nido"}`)
	var out struct {
		Question string
		Times    int
	}
	if err := json.Unmarshal([]byte(a.Body), &out); err != nil || out.Times != 2 || !strings.Contains(out.Question, "[telefono]") {
		t.Errorf("a module was answered with %s: %v", a, err)
	}
	if !strings.Contains(f.last(), `"" `+convA+" 8") {
		t.Errorf("a gap has a card: %s", f.last())
	}
	before := f.last()
	for body, code := range map[string]int{
		`{"conversation":"` + convA + `","seq":8}`:            http.StatusUnprocessableEntity, // neither a card nor a gap
		`{"conversation":"` + convB + `","seq":8,"gap":true}`: http.StatusNotFound,
		`{`: http.StatusUnprocessableEntity,
		`{"conversation":"` + convA + `","seq":"x","gap":true}`: http.StatusUnprocessableEntity,
	} {
		if a := b.sendJSON(page, body); a.Code != code || !strings.Contains(a.Body, `"message"`) {
			t.Errorf("%s: %s", body, a)
		}
	}
	wants(t, b.post(page, "conversation", convA, "seq", "x", "gap", "1"), http.StatusUnprocessableEntity)
	if f.last() != before {
		t.Errorf("a bad proposal did %s", f.last())
	}
}

func TestACuratorDecidesWhatIsLearned(t *testing.T) {
	t.Parallel()
	w, f := supervised(t)
	b := w.as(w.operator("Carla Bianchi", caterina.RoleCurator))
	const page = "/console/siena/lessons"
	wants(t, b.get(page), http.StatusOK, "Per una scheda (1)", "Senza scheda (1)", "4 volte", "una volta", "Asilo nido", "Domande già accettate (2)")
	if said := b.said(b.post(page+"/1/accept", "question", " il mio numero è 333 1234567 ", "card", "nido")); !strings.Contains(said, "«Asilo nido»") {
		t.Errorf("accepting said %q", said)
	}
	if want := `accept 1 "nido" "il mio numero è [telefono]"`; f.last() != want {
		t.Errorf("did %s, want %s", f.last(), want)
	}
	b.said(b.post(page + "/2/reject"))
	if f.last() != "reject 2" {
		t.Errorf("did %s", f.last())
	}
	wants(t, b.post(page+"/1/accept", "question", "", "card", "nido"), http.StatusUnprocessableEntity)
	wants(t, b.post(page+"/1/accept", "question", "x", "card", ""), http.StatusUnprocessableEntity)
	wants(t, b.get(page+"/taught"), http.StatusOK, "chi mi tiene il bimbo", "scheda non più presente")
	b.said(b.post(page+"/taught/drop", "card", "nido", "question", "chi mi tiene il bimbo"))
	if f.last() != `drop "nido" "chi mi tiene il bimbo"` {
		t.Errorf("did %s", f.last())
	}
}

func TestTheAuditLogIsFilteredAndPaged(t *testing.T) {
	t.Parallel()
	w, f := supervised(t)
	b := w.as(w.operator("Alba Admin", caterina.RoleAdmin))
	const page = "/console/siena/audit"
	wants(t, b.get(page), http.StatusOK, "ha preso una conversazione", "riga di comando", "Più vecchie", "before=101", "Alba Admin")
	wants(t, b.get(page+"?operator=11&kind=conversation&before=150"), http.StatusOK)
	if want := `audit 150 11 "conversation." 100`; f.last() != want {
		t.Errorf("asked %s, want %s", f.last(), want)
	}
	b.get(page + "?operator=x&kind='--&before=-1")
	if want := `audit -1 0 "" 100`; f.last() != want {
		t.Errorf("asked %s, want %s", f.last(), want)
	}
}

func TestAReportSaysItsFiguresAndItsPeriod(t *testing.T) {
	t.Parallel()
	w, _ := supervised(t)
	b := w.as(w.operator("Sara Blu", caterina.RoleSupervisor))
	const page = "/console/siena/reports"
	a := b.get(page)
	wants(t, a, http.StatusOK, "<b>1.234</b> <span>conversazioni iniziate", "1 min 20 s", "4,3 su 5", "famiglia e minori", "Servizi sociali",
		`value="2026-03-04"`, `value="2026-03-10"`, "Chiamatemi al [telefono]", `role="img"`, "72,9%", "1 h 35 min")
	if strings.Contains(a.Body, "333 1234567") {
		t.Error("a comment shows a telephone number")
	}
	if strings.Contains(a.Body, "style=") || strings.Contains(a.Body, "<script>") {
		t.Error("the page has inline styles or scripts, which the policy stops")
	}
	wants(t, b.get(page+"?from=2026-01-01&to=2026-01-31"), http.StatusOK, `value="2026-01-31"`)
	for query, said := range map[string]string{
		"?from=2026-02-01&to=2026-01-01": "scambiali", "?from=x&to=2026-01-01": "giorno, mese e anno",
		"?from=2020-01-01&to=2026-01-01": "al massimo un anno", "?from=2026-01-01": "giorno, mese e anno",
	} {
		wants(t, b.get(page+query), http.StatusUnprocessableEntity, said, `value="2026-03-04"`)
	}
}

// TestATableOpensInAnItalianSpreadsheet: the mark, the semicolons and the decimal
// comma that Excel wants, and nothing that it would run.
func TestATableOpensInAnItalianSpreadsheet(t *testing.T) {
	t.Parallel()
	w, _ := supervised(t)
	b := w.as(w.operator("Sara Blu", caterina.RoleSupervisor))
	get := func(sheet string) answer {
		return b.get("/console/siena/reports/csv/" + sheet + "?from=2026-03-01&to=2026-03-10")
	}
	a := get("tempi")
	want := "\ufeffTempo;Casi;Mediana (minuti);9 casi su 10 entro (minuti)\r\nAttesa di una persona;50;1,33;5,50\r\n" +
		"Prima risposta della persona;49;0,37;1,17\r\nDurata con la persona;47;8,00;95,00\r\n"
	if a.Body != want {
		t.Errorf("the table is %q, want %q", a.Body, want)
	}
	if got := a.Header.Get("Content-Disposition"); got != `attachment; filename="caterina-siena-tempi-2026-03-01-2026-03-10.csv"` {
		t.Errorf("it is called %s", got)
	}
	if got := a.Header.Get("Content-Type"); got != "text/csv; charset=utf-8" {
		t.Errorf("its type is %s", got)
	}
	comments := get("commenti").Body
	if !strings.Contains(comments, `;5;"'=HYPERLINK(""https://evil.example"";""Bravi"")"`) || !strings.Contains(comments, `"Chiamatemi al [telefono]; grazie"`) {
		t.Errorf("the comments are %q", comments)
	}
	if got := get("esiti").Body; !strings.Contains(got, "Ha risposto con una scheda;900;72,9\r\n") {
		t.Errorf("the outcomes are %q", got)
	}
	if got := get("rifiuti").Body; !strings.Contains(got, "La coda era chiusa;11\r\n") || !strings.Contains(got, "Era festa;0\r\n") {
		t.Errorf("the refusals are %q", got)
	}
	for _, sheet := range []string{"ore", "code", "argomenti", "richiamate", "voti", "risposte-al-voto"} {
		if a := get(sheet); a.Code != http.StatusOK || strings.Count(a.Body, "\r\n") < 2 {
			t.Errorf("%s: %s", sheet, a)
		}
	}
	wants(t, get("nowhere"), http.StatusNotFound)
	wants(t, b.get("/console/siena/reports/csv/ore?from=x&to=y"), http.StatusUnprocessableEntity)
}

// TestTheAddressSaysNothingForUs: what a page says was done comes from us alone.
func TestTheAddressSaysNothingForUs(t *testing.T) {
	t.Parallel()
	w, _ := supervised(t)
	b := w.as(w.operator("Sara Blu", caterina.RoleSupervisor))
	if a := b.get("/console/siena/board?done=" + url.QueryEscape("Chiama il 899")); strings.Contains(a.Body, "899") {
		t.Error("the address puts words into the page")
	}
	a := b.post("/console/siena/queues/sociale/close", "for", "1")
	if b.said(a) == "" {
		t.Error("nothing was said")
	}
	if strings.Contains(b.get(a.Location).Body, "alert-success") {
		t.Error("it is said again")
	}
}

// sendJSON sends what a module sends.
func (b *browser) sendJSON(path, body string) answer {
	b.w.t.Helper()
	req, err := http.NewRequestWithContext(b.w.t.Context(), http.MethodPost, b.w.server.URL+path, strings.NewReader(body))
	b.w.must(err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := b.client.Do(req)
	b.w.must(err)
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	b.w.must(err)
	return answer{res.StatusCode, "", string(got), res.Header}
}
