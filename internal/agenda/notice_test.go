package agenda_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/mail"
	"example.org/caterina/internal/mailtest"
)

// telling is a store that has a booking told of.
type telling struct {
	*store

	booking caterina.Booking
	wait    caterina.Waitlist
	stale   bool
	letter  caterina.CodeLetter
	said    *caterina.MessageBody
	failed  []caterina.BookingNotice
	void    []caterina.BookingNotice
	err     error
	late    bool   // it is overtaken while the mail server is spoken to
	ended   []bool // whether what was claimed has left
}

func (s *telling) NoticeDue(context.Context, caterina.BookingNotice) (caterina.Booking, bool, error) {
	s.said = nil
	return s.booking, !s.stale, s.err
}

func (s *telling) ClaimNotice(context.Context, caterina.BookingNotice) (bool, error) {
	return !s.late, s.err
}

func (s *telling) NoticeSent(_ context.Context, _ caterina.BookingNotice, sent bool) error {
	s.ended = append(s.ended, sent)
	return s.err
}

func (s *telling) SendNotice(ctx context.Context, _ caterina.BookingNotice, send func(context.Context, caterina.Booking) (*caterina.MessageBody, error)) (*caterina.Event, error) {
	if s.stale {
		return nil, s.err
	}
	var err error
	if s.said, err = send(ctx, s.booking); err != nil || s.said == nil {
		return nil, err
	}
	return &caterina.Event{Kind: caterina.KindBooking}, nil
}

func (s *telling) SendOffer(ctx context.Context, _ caterina.WaitlistNotice, send func(context.Context, caterina.Waitlist) (*caterina.MessageBody, error)) (*caterina.Event, error) {
	var err error
	if s.said, err = send(ctx, s.wait); err != nil || s.said == nil {
		return nil, err
	}
	return &caterina.Event{Kind: caterina.KindBooking}, nil
}

func (s *telling) FailNotice(_ context.Context, n caterina.BookingNotice) error {
	s.failed = append(s.failed, n)
	return nil
}

func (s *telling) VoidNotice(_ context.Context, n caterina.BookingNotice) error {
	s.void = append(s.void, n)
	return s.err
}

func (s *telling) CodeLetter(context.Context, caterina.CodeMail) (caterina.CodeLetter, error) {
	return s.letter, s.err
}

// teller is a bench over a store that has things told.
func teller(t *testing.T) (*bench, *telling) {
	t.Helper()
	b := newBench(t)
	s := &telling{store: b.store, booking: tuesday()}
	cfg := b.config()
	cfg.Store = s
	b.Service = newService(cfg)
	return b, s
}

// tell has a notice sent.
func (b *bench) tell(what caterina.NoticeKind, channel string) {
	b.t.Helper()
	err := b.Notice(b.t.Context(), caterina.BookingNotice{Town: 7, Booking: 5, Revision: 2, What: what, Channel: channel})
	if err != nil {
		b.t.Fatal(err)
	}
}

func TestAConfirmationSaysWhatWhenWhereAndHowToChangeIt(t *testing.T) {
	t.Parallel()
	b, _ := teller(t)
	b.tell(caterina.NoticeConfirmed, caterina.NoticeByMail)
	m := b.mails[0]
	for _, want := range []string{
		"martedì 24 novembre 2026, ore 10:00", "Consulenza per famiglie", "Sportello Nord, Via Roma 1, 53100 Siena", "K7M 2XQR",
		"- carta d'identità consulenza", "https://famiglia.example.it/appuntamenti/" + b.keys.ManageToken(tuesday().UID), "Comune di Siena",
	} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the mail lacks %q:\n%s", want, m.Text)
		}
	}
	if m.To.Reveal() != "anna@example.it" || m.Subject != "Il tuo appuntamento è prenotato" || m.Calendar == nil || m.Calendar.Method != "REQUEST" {
		t.Errorf("the mail is %+v", m)
	}
	if strings.Contains(m.Text, "**") {
		t.Error("the mail shows Markdown")
	}
	if text := string(m.Calendar.Data); !strings.Contains(text, "ATTENDEE") || !strings.Contains(text, "UID:6f0c3c2e-1234-4abc-8def-0123456789ab@famiglia.example.it") {
		t.Errorf("the calendar file is\n%s", text)
	}
}

