package console_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/console"
	"example.org/caterina/internal/desk"
)

// The desk is what reckons them.
var _ console.Targets = (*desk.Service)(nil)

// marks are fixed: of the board's conversations the first is late and the last
// has passed half of its time; one of the promised calls has little time.
type marks struct{}

func (marks) Targets(_ context.Context, _ caterina.Town, convs []caterina.ConversationID) (map[caterina.ConversationID]caterina.Target, error) {
	all := map[caterina.ConversationID]caterina.Target{
		convA: {Kind: caterina.TargetFirst, Mark: 100, Until: ago(time.Minute)},
		convC: {Kind: caterina.TargetNext, Mark: 50, Until: ago(-3 * time.Minute)},
	}
	got := map[caterina.ConversationID]caterina.Target{}
	for _, conv := range convs {
		if t, ok := all[conv]; ok {
			got[conv] = t
		}
	}
	return got, nil
}

func (marks) CallTarget(_ caterina.Town, call caterina.Callback) caterina.Target {
	if call.Attempts == 2 {
		return caterina.Target{Kind: caterina.TargetCall, Mark: 80}
	}
	return caterina.Target{Kind: caterina.TargetCall}
}

func (marks) InTime(context.Context, caterina.Town, caterina.Date, caterina.Date) ([]caterina.TargetCount, error) {
	return []caterina.TargetCount{
		{Queue: "sociale", Kind: caterina.TargetFirst, Limit: 5 * time.Minute, Cases: 30, Within: 27},
		{Queue: "nidi", Kind: caterina.TargetFirst, Limit: 3 * time.Minute, Cases: 10, Within: 9},
		{Queue: "sociale", Kind: caterina.TargetNext, Limit: 10 * time.Minute, Cases: 80, Within: 60},
		{Queue: "nidi", Kind: caterina.TargetCall, Cases: 3, Within: 3},
	}, nil
}

func TestTheBoardSaysInWordsHowTheTimeStands(t *testing.T) {
	t.Parallel()
	w, _ := supervised(t)
	sara := w.as(w.operator("Sara Blu", caterina.RoleSupervisor))
	wants(t, sara.get("/console/siena/board"), http.StatusOK,
		`<span class="tag tag-warn">prima risposta in ritardo</span>`, `<span class="tag">metà del tempo per la risposta</span>`)
}

func TestAReportSaysHowManyAnswersCameInTime(t *testing.T) {
	t.Parallel()
	w, _ := supervised(t)
	sara := w.as(w.operator("Sara Blu", caterina.RoleSupervisor))
	wants(t, sara.get("/console/siena/reports"), http.StatusOK,
		"<b>90,0%</b> <span>prime risposte nei tempi", "Risposte nei tempi", "Prima risposta di una persona", "75,0%", "Richiamate")
	a := sara.get("/console/siena/reports/csv/nei-tempi?from=2026-03-01&to=2026-03-10")
	wants(t, a, http.StatusOK, "Che cosa;Coda;Entro;Casi;Nei tempi;Quota (%)",
		"Risposte successive;Servizi sociali;10 min;80;60;75,0", "Richiamate;Asili nido;il tempo promesso;3;3;100,0")
}

// TestTheInboxSaysHowMuchTimeIsLeft runs over the real desk: a queue without hours
// counts around the clock.
func TestTheInboxSaysHowMuchTimeIsLeft(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.as(o.operator("Ada Neri", caterina.RoleOperator))
	c := o.arrives("Cerco il nido")
	c.asks(0)
	o.ahead.Store(int64(3 * time.Minute))
	wants(t, ada.get("/console/siena/inbox?view=waiting"), http.StatusOK, "metà del tempo per la prima risposta", "rispondere entro ")
	wants(t, ada.get(c.path()), http.StatusOK, "Rispondere entro <b>", "metà del tempo per la prima risposta")
	o.ahead.Store(int64(6 * time.Minute))
	wants(t, ada.get("/console/siena/inbox/list?view=waiting"), http.StatusOK, "prima risposta in ritardo")
}
