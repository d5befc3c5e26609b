package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
)

func TestOperatorSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"nothing":             {nil, "add, list, disable or password"},
		"no such verb":        {[]string{"remove"}, "remove"},
		"no address":          {[]string{"add", "-town", "siena", "-name", "A"}, "-email"},
		"no bare address":     {[]string{"disable", "-email", "Ada <ada@example.org>"}, "-email"},
		"no town":             {[]string{"add", "-email", "a@example.org", "-name", "A"}, "-town"},
		"no name":             {[]string{"add", "-email", "a@example.org", "-town", "siena"}, "-name"},
		"a role of its own":   {[]string{"add", "-email", "a@example.org", "-town", "siena", "-name", "A", "-role", "king"}, "king"},
		"a name with a blank": {[]string{"add", "-email", "a@example.org", "-town", "siena", "-name", "Giulia", "B."}, "quotes"},
		"a password":          {[]string{"password", "-email", "a@example.org", "-password", "x"}, "password"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			code := run(t.Context(), append([]string{"operator"}, tt.args...), streams{in: strings.NewReader(""), out: &out, err: &errs})
			if code != exitUsage || !strings.Contains(errs.String(), tt.want) {
				t.Errorf("exit %d, said %q; want exit 2 and %q", code, &errs, tt.want)
			}
		})
	}
}

func TestEveryOperatorVerbExplainsItself(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"add", "list", "disable", "password"} {
		var out, errs bytes.Buffer
		code := run(t.Context(), []string{"operator", verb, "-h"}, streams{in: strings.NewReader(""), out: &out, err: &errs})
		if code != exitDone || !strings.Contains(out.String(), "Usage: caterina operator "+verb) {
			t.Errorf("%s -h: exit %d, printed %q %q", verb, code, &out, &errs)
		}
	}
}

// TestTheFirstOperator is admin of every town, and made once.
func TestTheFirstOperator(t *testing.T) {
	t.Parallel()
	store := pgtest.Store(t)
	ctx := t.Context()
	if _, created, err := firstOperator(ctx, store, nil, true); created || err != nil {
		t.Errorf("without towns: %v, %v", created, err)
	}
	for _, slug := range []string{"bari", "siena"} {
		if _, _, err := store.SaveTown(ctx, caterina.Town{Slug: slug, Name: slug}, nil); err != nil {
			t.Fatal(err)
		}
	}
	towns, err := store.Towns(ctx)
	if err != nil {
		t.Fatal(err)
	}
	first, created, err := firstOperator(ctx, store, towns, false)
	if err != nil || !created || !regexp.MustCompile(`^[a-z2-7]{4}(-[a-z2-7]{4}){3}$`).MatchString(first) {
		t.Fatalf("the first time: %q, %v, %v", first, created, err)
	}
	account, err := store.AccountByEmail(ctx, firstEmail)
	if err != nil || len(account.Members) != 2 || !account.MustChange {
		t.Fatalf("the account %+v, %v", account, err)
	}
	for _, m := range account.Members {
		if m.Role != caterina.RoleAdmin {
			t.Errorf("%s in town %d", m.Role, m.Town)
		}
	}
	if _, created, err := firstOperator(ctx, store, towns, false); created || err != nil {
		t.Errorf("the second time: %v, %v", created, err)
	}
	again, created, err := firstOperator(ctx, store, towns, true)
	if err != nil || !created || again == first {
		t.Errorf("while nobody has signed in, for whoever lost the print: %v, %v", created, err)
	}
	if err := store.SetPassword(ctx, account.ID, "chosen", false, caterina.SessionHash{}); err != nil {
		t.Fatal(err)
	}
	if _, created, err := firstOperator(ctx, store, towns, true); created || err != nil {
		t.Errorf("after the first sign-in: %v, %v", created, err)
	}
}

// TestTheFirstPasswordIsNotLeftInLogs: with a database of others' it is printed on
// a terminal only; elsewhere the command is named that makes an account.
func TestTheFirstPasswordIsNotLeftInLogs(t *testing.T) {
	t.Parallel()
	store := pgtest.Store(t)
	ctx := t.Context()
	say := func(private, terminal bool, want string) {
		t.Helper()
		towns, err := store.Towns(ctx)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := firstLines(ctx, store, towns, private, terminal)
		if err != nil || !strings.Contains(lines, want) || want == "" && lines != "" || strings.Contains(want, "operator add") && strings.Contains(lines, "password:") {
			t.Errorf("private %v, terminal %v: %q, %v; want %q", private, terminal, lines, err, want)
		}
	}
	say(false, false, "") // nothing to sign in to
	if _, _, err := store.SaveTown(ctx, caterina.Town{Slug: "siena", Name: "Siena"}, nil); err != nil {
		t.Fatal(err)
	}
	say(false, false, "caterina operator add -town siena -email ADDRESS")
	if some, err := store.AnyOperator(ctx); err != nil || some {
		t.Errorf("an account was made: %v, %v", some, err)
	}
	say(false, true, "one-time password: ")
	say(false, true, "")
	say(false, false, "")
	say(true, false, "one-time password: ") // lost, and never used
}

// TestTheSecretKeyIsMadeOnce, for the owner's eyes only, also by several
// processes at the same time.
func TestTheSecretKeyIsMadeOnce(t *testing.T) {
	t.Parallel()
	cfg := Config{DataDir: filepath.Join(t.TempDir(), "data")}
	keys := make([]caterina.Secret, 8)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			key, err := secretKey(cfg)
			if err != nil {
				t.Error(err)
			}
			keys[i] = key
		})
	}
	wg.Wait()
	for _, key := range keys {
		if key != keys[0] || len(key.Reveal()) != 64 {
			t.Errorf("the keys differ or are short: %q and %q", key.Reveal(), keys[0].Reveal())
		}
	}
	info, err := os.Stat(filepath.Join(cfg.DataDir, "secret.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info, err)
	}
	if entries, err := os.ReadDir(cfg.DataDir); err != nil || len(entries) != 1 {
		t.Errorf("drafts are left: %v, %v", entries, err)
	}
	if key, err := secretKey(Config{SecretKey: "given", DataDir: "/no/such/folder"}); err != nil || key != "given" {
		t.Errorf("a given key: %v, %v", key, err)
	}
}

func TestConfigRefusesAShortKey(t *testing.T) {
	t.Parallel()
	if _, err := loadConfig([]string{"CATERINA_SECRET_KEY=short"}); err == nil || !strings.Contains(err.Error(), "openssl rand") {
		t.Errorf("a short key: %v", err)
	}
}