// TestWhatToBringIsThatOfTheCardItWasWishedFor, in the mail and in the calendar,
// with the page where the appointment can be moved.
func TestWhatToBringIsThatOfTheCardItWasWishedFor(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	s.booking.Card = "bonus-nido"
	for _, kind := range []caterina.NoticeKind{caterina.NoticeConfirmed, caterina.NoticeMoved, caterina.NoticeReminder2, caterina.NoticeAgain} {
		b.mails = nil
		b.tell(kind, caterina.NoticeByMail)
		m, bring := b.mails[0], "- carta d'identità consulenza bonus-nido"
		if !strings.Contains(m.Text, "Porta con te:\n"+bring) {
			t.Errorf("%s does not say what to bring:\n%s", kind, m.Text)
		}
		if m.Calendar == nil {
			continue
		}
		entry := strings.ReplaceAll(string(m.Calendar.Data), "\r\n ", "")
		for _, want := range []string{`\n` + bring, `/appuntamenti/` + b.keys.ManageToken(s.booking.UID)} {
			if _, description, _ := strings.Cut(entry, "DESCRIPTION:"); !strings.Contains(strings.SplitN(description, "\r\n", 2)[0], want) {
				t.Errorf("%s: the calendar lacks %q:\n%s", kind, want, entry)
			}
		}
	}
	if card := b.BookingCard(siena(), s.booking, "other"); card.Bring[0] != "**carta d'identità** consulenza otherit" {
		t.Errorf("the card that is named says %q", card.Bring)
	}
}

func TestNoticesSpeakTheCitizensLanguage(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	s.booking.Lang = "en"
	for _, kind := range []caterina.NoticeKind{
		caterina.NoticeConfirmed, caterina.NoticeMoved, caterina.NoticeReminder2, caterina.NoticeReminder0, caterina.NoticeAgain,
	} {
		b.mails = nil
		b.tell(kind, caterina.NoticeByMail)
		b.tell(kind, caterina.NoticeByChat)
		if m := b.mails[0]; m.Lang != "en" || !strings.Contains(m.Text, "Tuesday 24 November 2026, at 10:00") || strings.Contains(m.Text, "ppuntamento:") {
			t.Errorf("%s:\n%s", kind, m.Text)
		}
		if !strings.Contains(s.said.Text, "Tuesday 24 November 2026, at 10:00") || s.said.Lang != "en" {
			t.Errorf("%s in the chat: %s", kind, s.said.Text)
		}
	}
}

func TestANoticeInTheChatHasTheAppointmentAndItsButtons(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	b.tell(caterina.NoticeReminder0, caterina.NoticeByChat)
	if s.said.Booking == nil || s.said.Booking.Code != "K7M2XQR" || len(b.events) != 1 || len(b.mails) != 0 {
		t.Fatalf("the chat has %+v, %d events, %d mails", s.said, len(b.events), len(b.mails))
	}
	ids := s.said.Options
	if len(ids) != 3 || ids[0].ID != "booking/K7M2XQR/2/come" || ids[1].ID != "booking/K7M2XQR/2/move" || ids[2].ID != "booking/K7M2XQR/2/cancel" {
		t.Errorf("buttons %+v", ids)
	}
	b.tell(caterina.NoticeMoved, caterina.NoticeByChat)
	if ids := s.said.Options; len(ids) != 2 || ids[0].Label != "Sposta" || ids[1].Label != "Disdici" {
		t.Errorf("of what is no reminder: %+v", ids)
	}
}

func TestAReminderDoesNotInviteAgain(t *testing.T) {
	t.Parallel()
	b, _ := teller(t)
	b.tell(caterina.NoticeReminder2, caterina.NoticeByMail)
	if b.mails[0].Calendar != nil {
		t.Error("a reminder brings a calendar file")
	}
}

func TestAnOfficeThatClosesOffersThreeTimes(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	b.store.tables = map[string]caterina.Timetable{"nord": closedFor(table(1, "consulenza"), monday(), 2)}
	s.booking.Status, s.booking.Revision, s.booking.Reason = caterina.CancelledOffice, 3, "sciopero *generale* . "
	b.tell(caterina.NoticeClosed, caterina.NoticeByMail)
	if s.said != nil {
		t.Errorf("the mail is said in the chat: %+v", s.said)
	}
	m := b.mails[0]
	if !strings.Contains(m.Text, "annullare l'appuntamento. Motivo: sciopero *generale*.\n") {
		t.Errorf("the mail does not say why:\n%s", m.Text)
	}
	if strings.Count(m.Text, "\n- ") != 3 || m.Calendar.Method != "CANCEL" || !strings.Contains(m.Text, "/chat/siena") || strings.Contains(m.Text, "/appuntamenti/") {
		t.Errorf("the mail is\n%s\nwith %s", m.Text, m.Calendar.Method)
	}
}

