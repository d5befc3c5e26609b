package console

import (
	"context"
	"net/http"
	"strings"
	"time"

	"example.org/caterina"
)

// Deliveries say how what was said in a conversation has arrived, on a channel that
// somebody else runs.
type Deliveries interface {
	// DeliveryFlaws are the messages that have not simply arrived.
	DeliveryFlaws(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) ([]caterina.DeliveryFlaw, error)
	// ChatState says whether anything can arrive.
	ChatState(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.ChatState, error)
}

// lateAfter is how long a message may be on its way before staff are told.
const lateAfter = 10 * time.Second

// arrivals is how the messages of a conversation have arrived: a sentence for each
// that has not simply done so.
type arrivals struct {
	Blocked bool // nothing can arrive
	Flaws   []flaw
}

type flaw struct {
	Seq  int64
	Text string
}

// of is what is said beside a message, "" for nothing.
func (a *arrivals) of(seq int64) string {
	for _, f := range a.Flaws {
		if f.Seq == seq {
			return f.Text
		}
	}
	return ""
}

// arrivalsOf reads them, for a channel on which messages have a way to go.
func (s *Console) arrivalsOf(ctx context.Context, conv *caterina.Conversation) (arrivals, error) {
	if conv.Channel != caterina.ChannelTelegram {
		return arrivals{}, nil
	}
	state, err := s.cfg.Inbox.Deliveries.ChatState(ctx, conv.Town, conv.ID)
	if err != nil {
		return arrivals{}, err
	}
	flaws, err := s.cfg.Inbox.Deliveries.DeliveryFlaws(ctx, conv.Town, conv.ID)
	if err != nil {
		return arrivals{}, err
	}
	all := arrivals{Blocked: state == caterina.ChatBlocked}
	for i := range flaws {
		if text := flawText(&flaws[i], all.Blocked, s.cfg.Now()); text != "" {
			all.Flaws = append(all.Flaws, flaw{flaws[i].Seq, text})
		}
	}
	return all, nil
}

// flawText is a flaw in words, "" for one of which nothing need be said.
func flawText(f *caterina.DeliveryFlaw, blocked bool, now time.Time) string {
	switch f.State {
	case caterina.DeliveryFailed:
		switch {
		case strings.Contains(f.Error, "deactivated"):
			return "Non consegnato: il cittadino non usa più Telegram"
		case blocked || strings.Contains(f.Error, "blocked"):
			return "Non consegnato: il cittadino ha bloccato il bot"
		}
		return "Non consegnato: Telegram non lo ha accettato"
	case caterina.DeliveryDue, caterina.DeliverySending:
		if now.Sub(f.At) > lateAfter {
			return "In attesa di invio"
		}
	case caterina.DeliverySent:
		if f.Unsure {
			return "Forse arrivato due volte"
		}
	case caterina.DeliveryVoid:
		if f.Unsure {
			return "Forse non arrivato"
		}
	}
	return ""
}

// conversationDeliveries shows how messages have arrived, for the page that keeps
// them fresh.
func (s *Console) conversationDeliveries(w http.ResponseWriter, r *http.Request, staff Staff) error {
	row, err := s.cfg.Inbox.Lists.InboxOne(r.Context(), staff.Town.ID, convOf(r))
	if err != nil {
		return err
	}
	all, err := s.arrivalsOf(r.Context(), &row.Conversation)
	if err != nil {
		return err
	}
	s.renderPart(w, r, "conversation", "deliveries", all)
	return nil
}
