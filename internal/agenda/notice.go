package agenda

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// Notice tells of an appointment, by mail or in the chat, as it stands now: one that
// was cancelled or moved since is told of by the notice of that. CodeInvalid when
// its reader is refused for good.
func (s *Service) Notice(ctx context.Context, notice caterina.BookingNotice) error {
	town, ok := s.cfg.Content.TownByID(notice.Town)
	if !ok {
		return errNoTown(notice.Town)
	}
	if notice.Channel == caterina.NoticeByMail && s.cfg.Send == nil {
		return s.unsent(ctx, notice)
	}
	s.lookElsewhere(ctx, notice)
	if notice.Channel == caterina.NoticeByMail {
		return s.mailNotice(ctx, town, notice)
	}
	event, err := s.cfg.Store.SendNotice(ctx, notice, func(ctx context.Context, b caterina.Booking) (*caterina.MessageBody, error) {
		times, err := s.instead(ctx, town, notice.What, &b)
		return s.told(town, notice.What, &b, times), err
	})
	if err != nil {
		return fmt.Errorf("tell of a booking: %w", err)
	}
	if event != nil {
		s.committed(*event)
	}
	return nil
}

// errOvertaken says that a mail is not to be sent any more.
var errOvertaken = errors.New("the notice was overtaken")

// mailNotice mails a notice. The booking is read before the server is asked, and read
// again and claimed when the server waits for the text: nobody who wants to change the
// booking waits for a mail server, and what leaves was true a moment ago. A change that
// comes after has its own notice, with a higher number in the calendar.
func (s *Service) mailNotice(ctx context.Context, town caterina.Town, notice caterina.BookingNotice) error {
	b, due, err := s.cfg.Store.NoticeDue(ctx, notice)
	if err != nil || !due {
		return wrapped("look at a notice", err)
	}
	if b.Person.Email == "" {
		return wrapped("drop a notice", s.cfg.Store.VoidNotice(ctx, notice))
	}
	times, err := s.instead(ctx, town, notice.What, &b)
	if err != nil {
		return err
	}
	claimed := false
	err = s.sendMail(ctx, s.mail(town, notice.What, &b, times), func(ctx context.Context) error {
		if claimed, err = s.cfg.Store.ClaimNotice(ctx, notice); err == nil && !claimed {
			return errOvertaken
		}
		return err
	})
	if errors.Is(err, errOvertaken) {
		return nil
	}
	if claimed {
		if noted := s.cfg.Store.NoticeSent(context.WithoutCancel(ctx), notice, err == nil); noted != nil {
			err = errors.Join(err, fmt.Errorf("note that a notice was sent: %w", noted)) // it is sent once more
		}
	}
	return wrapped("tell of a booking", err)
}

// wrapped says what was being done.
func wrapped(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// unsent notes that a mail does not leave because there is no mail server: it must
// not count as one that somebody has got. The pages of the desk say why.
func (s *Service) unsent(ctx context.Context, notice caterina.BookingNotice) error {
	if err := s.cfg.Store.VoidNotice(ctx, notice); err != nil {
		return fmt.Errorf("note that no mail is sent: %w", err)
	}
	s.cfg.Logger.InfoContext(ctx, "notice not sent", slog.String("reason", "no mail server is configured"),
		slog.Int64("town", int64(notice.Town)), slog.Int64("booking", int64(notice.Booking)), slog.String("what", string(notice.What)))
	return nil
}

// mailWithin is how long a mail may take, from the first word to the server to its last.
// Less than a job has, and than after which the store takes who sends it for dead.
const mailWithin = 20 * time.Second

// sendMail hands a mail in; where no mail is sent it has nowhere to go. sure, which may
// be nil, is asked at the last moment.
func (s *Service) sendMail(ctx context.Context, m caterina.Mail, sure func(context.Context) error) error {
	if s.cfg.Send == nil || m.To == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, mailWithin)
	defer cancel()
	return wrapped("send a mail", s.cfg.Send(ctx, m, sure))
}

// GiveUp notes that a notice was not delivered and will not be: the desk sees that
// the person is not to be reached.
func (s *Service) GiveUp(ctx context.Context, notice caterina.BookingNotice) error {
	if err := s.cfg.Store.FailNotice(ctx, notice); err != nil {
		return fmt.Errorf("note that somebody cannot be reached: %w", err)
	}
	s.changed(caterina.AgendaOffice{Town: notice.Town})
	return nil
}

