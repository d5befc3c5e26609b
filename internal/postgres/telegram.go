package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// updatesAtOnce is how many updates of a chat are looked at together: an album has
// ten parts at most, anything else is worked one by one.
const updatesAtOnce = 10

// gapWait is how long an update waits for the one before it, which may be on its way
// on another connection.
const gapWait = 700 * time.Millisecond

// StoreUpdates stores what Telegram reported before it is acknowledged, and returns
// the numbers of the updates that are new.
func (s *Store) StoreUpdates(ctx context.Context, bot caterina.BotID, updates []caterina.ChatUpdate) ([]int64, error) {
	p := dbq.StoreUpdatesParams{Bot: int64(bot), GapMs: gapWait.Milliseconds()}
	for _, u := range updates {
		p.Ids, p.Chats = append(p.Ids, u.ID), append(p.Chats, int64(u.Chat))
		p.Raws, p.WaitMs = append(p.Raws, u.Raw), append(p.WaitMs, u.Wait.Milliseconds())
	}
	fresh, err := s.q.StoreUpdates(ctx, s.pool, p)
	return fresh, wrapped("store updates", err)
}

// AwaitGaps has updates whose predecessor is not there wait for it once more, as when
// they came: Telegram calls again for what nobody took while no process ran.
func (s *Store) AwaitGaps(ctx context.Context, bot caterina.BotID) error {
	return wrapped("wait for updates that are missing", s.q.AwaitGaps(ctx, s.pool, dbq.AwaitGapsParams{Bot: int64(bot), Wait: gapWait}))
}

// DueChats are chats with updates to be worked now, the longest waiting first.
func (s *Store) DueChats(ctx context.Context, bot caterina.BotID, limit int) ([]caterina.ChatID, error) {
	rows, err := s.q.DueChats(ctx, s.pool, dbq.DueChatsParams{Bot: int64(bot), MaxRows: int32(limit)}) // #nosec G115 -- small
	chats := make([]caterina.ChatID, len(rows))
	for i, chat := range rows {
		chats[i] = caterina.ChatID(chat)
	}
	return chats, wrapped("read the chats that are due", err)
}

// WorkChat has a chat's updates worked in order, by one process at a time: whoever
// finds the chat taken is answered with false. work is given all of them and answers
// for as many of the first as it has done; it is asked again while there are more and
// none is to be tried again later. Should the process die, what it had not answered
// for is worked again, and the try was counted.
func (s *Store) WorkChat(
	ctx context.Context, bot caterina.BotID, chat caterina.ChatID,
	work func(context.Context, []caterina.ChatUpdate) []caterina.UpdateEnd,
) (bool, error) {
	select {
	case s.chats <- struct{}{}:
		defer func() { <-s.chats }()
	case <-ctx.Done():
		return false, wrapped("work a chat", ctx.Err())
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return false, wrapped("work a chat", err)
	}
	defer conn.Release()
	locked, err := s.q.LockChat(ctx, conn, caterina.ChatKey(bot, chat))
	if err != nil || !locked {
		return false, wrapped("work a chat", err)
	}
	defer s.unlockChat(ctx, conn, bot, chat)
	ended, _ := ends(nil)
	for {
		updates, err := s.nextUpdates(ctx, conn, bot, chat, ended)
		if err != nil || len(updates) == 0 {
			return true, wrapped("work a chat", err)
		}
		var later []caterina.UpdateEnd
		if ended, later = ends(work(ctx, updates)); len(later) == 0 && len(ended.Ids) > 0 {
			continue
		}
		return true, wrapped("work a chat", s.putOff(ctx, conn, bot, ended, later))
	}
}

// unlockChat gives a chat back. A connection that cannot is closed: the lock goes
// with it.
func (s *Store) unlockChat(ctx context.Context, conn *pgxpool.Conn, bot caterina.BotID, chat caterina.ChatID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteFor)
	defer cancel()
	if _, err := s.q.UnlockChat(ctx, conn, caterina.ChatKey(bot, chat)); err != nil {
		_ = conn.Conn().Close(ctx)
	}
}

