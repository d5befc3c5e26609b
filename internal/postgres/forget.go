package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// forgetAtOnce is how many conversations lose their chat in one transaction.
const forgetAtOnce = 100

// ForgetUpdates forgets what is older than age and serves nothing any more: numbers of
// updates that were done, what was said outside of conversations, and the numbers of
// chats whose conversations were erased, or that have none. The number of a chat is
// its citizen's at Telegram: it must not outlive what they have had erased.
func (s *Store) ForgetUpdates(ctx context.Context, age time.Duration) error {
	if _, err := s.q.ForgetUpdates(ctx, s.pool, age); err != nil {
		return wrapped("forget updates", err)
	}
	if _, err := s.q.ForgetSaid(ctx, s.pool, age); err != nil {
		return wrapped("forget what was said to chats", err)
	}
	for more := true; more; {
		err := s.inTx(ctx, "forget the chats of what was erased", func(tx pgx.Tx) (err error) {
			more, err = s.forgetErased(ctx, tx, age)
			return err
		})
		if err != nil {
			return err
		}
	}
	_, err := s.q.ForgetChats(ctx, s.pool)
	return wrapped("forget chats", err)
}

// forgetErased takes the chat from conversations that were erased, and says whether
// there may be more of them. One that is still open ends: whoever writes in the chat
// again is somebody new.
func (s *Store) forgetErased(ctx context.Context, tx pgx.Tx, age time.Duration) (more bool, err error) {
	rows, err := s.q.ErasedChats(ctx, tx, dbq.ErasedChatsParams{Age: age, MaxRows: forgetAtOnce})
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		if caterina.State(row.State) != caterina.StateClosed {
			_, err := s.move(ctx, tx, &caterina.Transition{
				Town: caterina.TownID(row.TownID), Conversation: caterina.ConversationID(row.ID),
				From: []caterina.State{caterina.StateBot}, To: caterina.StateClosed, By: caterina.ActorSystem,
				Event: caterina.StateBody{MessageBody: caterina.MessageBody{Text: saidForgotten, Lang: "it"}, Reason: caterina.ReasonIdle}, Hidden: true,
			})
			if err != nil {
				return false, err
			}
		}
		if err := s.q.ForgetChatOf(ctx, tx, dbq.ForgetChatOfParams{TownID: row.TownID, ConversationID: row.ID}); err != nil {
			return false, err
		}
	}
	return len(rows) == forgetAtOnce, nil
}

const saidForgotten = "Chiusa: il contenuto è stato cancellato e nessuno ha più scritto. Anche il numero della chat è stato dimenticato."
