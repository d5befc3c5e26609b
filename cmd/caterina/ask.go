package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/internal/jobs"
	"example.org/caterina/internal/markdown"
)

// answer is what "ask -json" prints.
type answer struct {
	Outcome      caterina.Outcome        `json:"outcome"`
	Text         string                  `json:"text"`
	Citations    []caterina.Citation     `json:"citations"`
	Options      []caterina.Option       `json:"options"`
	Field        caterina.Field          `json:"field"`
	Confidence   float64                 `json:"confidence"`
	Cards        []string                `json:"cards"`
	Generated    bool                    `json:"generated"`
	TookMS       float64                 `json:"took_ms"`
	Conversation caterina.ConversationID `json:"conversation"`
}

func answerOf(reply caterina.Reply, conv caterina.ConversationID) answer {
	a := answer{
		Outcome: reply.Message.Outcome, Text: reply.Message.Text, Field: reply.Message.Field,
		Citations: append([]caterina.Citation{}, reply.Message.Citations...),
		Options:   append([]caterina.Option{}, reply.Message.Options...),
		Cards:     []string{}, Confidence: reply.Trace.Confidence, Generated: reply.Message.Generated,
		TookMS: reply.Trace.TookMS, Conversation: conv,
	}
	for _, hit := range reply.Trace.Ranking {
		a.Cards = append(a.Cards, hit.Card)
	}
	return a
}

// isConversation tells the id of a conversation, as the JSON prints it.
var isConversation = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// runAsk puts one question to a town and prints the answer.
func runAsk(ctx context.Context, args []string, std streams) (err error) {
	fs := flag.NewFlagSet("ask", flag.ContinueOnError)
	slug := fs.String("town", "", "town that is asked; default: DEFAULT_TOWN")
	asJSON := fs.Bool("json", false, "print one JSON object")
	conv := fs.String("conversation", "", "go on with this conversation (its id is in the JSON)")
	lang := fs.String("lang", "it", "language of the citizen: it or en")
	if err := parseFlags(fs, args, `[-town SLUG] [-json] [-conversation ID] [-lang it] "question"`, std); err != nil {
		return err
	}
	question := strings.Join(fs.Args(), " ")
	if fs.NArg() == 0 {
		return usagef("write the question after the options")
	}
	if *conv != "" && !isConversation.MatchString(*conv) {
		return usagef("-conversation must be an id that \"ask -json\" printed, such as 01234567-89ab-4cde-8f01-23456789abcd")
	}
	t, err := openTerminal(ctx, std.err, *slug, *lang, caterina.ConversationID(*conv))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.app.close(ctx)) }()
	reply, err := t.say(ctx, caterina.MessageBody{Text: question})
	if err != nil {
		return err
	}
	if *asJSON {
		enc := json.NewEncoder(std.out)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(answerOf(reply, t.conv)); err != nil {
			return fmt.Errorf("print the answer: %w", err)
		}
		return nil
	}
	printReply(std.out, reply.Message)
	return nil
}

// leaveWord ends a chat in the terminal.
const leaveWord = "/esci"

// runChat talks in the terminal until the input ends.
func runChat(ctx context.Context, args []string, std streams) (err error) {
	fs := flag.NewFlagSet("chat", flag.ContinueOnError)
	slug := fs.String("town", "", "town that is asked; default: DEFAULT_TOWN")
	lang := fs.String("lang", "it", "language of the citizen: it or en")
	if err := parseFlags(fs, args, "[-town SLUG] [-lang it]", std); err != nil {
		return err
	}
	t, err := openTerminal(ctx, std.err, *slug, *lang, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.app.close(ctx)) }()
	last := bot.Greeting(t.town, *lang)
	printReply(std.out, last)
	fmt.Fprintln(std.out, "("+leaveWord+" o Ctrl-D per uscire)")
	lines := bufio.NewScanner(std.in)
	for fmt.Fprint(std.out, "> "); ctx.Err() == nil && lines.Scan(); fmt.Fprint(std.out, "> ") {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		if line == leaveWord {
			return nil
		}
		reply, err := t.say(ctx, chosen(line, last.Options))
		if err != nil {
			return err
		}
		last = reply.Message
		printReply(std.out, last)
	}
	fmt.Fprintln(std.out)
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read the terminal: %w", err)
	}
	return nil
}

