package postgres_test

import (
	"encoding/json"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
)

func TestAnAddressIsProvedBeforeABookingStands(t *testing.T) {
	t.Parallel()
	o := officeOn(t, openedStore(t, pgtest.URL(t), true, nil), 1, caterina.Service{})
	apply := func(effects ...caterina.Effect) error { return o.ApplyBooking(t.Context(), o.town, o.conv, effects) }
	draft := o.draft(1, o.at(0))
	draft.Card = "bonus-nido"
	confirm := func(digits string) error {
		return apply(caterina.ConfirmBooking{Vacancy: o.at(0), Draft: draft, Digits: digits})
	}
	if err := apply(caterina.HoldPlace{Vacancy: o.at(0), Draft: draft}, caterina.SendCode{}); err != nil {
		t.Fatal(err)
	}
	if err := confirm(""); why(t, err) != caterina.ProblemUnproved {
		t.Errorf("without digits: %v", err)
	}
	mail := caterina.CodeMail{Town: o.town, Conversation: o.conv, Try: 1}
	letter, err := o.CodeLetter(t.Context(), mail)
	if err != nil || letter.Address != "p1@example.org" || len(letter.Digits) != caterina.DigitsLength || letter.Lang != "it" {
		t.Fatalf("%d digits for %q, %v", len(letter.Digits), letter.Address.Reveal(), err)
	}
	wrong := "000000"
	if letter.Digits.Reveal() == wrong {
		wrong = "000001"
	}
	for left := 4; left > 0; left-- {
		if refused := refusal(t, confirm(wrong)); refused.Why != caterina.ProblemCode || refused.Left != left {
			t.Errorf("%+v, want %d tries left", refused, left)
		}
	}
	for _, digits := range []string{wrong, wrong, letter.Digits.Reveal()} {
		if err := confirm(digits); why(t, err) != caterina.ProblemExpired {
			t.Errorf("after five tries: %v", err)
		}
	}
	if err := apply(caterina.KeepDraft{Draft: draft}, caterina.SendCode{}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.CodeLetter(t.Context(), mail); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("the first code is not sent any more: %v", err)
	}
	mail.Try = 2
	if letter, err = o.CodeLetter(t.Context(), mail); err != nil {
		t.Fatal(err)
	}
	if err := o.ApplyBooking(t.Context(), o.town, o.somebody(), []caterina.Effect{caterina.ConfirmBooking{Vacancy: o.at(0), Draft: o.draft(2, o.at(0))}}); why(t, err) != caterina.ProblemUnproved {
		t.Errorf("somebody else: %v", err)
	}
	// The place goes just when the digits come: they are not asked for again.
	o.runOut()
	other := o.somebody()
	if err := o.hold(other, 3, o.at(0)); err != nil {
		t.Fatal(err)
	}
	if err := confirm(letter.Digits.Reveal()); why(t, err) != caterina.ProblemTaken {
		t.Errorf("the place has gone: %v", err)
	}
	st, err := o.Standing(t.Context(), o.town, o.conv)
	if err != nil || !st.Draft.Person.Verified {
		t.Fatalf("%+v, %v; want the address proved", st.Draft, err)
	}
	draft.From = o.at(60).From
	if err := apply(caterina.ConfirmBooking{Vacancy: o.at(60), Draft: draft, Digits: wrong}); err != nil {
		t.Errorf("what was proved has to be proved again: %v", err)
	}
	b, err := o.BookingByCode(t.Context(), o.town, draft.Code)
	if err != nil {
		t.Fatal(err)
	}
	if b.Card != "bonus-nido" {
		t.Errorf("the appointment was wished for from %q", b.Card)
	}
	if !b.Person.Verified {
		t.Error("the booking does not say that the address was proved")
	}
	if err := apply(caterina.KeepDraft{Draft: draft}, caterina.SendCode{}, caterina.SendCode{}, caterina.SendCode{}); err != nil {
		t.Fatalf("three codes of a new draft: %v", err)
	}
	if err := apply(caterina.SendCode{}); why(t, err) != caterina.ProblemExpired {
		t.Errorf("a fourth code: %v", err)
	}
	o.sound()
}

// TestAProvedAddressIsNotAnother: whoever changes the address has to prove it.
func TestAProvedAddressIsNotAnother(t *testing.T) {
	t.Parallel()
	o := officeOn(t, openedStore(t, pgtest.URL(t), true, nil), 1, caterina.Service{})
	draft := o.draft(1, o.at(0))
	if err := o.hold(o.conv, 1, o.at(0)); err != nil {
		t.Fatal(err)
	}
	o.exec("UPDATE booking_draft SET proved = 'p1@example.org'")
	draft.Person.Email, draft.Person.Verified = "x@example.org", true
	err := o.ApplyBooking(t.Context(), o.town, o.conv, []caterina.Effect{caterina.ConfirmBooking{Vacancy: o.at(0), Draft: draft}})
	if why(t, err) != caterina.ProblemUnproved {
		t.Errorf("%v, want unproved", err)
	}
}

