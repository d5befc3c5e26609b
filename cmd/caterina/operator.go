package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"

	"example.org/caterina"
	"example.org/caterina/console"
	"example.org/caterina/internal/postgres"
)

// runOperator keeps the staff's accounts from the command line, for the first
// one and for the day on which nobody can sign in.
func runOperator(ctx context.Context, args []string, std streams) (err error) {
	if len(args) == 0 || isHelp(args[0]) {
		return operatorUsage(args, std)
	}
	job := &operatorJob{std: std}
	run, err := job.parse(args[0], args[1:])
	if err != nil {
		return err
	}
	cfg, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	db, err := openDatabase(ctx, cfg, newLogger(std.err, quieter(cfg.LogLevel)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close(ctx)) }()
	job.store = db.store
	return run(ctx)
}

func isHelp(arg string) bool {
	return arg == "-h" || arg == "-help" || arg == "--help" || arg == "help"
}

func operatorUsage(args []string, std streams) error {
	if len(args) == 0 {
		return usagef("say add, list, disable or password (\"caterina operator -h\" explains them)")
	}
	fmt.Fprint(std.out, `Usage: caterina operator add|list|disable|password [options]

  add       make an account, or give one that is there a place in a town
  list      print the accounts of a town, or of all
  disable   close an account: it is signed out and its conversations go back to the queue
  password  give an account a new password

Passwords are made and printed once, or asked for with -ask; they never stand on
the command line. "caterina operator add -h" prints the options of add.
`)
	return flag.ErrHelp
}

// operatorJob is one call of the operator command.
type operatorJob struct {
	store             *postgres.Store
	std               streams
	town, email, name string
	role              caterina.Role
	ask               bool
}

// parse reads the options of a subcommand and returns what carries it out.
func (j *operatorJob) parse(verb string, args []string) (func(context.Context) error, error) {
	fs := flag.NewFlagSet("operator "+verb, flag.ContinueOnError)
	var role string
	runs := map[string]func(context.Context) error{"add": j.add, "list": j.list, "disable": j.disable, "password": j.password}
	if runs[verb] == nil {
		return nil, usagef("there is no \"operator %s\": say add, list, disable or password", verb)
	}
	usage := ""
	if verb != "list" {
		fs.StringVar(&j.email, "email", "", "address of the account")
		usage = "-email ADDRESS"
	}
	if verb == "add" || verb == "list" {
		fs.StringVar(&j.town, "town", "", "slug of the town")
		usage = strings.TrimSpace("-town SLUG " + usage)
	}
	if verb == "add" {
		fs.StringVar(&j.name, "name", "", "name that citizens read")
		fs.StringVar(&role, "role", string(caterina.RoleOperator), "operator, curator, supervisor or admin")
		usage += ` -name "NAME" [-role ROLE]`
	}
	if verb == "add" || verb == "password" {
		fs.BoolVar(&j.ask, "ask", false, "ask for the password instead of making one")
		usage += " [-ask]"
	}
	if err := parseFlags(fs, args, usage, j.std); err != nil {
		return nil, err
	}
	j.email, j.role = strings.ToLower(strings.TrimSpace(j.email)), caterina.Role(role)
	return runs[verb], j.check(verb, fs.Args())
}

// check says what is wrong with the options.
func (j *operatorJob) check(verb string, rest []string) error {
	switch {
	case len(rest) > 0:
		return usagef("%q is no option; a name with blanks needs quotes", rest[0])
	case verb != "list" && !console.ValidEmail(j.email):
		return usagef("name the account with -email, as in -email giulia.bianchi@comune.example.it")
	case verb == "add" && j.town == "":
		return usagef("name the town with -town SLUG")
	case verb == "add" && !console.ValidName(j.name):
		return usagef("say with -name what citizens read, as in -name \"Giulia B.\"")
	case verb == "add" && !slices.Contains(caterina.Roles(), j.role):
		return usagef("-role %s: say operator, curator, supervisor or admin", j.role)
	}
	return nil
}

// add makes an account with a password, or gives one that is there a place.
func (j *operatorJob) add(ctx context.Context) error {
	town, err := j.findTown(ctx)
	if err != nil {
		return err
	}
	account, err := j.store.AccountByEmail(ctx, j.email)
	known := err == nil
	if err != nil && caterina.CodeOf(err) != caterina.CodeNotFound {
		return fmt.Errorf("look for the account: %w", err)
	}
	if _, there := account.Member(town.ID); known && there {
		return fmt.Errorf("%s works for %s already; change role and queues on the people page", j.email, town.Slug)
	}
	var password string
	if !known {
		if account.ID, password, err = j.newAccount(ctx); err != nil {
			return err
		}
	}
	if err := j.store.SetMember(ctx, account.ID, caterina.Membership{Town: town.ID, Role: j.role, Capacity: usualCapacity}); err != nil {
		return fmt.Errorf("give %s a place in %s: %w", j.email, town.Slug, err)
	}
	if err := j.store.Audit(ctx, town.ID, 0, "operator.add", j.email, "ruolo: "+string(j.role)); err != nil {
		return fmt.Errorf("note it in the audit log: %w", err)
	}
	fmt.Fprintf(j.std.out, "added %s to %s as %s\n", j.email, town.Slug, j.role)
	if known {
		fmt.Fprintln(j.std.out, "the account was there before and keeps its password")
	}
	j.tell(password)
	return nil
}

// usualCapacity is how many conversations at once a new member is given.
const usualCapacity = 3

