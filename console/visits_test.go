package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// TestReadingSomebodyElsesConversationIsNoted, one's own is not, and what a page
// fetches again is no new reading.
func TestReadingSomebodyElsesConversationIsNoted(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada, bea := o.operator("Ada Neri", caterina.RoleOperator), o.operator("Bea Blu", caterina.RoleOperator)
	c := o.arrives("a chi mando la domanda?")
	c.asks(0)
	c.taken(ada)
	mine, theirs := o.as(ada), o.as(bea)
	for range 2 {
		for _, b := range []*browser{mine, theirs} {
			if got := b.get(c.path()); got.Code != http.StatusOK {
				t.Fatalf("the page: %s", got)
			}
			b.get(c.path() + "/side")
			b.get(c.path() + "/log?after=0")
		}
	}
	entries, err := o.store.AuditEntries(t.Context(), o.siena.ID, 0, 0, "conversation.read", 10)
	o.must(err)
	if len(entries) != 1 || entries[0].Operator != bea {
		t.Errorf("the log says %+v", entries)
	}
}

// TestTheAbsentFindWhoNamedThem in the inbox, in every list, until they look.
func TestTheAbsentFindWhoNamedThem(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada, bea := o.operator("Ada Neri", caterina.RoleOperator), o.operator("Bea Blu", caterina.RoleOperator)
	c := o.arrives("a chi mando la domanda?")
	_, err := o.service.Note(t.Context(), caterina.StaffMessage{
		Town: o.siena.ID, Conversation: c.conv, Operator: ada, Name: "Ada Neri", ClientID: "n", Text: "@Bea Blu lo sai tu?", Mentions: []caterina.OperatorID{bea},
	})
	o.must(err)
	b := o.as(bea)
	for _, path := range []string{"/console/siena/inbox", "/console/siena/inbox/list?view=waiting"} {
		if got := b.get(path); !strings.Contains(got.Body, "Ti hanno nominato") || !strings.Contains(got.Body, "«a chi mando la domanda?»</a> Ada Neri, oggi alle") {
			t.Errorf("%s: %s", path, got.Body)
		}
	}
	if got := o.as(ada).get("/console/siena/inbox"); strings.Contains(got.Body, "Ti hanno nominato") {
		t.Error("who wrote the note was not named in it")
	}
	b.get(c.path())
	if got := b.get("/console/siena/inbox"); strings.Contains(got.Body, "Ti hanno nominato") {
		t.Error("it is still there after she has looked")
	}
}

// TestWhatIsOutOfOnesAreaAndBeyondOnesCapacitySaysSo (cases 6 and 9).
func TestWhatIsOutOfOnesAreaAndBeyondOnesCapacitySaysSo(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	o.must(o.store.SetMember(t.Context(), ada, caterina.Membership{Town: o.siena.ID, Role: caterina.RoleOperator, Skills: []string{"nidi"}, Capacity: 1}))
	c := o.arrives("a chi mando la domanda?")
	c.asks(0)
	b := o.as(ada)
	const waiting = "/console/siena/inbox?view=waiting"
	for _, path := range []string{waiting, c.path()} {
		if got := b.get(path); !strings.Contains(got.Body, "Fuori area") || strings.Contains(got.Body, "Ne segui già") {
			t.Errorf("%s: %s", path, got.Body)
		}
	}
	own := o.arrives("quanto costa il nido?")
	own.taken(ada)
	for _, path := range []string{waiting, c.path()} {
		if got := b.get(path); !strings.Contains(got.Body, "Ne segui già 1 su 1.") {
			t.Errorf("%s: %s", path, got.Body)
		}
	}
	if got := o.as(o.operator("Bea Blu", caterina.RoleOperator)).get(waiting); strings.Contains(got.Body, "Fuori area") {
		t.Error("who answers every queue has no area")
	}
}

// TestMineCountsWhatItsListShows: also what sleeps, and what a colleague passes on.
func TestMineCountsWhatItsListShows(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada, bea := o.operator("Ada Neri", caterina.RoleOperator), o.operator("Bea Blu", caterina.RoleOperator)
	asleep, passed, ringing := o.arrives("uno"), o.arrives("due"), o.arrives("tre")
	asleep.taken(ada)
	_, err := o.service.Snooze(t.Context(), asleep.act(ada), time.Now().Add(time.Hour))
	o.must(err)
	passed.taken(bea)
	o.must(o.store.RenewLease(t.Context(), o.siena.ID, ada, "00000000-0000-4000-8000-000000000001", "p", time.Hour))
	_, err = o.service.TransferTo(t.Context(), passed.act(bea), ada, "")
	o.must(err)
	ringing.asks(0)
	ringing.offer(ada, time.Minute)
	got := o.as(ada).get("/console/siena/inbox/list?view=mine").Body
	if lines := strings.Count(got, `<li class="line`); lines != 3 || !strings.Contains(got, `data-mine="3"`) {
		t.Errorf("%d lines: %s", lines, got)
	}
	if got := o.as(ada).get(asleep.path()).Body; !strings.Contains(got, "L&#39;hai rimandata tu") && !strings.Contains(got, "L'hai rimandata tu") || strings.Contains(got, "Stai rispondendo tu") {
		t.Error("who has put it off is said to be answering")
	}
}

// act is an operator's deed on it as it stands.
func (c *citizen) act(op caterina.OperatorID) caterina.Act {
	c.o.t.Helper()
	held := c.held()
	return caterina.Act{
		Town: c.o.siena.ID, Conversation: c.conv, Operator: op, Name: held.OwnerName, Role: caterina.RoleOperator,
		Epoch: held.Conversation.Epoch, ClientID: "act",
	}
}
