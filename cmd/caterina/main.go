// Command caterina is the whole assistant in one binary: the server, the
// importer, the evaluation and the tools of a town's administrator.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // civil time must be Rome's on any machine
)

// Exit codes of every command.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// command is one subcommand. run gets the arguments after its name.
type command struct {
	name, summary string
	run           func(ctx context.Context, args []string, std streams) error
}

func commands() []command {
	return []command{
		{"serve", "run the website, the chat and the background work", runServe},
		{"migrate", "bring the database up to date (or: down, status)", runMigrate},
		{"import", "read town folders and cards into the database", runImport},
		{"ask", "ask one question and print the answer", runAsk},
		{"chat", "talk with the assistant in the terminal", runChat},
		{"eval", "measure the answers to files of questions", runEval},
		{"model", "try the server of the language model and say what works", runModel},
		{"embeddings", "show, add, fill and switch the models of the vectors", runEmbeddings},
		{"operator", "keep the staff's accounts (add, list, disable, password)", runOperator},
		{"check-bookings", "look for appointments that must never be", runCheckBookings},
		{"bounce", "note from a mail server's report that a notice did not arrive", runBounce},
		{"telegram", "check how the Telegram bots are set up (telegram check)", runTelegram},
		{"config", "print the configuration", runConfig},
		{"version", "print the version", runVersion},
	}
}

// errUsage marks an error that the caller's arguments caused.
var errUsage = errors.New("bad usage")

// usagef returns an error that exits with exitUsage.
func usagef(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errUsage, fmt.Sprintf(format, args...))
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

// run executes one command and returns its exit code.
func run(ctx context.Context, args []string, std streams) int {
	if len(args) == 0 {
		printUsage(std.err)
		return exitUsage
	}
	if args[0] == "-h" || args[0] == "--help" || args[0] == "help" {
		printUsage(std.out)
		return exitDone
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return exitCode(c.run(ctx, args[1:], std), std.err)
		}
	}
	fmt.Fprintf(std.err, "caterina: there is no command %q\n\n", args[0])
	printUsage(std.err)
	return exitUsage
}

// exitCode says on stderr why a command failed and returns its code.
func exitCode(err error, stderr io.Writer) int {
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitDone
	case errors.Is(err, errUsage):
		fmt.Fprintln(stderr, "caterina:", err)
		return exitUsage
	default:
		fmt.Fprintln(stderr, "caterina:", err)
		return failedWith(err)
	}
}

// failedWith is the exit code of what failed.
func failedWith(err error) int {
	switch {
	case errors.Is(err, errLater):
		return exitLater
	case errors.Is(err, errData):
		return exitData
	}
	return exitFailed
}

func printUsage(w io.Writer) {
	fmt.Fprint(w, "Caterina, the assistant of a town's family and welfare desk.\n\nUsage: caterina COMMAND [options]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-15s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\n\"caterina COMMAND -h\" prints the options of a command.\n")
}

// parseFlags parses a command's options. It returns flag.ErrHelp after -h, and
// a usage error for an option it does not know.
func parseFlags(fs *flag.FlagSet, args []string, usage string, std streams) error {
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(std.out, "Usage: caterina %s %s\n", fs.Name(), usage)
		fs.SetOutput(std.out)
		fs.PrintDefaults()
		return flag.ErrHelp
	}
	if err != nil {
		return usagef("%s (\"caterina %s -h\" prints the options)", err, fs.Name())
	}
	return nil
}
