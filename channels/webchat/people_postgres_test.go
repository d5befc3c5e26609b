package webchat

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
)

// TestCitizensSeeNothingOfTheStaffs follows a conversation through an offer, a
// note and a reply on a real database, as a citizen who stays on one process
// and one who comes back on another: what is for staff is in no byte of theirs,
// and leaves no hole.
func TestCitizensSeeNothingOfTheStaffs(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	here, there := startProcess(t, url, "here", false), startProcess(t, url, "there", false)
	ctx := t.Context()
	op, err := here.db.AddOperator(ctx, "anna@comune.example", "Anna Bianchi", "hash")
	if err != nil {
		t.Fatal(err)
	}
	town, _ := here.hub.cfg.Towns.Town("siena")
	if err := here.db.SetMember(ctx, op, caterina.Membership{Town: town.ID, Role: caterina.RoleOperator, Capacity: 3, Wants: caterina.WantsWork}); err != nil {
		t.Fatal(err)
	}
	stays, returns := here.open(t), there.open(t)
	move := func(conv caterina.ConversationID, tr caterina.Transition) caterina.Event {
		t.Helper()
		tr.Town, tr.Conversation = town.ID, conv
		tr.Event.State, tr.Event.Owner = tr.To, tr.To.Owner()
		ev, err := here.db.Move(ctx, tr)
		if err != nil {
			t.Fatalf("move to %s: %v", tr.To, err)
		}
		here.hub.Push(ev)
		return ev
	}
	say := func(conv caterina.ConversationID, epoch int, text string, note bool) {
		t.Helper()
		ev, err := here.db.Say(ctx, caterina.StaffMessage{
			Town: town.ID, Conversation: conv, Operator: op, Name: "Anna Bianchi", Epoch: epoch, ClientID: text, Text: text, Note: note,
		})
		if err != nil {
			t.Fatalf("say %q: %v", text, err)
		}
		here.hub.Push(ev)
	}
	for _, c := range []*client{stays, returns} {
		body := caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Aspetta."}}
		move(c.conv, caterina.Transition{From: []caterina.State{caterina.StateBot}, To: caterina.StateQueued, Queue: "sociale", By: caterina.ActorBot, Event: body, Note: "nota-segreta dell'assistente"})
		move(c.conv, caterina.Transition{From: []caterina.State{caterina.StateQueued}, To: caterina.StateOffered, Owner: op, OfferFor: time.Minute, By: caterina.ActorSystem, Hidden: true})
		body.Text, body.Operator = "Ora parli con Anna.", "Anna Bianchi"
		taken := move(c.conv, caterina.Transition{From: []caterina.State{caterina.StateOffered}, To: caterina.StateAssigned, Owner: op, By: caterina.OperatorActor(op), Event: body})
		say(c.conv, taken.Epoch, "nota-segreta uno", true)
		say(c.conv, taken.Epoch, "Buongiorno.", false)
		say(c.conv, taken.Epoch, "nota-segreta due", true)
		say(c.conv, taken.Epoch, "Mi dica.", false)
	}
	returns = there.again(t, returns)
	for _, c := range []*client{stays, returns} {
		c.event(5) // greeting, wait, taken, two replies
		c.raw.WriteString(here.transcriptOf(t, c.token))
		text := c.raw.String()
		for _, secret := range []string{"nota-segreta", "operator:", fmt.Sprintf("%q", caterina.StateOffered), "anna@"} {
			if strings.Contains(text, secret) {
				t.Errorf("the citizen was sent %s in %s", secret, text)
			}
		}
		if !strings.Contains(text, "Mi dica.") || !strings.Contains(text, `"actor":"operator"`) {
			t.Errorf("the citizen was not sent the replies: %s", text)
		}
	}
}

func (p *process) transcriptOf(t *testing.T, token string) string {
	t.Helper()
	status, _, text := p.transcript(t, token, "")
	if status != http.StatusOK || !strings.Contains(text, "Mi dica.") {
		t.Fatalf("the transcript is answered with %d: %s", status, text)
	}
	return text
}