// instead finds three times for an appointment that the office had to cancel, at
// the same office if it has any; none for any other notice.
func (s *Service) instead(ctx context.Context, town caterina.Town, what caterina.NoticeKind, b *caterina.Booking) ([]caterina.Slot, error) {
	if what != caterina.NoticeClosed {
		return nil, nil
	}
	q := caterina.TimesQuery{Town: town, Service: b.Service, Office: b.Office, Conversation: b.Conversation}
	times, err := s.Times(ctx, q)
	if err == nil && len(times.Slots) == 0 {
		q.Office = ""
		times, err = s.Times(ctx, q)
	}
	return times.Slots, err
}

// told is a notice in the chat, with what can be done.
func (s *Service) told(town caterina.Town, kind caterina.NoticeKind, b *caterina.Booking, times []caterina.Slot) *caterina.MessageBody {
	card := s.BookingCard(town, *b, "")
	body := &caterina.MessageBody{Text: s.letter(town, kind, b, &card).lead, Lang: b.Lang, Outcome: caterina.OutcomeFlow, Booking: &card}
	if b.Status.Live() {
		if kind == caterina.NoticeReminder2 || kind == caterina.NoticeReminder0 {
			body.Options = coming(b)
		}
		body.Options = append(body.Options, changes(b)...)
		return body
	}
	w := wordsOf(b.Lang)
	if len(times) > 0 {
		body.Text += " " + w.times
	}
	for _, slot := range times {
		p, _ := s.place(town, slot.Service, slot.Office)
		view := caterina.SlotView{
			ID:   "slot/" + slot.Service + "/" + slot.Office + "/" + strconv.FormatInt(slot.From.Unix(), 10),
			From: slot.From, To: slot.To, Office: p.shown(), Label: booking.ShortLabel(slot.From, b.Lang),
		}
		body.Slots = append(body.Slots, view)
		body.Options = append(body.Options, caterina.Option{ID: view.ID, Label: view.Label})
	}
	if kind == caterina.NoticeClosed {
		body.Options = append(body.Options, caterina.Option{ID: "book/" + b.Service, Label: w.others})
	}
	return body
}

// changes are the buttons of an appointment that stands, for the revision it has.
func changes(b *caterina.Booking) []caterina.Option {
	w := wordsOf(b.Lang)
	id := "booking/" + b.Code + "/" + strconv.Itoa(b.Revision) + "/"
	return []caterina.Option{{ID: id + "move", Label: w.move}, {ID: id + "cancel", Label: w.cancel}}
}

// coming is the button of who answers a reminder: nothing changes, but the citizen has
// said it.
func coming(b *caterina.Booking) []caterina.Option {
	return []caterina.Option{{ID: "booking/" + b.Code + "/" + strconv.Itoa(b.Revision) + "/come", Label: wordsOf(b.Lang).come}}
}

// Code sends six digits to the address that they prove. A code that was replaced by
// a newer one, or whose dialogue has ended, is not sent.
func (s *Service) Code(ctx context.Context, mail caterina.CodeMail) error {
	town, ok := s.cfg.Content.TownByID(mail.Town)
	if !ok {
		return errNoTown(mail.Town)
	}
	letter, err := s.cfg.Store.CodeLetter(ctx, mail)
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("write a code: %w", err)
	}
	return s.sendMail(ctx, codeLetter(town, letter), nil)
}

// Offer tells somebody who waits of a place that has become free for them, or that
// it was taken by somebody else.
func (s *Service) Offer(ctx context.Context, notice caterina.WaitlistNotice) error {
	town, ok := s.cfg.Content.TownByID(notice.Town)
	if !ok {
		return errNoTown(notice.Town)
	}
	event, err := s.cfg.Store.SendOffer(ctx, notice, func(ctx context.Context, w caterina.Waitlist) (*caterina.MessageBody, error) {
		offer := s.offer(town, &w)
		if err := s.sendMail(ctx, offer.mail, nil); caterina.CodeOf(err) == caterina.CodeInvalid {
			offer.message.Text = offer.unmailed
		} else if err != nil {
			return nil, err
		}
		if w.Conversation == "" {
			return nil, nil //nolint:nilnil // there is no chat to say it in
		}
		return &offer.message, nil
	})
	if err != nil {
		return fmt.Errorf("offer a place: %w", err)
	}
	if event != nil {
		s.committed(*event)
	}
	return nil
}