// TestNothingOfAPersonIsInARowThatCountsThem: keys are hashes.
func TestNothingOfAPersonIsInARowThatCountsThem(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	o.booked(o.conv, 1, o.at(0))
	row := value[string](o.fixture, "SELECT encode(contact_key, 'escape') || encode(person_key, 'escape') || encode(manage_sha256, 'escape') FROM booking")
	for _, part := range []string{"p1@", "Persona", o.keys.ManageToken(requestOf(1))} {
		if strings.Contains(row, part) {
			t.Errorf("%q can be read from the keys", part)
		}
	}
	jobs := value[string](o.fixture, "SELECT string_agg(args::text, ' ') FROM river_job")
	if strings.Contains(jobs, "p1@") || strings.Contains(jobs, "Persona") {
		t.Error("a job holds somebody's name or address")
	}
	var notice caterina.BookingNotice
	if err := json.Unmarshal([]byte(value[string](o.fixture, "SELECT args::text FROM river_job WHERE kind = 'booking_notice' LIMIT 1")), &notice); err != nil || notice.Booking == 0 {
		t.Errorf("%+v, %v", notice, err)
	}
}

// TestNobodyWaitsWithAnAddressThatIsNotProved: else a place would be kept an hour for
// whoever says so, and strangers could be written to.
func TestNobodyWaitsWithAnAddressThatIsNotProved(t *testing.T) {
	t.Parallel()
	o := officeOn(t, openedStore(t, pgtest.URL(t), true, map[string]string{"caterina.now": "2027-10-05T09:10:00Z"}), 1, caterina.Service{})
	apply := func(conv caterina.ConversationID, effects ...caterina.Effect) error {
		return o.ApplyBooking(t.Context(), o.town, conv, effects)
	}
	wish := caterina.Waitlist{Service: "bonus", From: o.day, To: o.day.AddDate(0, 0, 1), Lang: "it"}
	silent, claims := o.draft(2, caterina.Vacancy{}), o.draft(3, caterina.Vacancy{})
	silent.Person.Email, silent.Person.Phone = "", "+393331234567"
	claims.Person.Verified = true // what a draft says of itself proves nothing
	conv := o.somebody()
	for _, draft := range []caterina.BookingDraft{silent, claims} {
		if err := apply(conv, caterina.JoinWaitlist{Draft: draft, Wait: wish}); why(t, err) != caterina.ProblemUnproved {
			t.Errorf("%+v: %v", draft.Person, err)
		}
	}
	if err := apply(conv, caterina.KeepDraft{Draft: claims}); err != nil {
		t.Fatal(err)
	}
	digits := o.code(conv)
	if err := apply(conv, caterina.JoinWaitlist{Draft: claims, Wait: wish, Digits: string(digits[5]) + digits[:5] + "7"}); refusal(t, err).Left != 4 {
		t.Errorf("wrong digits: %v", err)
	}
	if err := apply(conv, caterina.JoinWaitlist{Draft: claims, Wait: wish, Digits: digits}, caterina.EndDraft{}); err != nil {
		t.Fatal(err)
	}
	if w := o.waitOf(conv); !w.Person.Verified {
		t.Error("the address that was proved counts for nothing")
	}
	// An appointment that stands has its address proved, for its own conversation and
	// for something earlier than itself.
	at := o.somebody()
	if err := o.hold(at, 5, o.at(60)); err != nil {
		t.Fatal(err)
	}
	if err := apply(at, caterina.ConfirmBooking{Vacancy: o.at(60), Draft: o.draft(5, o.at(60)), Digits: o.code(at)}); err != nil {
		t.Fatal(err)
	}
	b, err := o.BookingByCode(t.Context(), o.town, codeOf(5))
	if err != nil {
		t.Fatal(err)
	}
	earlier := wish
	earlier.Booking = b.ID
	for _, conv := range []caterina.ConversationID{at, o.somebody()} {
		if err := apply(conv, caterina.JoinWaitlist{Draft: o.draft(5, caterina.Vacancy{}), Wait: earlier}); err != nil {
			t.Errorf("something earlier: %v", err)
		}
	}
	if err := apply(o.somebody(), caterina.JoinWaitlist{Draft: o.draft(5, caterina.Vacancy{}), Wait: wish}); why(t, err) != caterina.ProblemUnproved {
		t.Errorf("the same address elsewhere: %v", err)
	}
	o.sound()
}