// chosen turns "2" into the second option, and anything else into a message.
func chosen(line string, options []caterina.Option) caterina.MessageBody {
	n, err := strconv.Atoi(line)
	if err != nil || n < 1 || n > len(options) {
		return caterina.MessageBody{Text: line}
	}
	return caterina.MessageBody{Text: options[n-1].Label, Choice: options[n-1].ID}
}

func printReply(w io.Writer, m caterina.MessageBody) {
	fmt.Fprintln(w, markdown.Plain(m.Text))
	for i, o := range m.Options {
		fmt.Fprintf(w, "  [%d] %s\n", i+1, o.Label)
	}
}

// terminal is a conversation held on the command line, with the same log and
// the same turns as on the web.
type terminal struct {
	app    *app
	town   caterina.Town
	conv   caterina.ConversationID
	runner *jobs.Runner
}

func openTerminal(ctx context.Context, logs io.Writer, slug, lang string, conv caterina.ConversationID) (*terminal, error) {
	if lang != "it" && lang != "en" {
		return nil, usagef("-lang must be it or en")
	}
	a, err := openTool(ctx, logs)
	if err != nil {
		return nil, err
	}
	t := &terminal{app: a, conv: conv}
	answers, err := a.newAnswering(func(caterina.Event) {}, nil, noMetrics{}, nil, false)
	if err == nil {
		err = answers.agenda.Keep(ctx) // there may be no server that has done it
	}
	if err != nil {
		return nil, errors.Join(err, a.close(ctx))
	}
	t.runner = answers.runner
	if slug == "" {
		slug = a.cfg.DefaultTown
	}
	if t.town, err = a.town(slug); err != nil {
		return nil, errors.Join(err, a.close(ctx))
	}
	if conv != "" {
		return t, nil
	}
	session, err := a.db.store.OpenSession(ctx, caterina.Opening{
		Town: t.town.ID, Channel: caterina.ChannelTerminal, Lang: lang, Greeting: bot.Greeting(t.town, lang),
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open a conversation: %w", err), a.close(ctx))
	}
	t.conv = session.Conversation.ID
	return t, nil
}

// say stores a message and runs the turn it makes due.
func (t *terminal) say(ctx context.Context, body caterina.MessageBody) (caterina.Reply, error) {
	receipt, err := t.runner.Receive(ctx, caterina.Inbound{
		Town: t.town.ID, Conversation: t.conv, ClientID: rand.Text(), Body: body,
	})
	if err != nil {
		return caterina.Reply{}, fmt.Errorf("store the message: %w", err)
	}
	if receipt.Turn == nil {
		return t.await(ctx, receipt.Event.N)
	}
	reply, err := t.runner.RunTurn(ctx, *receipt.Turn)
	if errors.Is(err, jobs.ErrTaken) {
		return t.await(ctx, receipt.Event.N)
	}
	if err != nil {
		return caterina.Reply{}, fmt.Errorf("answer: %w", err)
	}
	return reply, nil
}

// await reads the answer that another process is giving to message n.
func (t *terminal) await(ctx context.Context, n int64) (caterina.Reply, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		events, err := t.app.db.store.Events(ctx, t.town.ID, t.conv, n, 1)
		if err != nil {
			return caterina.Reply{}, fmt.Errorf("read the answer: %w", err)
		}
		if len(events) == 1 {
			var body caterina.MessageBody
			if err := json.Unmarshal(events[0].Body, &body); err != nil {
				return caterina.Reply{}, fmt.Errorf("read the answer: %w", err)
			}
			return caterina.Reply{Message: body}, nil
		}
		select {
		case <-ctx.Done():
			return caterina.Reply{}, fmt.Errorf("wait for the answer of another process: %w", ctx.Err())
		case <-tick.C:
		}
	}
}