// noteFor is how long it may take to note what was done, when its own time is over.
const noteFor = 5 * time.Second

// nextUpdates notes what has ended, also when the time for working is over, and
// returns what is next while it is not.
func (s *Store) nextUpdates(
	ctx context.Context, conn *pgxpool.Conn, bot caterina.BotID, chat caterina.ChatID, ended dbq.NextUpdatesParams,
) ([]caterina.ChatUpdate, error) {
	ended.Bot, ended.Chat, ended.MaxRows = int64(bot), int64(chat), updatesAtOnce
	if ctx.Err() != nil {
		ended.MaxRows = 0
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteFor)
	defer cancel()
	rows, err := s.q.NextUpdates(ctx, conn, ended)
	updates := make([]caterina.ChatUpdate, len(rows))
	for i, r := range rows {
		updates[i] = caterina.ChatUpdate{ID: r.UpdateID, Chat: chat, Raw: r.Raw, Attempts: int(r.Attempts), Troubles: int(r.Troubles), At: r.At}
	}
	return updates, err
}

// ends parts what has ended from what is to be tried again later.
func ends(all []caterina.UpdateEnd) (ended dbq.NextUpdatesParams, later []caterina.UpdateEnd) {
	ended.Ids, ended.Failures = []int64{}, []string{} // an array that is none would compare as unknown
	for _, e := range all {
		if e.Retry > 0 {
			later = append(later, e)
			continue
		}
		ended.Ids, ended.Failures = append(ended.Ids, e.ID), append(ended.Failures, e.Failure)
	}
	return ended, later
}

// putOff notes what is to be tried again later, which ends the work on its chat.
func (s *Store) putOff(ctx context.Context, conn *pgxpool.Conn, bot caterina.BotID, ended dbq.NextUpdatesParams, later []caterina.UpdateEnd) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteFor)
	defer cancel()
	for _, e := range later {
		err := s.q.PutOffUpdate(ctx, conn, dbq.PutOffUpdateParams{Bot: int64(bot), UpdateID: e.ID, Wait: e.Retry, Trouble: e.Trouble})
		if err != nil {
			return err
		}
	}
	if len(ended.Ids) == 0 {
		return nil
	}
	ended.Bot = int64(bot) // no rows are wanted: nothing is begun
	_, err := s.q.NextUpdates(ctx, conn, ended)
	return err
}

// Chat returns a chat, which is made when it is new.
func (s *Store) Chat(ctx context.Context, bot caterina.BotID, chat caterina.ChatID) (caterina.Chat, error) {
	row, err := s.q.Chat(ctx, s.pool, dbq.ChatParams{Bot: int64(bot), Chat: int64(chat)})
	if errors.Is(err, pgx.ErrNoRows) {
		var made dbq.EnsureChatRow
		made, err = s.q.EnsureChat(ctx, s.pool, dbq.EnsureChatParams{Bot: int64(bot), Chat: int64(chat)})
		row = dbq.ChatRow(made)
	}
	if err != nil {
		return caterina.Chat{}, wrapped("read a chat", err)
	}
	return caterina.Chat{
		Bot: bot, ID: chat, Town: caterina.TownID(row.TownID), Lang: row.Lang,
		State: caterina.ChatState(row.State), Waiting: caterina.Secret(row.Waiting),
	}, nil
}

// SetChat records the town, the language and the state of a chat. Only whoever works
// the chat's updates may call it.
func (s *Store) SetChat(ctx context.Context, c caterina.Chat) error {
	return wrapped("change a chat", s.q.SetChat(ctx, s.pool, dbq.SetChatParams{
		Bot: int64(c.Bot), Chat: int64(c.ID), TownID: int64(c.Town), Lang: c.Lang, State: string(c.State),
		Waiting: string(c.Waiting),
	}))
}

