package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// known is the chat that knows the person of a conversation, "" where the channel
// does not: whoever writes there is the same person as before, and is reached there.
func (s *Store) known(ctx context.Context, db dbq.DBTX, town caterina.TownID, conv caterina.ConversationID) (caterina.Secret, error) {
	if conv == "" {
		return "", nil
	}
	chat, err := s.q.ChatKnown(ctx, db, dbq.ChatKnownParams{TownID: int64(town), ConversationID: string(conv)})
	return caterina.Secret(chat), err
}

// ChatOf is the chat that knows whoever talks in a conversation, "" for none.
func (s *Store) ChatOf(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.Secret, error) {
	chat, err := s.known(ctx, s.pool, town, conv)
	return chat, wrapped("find who talks in a conversation", err)
}

// tellIn is the conversation in which the citizen of another one is told something.
// That is itself, unless it has ended in a chat: what is said there must still arrive,
// and its buttons must still mean something.
func (s *Store) tellIn(ctx context.Context, tx pgx.Tx, town caterina.TownID, conv caterina.ConversationID) (string, error) {
	return s.q.TellIn(ctx, tx, dbq.TellInParams{
		TownID: int64(town), ConversationID: string(conv), NewID: string(newConversationID()),
	})
}

// reach says in a citizen's conversation what has become of an appointment.
func (s *Store) reach(ctx context.Context, tx pgx.Tx, town caterina.TownID, conv caterina.ConversationID, clientID string, body []byte) (caterina.Event, error) {
	there, err := s.tellIn(ctx, tx, town, conv)
	if err != nil {
		return caterina.Event{}, err
	}
	return s.appendBooking(ctx, tx, dbq.AppendBookingParams{
		TownID: int64(town), ConversationID: there, Actor: string(caterina.ActorSystem), ClientID: clientID, Body: body,
	})
}
