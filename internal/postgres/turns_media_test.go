package postgres_test

import (
	"testing"

	"example.org/caterina"
)

// sent stores a citizen's message and returns its number and the turn.
func (f *fixture) sent(id string, body caterina.MessageBody) (int64, caterina.LeasedTurn) {
	f.t.Helper()
	receipt, err := f.Receive(f.t.Context(), caterina.Inbound{Town: f.town, Conversation: f.conv, ClientID: id, Body: body}, caterina.Lease{Owner: "p", TTL: leaseTime})
	if err != nil {
		f.t.Fatal(err)
	}
	if receipt.Turn == nil {
		return receipt.Event.Seq, caterina.LeasedTurn{}
	}
	return receipt.Event.Seq, *receipt.Turn
}

// TestATurnBringsWhatCameBesidesWords to whoever answers it, also when it is leased
// again.
func TestATurnBringsWhatCameBesidesWords(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	files := []caterina.File{{ID: "f1", Name: "foto.jpg", MIME: "image/jpeg", Size: 3}, {Name: "troppo.mp4"}}
	seq, turn := o.sent("m1", caterina.MessageBody{Text: "che cos'è?", Media: "photo", Files: files})
	if err := o.FailTurn(t.Context(), turn, 0); err != nil {
		t.Fatal(err)
	}
	again := o.lease("p", leaseTime)
	for _, got := range []caterina.LeasedTurn{turn, again} {
		in := got.Inputs[0]
		if in.Seq != seq || in.Media != "photo" || len(in.Files) != 2 || in.Files[0] != files[0] || in.Text != "che cos'è?" || in.Edits != 0 {
			t.Errorf("the input is %+v", in)
		}
	}
}

// TestACorrectionBringsWhatItPutsRight: the words before it, of the last correction
// where there were several.
func TestACorrectionBringsWhatItPutsRight(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	seq, turn := o.sent("m1", caterina.MessageBody{Text: "quanto costa il nidi"})
	if _, err := o.CompleteTurn(t.Context(), turn, caterina.Reply{Message: caterina.MessageBody{Text: "non so"}}, nil); err != nil {
		t.Fatal(err)
	}
	_, turn = o.sent("m2", caterina.MessageBody{Text: "quanto costa il nido", Edits: seq})
	if in := turn.Inputs[0]; in.Edits != seq || in.Was != "quanto costa il nidi" {
		t.Errorf("the input is %+v", in)
	}
	events, err := o.CompleteTurn(t.Context(), turn, caterina.Reply{Message: caterina.MessageBody{Text: "poco"}}, nil)
	if err != nil || len(events) != 1 {
		t.Fatalf("%v, %v", events, err)
	}
	_, turn = o.sent("m3", caterina.MessageBody{Text: "quanto costa il nido?", Edits: seq})
	if in := turn.Inputs[0]; in.Was != "quanto costa il nido" {
		t.Errorf("the second correction: %+v", in)
	}
	if err := o.FailTurn(t.Context(), turn, 0); err != nil {
		t.Fatal(err)
	}
	turn = o.lease("p", leaseTime)
	if in := turn.Inputs[0]; in.Was != "quanto costa il nido" {
		t.Errorf("leased again: %+v", in)
	}
	before := len(o.events())
	events, err = o.CompleteTurn(t.Context(), turn, caterina.Reply{Trace: caterina.Trace{Rule: "edit/same"}}, nil)
	if err != nil || len(events) != 0 || len(o.events()) != before {
		t.Errorf("nothing to answer: %v, %v", events, err)
	}
	if due, err := o.DueTurns(t.Context(), 10); err != nil || len(due) != 0 {
		t.Errorf("the turn is still due: %v, %v", due, err)
	}
	_, turn = o.sent("m4", caterina.MessageBody{Text: "x", Edits: 999})
	if in := turn.Inputs[0]; in.Was != "" || in.Edits != 999 {
		t.Errorf("of a message that there is not: %+v", in)
	}
}
