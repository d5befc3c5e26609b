package postgres

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// tokenBytes is the random part of a session's token: 192 bits cannot be guessed.
const tokenBytes = 24

const saidNoSession = "this session is unknown or its conversation is closed: open a new one"

// OpenSession makes a conversation, its greeting as event number 1, and the
// session that may use it, in one round trip. Only a hash of the token is kept:
// the returned Session is the one place that has it.
func (s *Store) OpenSession(ctx context.Context, o caterina.Opening) (caterina.Session, error) {
	greeting, err := json.Marshal(o.Greeting)
	if err != nil {
		return caterina.Session{}, fmt.Errorf("encode the greeting: %w", err)
	}
	id, token := newConversationID(), newToken(o.Town)
	hash := hashed(token)
	last, err := s.q.OpenSession(ctx, s.pool, dbq.OpenSessionParams{
		TownID: int64(o.Town), ConversationID: string(id), Channel: string(o.Channel), Chat: string(id),
		Lang: o.Lang, TokenSha256: hash[:], Greeting: greeting, Page: pageOf(o.Page),
	})
	if err != nil {
		return caterina.Session{}, wrapped("open a session", err)
	}
	return caterina.Session{
		Token: token,
		Conversation: caterina.Conversation{
			ID: id, Town: o.Town, Channel: o.Channel, State: caterina.StateBot, Lang: o.Lang, LastN: last,
		},
	}, nil
}

// ResumeSession returns the session of a token, without the token; CodeNotFound
// when there is none or its conversation was closed more than a day ago. One that
// was closed since can still be read, and rated; it is Receive that opens it
// again, when its citizen writes and not when they only look.
func (s *Store) ResumeSession(ctx context.Context, token string) (caterina.Session, error) {
	town, ok := townOfToken(token)
	if !ok {
		return caterina.Session{}, caterina.Errorf(caterina.CodeNotFound, saidNoSession)
	}
	hash := hashed(caterina.Secret(token))
	row, err := s.q.ResumeSession(ctx, s.pool, dbq.ResumeSessionParams{TownID: int64(town), TokenSha256: hash[:]})
	if errors.Is(err, pgx.ErrNoRows) {
		return caterina.Session{}, caterina.Errorf(caterina.CodeNotFound, saidNoSession)
	}
	if err != nil {
		return caterina.Session{}, wrapped("resume a session", err)
	}
	return caterina.Session{Conversation: caterina.Conversation{
		ID: caterina.ConversationID(row.ID), Town: town, Channel: caterina.Channel(row.Channel),
		State: caterina.State(row.State), Lang: row.Lang, Epoch: int(row.Epoch), LastN: row.LastCseq,
	}}, nil
}

// maxPage is the longest address of a page that is kept.
const maxPage = 2000

// pageOf is the address of a page as it is kept, nil for none and for one that is
// of no use: it comes from the citizen's browser and helps staff only, so it is
// no reason to refuse anything.
func pageOf(page string) *string {
	if len(page) > maxPage || strings.Contains(page, "\x00") || !utf8.ValidString(page) {
		return nil
	}
	return pointer(page)
}

// newToken begins with the town, because the town is the first part of the
// session's key. The rest is random.
func newToken(town caterina.TownID) caterina.Secret {
	random := make([]byte, tokenBytes)
	_, _ = rand.Read(random) // never fails: the program ends if the system has no randomness
	return caterina.Secret(strconv.FormatInt(int64(town), 36) + "." + base64.RawURLEncoding.EncodeToString(random))
}

func townOfToken(token string) (caterina.TownID, bool) {
	prefix, _, found := strings.Cut(token, ".")
	id, err := strconv.ParseInt(prefix, 36, 64)
	return caterina.TownID(id), found && err == nil
}

func hashed(token caterina.Secret) [sha256.Size]byte { return sha256.Sum256([]byte(token.Reveal())) }

// newConversationID returns a random UUID (version 4).
func newConversationID() caterina.ConversationID {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return caterina.ConversationID(fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]))
}
