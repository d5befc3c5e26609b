package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// SayToChat has something sent to a chat that belongs to no conversation.
func (s *Store) SayToChat(ctx context.Context, bot caterina.BotID, chat caterina.ChatID, body caterina.MessageBody) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode what is said to a chat: %w", err)
	}
	return wrapped("say something to a chat", s.q.SayToChat(ctx, s.pool, dbq.SayToChatParams{Bot: int64(bot), Chat: int64(chat), Body: text}))
}

// ClaimDeliveries takes what is to be sent now, at most limit, of each chat the
// oldest. They are marked before the call is made, so that what a dead process was
// sending is known as such. A chat gets nothing more within pace.
func (s *Store) ClaimDeliveries(ctx context.Context, bot caterina.BotID, limit int, pace time.Duration) ([]caterina.Delivery, error) {
	rows, err := s.q.ClaimDeliveries(ctx, s.pool, dbq.ClaimDeliveriesParams{Bot: int64(bot), MaxRows: int32(limit), Pace: pace}) // #nosec G115 -- small
	out := make([]caterina.Delivery, len(rows))
	for i, r := range rows {
		out[i] = caterina.Delivery{
			ID: r.ID, Chat: caterina.ChatID(r.Chat), Town: caterina.TownID(r.TownID), Part: int(r.Part), Unsure: r.Unsure,
			Attempts: int(r.Attempts), Lang: r.Lang,
			Event: caterina.Event{
				Conversation: caterina.ConversationID(r.ConversationID), Seq: r.Seq, N: r.Cseq, Kind: caterina.EventKind(r.Kind),
				Actor: caterina.Actor(r.Actor), Epoch: int(r.Epoch), Body: s.opened(r.Actor, r.Body),
			},
		}
	}
	return out, wrapped("take what is to be sent", err)
}

// PartSent notes that a part has arrived, as Telegram's message of that number; after
// the last one the delivery is sent.
func (s *Store) PartSent(ctx context.Context, id, message int64, last bool) error {
	return s.ended(s.q.PartSent(ctx, s.pool, dbq.PartSentParams{ID: id, MessageID: message, Last: last}))
}

// EndDelivery gives a delivery up. reason is a word of ours.
func (s *Store) EndDelivery(ctx context.Context, id int64, state caterina.DeliveryState, reason string, unsure bool) error {
	return s.ended(s.q.EndDelivery(ctx, s.pool, dbq.EndDeliveryParams{ID: id, State: string(state), Error: &reason, Unsure: unsure}))
}

// RetryDelivery has a delivery sent again after a while. unsure: it may have arrived.
func (s *Store) RetryDelivery(ctx context.Context, id int64, wait time.Duration, reason string, unsure bool) error {
	return s.ended(s.q.RetryDelivery(ctx, s.pool, dbq.RetryDeliveryParams{ID: id, Wait: wait, Error: &reason, Unsure: unsure}))
}

// ended is CodeConflict when the delivery was not ours any more.
func (*Store) ended(rows int64, err error) error {
	if err == nil && rows == 0 {
		return caterina.Errorf(caterina.CodeConflict, "the delivery is not being sent")
	}
	return wrapped("end a delivery", err)
}

// StaleDeliveries are those that a process began to send longer than age ago and has
// not ended: nobody knows whether they arrived.
func (s *Store) StaleDeliveries(ctx context.Context, bot caterina.BotID, age time.Duration, limit int) ([]caterina.Delivery, error) {
	rows, err := s.q.StaleDeliveries(ctx, s.pool, dbq.StaleDeliveriesParams{Bot: int64(bot), Age: age, MaxRows: int32(limit)}) // #nosec G115 -- small
	out := make([]caterina.Delivery, len(rows))
	for i, r := range rows {
		out[i] = caterina.Delivery{
			ID: r.ID, Attempts: int(r.Attempts),
			Event: caterina.Event{Kind: caterina.EventKind(r.Kind), Actor: caterina.Actor(r.Actor), Body: r.Body},
		}
	}
	return out, wrapped("read what was being sent", err)
}

