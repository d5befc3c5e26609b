package console_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/console"
	"example.org/caterina/internal/browsertest"
)

func (f *work) QueueHours(context.Context, caterina.TownID) ([]caterina.QueueHours, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.hours, nil
}

func (f *work) SetQueueHours(_ context.Context, _ caterina.TownID, _ caterina.OperatorID, queue string, h caterina.Hours) error {
	f.did("hours %s %s (%d)", queue, h.Text, len(h.Shifts))
	return nil
}

func (f *work) DropQueueHours(_ context.Context, _ caterina.TownID, queue string) error {
	f.did("hours %s of the file", queue)
	return nil
}

// TestHoursAreEditedInTheConsole: the page says which hours hold and where they
// come from, and a bad line stays in its box with what is wrong.
func TestHoursAreEditedInTheConsole(t *testing.T) {
	t.Parallel()
	w, f := supervised(t)
	sara := w.as(w.operator("Sara Blu", caterina.RoleSupervisor))
	wants(t, sara.get("/console/siena/queues"), http.StatusOK, "Come nel file del Comune")
	const hours = "/console/siena/queues/sociale/hours"
	if said := sara.said(sara.post(hours, "hours", "dal lunedì al venerdì dalle 9 alle 13\r\nmartedì dalle 15 alle 17.30")); said != "Servizi sociali: i nuovi orari valgono da adesso." {
		t.Errorf("it said %q", said)
	}
	if f.last() != "hours sociale dal lunedì al venerdì dalle 9 alle 13; martedì dalle 15 alle 17.30 (6)" {
		t.Errorf("it did %q", f.last())
	}
	before := f.last()
	got := sara.post(hours, "hours", "lunedì 9-13\nlunidì <9-13>")
	wants(t, got, http.StatusUnprocessableEntity, "riga 2, «lunidì &lt;9-13&gt;»", "Quelli di prima valgono ancora", "lunedì 9-13\nlunidì &lt;9-13&gt;</textarea>", `aria-invalid="true"`)
	if strings.Count(got.Body, "aria-invalid") != 1 || strings.Count(got.Body, "<details class=\"queue-hours\" open>") != 1 {
		t.Error("another queue is marked too")
	}
	wants(t, sara.post(hours, "hours", " "), http.StatusUnprocessableEntity, "nessun orario")
	wants(t, sara.post(hours, "hours", strings.Repeat("x", 1001)), http.StatusUnprocessableEntity, "accorcialo")
	wants(t, sara.post("/console/siena/queues/nowhere/hours", "hours", "lunedì 9-13"), http.StatusNotFound)
	wants(t, sara.post("/console/siena/queues/nowhere/hours/file"), http.StatusNotFound)
	if f.last() != before {
		t.Errorf("a bad form did %q", f.last())
	}

	set, err := caterina.ParseWeek("sabato 9-12")
	w.must(err)
	f.hours = []caterina.QueueHours{{Queue: "sociale", Set: &set, ByName: "Ugo Neri", At: fixedNow().Add(-time.Hour)}}
	wants(t, sara.get("/console/siena/queues"), http.StatusOK, "sabato 09:00–12:00", "Orari scritti qui da Ugo Neri oggi alle 09:30", "nessun orario", ">sabato 9-12</textarea>", "Torna agli orari del file")
	sara.said(sara.post(hours + "/file"))
	if f.last() != "hours sociale of the file" {
		t.Errorf("it did %q", f.last())
	}
}

// TestHoursInTheBrowser edits, is told of a bad line, mends it, and goes back to
// the file's, on a real database.
func TestHoursInTheBrowser(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.cfg.Supervisor = console.SupervisorConfig{Store: w.store} })
	token := w.session(w.operator("Sara Blu", caterina.RoleSupervisor), time.Now())
	const box, save = "#hours-0", `form[action$="/hours"] button`
	fill := func(p *browsertest.Page, text string) {
		p.Eval(`void (document.querySelector("`+box+`").value = "")`, nil)
		p.Click(box)
		p.Type(text)
		p.Click(save)
	}
	for screen, size := range screens() {
		p := w.signedIn(t, token)
		p.Tolerate("422 (Unprocessable")
		size(p)
		p.Go(w.server.URL + "/console/siena/queues")
		p.Click(".queue-hours summary")
		fill(p, "dal lunedì al venerdì dalle 9 alle 13\nmartedi e govedì dalle 15 alle 17")
		p.WaitText(`.queue-hours [role="alert"]`, "riga 2, «martedi e govedì dalle 15 alle 17»")
		p.Wait(`document.activeElement.id === "hours-0"`)
		look(t, p, "bad-hours-"+screen)
		fill(p, "dal lunedì al venerdì dalle 9 alle 13\nmartedì e giovedì dalle 15 alle 17")
		p.WaitText(`main .alert-success`, "i nuovi orari valgono da adesso")
		p.WaitText(".console-card", "Orari scritti qui da Sara Blu")
		p.Click(".queue-hours summary")
		look(t, p, "set-hours-"+screen)
		p.Click(`form[action$="/hours/file"] button`)
		p.WaitText(`main .alert-success`, "di nuovo gli orari del file")
	}
}
