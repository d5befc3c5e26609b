package console

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

func TestSealedSecretsOpenForTheirOwnerOnly(t *testing.T) {
	t.Parallel()
	k, err := deriveKeys("0123456789abcdef0123456789abcdef")
	if err != nil {
		t.Fatal(err)
	}
	other, err := deriveKeys("another key of the deployment ....")
	if err != nil {
		t.Fatal(err)
	}
	sealed := k.sealSecret(7, "JBSWY3DPEHPK3PXP")
	if sealed == k.sealSecret(7, "JBSWY3DPEHPK3PXP") || strings.Contains(sealed.Reveal(), "JBSW") {
		t.Errorf("sealed %s", sealed.Reveal())
	}
	if secret, err := k.openSecret(7, sealed); err != nil || secret != "JBSWY3DPEHPK3PXP" {
		t.Errorf("opened %q, %v", secret, err)
	}
	broken := []byte(sealed.Reveal())
	broken[len(broken)-2] ^= 1
	for name, open := range map[string]func() (string, error){
		"another operator": func() (string, error) { return k.openSecret(8, sealed) },
		"another key":      func() (string, error) { return other.openSecret(7, sealed) },
		"changed":          func() (string, error) { return k.openSecret(7, caterina.Secret(broken)) },
		"cut":              func() (string, error) { return k.openSecret(7, sealed[:8]) },
		"no version":       func() (string, error) { return k.openSecret(7, sealed[2:]) },
		"empty":            func() (string, error) { return k.openSecret(7, "") },
	} {
		if secret, err := open(); err == nil || secret != "" {
			t.Errorf("%s: opened %q", name, secret)
		}
	}
}

func TestMacsDoNotMixUpTheirParts(t *testing.T) {
	t.Parallel()
	if string(mac([]byte("k"), "ab", "c")) == string(mac([]byte("k"), "a", "bc")) {
		t.Error("two different lists of parts have one signature")
	}
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	for password, good := range map[string]bool{
		"quattro parole a caso insieme": true,
		"Xk3!pq9_Lm2w":                  true,
		"è già più là così":             true,
		"corta":                         false,
		"undici car.":                   false,
		strings.Repeat("parole ", 30):   false,
		"aaaaaaaaaaaaaaaa":              false,
		"123456789012345":               false,
		"qwertyuiopasdf":                false,
		"Password2026!":                 false,
		"caterina2026!!":                false,
		"giulia.bianchi è qui":          false,
	} {
		err := CheckPassword(password, "giulia.bianchi@example.org")
		if (err == nil) != good {
			t.Errorf("%q: %v, want good: %v", password, err, good)
		}
		if err != nil && caterina.CodeOf(err) != caterina.CodeInvalid {
			t.Errorf("%q: code %s", password, caterina.CodeOf(err))
		}
	}
	for range 50 {
		if given := OneTimePassword(); CheckPassword(given, "x@example.org") != nil {
			t.Errorf("a password that is given out would be refused: %s", given)
		}
	}
}

func TestHashing(t *testing.T) {
	t.Parallel()
	h, err := newHasher()
	if err != nil {
		t.Fatal(err)
	}
	hash, err := HashPassword("quattro parole a caso")
	if err != nil || !strings.HasPrefix(hash.Reveal(), "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("hash %s, %v", hash.Reveal(), err)
	}
	for _, tc := range []struct {
		password string
		hash     caterina.Secret
		want     bool
	}{
		{"quattro parole a caso", hash, true},
		{"quattro parole a cas", hash, false},
		{"", hash, false},
		{"quattro parole a caso", "", false},
		{"x", "broken", false},
		{strings.Repeat("x", 1<<20), hash, false},
	} {
		if ok, err := h.matches(t.Context(), tc.password, tc.hash); ok != tc.want || err != nil {
			t.Errorf("%.20q: %v, %v", tc.password, ok, err)
		}
	}
}

// TestAFloodOfPasswordsWaits: beyond a few at a time they wait, and not for ever.
func TestAFloodOfPasswordsWaits(t *testing.T) {
	t.Parallel()
	h := &hasher{turns: make(chan struct{}, 1)}
	h.turns <- struct{}{}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err := h.matches(ctx, "x", "")
	if caterina.CodeOf(err) != caterina.CodeUnavailable || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestShortKeysAreRefused(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{SecretKey: "short"}); err == nil || !strings.Contains(err.Error(), "32") {
		t.Errorf("got %v", err)
	}
}
