package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"example.org/caterina"
	"example.org/caterina/console"
	"example.org/caterina/internal/postgres"
)

// firstEmail is the address of the first account. ".local" is nobody's domain.
const firstEmail = "primo@caterina.local"

// firstSignIn makes the first account when there is none, and returns the lines
// that say how to sign in.
func (a *app) firstSignIn(ctx context.Context, out io.Writer) (string, error) {
	file, ok := out.(*os.File)
	terminal := ok && term.IsTerminal(int(file.Fd())) // #nosec G115 -- a file descriptor
	return firstLines(ctx, a.db.store, a.library.Towns(), a.db.cluster != nil, terminal)
}

// firstLines says how to sign in for the first time. A password is printed where
// only whoever starts the program reads it: on their terminal, or with the private
// cluster, which is theirs too. A deployment's output is kept in logs that others
// read: there the command is named with which an account is made.
func firstLines(ctx context.Context, store *postgres.Store, towns []caterina.Town, private, terminal bool) (string, error) {
	const margin = "\n                   "
	if private || terminal {
		password, created, err := firstOperator(ctx, store, towns, private)
		if err != nil || !created {
			return "", err
		}
		return margin + "first account: " + firstEmail + margin + "one-time password: " + password, nil
	}
	some, err := store.AnyOperator(ctx)
	if err != nil {
		return "", fmt.Errorf("look for accounts: %w", err)
	}
	if some || len(towns) == 0 {
		return "", nil
	}
	return margin + "nobody can sign in yet; make an account with" + margin +
		"caterina operator add -town " + towns[0].Slug + ` -email ADDRESS -name "NAME" -role admin`, nil
}

// firstOperator makes the first account when there is none: admin of every town,
// with a one-time password that is to be printed. With renew it gives the account
// another one as long as nobody has signed in with it, for those who have lost
// the first print.
func firstOperator(ctx context.Context, store *postgres.Store, towns []caterina.Town, renew bool) (password string, created bool, err error) {
	if len(towns) == 0 {
		return "", false, nil
	}
	some, err := store.AnyOperator(ctx)
	if err != nil {
		return "", false, fmt.Errorf("look for accounts: %w", err)
	}
	password = console.OneTimePassword()
	hash, err := console.HashPassword(password)
	if err != nil {
		return "", false, err
	}
	if some {
		return password, renew && renewFirst(ctx, store, hash), nil
	}
	id, err := store.AddOperator(ctx, firstEmail, "Primo operatore", hash)
	if caterina.CodeOf(err) == caterina.CodeConflict { // another process was faster
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("make the first account: %w", err)
	}
	for _, town := range towns {
		err := store.SetMember(ctx, id, caterina.Membership{Town: town.ID, Role: caterina.RoleAdmin, Capacity: usualCapacity})
		if err == nil {
			err = store.Audit(ctx, town.ID, 0, "operator.add", firstEmail, "il primo account")
		}
		if err != nil {
			return "", false, fmt.Errorf("make the first account admin of %s: %w", town.Slug, err)
		}
	}
	return password, true, nil
}

// renewFirst gives the first account another password, if it has never been used.
func renewFirst(ctx context.Context, store *postgres.Store, hash caterina.Secret) bool {
	account, err := store.AccountByEmail(ctx, firstEmail)
	return err == nil && account.MustChange && account.SecondFactor == "" && !account.Disabled &&
		store.SetPassword(ctx, account.ID, hash, true, caterina.SessionHash{}) == nil
}

// secretKey is the configured key, or one that is made once and kept in the data
// directory, for a deployment of one process.
func secretKey(cfg Config) (caterina.Secret, error) {
	if cfg.SecretKey != "" {
		return cfg.SecretKey, nil
	}
	path := filepath.Join(cfg.DataDir, "secret.key")
	key, err := readKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := os.MkdirAll(cfg.DataDir, 0o711); err != nil { // #nosec G301 -- the database's user passes through
		return "", fmt.Errorf("make the data directory: %w", err)
	}
	if err := makeKey(path); err != nil {
		return "", err
	}
	return readKey(path)
}

func readKey(path string) (caterina.Secret, error) {
	content, err := os.ReadFile(path) // #nosec G304 -- in the data directory
	if err != nil {
		return "", fmt.Errorf("read the secret key: %w", err)
	}
	return caterina.Secret(strings.TrimSpace(string(content))), nil
}

// makeKey writes a new key, whole or not at all. Another process that was faster
// keeps its own.
func makeKey(path string) error {
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	draft, err := os.CreateTemp(filepath.Dir(path), "secret.key.*")
	if err != nil {
		return fmt.Errorf("make the secret key: %w", err)
	}
	defer func() { _ = os.Remove(draft.Name()) }() // it has its other name by then
	_, err = draft.WriteString(hex.EncodeToString(random) + "\n")
	if err = errors.Join(err, draft.Sync(), draft.Close()); err == nil {
		err = os.Link(draft.Name(), path)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make the secret key: %w", err)
	}
	return nil
}
