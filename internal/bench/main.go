// Command bench measures Caterina's speed and memory beside the limits of the
// stack it stands on, in one run, and prints one table with ratios. It starts
// its own database and its own servers on 127.0.0.1 and stops them again.
//
//	go run ./internal/bench            every part, medians of three
//	go run ./internal/bench -smoke     every part once, small: does it still run?
//	go run ./internal/bench -only idle one part
//	go run ./internal/bench -only people -for 30m
//
// The last is no measurement: it lets citizens and operators do whatever they
// like for half an hour and asks whether the rules have held. It runs only when
// it is named.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

// size is how much a run does.
type size struct {
	rounds      int // a figure is the median of that many
	cards       int // of the synthetic town
	turns       int // of the in-process part
	sockets     int // that ask
	idleSockets int
	idleFor     time.Duration // two pings of every socket: a part of one would count too many of them or too few
	citizens    int           // who talk with people
	operators   int           // who answer them
	chats       int           // that wrote on Telegram while the bot was away
	streams     int           // answers that a model writes at once
	late        time.Duration // until a model's first word has to be there
	loadFor     time.Duration // length of each step of the load
	rates       []int         // turns a second, tried upwards
}

func full() size {
	return size{
		rounds: 3, cards: 2000, turns: 3000, sockets: 1000, idleSockets: 10000, idleFor: 56 * time.Second, citizens: 500, operators: 20, chats: 1000, streams: 200, late: 4 * time.Second, loadFor: 15 * time.Second,
		rates: []int{200, 400, 600, 800, 1000, 1250, 1500},
	}
}

func smoke() size {
	return size{
		rounds: 1, cards: 200, turns: 100, sockets: 50, idleSockets: 200, idleFor: 2 * time.Second, citizens: 20, operators: 4, chats: 20, streams: 20, late: time.Second, loadFor: 2 * time.Second, rates: []int{20},
	}
}

// part is one group of figures.
type part struct {
	name string
	run  func(ctx context.Context, b *bench) error
}

func parts() []part {
	return []part{
		{"turn", benchTurn},
		{"import", benchImport},
		{"start", benchStart},
		{"load", benchLoad},
		{"events", benchEvents},
		{"handoff", benchHandoff},
		{"holds", benchHolds},
		{"idle", benchIdle},
		{"slots", benchSlots},
		{"telegram", benchTelegram},
		{"model", benchModel},
		{onlyNamed, benchPeople},
	}
}

// onlyNamed is the part that does not belong to all parts.
const onlyNamed = "people"

// bench is one run.
type bench struct {
	size      size
	bin       string // the caterina binary
	dir       string // a throw-away folder
	peopleFor time.Duration
	table     table
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == echoCommand {
		echoMain(os.Args[2:])
		return
	}
	small := flag.Bool("smoke", false, "every part once, small")
	only := flag.String("only", "", "parts to run, with commas: turn,import,start,load,events,handoff,holds,idle,slots,telegram,model,people")
	peopleFor := flag.Duration("for", 30*time.Minute, "how long the model of people runs")
	bin := flag.String("bin", "bin/caterina", "the binary to measure")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, &bench{size: sizeOf(*small), bin: *bin, peopleFor: *peopleFor}, *only)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func sizeOf(small bool) size {
	if small {
		return smoke()
	}
	return full()
}

func run(ctx context.Context, b *bench, only string) (err error) {
	b.dir, err = os.MkdirTemp("", "caterina-bench")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	if err := os.Chmod(b.dir, 0o755); err != nil { // the database may run as another user
		return fmt.Errorf("open the folder: %w", err)
	}
	wanted := strings.Split(only, ",")
	for _, p := range parts() {
		if named := slices.Contains(wanted, p.name); !named && (only != "" || p.name == onlyNamed) {
			continue
		}
		fmt.Fprintf(os.Stderr, "bench: %s …\n", p.name)
		if err := p.run(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return b.table.write(os.Stdout)
}
