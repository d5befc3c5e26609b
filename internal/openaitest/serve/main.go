// Command serve runs the fake language model by hand, to try Caterina with one on
// a machine that has none:
//
//	go run ./internal/openaitest/serve -addr 127.0.0.1:11500 -behaviour extractive
//	CATERINA_OPENAI_BASE_URL=http://127.0.0.1:11500/v1 CATERINA_OPENAI_CHAT_MODEL=fake-chat \
//	  CATERINA_OPENAI_EMBEDDING_MODEL=fake-embedding bin/caterina serve
//
// It prints a line for each request: what was asked for and what came of it, not
// the words.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"example.org/caterina/internal/openaitest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM) //nolint:forbidigo // a program's root
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// settings are what the command line says.
type settings struct {
	behaviour, fault, key, addr string
	seed                        uint64
	pace                        time.Duration
}

// run serves until the context ends. It returns 2 for a command line that it does
// not understand.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	s := settings{}
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&s.addr, "addr", "127.0.0.1:11500", "address to listen on")
	flags.StringVar(&s.behaviour, "behaviour", "extractive", "extractive, lying, obeying, or say=WORDS")
	flags.StringVar(&s.fault, "fault", "", "slow=DURATION, stall=PIECES, cut=PIECES, status=CODE, dead, or the name of a garble such as \"not JSON\"")
	flags.StringVar(&s.key, "key", "", "the only key it takes; empty: it takes every caller")
	flags.Uint64Var(&s.seed, "seed", 1, "of the lies")
	flags.DurationVar(&s.pace, "pace", 15*time.Millisecond, "between two pieces of a stream")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return 2
	}
	if err := serve(ctx, s, out); err != nil {
		_, _ = fmt.Fprintln(errs, "serve:", err)
		return 1
	}
	return 0
}

func serve(ctx context.Context, s settings, out io.Writer) error {
	behaviour, err := behaviourOf(s.behaviour, s.seed)
	if err != nil {
		return err
	}
	fault, err := faultOf(s.fault)
	if err != nil {
		return err
	}
	server, err := openaitest.New(ctx, openaitest.Options{
		Address: s.addr, Behaviour: behaviour, Key: s.key, Keyless: s.key == "", Pace: s.pace,
	})
	if err != nil {
		return fmt.Errorf("start the fake model: %w", err)
	}
	defer server.Close()
	if s.fault != "" {
		server.Fail(fault)
	}
	_, _ = fmt.Fprintf(out, "CATERINA_OPENAI_BASE_URL=%s\nCATERINA_OPENAI_CHAT_MODEL=%s\nCATERINA_OPENAI_EMBEDDING_MODEL=%s\n",
		server.URL(), openaitest.DefaultChat, openaitest.DefaultEmbedding)
	report(ctx, server, out)
	return nil
}

// report prints each request when it ends, until the context ends.
func report(ctx context.Context, server *openaitest.Server, out io.Writer) {
	printed := make(map[int]bool)
	over := func(r openaitest.Record) bool { return !r.Outcome.Ended.IsZero() && !printed[r.Number] }
	for {
		all, err := server.WaitRequests(ctx, "", func(all []openaitest.Record) bool { return slices.ContainsFunc(all, over) })
		if err != nil {
			return
		}
		for _, r := range all {
			if over(r) {
				printed[r.Number] = true
				_, _ = fmt.Fprintln(out, line(r))
			}
		}
	}
}

// line describes a request without its words.
func line(r openaitest.Record) string {
	o := r.Outcome
	parts := []string{strconv.Itoa(r.Number), r.Method, string(r.Endpoint)}
	if r.Chat != nil && r.Chat.Step != "" {
		parts = append(parts, string(r.Chat.Step))
	}
	parts = append(parts, fmt.Sprintf("%d %s in %s, %d tokens in, %d out", o.Status, o.Phase, o.Ended.Sub(r.At).Round(time.Millisecond), o.In, o.Out))
	if o.Change.Kind != "" {
		parts = append(parts, "changed "+string(o.Change.Kind))
	}
	if o.Order != "" {
		parts = append(parts, "obeyed "+o.Order)
	}
	return strings.Join(parts, " ")
}