func TestInTheChatTheNewTimesAreButtons(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	b.store.tables = map[string]caterina.Timetable{"sud": table(2, "consulenza"), "nord": closedFor(table(1, "consulenza"), monday(), 300)}
	s.booking.Status, s.booking.Reason = caterina.CancelledOffice, "sciopero *generale*"
	b.tell(caterina.NoticeClosed, caterina.NoticeByChat)
	if !strings.Contains(s.said.Text, `Motivo: sciopero \*generale\*. Questi orari`) {
		t.Errorf("the chat says %q", s.said.Text)
	}
	if len(s.said.Slots) != 3 || len(s.said.Options) != 4 || s.said.Slots[0].Office != "Sportello Sud" {
		t.Fatalf("the chat offers %+v with %+v", s.said.Slots, s.said.Options)
	}
	if slot := s.said.Slots[0]; !strings.HasPrefix(slot.ID, "slot/consulenza/sud/") || s.said.Options[0].ID != slot.ID || s.said.Options[3].ID != "book/consulenza" {
		t.Errorf("the first is %+v", slot)
	}
}

// TestCase46ADiscreetServiceIsNeverNamed reads every text that leaves the town, as
// somebody who looks over the citizen's shoulder.
func TestCase46ADiscreetServiceIsNeverNamed(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	s.booking.Service, s.booking.Office, s.booking.Card, s.booking.Reason = "ascolto", "rosa", "antiviolenza", "riunione della Casa rosa"
	b.store.tables = map[string]caterina.Timetable{"rosa": table(3, "ascolto")}
	for _, lang := range []string{"it", "en"} {
		s.booking.Lang = lang
		for _, kind := range []caterina.NoticeKind{
			caterina.NoticeConfirmed, caterina.NoticeMoved, caterina.NoticeCancelled, caterina.NoticeReminder2,
			caterina.NoticeReminder0, caterina.NoticeClosed, caterina.NoticeAgain,
		} {
			for _, status := range []caterina.BookingStatus{caterina.Booked, caterina.CancelledOffice} {
				s.booking.Status = status
				b.tell(kind, caterina.NoticeByMail)
				b.tell(kind, caterina.NoticeByChat) // the last, so that what was said is the chat's
				seen := s.said.Text + s.said.Booking.Title + s.said.Booking.Office + strings.Join(s.said.Booking.Bring, "")
				for _, slot := range s.said.Slots {
					seen = fmt.Sprint(seen, slot.Office, slot.Label)
				}
				last := b.mails[len(b.mails)-1]
				seen += last.Subject + last.Text
				if last.Calendar != nil {
					seen += strings.ReplaceAll(string(last.Calendar.Data), "\r\n ", "")
				}
				for _, secret := range []string{"antiviolenza", "ascolto", "Casa rosa", "identità"} {
					if strings.Contains(strings.ToLower(seen), strings.ToLower(secret)) {
						t.Errorf("%s %s %s names %q:\n%s", lang, kind, status, secret, seen)
					}
				}
				if !strings.Contains(last.Text, "Via Bari 3") {
					t.Errorf("%s %s does not say where to go", lang, kind)
				}
			}
		}
	}
}

func TestANoticeThatWasOvertakenIsNotSent(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	s.stale = true
	b.tell(caterina.NoticeReminder0, caterina.NoticeByMail)
	if len(b.mails)+len(b.events) != 0 {
		t.Error("it was")
	}
}

// TestANoticeThatIsOvertakenOnTheWayStaysHere: the server waited for its text, and does
// not get it.
func TestANoticeThatIsOvertakenOnTheWayStaysHere(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	s.late = true
	b.tell(caterina.NoticeReminder0, caterina.NoticeByMail)
	if len(b.mails)+len(s.ended) != 0 {
		t.Errorf("%d mails, and noted %v", len(b.mails), s.ended)
	}
	s.late, s.booking.Person.Email = false, ""
	b.tell(caterina.NoticeReminder0, caterina.NoticeByMail)
	if len(b.mails) != 0 || len(s.void) != 1 {
		t.Errorf("without an address: %d mails, dropped %v", len(b.mails), s.void)
	}
}

