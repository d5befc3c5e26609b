package console

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"example.org/caterina"
)

// Lengths of a password, in characters. Long is what makes it strong; nothing is
// asked about capitals and signs (NIST SP 800-63B).
const (
	minPassword = 12
	maxPassword = 128
)

// hashers is how many passwords are hashed at the same time, and hashPatience how
// long one waits for its turn: a flood of attempts must not take the machine.
const (
	hashers      = 2
	hashPatience = 5 * time.Second
)

// hashParams are argon2id's, after OWASP: 19 MiB, two passes, one thread.
func hashParams() *argon2id.Params {
	return &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// HashPassword returns the argon2id hash of a password.
func HashPassword(password string) (caterina.Secret, error) {
	hash, err := argon2id.CreateHash(password, hashParams())
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return caterina.Secret(hash), nil
}

// OneTimePassword returns a password to be given to somebody, good until they
// have signed in and chosen their own: 80 random bits, easy to read aloud.
func OneTimePassword() string {
	text := strings.ToLower(rand.Text()[:16])
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
}

// CheckPassword says in Italian what keeps a password from being a good one; nil
// when nothing does.
func CheckPassword(password, email string) error {
	name, _, _ := strings.Cut(email, "@")
	distinct := make(map[rune]bool)
	for _, r := range password {
		distinct[r] = true
	}
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return caterina.Errorf(caterina.CodeInvalid, "La nuova password ha %d caratteri: ne servono almeno %d. Una frase di quattro parole va bene.", n, minPassword)
	case n > maxPassword:
		return caterina.Errorf(caterina.CodeInvalid, "La nuova password ha più di %d caratteri: scegline una più corta.", maxPassword)
	case len(distinct) < 5, isCommon(password):
		return caterina.Errorf(caterina.CodeInvalid, "La nuova password è tra le prime che si provano: scegli una frase di quattro parole che non c'entrano tra loro.")
	case len(name) >= 4 && strings.Contains(strings.ToLower(password), strings.ToLower(name)):
		return caterina.Errorf(caterina.CodeInvalid, "La nuova password contiene il tuo indirizzo: scegline una che non ti nomina.")
	}
	return nil
}

// isCommon recognises rows of keys and the words that everybody tries.
func isCommon(password string) bool {
	p := strings.ToLower(password)
	for _, row := range []string{"01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm"} {
		if strings.Contains(row, p) {
			return true
		}
	}
	for _, word := range []string{"password", "caterina", "qwerty", "comune", "benvenuto", "welcome", "12345678"} {
		if rest := strings.Trim(strings.ReplaceAll(p, word, ""), "0123456789!?.,-_ "); len(rest) < 4 && strings.Contains(p, word) {
			return true
		}
	}
	return false
}

// hasher compares passwords with hashes, a few at the same time.
type hasher struct {
	turns chan struct{}
	dummy string // of a password that nobody knows: unknown accounts take as long as known ones
}

func newHasher() (*hasher, error) {
	dummy, err := HashPassword(rand.Text())
	if err != nil {
		return nil, err
	}
	return &hasher{turns: make(chan struct{}, hashers), dummy: dummy.Reveal()}, nil
}

// matches says whether the password is the account's. With no hash it works as
// long and says no.
func (h *hasher) matches(ctx context.Context, password string, hash caterina.Secret) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, hashPatience)
	defer cancel()
	select {
	case h.turns <- struct{}{}:
		defer func() { <-h.turns }()
	case <-ctx.Done():
		return false, &caterina.Error{Code: caterina.CodeUnavailable, Message: saidUnavailable, Err: ctx.Err()}
	}
	known := hash.Reveal()
	if known == "" {
		known = h.dummy
	}
	ok, err := argon2id.ComparePasswordAndHash(cut(password, 4*maxPassword), known)
	if err != nil && !errors.Is(err, argon2id.ErrInvalidHash) {
		return false, fmt.Errorf("compare a password: %w", err)
	}
	return ok && hash != "", nil
}
