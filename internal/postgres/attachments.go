package postgres

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// SaveAttachment keeps a file and returns its id. The same file of the same message
// again is the first one.
func (s *Store) SaveAttachment(ctx context.Context, a *caterina.Attachment) (string, error) {
	hash := sha256.Sum256(a.Bytes)
	id, err := s.q.SaveAttachment(ctx, s.pool, dbq.SaveAttachmentParams{
		TownID: int64(a.Town), ID: string(newConversationID()), ConversationID: string(a.Conversation), Name: a.Name, Mime: a.MIME,
		Size: int32(len(a.Bytes)), Bytes: a.Bytes, Sha256: hash[:], ClientID: a.ClientID, // #nosec G115 -- the table allows 10 MiB
	})
	return id, wrapped("keep a file", err)
}

// Kept returns the file that came with a message; CodeNotFound when it was not kept
// yet.
func (s *Store) Kept(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, clientID string) (caterina.File, error) {
	row, err := s.q.AttachmentNamed(ctx, s.pool, dbq.AttachmentNamedParams{TownID: int64(town), ConversationID: string(conv), ClientID: clientID})
	if errors.Is(err, pgx.ErrNoRows) {
		return caterina.File{}, caterina.Errorf(caterina.CodeNotFound, "no such file")
	}
	return caterina.File{ID: row.ID, Name: row.Name, MIME: row.Mime, Size: int(row.Size)}, wrapped("find a file", err)
}

// Attachment returns a file with its bytes; CodeNotFound when the town has none of
// that id.
func (s *Store) Attachment(ctx context.Context, town caterina.TownID, id string) (caterina.Attachment, error) {
	row, err := s.q.Attachment(ctx, s.pool, dbq.AttachmentParams{TownID: int64(town), ID: id})
	if errors.Is(err, pgx.ErrNoRows) {
		return caterina.Attachment{}, caterina.Errorf(caterina.CodeNotFound, "no such file")
	}
	return caterina.Attachment{
		File: caterina.File{ID: id, Name: row.Name, MIME: row.Mime, Size: int(row.Size)},
		Town: town, Conversation: caterina.ConversationID(row.ConversationID), Bytes: row.Bytes,
	}, wrapped("read a file", err)
}

// linkFor is how long a link into another channel can be used.
const linkFor = 15 * time.Minute

// MakeLink returns the word by which a citizen goes on elsewhere with a conversation,
// once and soon. Only its hash is kept. CodeConflict when the conversation has ended:
// nothing can go on.
func (s *Store) MakeLink(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.Secret, error) {
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails
	token := base64.RawURLEncoding.EncodeToString(random[:])
	hash := sha256.Sum256([]byte(token))
	n, err := s.q.MakeLink(ctx, s.pool, dbq.MakeLinkParams{TownID: int64(town), TokenSha256: hash[:], ConversationID: string(conv), Age: linkFor})
	switch {
	case err != nil:
		return "", wrapped("make a link", err)
	case n == 0:
		return "", caterina.Errorf(caterina.CodeConflict, "the conversation has ended")
	}
	return caterina.Secret(token), nil
}

// Linked returns the conversation that a link leads to, and leaves the link as it is;
// CodeNotFound when it was used, is too old or never was.
func (s *Store) Linked(ctx context.Context, town caterina.TownID, token string) (caterina.ConversationID, error) {
	hash := sha256.Sum256([]byte(token))
	row, err := s.q.LinkedConversation(ctx, s.pool, dbq.LinkedConversationParams{TownID: int64(town), TokenSha256: hash[:]})
	if errors.Is(err, pgx.ErrNoRows) {
		return "", errNoLink
	}
	return caterina.ConversationID(row.ID), wrapped("follow a link", err)
}

var errNoLink = caterina.Errorf(caterina.CodeNotFound, "the link was used, is too old or never was")

// FollowLink has the conversation of a link go on in a chat, once; by the same link
// again in the same chat it goes on there already. What was open there with the
// assistant ends without a word. CodeConflict when people have it, CodeNotFound when
// the link was used, is too old or never was.
func (s *Store) FollowLink(ctx context.Context, town caterina.TownID, token, chat string) (conv caterina.ConversationID, err error) {
	hash := sha256.Sum256([]byte(token))
	err = s.inTx(ctx, "follow a link", func(tx pgx.Tx) error {
		id, err := s.q.UseLink(ctx, tx, dbq.UseLinkParams{TownID: int64(town), TokenSha256: hash[:]})
		if errors.Is(err, pgx.ErrNoRows) {
			id, err = s.q.UsedLink(ctx, tx, dbq.UsedLinkParams{TownID: int64(town), TokenSha256: hash[:], Chat: chat})
			conv = caterina.ConversationID(id)
			if errors.Is(err, pgx.ErrNoRows) {
				return errNoLink
			}
			return err
		}
		if err != nil {
			return err
		}
		conv = caterina.ConversationID(id)
		if err := s.makeWay(ctx, tx, town, chat, conv, saidCarried); err != nil {
			return err
		}
		n, err := s.q.CarryOver(ctx, tx, dbq.CarryOverParams{TownID: int64(town), ConversationID: id, Chat: chat})
		if err == nil && n == 0 {
			return errNoLink // closed meanwhile
		}
		return err
	})
	return conv, err
}

// What staff read of a conversation whose citizen goes on elsewhere.
const (
	saidCarried = "Chiusa: il cittadino continua in questa chat la conversazione cominciata sul sito."
	saidLeft    = "Chiusa: il cittadino scrive adesso a un altro Comune."
)

// LeaveTown ends the open conversation of a chat with a town, if the assistant has it:
// the citizen talks with another town from now on. CodeConflict when people have it.
func (s *Store) LeaveTown(ctx context.Context, town caterina.TownID, chat string) error {
	return s.inTx(ctx, "leave a town", func(tx pgx.Tx) error { return s.makeWay(ctx, tx, town, chat, "", saidLeft) })
}

// makeWay ends the open conversation of a chat if the assistant has it. It was never
// answered for by anybody else, and its citizen goes on with another one.
func (s *Store) makeWay(ctx context.Context, tx pgx.Tx, town caterina.TownID, chat string, conv caterina.ConversationID, said string) error {
	row, err := s.q.InTheWay(ctx, tx, dbq.InTheWayParams{TownID: int64(town), Chat: chat})
	if errors.Is(err, pgx.ErrNoRows) || err == nil && row.ID == string(conv) {
		return nil
	}
	if err != nil {
		return err
	}
	if caterina.State(row.State) != caterina.StateBot {
		return caterina.Errorf(caterina.CodeConflict, "people have the conversation that is open in the chat")
	}
	_, err = s.move(ctx, tx, &caterina.Transition{
		Town: town, Conversation: caterina.ConversationID(row.ID), From: []caterina.State{caterina.StateBot}, To: caterina.StateClosed,
		By: caterina.ActorSystem, Event: caterina.StateBody{
			MessageBody: caterina.MessageBody{Text: said, Lang: "it"},
			Reason:      caterina.ReasonCarried,
		}, Hidden: true,
	})
	return err
}