// TestWhetherANoticeHasLeftIsNoted: what did not is tried again.
func TestWhetherANoticeHasLeftIsNoted(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	b.tell(caterina.NoticeConfirmed, caterina.NoticeByMail)
	b.refuse = caterina.Errorf(caterina.CodeUnavailable, "it hung up")
	if err := b.Notice(t.Context(), caterina.BookingNotice{Town: 7, Booking: 5, Revision: 2, Channel: caterina.NoticeByMail}); caterina.CodeOf(err) != caterina.CodeUnavailable {
		t.Errorf("a server that hangs up: %v", err)
	}
	if !slices.Equal(s.ended, []bool{true, false}) {
		t.Errorf("noted %v", s.ended)
	}
}

func TestWhoCannotBeReachedIsNoted(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	notice := caterina.BookingNotice{Town: 7, Booking: 5, Revision: 2, What: caterina.NoticeConfirmed, Channel: caterina.NoticeByMail}
	b.refuse = caterina.Errorf(caterina.CodeInvalid, "refused for good")
	if err := b.Notice(t.Context(), notice); caterina.CodeOf(err) != caterina.CodeInvalid {
		t.Errorf("a reader refused for good: %v", err)
	}
	b.refuse = caterina.Errorf(caterina.CodeUnavailable, "down")
	if err := b.Notice(t.Context(), notice); caterina.CodeOf(err) != caterina.CodeUnavailable {
		t.Errorf("a server that is down: %v", err)
	}
	if err := b.GiveUp(t.Context(), notice); err != nil || len(s.failed) != 1 {
		t.Errorf("noted %v, %v", s.failed, err)
	}
	if err := b.Notice(t.Context(), caterina.BookingNotice{Town: 99}); caterina.CodeOf(err) != caterina.CodeUnavailable {
		t.Errorf("a town that is not loaded: %v", err)
	}
}

func TestSixDigitsGoToTheAddressTheyProve(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	for _, lang := range []string{"it", "en"} {
		b.mails = nil
		s.letter = caterina.CodeLetter{Address: "anna@example.it", Digits: "012345", Service: "ascolto", Lang: lang}
		if err := b.Code(t.Context(), caterina.CodeMail{Town: 7, Conversation: "c1", Try: 1}); err != nil {
			t.Fatal(err)
		}
		m := b.mails[0]
		if m.To != "anna@example.it" || m.Lang != lang || !strings.Contains(m.Text, "012345") || strings.Contains(m.Subject, "012345") || strings.Contains(m.Text, "ascolto") {
			t.Errorf("the mail is %+v", m)
		}
	}
	b.mails, s.err = nil, caterina.Errorf(caterina.CodeNotFound, "a newer one was asked for")
	if err := b.Code(t.Context(), caterina.CodeMail{Town: 7}); err != nil || len(b.mails) != 0 {
		t.Errorf("an old code: %v, %d mails", err, len(b.mails))
	}
	s.err = errors.New("the database has gone")
	if err := b.Code(t.Context(), caterina.CodeMail{Town: 7}); err == nil {
		t.Error("no error")
	}
}