// OpenChat returns the open conversation of a chat and whether it is new: then its
// greeting is event number 1.
func (s *Store) OpenChat(ctx context.Context, key string, o caterina.Opening) (caterina.Conversation, bool, error) {
	greeting, err := json.Marshal(o.Greeting)
	if err != nil {
		return caterina.Conversation{}, false, fmt.Errorf("encode the greeting: %w", err)
	}
	var again []byte
	if o.Again != nil {
		if again, err = json.Marshal(o.Again); err != nil {
			return caterina.Conversation{}, false, fmt.Errorf("encode the short greeting: %w", err)
		}
	}
	row, err := s.q.OpenChat(ctx, s.pool, dbq.OpenChatParams{
		TownID: int64(o.Town), ConversationID: string(newConversationID()), Channel: string(o.Channel), Chat: key,
		Lang: o.Lang, Greeting: greeting, Again: again,
	})
	if err != nil {
		return caterina.Conversation{}, false, wrapped("open a chat", err)
	}
	return caterina.Conversation{
		ID: caterina.ConversationID(row.ID), Town: o.Town, Channel: o.Channel, State: caterina.State(row.State),
		Lang: row.Lang, Epoch: int(row.Epoch), LastN: row.LastCseq,
	}, row.New, nil
}

// EventOf is the seq of what a citizen sent under a name, 0 for nothing.
func (s *Store) EventOf(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, clientID string) (int64, error) {
	seq, err := s.q.EventOf(ctx, s.pool, dbq.EventOfParams{TownID: int64(town), ConversationID: string(conv), ClientID: clientID})
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return seq, wrapped("find a message", err)
}

// ChatConversation returns the open conversation of a chat on Telegram, or the last
// that was; CodeNotFound when there is none.
func (s *Store) ChatConversation(ctx context.Context, town caterina.TownID, key string) (caterina.Conversation, error) {
	row, err := s.q.ChatConversation(ctx, s.pool, dbq.ChatConversationParams{TownID: int64(town), Chat: key})
	if errors.Is(err, pgx.ErrNoRows) {
		return caterina.Conversation{}, caterina.Errorf(caterina.CodeNotFound, "the chat has no conversation")
	}
	return caterina.Conversation{
		ID: caterina.ConversationID(row.ID), Town: town, Channel: caterina.ChannelTelegram, State: caterina.State(row.State),
		Lang: row.Lang, Epoch: int(row.Epoch), LastN: row.LastCseq,
	}, wrapped("read a chat's conversation", err)
}

// ChatConversations are all conversations of a chat with a town, an open one last.
func (s *Store) ChatConversations(ctx context.Context, town caterina.TownID, key string) ([]caterina.ConversationID, error) {
	ids, err := s.q.ChatConversations(ctx, s.pool, dbq.ChatConversationsParams{TownID: int64(town), Chat: key})
	all := make([]caterina.ConversationID, len(ids))
	for i, id := range ids {
		all[i] = caterina.ConversationID(id)
	}
	return all, wrapped("list a chat's conversations", err)
}

// Offered returns the event of a number whose button was pressed under a message of
// the chat; CodeNotFound when the message was of another event.
func (s *Store) Offered(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, seq, message int64) (caterina.Event, error) {
	row, err := s.q.Offered(ctx, s.pool, dbq.OfferedParams{TownID: int64(town), ConversationID: string(conv), Seq: seq, MessageID: message})
	if errors.Is(err, pgx.ErrNoRows) {
		return caterina.Event{}, caterina.Errorf(caterina.CodeNotFound, "no such event")
	}
	return caterina.Event{
		Conversation: caterina.ConversationID(row.ConversationID), Seq: row.Seq, N: row.Cseq, Kind: caterina.EventKind(row.Kind),
		Actor: caterina.Actor(row.Actor), Epoch: int(row.Epoch), Body: row.Body, At: row.At,
	}, wrapped("read an event", err)
}
