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

// SayToChat has something sent to a chat that belongs to no conversation. The same
// name again is the same thing.
func (s *Store) SayToChat(ctx context.Context, bot caterina.BotID, chat caterina.ChatID, name string, body caterina.MessageBody) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode what is said to a chat: %w", err)
	}
	return wrapped("say something to a chat", s.q.SayToChat(ctx, s.pool, dbq.SayToChatParams{Bot: int64(bot), Chat: int64(chat), Said: &name, Body: text}))
}

// ClaimDeliveries takes what is to be sent now, at most limit, of each chat the
// oldest. They are marked before the call is made, so that what a dead process was
// sending is known as such. A chat gets nothing more within pace.
func (s *Store) ClaimDeliveries(ctx context.Context, bot caterina.BotID, limit int, pace time.Duration) ([]caterina.Delivery, error) {
	rows, err := s.q.ClaimDeliveries(ctx, s.pool, dbq.ClaimDeliveriesParams{Bot: int64(bot), MaxRows: int32(limit), Pace: pace}) // #nosec G115 -- small
	out := make([]caterina.Delivery, len(rows))
	for i, r := range rows {
		out[i] = caterina.Delivery{
			ID: r.ID, Chat: caterina.ChatID(r.Chat), Town: caterina.TownID(r.TownID), Part: int(r.Part), Plain: r.Plain, Own: r.Own,
			Claim: int(r.Claims), Attempts: int(r.Attempts), Doubts: int(r.Doubts), Lang: r.Lang,
			Event: caterina.Event{
				Conversation: caterina.ConversationID(r.ConversationID), Seq: r.Seq, N: r.Cseq, Kind: caterina.EventKind(r.Kind),
				Actor: caterina.Actor(r.Actor), Epoch: int(r.Epoch), Body: s.opened(r.Actor, r.Body),
			},
		}
	}
	return out, wrapped("take what is to be sent", err)
}

// PaceChat keeps a chat from getting more within pace, counted from now.
func (s *Store) PaceChat(ctx context.Context, bot caterina.BotID, chat caterina.ChatID, pace time.Duration) error {
	return wrapped("pace a chat", s.q.PaceChat(ctx, s.pool, dbq.PaceChatParams{Bot: int64(bot), Chat: int64(chat), Pace: pace}))
}

// PartSent notes that a part has arrived, as Telegram's message of that number; after
// the last one the delivery is sent.
func (s *Store) PartSent(ctx context.Context, d *caterina.Delivery, message int64, last bool) error {
	return s.ended(s.q.PartSent(ctx, s.pool, dbq.PartSentParams{ID: d.ID, Claims: claim(d), MessageID: message, Last: last}))
}

// EditTarget returns what the chat of an edit's delivery shows of the message that it
// puts right, of that seq; with Delivery 0 when that is nothing.
func (s *Store) EditTarget(ctx context.Context, d *caterina.Delivery, seq int64) (caterina.EditTarget, error) {
	row, err := s.q.EditTarget(ctx, s.pool, dbq.EditTargetParams{ID: d.ID, Seq: seq})
	if errors.Is(err, pgx.ErrNoRows) {
		return caterina.EditTarget{}, nil
	}
	return caterina.EditTarget{
		Delivery: row.Delivery, Messages: row.MessageIds, Own: row.Own, Original: caterina.Event{
			Conversation: d.Event.Conversation, Seq: seq, N: row.Cseq, Kind: caterina.EventKind(row.Kind),
			Actor: caterina.Actor(row.Actor), Epoch: int(row.Epoch), Body: s.opened(row.Actor, row.Body),
		},
	}, wrapped("find what is put right", err)
}

// EditDone notes that a part of an edit is done.
func (s *Store) EditDone(ctx context.Context, d *caterina.Delivery, step caterina.EditStep) error {
	added := []int64{}
	if step.Added != 0 {
		added = []int64{step.Added}
	}
	return s.ended(s.q.EditStep(ctx, s.pool, dbq.EditStepParams{
		ID: d.ID, Claims: claim(d), Standing: step.Delivery, Parts: int32(step.Parts), Added: added, Gone: step.Gone, Last: step.Last, // #nosec G115 -- 0 or 1
	}))
}

// EndDelivery gives a delivery up. reason is a word of ours.
func (s *Store) EndDelivery(ctx context.Context, d *caterina.Delivery, state caterina.DeliveryState, reason string, unsure bool) error {
	return s.ended(s.q.EndDelivery(ctx, s.pool, dbq.EndDeliveryParams{ID: d.ID, Claims: claim(d), State: string(state), Error: &reason, Unsure: unsure}))
}

// RetryDelivery has a delivery sent again after a while.
func (s *Store) RetryDelivery(ctx context.Context, d *caterina.Delivery, r caterina.DeliveryRetry) error {
	return s.ended(s.q.RetryDelivery(ctx, s.pool, dbq.RetryDeliveryParams{
		ID: d.ID, Claims: claim(d), Wait: r.Wait, Error: &r.Reason, Unsure: r.Unsure, Counts: r.Counts, Plain: r.Plain, Own: r.Own,
	}))
}

func claim(d *caterina.Delivery) int32 { return int32(d.Claim) } // #nosec G115 -- it came from a column of that size

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
			ID: r.ID, Chat: caterina.ChatID(r.Chat), Town: caterina.TownID(r.TownID), Part: int(r.Part), Own: r.Own,
			Claim: int(r.Claims), Attempts: int(r.Attempts), Doubts: int(r.Doubts),
			Event: caterina.Event{
				Conversation: caterina.ConversationID(r.ConversationID), Seq: r.Seq, N: r.Cseq, Kind: caterina.EventKind(r.Kind),
				Actor: caterina.Actor(r.Actor), Body: r.Body,
			},
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
	rows, err := s.q.CloseChat(ctx, s.pool, dbq.CloseChatParams{
		Bot: int64(bot), Chat: int64(chat), Key: caterina.ChatKey(bot, chat), Error: &reason,
	})
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
	return wrapped("move a chat", s.q.MoveChat(ctx, s.pool, dbq.MoveChatParams{
		Bot: int64(bot), Chat: int64(from), ToChat: int64(to), Key: caterina.ChatKey(bot, from), ToKey: caterina.ChatKey(bot, to),
	}))
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
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return false, wrapped("lead", err)
	}
	led, err := s.q.Lead(ctx, conn, name)
	if err != nil || !led {
		conn.Release()
		return false, wrapped("lead", err)
	}
	own := conn.Hijack() // never given back: the lock must go with it
	defer func() { _ = own.Close(context.WithoutCancel(ctx)) }()
	held, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer cancel()
		f(held)
	}()
	err = s.watch(held, own)
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
			if err := ping(ctx, conn); err != nil && ctx.Err() == nil {
				return wrapped("lead", err)
			}
		}
	}
}

// leadLook is how soon a lost connection is noticed.
const leadLook = 2 * time.Second

// ping asks for a sign of life and does not wait for it for ever.
func ping(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, leadLook)
	defer cancel()
	return conn.Ping(ctx)
}