func TestAnOfferSaysWhichPlaceAndUntilWhen(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	waits, token, _ := waiting(t)
	for _, w := range waits.store.waits {
		s.wait = w
	}
	offer := func() string {
		t.Helper()
		b.mails, s.said = nil, nil
		if err := b.Offer(t.Context(), caterina.WaitlistNotice{Town: 7, Wait: 9, Offer: 1}); err != nil {
			t.Fatal(err)
		}
		if len(b.mails) != 1 || s.said == nil {
			t.Fatalf("%d mails, in the chat %v", len(b.mails), s.said)
		}
		return b.mails[0].Text
	}
	// Who has not proved the address takes the place from the mail alone.
	const link = "https://famiglia.example.it/posti/"
	if text := offer(); !strings.Contains(text, link+token) || strings.Contains(s.said.Text, "http") || !strings.Contains(s.said.Text, "link nell'e-mail") {
		t.Errorf("unproved, the mail says\n%s\nand the chat\n%s", text, s.said.Text)
	}
	b.refuse = caterina.Errorf(caterina.CodeInvalid, "no such reader")
	if offer(); strings.Contains(s.said.Text, "http") || !strings.Contains(s.said.Text, "un altro indirizzo") {
		t.Errorf("nobody reads the mail, and the chat says\n%s", s.said.Text)
	}
	b.refuse, s.wait.Booking = nil, 5
	if offer(); !strings.Contains(s.said.Text, link+token) {
		t.Errorf("the address of an appointment was proved, and the chat says\n%s", s.said.Text)
	}
	s.wait.Booking, s.wait.Person.Verified = 0, true
	for _, want := range []string{"martedì 24 novembre 2026, ore 9:00", "Sportello Nord", "fino alle 10:00", "https://famiglia.example.it/posti/" + token} {
		if text := offer(); !strings.Contains(text, want) || !strings.Contains(s.said.Text, want) {
			t.Errorf("the offer lacks %q:\n%s\n%s", want, text, s.said.Text)
		}
	}
	s.wait.Kept = false
	if text := offer(); strings.Contains(text, "Lo teniamo") || !strings.Contains(text, "per primo") {
		t.Errorf("one of three is told\n%s", text)
	}
	s.wait.State = caterina.WaitlistWaiting
	if text := offer(); !strings.Contains(text, "più veloce") || !strings.Contains(text, "Resti in lista") || strings.Contains(text, "24 novembre") {
		t.Errorf("case 57: who was slower is told\n%s", text)
	}
	s.wait.Lang, s.wait.Conversation = "en", ""
	b.mails, s.said = nil, nil
	if err := b.Offer(t.Context(), caterina.WaitlistNotice{Town: 7}); err != nil || s.said != nil || !strings.Contains(b.mails[0].Text, "faster") {
		t.Errorf("without a chat: %v, %v", s.said, err)
	}
}

func TestABrokenMailServerHasAnOfferTriedAgain(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	s.wait = caterina.Waitlist{Town: 7, Service: "consulenza", State: caterina.WaitlistOffered, OfferedFrom: monday(), Conversation: "c1", Person: caterina.Person{Email: "anna@example.it"}}
	b.refuse = caterina.Errorf(caterina.CodeUnavailable, "down")
	if err := b.Offer(t.Context(), caterina.WaitlistNotice{Town: 7}); err == nil {
		t.Error("nobody was told, and nobody will be")
	}
	b.refuse = caterina.Errorf(caterina.CodeInvalid, "no such reader")
	if err := b.Offer(t.Context(), caterina.WaitlistNotice{Town: 7}); err != nil || s.said == nil {
		t.Errorf("the chat is still there: %v", err)
	}
}

func TestWithoutMailNobodyHasToProveAnAddress(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	cfg := b.config()
	cfg.Send, cfg.Store = nil, s
	b.Service = newService(cfg)
	standing, err := b.Standing(t.Context(), siena(), "c1")
	if err != nil || standing.Proves {
		t.Errorf("standing %+v, %v", standing, err)
	}
	b.tell(caterina.NoticeConfirmed, caterina.NoticeByMail)
	if len(b.mails) != 0 {
		t.Error("a mail was sent")
	}
}

// TestANoticeCanBeKnownAgainWhenItComesBack: the mail carries a reference that only we
// can make.
func TestANoticeCanBeKnownAgainWhenItComesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(monday())
	b := m.book("Anna", thursday())
	if err := m.Notice(t.Context(), notice(b, caterina.NoticeConfirmed, "mail")); err != nil {
		t.Fatal(err)
	}
	got, ok := m.keys.Notice(w.server.Next().Header.Get(mail.HeaderNotice))
	if want := (caterina.BookingNotice{Town: 7, Booking: b.ID, What: caterina.NoticeConfirmed, Channel: "mail"}); !ok || got != want {
		t.Fatalf("%+v, %t; want %+v", got, ok, want)
	}
	if known, err := m.store.BounceNotice(t.Context(), got); err != nil || !known {
		t.Errorf("noted: %t, %v", known, err)
	}
	if now, err := m.store.Booking(t.Context(), 7, b.ID); err != nil || !now.Unreachable {
		t.Errorf("the desk sees nothing of it, %v", err)
	}
	if state := w.read("SELECT state FROM notice WHERE kind = 'confirmed' AND channel = 'mail'"); len(state) != 1 || state[0] != "failed" {
		t.Errorf("the notice is %v", state)
	}
	if err := m.store.EraseBooking(t.Context(), 7, b.ID, caterina.OperatorActor(1)); err != nil {
		t.Fatal(err)
	}
	if known, err := m.store.BounceNotice(t.Context(), got); err != nil || known {
		t.Errorf("of who was erased: %t, %v", known, err)
	}
}