// newAccount makes the account and returns the password that was made for it, ""
// when it was asked for.
func (j *operatorJob) newAccount(ctx context.Context) (caterina.OperatorID, string, error) {
	password, hash, err := j.newPassword()
	if err != nil {
		return 0, "", err
	}
	id, err := j.store.AddOperator(ctx, j.email, j.name, hash)
	if err != nil {
		return 0, "", fmt.Errorf("make the account: %w", err)
	}
	if password == "" {
		err = j.store.SetPassword(ctx, id, hash, false, caterina.SessionHash{})
	}
	return id, password, err
}

// password gives an account a new password and signs it out everywhere.
func (j *operatorJob) password(ctx context.Context) error {
	account, err := j.find(ctx)
	if err != nil {
		return err
	}
	password, hash, err := j.newPassword()
	if err != nil {
		return err
	}
	if err := j.store.SetPassword(ctx, account.ID, hash, password != "", caterina.SessionHash{}); err != nil {
		return fmt.Errorf("set the password: %w", err)
	}
	if err := j.store.ForgetAttempts(ctx, j.email); err != nil {
		return fmt.Errorf("forget failed attempts: %w", err)
	}
	if err := j.note(ctx, account, "operator.password"); err != nil {
		return err
	}
	fmt.Fprintf(j.std.out, "%s has a new password and is signed out everywhere\n", j.email)
	j.tell(password)
	return nil
}

func (j *operatorJob) tell(password string) {
	if password != "" {
		fmt.Fprintf(j.std.out, "one-time password, shown only now: %s\n", password)
	}
}

// disable closes an account.
func (j *operatorJob) disable(ctx context.Context) error {
	account, err := j.find(ctx)
	if err != nil {
		return err
	}
	events, err := j.store.DisableOperator(ctx, account.ID, 0)
	if err != nil {
		return fmt.Errorf("disable %s: %w", j.email, err)
	}
	if err := j.store.EndStaffSessions(ctx, account.ID, caterina.SessionHash{}); err != nil {
		return fmt.Errorf("sign %s out: %w", j.email, err)
	}
	if err := j.note(ctx, account, "operator.disable"); err != nil {
		return err
	}
	fmt.Fprintf(j.std.out, "%s is disabled and signed out; conversations that went back to the queue: %d\n", j.email, len(events))
	return nil
}

// list prints the accounts, a line for each place in a town.
func (j *operatorJob) list(ctx context.Context) error {
	towns, err := j.store.Towns(ctx)
	if err != nil {
		return fmt.Errorf("list the towns: %w", err)
	}
	if j.town != "" {
		town, err := j.findTown(ctx)
		if err != nil {
			return err
		}
		towns = []caterina.Town{town}
	}
	w := tabwriter.NewWriter(j.std.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "EMAIL\tNAME\tTOWN\tROLE\tSTATE")
	for _, town := range towns {
		staff, err := j.store.Staff(ctx, town.ID)
		if err != nil {
			return fmt.Errorf("list the accounts: %w", err)
		}
		for _, member := range staff {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", member.Email, member.Name, town.Slug, member.Members[0].Role, stateOf(&member))
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print the accounts: %w", err)
	}
	return nil
}

func stateOf(member *caterina.StaffMember) string {
	switch {
	case member.Disabled:
		return "disabled"
	case member.MustChange:
		return "one-time password"
	case member.HasSecondFactor:
		return "second factor"
	case member.NeedsSecondFactor():
		return "second factor missing"
	default:
		return "password"
	}
}

func (j *operatorJob) find(ctx context.Context) (caterina.Account, error) {
	account, err := j.store.AccountByEmail(ctx, j.email)
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return account, fmt.Errorf("there is no account %s: \"caterina operator list\" lists those there are", j.email)
	}
	if err != nil {
		return account, fmt.Errorf("find the account: %w", err)
	}
	return account, nil
}

func (j *operatorJob) findTown(ctx context.Context) (caterina.Town, error) {
	towns, err := j.store.Towns(ctx)
	if err != nil {
		return caterina.Town{}, fmt.Errorf("list the towns: %w", err)
	}
	var known []string
	for _, town := range towns {
		if town.Slug == j.town {
			return town, nil
		}
		known = append(known, town.Slug)
	}
	return caterina.Town{}, fmt.Errorf("there is no town %q; there are: %s", j.town, strings.Join(known, ", "))
}

// note puts a deed into the audit log of each of the account's towns.
func (j *operatorJob) note(ctx context.Context, account caterina.Account, action string) error {
	for _, m := range account.Members {
		if err := j.store.Audit(ctx, m.Town, 0, action, account.Email, ""); err != nil {
			return fmt.Errorf("note it in the audit log: %w", err)
		}
	}
	return nil
}

// newPassword makes a one-time password, or asks for one and returns "" for it.
func (j *operatorJob) newPassword() (made string, hash caterina.Secret, err error) {
	password := console.OneTimePassword()
	made = password
	if j.ask {
		made = ""
		if password, err = askPassword(j.std); err != nil {
			return "", "", err
		}
		if err = console.CheckPassword(password, j.email); err != nil {
			return "", "", err
		}
	}
	hash, err = console.HashPassword(password)
	return made, hash, err
}

// askPassword reads a password from the terminal, twice and without showing it;
// from anything else, one line.
func askPassword(std streams) (string, error) {
	file, ok := std.in.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		line, err := bufio.NewReader(std.in).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("read the password: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	var typed [2]string
	for i, question := range []string{"New password: ", "Again: "} {
		fmt.Fprint(std.err, question)
		line, err := term.ReadPassword(int(file.Fd()))
		fmt.Fprintln(std.err)
		if err != nil {
			return "", fmt.Errorf("read the password: %w", err)
		}
		typed[i] = string(line)
	}
	if typed[0] != typed[1] {
		return "", errors.New("the two passwords differ: nothing was changed")
	}
	return typed[0], nil
}