// PauseBot keeps a bot from sending for a while, in every process.
func (s *Store) PauseBot(ctx context.Context, bot caterina.BotID, wait time.Duration) error {
	return wrapped("pause a bot", s.q.PauseBot(ctx, s.pool, dbq.PauseBotParams{Bot: int64(bot), Wait: wait}))
}

// CloseChat notes that a chat cannot be written to any more, fails what was due there
// and returns its open conversations.
func (s *Store) CloseChat(ctx context.Context, bot caterina.BotID, chat caterina.ChatID, reason string) ([]caterina.Conversation, error) {
	rows, err := s.q.CloseChat(ctx, s.pool, dbq.CloseChatParams{Bot: int64(bot), Chat: int64(chat), Error: &reason})
	out := make([]caterina.Conversation, len(rows))
	for i, r := range rows {
		out[i] = caterina.Conversation{
			ID: caterina.ConversationID(r.ID), Town: caterina.TownID(r.TownID), Channel: caterina.ChannelTelegram, State: caterina.State(r.State),
		}
	}
	return out, wrapped("close a chat", err)
}

// MoveChat gives a chat its new number: Telegram changes that of a group that grows.
func (s *Store) MoveChat(ctx context.Context, bot caterina.BotID, from, to caterina.ChatID) error {
	return wrapped("move a chat", s.q.MoveChat(ctx, s.pool, dbq.MoveChatParams{Bot: int64(bot), Chat: int64(from), ToChat: int64(to)}))
}

// DeliveryFlaws are the messages of a conversation that have not simply arrived.
func (s *Store) DeliveryFlaws(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) ([]caterina.DeliveryFlaw, error) {
	rows, err := s.q.Deliveries(ctx, s.pool, dbq.DeliveriesParams{TownID: int64(town), ConversationID: string(conv)})
	out := make([]caterina.DeliveryFlaw, len(rows))
	for i, r := range rows {
		out[i] = caterina.DeliveryFlaw{Seq: r.Seq, State: caterina.DeliveryState(r.State), Unsure: r.Unsure, Error: r.Error, At: r.At}
	}
	return out, wrapped("read what has not arrived", err)
}

// ChatState says whether what is said in a conversation can arrive: a chat's state,
// open for one that has no chat.
func (s *Store) ChatState(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.ChatState, error) {
	state, err := s.q.ChatStateOf(ctx, s.pool, dbq.ChatStateOfParams{TownID: int64(town), ConversationID: string(conv)})
	if errors.Is(err, pgx.ErrNoRows) {
		return caterina.ChatOpen, nil
	}
	return caterina.ChatState(state), wrapped("read how a chat stands", err)
}

// Lead runs f while this process alone, of all that share the database, holds a name.
// It returns false at once when another process has it. The context of f ends when
// the connection that holds the name is lost: by then somebody else may have it.
func (s *Store) Lead(ctx context.Context, name string, f func(context.Context)) (bool, error) {
	var led bool
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return false, wrapped("lead", err)
	}
	own := conn.Hijack() // never given back: the lock must go with it
	defer func() { _ = own.Close(context.WithoutCancel(ctx)) }()
	if led, err = s.q.Lead(ctx, own, name); err != nil || !led {
		return false, wrapped("lead", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer cancel()
		f(ctx)
	}()
	err = s.watch(ctx, own)
	cancel()
	<-ended
	return true, err
}

// watch asks a connection for a sign of life until it gives none or ctx is done.
func (*Store) watch(ctx context.Context, conn *pgx.Conn) error {
	tick := time.NewTicker(leadLook)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := conn.Ping(ctx); err != nil && ctx.Err() == nil {
				return wrapped("lead", err)
			}
		}
	}
}

// leadLook is how soon a lost connection is noticed.
const leadLook = 2 * time.Second
