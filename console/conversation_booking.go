package console

import (
	"context"
	"fmt"
	"html/template"
	"slices"
	"time"

	"example.org/caterina"
)

// chatBookings is what a conversation has to do with appointments, beside its log.
type chatBookings struct {
	Conversation caterina.ConversationID
	Base         string
	Kept         *keptPlace
	Agreed       []chatBooking // the soonest first; what is over comes last
	Book         bool          // whoever reads it may make one for the citizen
}

// keptPlace is a place that is kept for the citizen.
type keptPlace struct {
	caterina.DeskHold
	Where string // service and office
	Query template.URL
}

// chatBooking is an appointment that was made there.
type chatBooking struct {
	caterina.Booking
	Where string
}

// chatBookingsOf reads them; nil where a deployment takes no appointments, or the
// town has nothing to book.
func (s *Console) chatBookingsOf(ctx context.Context, staff Staff, line *inboxLine) (*chatBookings, error) {
	if s.cfg.Agenda.Desks == nil {
		return nil, nil //nolint:nilnil // nothing to show is no mistake
	}
	offices := s.cfg.Agenda.Desks.Offices(staff.Town.ID)
	if len(offices) == 0 {
		return nil, nil //nolint:nilnil // as above
	}
	chat := &chatBookings{Conversation: line.Conversation.ID, Base: line.Base, Book: line.Mine && line.Conversation.State != caterina.StateOffered}
	agreed, err := s.cfg.Agenda.Desks.Agreed(ctx, staff.Town.ID, chat.Conversation)
	if err != nil {
		return nil, err
	}
	where := func(service, office string) string {
		text := serviceNamed(s.cfg.Agenda.Desks.Services(staff.Town.ID, office), service)
		if i := slices.IndexFunc(offices, func(o caterina.Office) bool { return o.Slug == office }); i >= 0 {
			text += ", " + offices[i].Name
		}
		return text
	}
	for _, b := range agreed {
		chat.Agreed = append(chat.Agreed, chatBooking{b, where(b.Service, b.Office)})
	}
	over := func(b *chatBooking) bool { return !b.Status.Live() || !b.To.After(s.cfg.Now()) }
	slices.SortStableFunc(chat.Agreed, func(a, b chatBooking) int {
		switch {
		case over(&a) == over(&b):
			return 0
		case over(&a):
			return 1
		default:
			return -1
		}
	})
	kept, ok, err := s.cfg.Agenda.Desks.Kept(ctx, staff.Town.ID, chat.Conversation)
	if ok {
		day := kept.From.In(caterina.Rome()).Format(time.DateOnly)
		chat.Kept = &keptPlace{kept, where(kept.Service, kept.Office), template.URL(fmt.Sprintf("&office=%s&service=%s&day=%s&at=%d",
			template.URLQueryEscaper(kept.Office), template.URLQueryEscaper(kept.Service), day, kept.From.Unix()))} // #nosec G203 -- escaped
	}
	return chat, err
}
