package bot

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"example.org/caterina"
)

// TestDialogues plays the scripts of testdata/dialogues. Each section of a file
// is one conversation:
//
//	> what the citizen writes (several in a row wait together)
//	>> the id of the option the citizen presses
//	>>> the number of the time that the citizen presses, among those offered last
//	+ what comes besides words, and the words beside it; "photo:4" is an album
//	set what the test arranges, and its value
//	< what the answer must contain
//	<! what it must not contain
//	= the id of an option that must be offered
//	~ the number of a time that is offered, and its label
//	% the rule that decided
//	@ the slug of a card that must be cited
//	! the outcome, then the card and the field talked about, where they matter
//
// Lines that begin with # are comments.
func TestDialogues(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/dialogues/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no dialogues: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range archive.Files {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+section.Name, func(t *testing.T) {
				t.Parallel()
				playDialogue(t, newChat(t), string(section.Data), false)
			})
		}
	}
}

// speaker is a chat that a script can be played in.
type speaker interface {
	say(tb testing.TB, inputs ...caterina.Input) caterina.Reply
	set(what, value string)
}

// set chooses the language.
func (c *chat) set(what, value string) {
	if what == "lang" {
		c.lang = value
	}
}

// playDialogue plays a script. Where every message is answered before the next one,
// none waits together with another.
func playDialogue(t *testing.T, c speaker, script string, oneByOne bool) {
	t.Helper()
	var (
		waiting []caterina.Input
		reply   *caterina.Reply
	)
	answer := func() caterina.Reply {
		if len(waiting) > 0 {
			r := c.say(t, waiting...)
			reply, waiting = &r, nil
		}
		if reply == nil {
			t.Fatal("the script expects an answer before anybody wrote")
		}
		return *reply
	}
	for line := range strings.Lines(script) {
		mark, rest, _ := strings.Cut(strings.TrimRight(line, "\n"), " ")
		if oneByOne && len(waiting) > 0 && mark != "" && mark != "#" {
			answer()
		}
		switch mark {
		case ">":
			waiting = append(waiting, caterina.Input{Text: rest})
		case ">>":
			waiting = append(waiting, caterina.Input{Text: "…", Choice: rest})
		case ">>>":
			i, err := strconv.Atoi(rest)
			if slots := answer().Message.Slots; err != nil || i > len(slots) {
				t.Fatalf("there is no time %s among %d", rest, len(slots))
			}
			waiting = append(waiting, caterina.Input{Text: "…", Choice: reply.Message.Slots[i-1].ID})
		case "+":
			waiting = append(waiting, sentInput(rest))
		case "set":
			what, value, _ := strings.Cut(rest, " ")
			c.set(what, value)
		case "lang":
			c.set("lang", rest)
		case "", "#":
		default:
			if err := checkReply(answer(), mark, rest); err != nil {
				t.Errorf("%v\nthe answer was [%s, %s]\n%s\noptions %v", err, reply.Message.Outcome, reply.Trace.Rule, reply.Message.Text, reply.Message.Options)
			}
		}
	}
}

// sentInput is "photo", "photo:4" or "photo che cos'è?".
func sentInput(text string) caterina.Input {
	media, caption, _ := strings.Cut(text, " ")
	kind, count, _ := strings.Cut(media, ":")
	n, _ := strconv.Atoi(count)
	return caterina.Input{Text: caption, Media: kind, Files: make([]caterina.File, n)}
}

// checkReply compares an answer with one line of a script.
func checkReply(r caterina.Reply, mark, want string) error {
	switch mark {
	case "<":
		if !strings.Contains(r.Message.Text, want) {
			return fmt.Errorf("the answer lacks %q", want)
		}
	case "<!":
		if strings.Contains(r.Message.Text, want) {
			return fmt.Errorf("the answer contains %q", want)
		}
	case "~":
		n, label, _ := strings.Cut(want, " ")
		if i, err := strconv.Atoi(n); err != nil || i > len(r.Message.Slots) || r.Message.Slots[i-1].Label != label {
			return fmt.Errorf("time %s is not %q in %+v", n, label, r.Message.Slots)
		}
	case "%":
		if r.Trace.Rule != want {
			return fmt.Errorf("the rule is %s, want %s", r.Trace.Rule, want)
		}
	case "=":
		if !hasOption(r.Message.Options, want) {
			return fmt.Errorf("the option %q is missing", want)
		}
	case "@":
		for _, c := range r.Message.Citations {
			if c.Card == want {
				return nil
			}
		}
		return fmt.Errorf("the card %q is not cited", want)
	case "!":
		got := []string{string(r.Message.Outcome), r.Message.Card, string(r.Message.Field)}
		for i, w := range strings.Fields(want) {
			if w != "-" && w != got[i] {
				return fmt.Errorf("got %v, want %v", got, want)
			}
		}
	default:
		return fmt.Errorf("the script has a line that begins with %q", mark)
	}
	return nil
}
