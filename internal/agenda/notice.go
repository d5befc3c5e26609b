package agenda

import (
	"context"
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
	event, err := s.cfg.Store.SendNotice(ctx, notice, func(ctx context.Context, b caterina.Booking) (*caterina.MessageBody, error) {
		var times []caterina.Slot
		if notice.What == caterina.NoticeClosed {
			var err error
			if times, err = s.instead(ctx, town, &b); err != nil {
				return nil, err
			}
		}
		if notice.Channel == caterina.NoticeByMail {
			return nil, s.sendMail(ctx, s.mail(town, notice.What, &b, times))
		}
		return s.told(town, notice.What, &b, times), nil
	})
	if err != nil {
		return fmt.Errorf("tell of a booking: %w", err)
	}
	if event != nil {
		s.committed(*event)
	}
	return nil
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

// reachWithin is how long a mail server may take to let us in: the booking cannot be
// changed meanwhile.
const reachWithin = 10 * time.Second

// sendMail hands a mail in; where no mail is sent it has nowhere to go.
func (s *Service) sendMail(ctx context.Context, m caterina.Mail) error {
	if s.cfg.Send == nil || m.To == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, reachWithin)
	defer cancel()
	if err := s.cfg.Send(ctx, m); err != nil {
		return fmt.Errorf("send a mail: %w", err)
	}
	return nil
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
// the same office if it has any.
func (s *Service) instead(ctx context.Context, town caterina.Town, b *caterina.Booking) ([]caterina.Slot, error) {
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
		body.Options = changes(b)
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
	return s.sendMail(ctx, codeLetter(town, letter))
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
		if err := s.sendMail(ctx, offer.mail); caterina.CodeOf(err) == caterina.CodeInvalid {
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
