package agenda_test

import (
	"encoding/json"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/mailtest"
)

// waitingForCode is a conversation that waits for six digits at an address.
func (m *moment) waitingForCode(who string) (caterina.ConversationID, caterina.CodeMail) {
	m.t.Helper()
	conv, v := m.open(), m.vacancy(thursday())
	d := m.draft(conv, v, who)
	if err := m.apply(conv, caterina.HoldPlace{Vacancy: v, Draft: d}, caterina.SendCode{}); err != nil {
		m.t.Fatal(err)
	}
	return conv, caterina.CodeMail{Town: 7, Conversation: conv, Try: 1}
}

// saidLast is what the conversation was told by itself last.
func (w *world) saidLast() caterina.MessageBody {
	w.t.Helper()
	var body caterina.MessageBody
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.events) == 0 {
		return body
	}
	if err := json.Unmarshal(w.events[len(w.events)-1].Body, &body); err != nil {
		w.t.Fatal(err)
	}
	return body
}

// TestWhoseAddressIsRefusedReadsSoInTheChat, and gives another one: the place is kept.
func TestWhoseAddressIsRefusedReadsSoInTheChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{Recipient: func(address string) string {
		if strings.HasPrefix(address, "anna@") {
			return "550 no such mailbox"
		}
		return ""
	}})
	m := w.at(monday())
	conv, mail := m.waitingForCode("Anna")
	err := m.Code(t.Context(), mail)
	if caterina.CodeOf(err) != caterina.CodeInvalid {
		t.Fatalf("the server refuses the reader: %v", err)
	}
	for range 2 { // a worker that died may tell it again
		if err := m.CodeLate(t.Context(), mail, true); err != nil {
			t.Fatal(err)
		}
	}
	said := w.saidLast()
	for _, want := range []string{"**anna@example.it** non riceve posta", "fino alle 9:10", "0577 123456", "un altro indirizzo"} {
		if !strings.Contains(said.Text, want) {
			t.Errorf("the chat lacks %q: %s", want, said.Text)
		}
	}
	if len(w.events) != 1 || said.Flow != caterina.FlowBooking || len(said.Options) != 2 || said.Options[0].ID != "person" {
		t.Errorf("%d events, the last is %+v", len(w.events), said)
	}
	st, err := m.Standing(t.Context(), siena(), conv)
	if err != nil || !st.Held || st.Draft.Person.Email != "" || st.Draft.Step != caterina.StepPerson {
		t.Fatalf("%+v, %v; want another address asked for", st.Draft, err)
	}
	d := *st.Draft
	d.Person.Email, d.Step = "anna.b@altro.example", caterina.StepCode
	if err := m.apply(conv, caterina.KeepDraft{Draft: d}, caterina.SendCode{}); err != nil {
		t.Fatal(err)
	}
	mail.Try = 2
	if err := m.Code(t.Context(), mail); err != nil {
		t.Errorf("with another address: %v", err)
	}
}

// TestWhoWaitsForASlowMailServerReadsSoInTheChat, and not any more once the digits have
// come.
func TestWhoWaitsForASlowMailServerReadsSoInTheChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(monday())
	conv, mail := m.waitingForCode("Anna")
	for range 2 {
		if err := m.CodeLate(t.Context(), mail, false); err != nil {
			t.Fatal(err)
		}
	}
	said := w.saidLast()
	for _, want := range []string{"la posta è lenta", "anna@example.it", "Tengo il tuo posto fino alle 9:10", "0577 123456"} {
		if !strings.Contains(said.Text, want) {
			t.Errorf("the chat lacks %q: %s", want, said.Text)
		}
	}
	if len(w.events) != 1 || said.Options[0].ID != "book/keep" || said.Options[1].ID != "flow/data" || said.Options[2].ID != "person" {
		t.Errorf("%d events, the last is %+v", len(w.events), said)
	}
	st, err := m.Standing(t.Context(), siena(), conv)
	if err != nil || st.Draft.Person.Email == "" {
		t.Fatalf("the address is lost: %+v, %v", st.Draft, err)
	}
	v := m.vacancyFor(conv, thursday())
	if err := m.apply(conv, caterina.ConfirmBooking{Vacancy: v, Draft: *st.Draft, Digits: m.digits(conv, 1)}); err != nil {
		t.Fatal(err)
	}
	for _, refused := range []bool{true, false} {
		if err := m.CodeLate(t.Context(), mail, refused); err != nil || len(w.events) != 1 {
			t.Errorf("told of what has come: %d, %v", len(w.events), err)
		}
	}
	if err := m.CodeLate(t.Context(), caterina.CodeMail{Town: 99}, false); caterina.CodeOf(err) != caterina.CodeUnavailable {
		t.Errorf("a town that is not loaded: %v", err)
	}
}
