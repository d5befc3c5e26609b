package telegram

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-telegram/bot/models"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"example.org/caterina"
)

var updateGolden = flag.Bool("update", false, "write the golden files anew")

// siena is the town of these tests.
func siena() *caterina.Town { return &caterina.Town{Slug: "siena", Name: "Siena"} }

// goldenEvent is an event as the files have it.
type goldenEvent struct {
	Seq   *int64
	Kind  caterina.EventKind
	Actor caterina.Actor
	Body  json.RawMessage
}

// written are messages as the files have them: HTML, then the buttons.
func written(all []Message) string {
	var b strings.Builder
	for i, m := range all {
		if i > 0 {
			b.WriteString("=====\n")
		}
		b.WriteString(m.HTML + "\n")
		if m.Keyboard == nil {
			continue
		}
		for _, row := range m.Keyboard.Rows {
			for _, button := range row {
				fmt.Fprintf(&b, "[ %s | %s%s ]", button.Text, button.Data, button.URL)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

func TestEventsReadOnTelegramAsOnTheWeb(t *testing.T) {
	t.Parallel()

	paths, err := filepath.Glob("testdata/messages/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()

			archive, err := txtar.ParseFile(path)
			if err != nil || len(archive.Files) != 2 {
				t.Fatalf("not two files: %v", err)
			}
			var given goldenEvent
			if err := json.Unmarshal(archive.Files[0].Data, &given); err != nil {
				t.Fatal(err)
			}
			ev := caterina.Event{Seq: 7, N: 6, Epoch: 2, Kind: given.Kind, Actor: given.Actor, Body: given.Body}
			if given.Seq != nil {
				ev.Seq, ev.N = *given.Seq, 0
			}
			all := Messages(&ev, siena(), "it")
			got := written(all)
			if *updateGolden {
				archive.Files[1].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
				t.Error(diff)
			}
			for _, m := range all {
				if err := acceptable(m); err != nil {
					t.Error(err)
				}
			}
			if again := written(Messages(&ev, siena(), "it")); again != got {
				t.Error("the same event is other messages the second time")
			}
		})
	}
}

func TestWhatIsNotForTheCitizenIsNotSent(t *testing.T) {
	t.Parallel()

	for name, change := range map[string]func(*caterina.Event){
		"a note":                 func(ev *caterina.Event) { ev.Kind = caterina.KindNote },
		"what staff alone see":   func(ev *caterina.Event) { ev.N = 0 },
		"their own words":        func(ev *caterina.Event) { ev.Actor = caterina.ActorCitizen },
		"words that were erased": func(ev *caterina.Event) { ev.Body = []byte(`{"text":"x","erased":true}`) },
		"nothing":                func(ev *caterina.Event) { ev.Body = []byte(`{}`) },
		"what nobody sees":       func(ev *caterina.Event) { ev.Body = []byte(`{"text":" \u2800\u200b\n"}`) },
		"marks of nothing": func(ev *caterina.Event) {
			ev.Body = []byte(`{"generated":true,"citations":[{"card":"x","title":"X"}]}`)
		},
		"what is no body":               func(ev *caterina.Event) { ev.Body = []byte(`{"text":`) },
		"a hidden note of an operator":  func(ev *caterina.Event) { ev.Kind, ev.Actor, ev.N = caterina.KindNote, "operator:3", 0 },
		"what staff see of a booking":   func(ev *caterina.Event) { ev.Kind, ev.N = caterina.KindBooking, 0 },
		"a hidden change of hands":      func(ev *caterina.Event) { ev.Kind, ev.N = caterina.KindState, 0 },
		"no body at all":                func(ev *caterina.Event) { ev.Body = nil },
		"an empty message of somebody ": func(ev *caterina.Event) { ev.Actor, ev.Body = "operator:3", []byte(`{"name":"Anna"}`) },
	} {
		ev := event(t, caterina.MessageBody{Text: "Segreto"})
		change(ev)
		if got := Messages(ev, siena(), "it"); len(got) != 0 {
			t.Errorf("%s is sent: %q", name, written(got))
		}
	}
}

func TestTheKeyboardIsUnderTheLastPart(t *testing.T) {
	t.Parallel()

	body := caterina.MessageBody{Text: strings.Repeat("Una frase di **prova**.\n\n", 400), Name: "Anna", Options: []caterina.Option{{ID: "person", Label: "Persona"}}}
	ev := event(t, body)
	ev.Actor = caterina.OperatorActor(3)
	all := Messages(ev, siena(), "it")
	if len(all) < 2 {
		t.Fatalf("%d messages", len(all))
	}
	for i, m := range all {
		if (m.Keyboard != nil) != (i == len(all)-1) || strings.Contains(m.HTML, "Anna") != (i == 0) {
			t.Errorf("part %d: %+v, %.40q", i, m.Keyboard, m.HTML)
		}
		if !strings.HasSuffix(m.HTML, ".") || !strings.HasPrefix(m.Plain, "Una frase di prova.") && i > 0 {
			t.Errorf("part %d is cut in a paragraph: %.40q", i, m.HTML)
		}
		if err := acceptable(m); err != nil {
			t.Error(err)
		}
	}
}

func TestCase54ALongTextOfAnOperatorIsSplitAtParagraphs(t *testing.T) {
	t.Parallel()

	var text strings.Builder
	for i := range 19 {
		fmt.Fprintf(&text, "Paragrafo %d: %s\n\n", i, strings.Repeat("parole & parole ", 30))
	}
	ev := event(t, caterina.MessageBody{Text: text.String(), Name: "Anna"})
	ev.Actor = caterina.OperatorActor(3)
	all := Messages(ev, siena(), "it")
	if len(all) != 3 || text.Len() < 9000 {
		t.Fatalf("%d messages of %d characters", len(all), text.Len())
	}
	next := 0
	for _, m := range all {
		if err := acceptable(m); err != nil {
			t.Error(err)
		}
		for paragraph := range strings.SplitSeq(strings.TrimPrefix(m.Plain, "Anna (Comune di Siena):\n"), "\n\n") {
			if !strings.HasPrefix(paragraph, fmt.Sprintf("Paragrafo %d: ", next)) || !strings.HasSuffix(paragraph, "parole & parole") {
				t.Errorf("paragraph %d is %.40q", next, paragraph)
			}
			next++
		}
	}
	if next != 19 {
		t.Errorf("%d paragraphs", next)
	}
}

func TestThePlainTextOfAPartIsNeverTooLong(t *testing.T) {
	t.Parallel()

	link := "[qui](https://comune.siena.it/" + strings.Repeat("x", 200) + ") e\n"
	all := Messages(event(t, caterina.MessageBody{Text: strings.Repeat(link+"\n", 30)}), siena(), "it")
	for _, m := range all {
		if err := acceptable(m); err != nil {
			t.Error(err)
		}
	}
	few := Messages(event(t, caterina.MessageBody{Text: link}), siena(), "it")
	if len(few) != 1 || !strings.Contains(few[0].Plain, "(https://comune.siena.it/xxx") {
		t.Errorf("%q", written(few))
	}
}

func TestPreviewsAreOffAndTheHTMLIsNamed(t *testing.T) {
	t.Parallel()

	m := Message{HTML: "<b>a</b>", Plain: "a", Keyboard: &Keyboard{Rows: [][]Button{{{Text: "b", Data: "o:1:0:0"}}}}}
	p, plain := m.Params(42), m.PlainParams(42)
	if p.ChatID != int64(42) || p.Text != "<b>a</b>" || p.ParseMode != models.ParseModeHTML || p.ReplyMarkup != m.Keyboard {
		t.Errorf("%+v", p)
	}
	if plain.ChatID != int64(42) || plain.Text != "a" || plain.ParseMode != "" || plain.ReplyMarkup != m.Keyboard {
		t.Errorf("%+v", plain)
	}
	for _, options := range []*models.LinkPreviewOptions{p.LinkPreviewOptions, plain.LinkPreviewOptions} {
		if options == nil || options.IsDisabled == nil || !*options.IsDisabled {
			t.Errorf("previews are on: %+v", options)
		}
	}
	if bare := (Message{HTML: "a", Plain: "a"}).Params(1); bare.ReplyMarkup != nil {
		t.Errorf("no keyboard becomes %#v", bare.ReplyMarkup)
	}
}

func TestWhatIsSentAgainAfterAnUnsureSending(t *testing.T) {
	t.Parallel()

	card := caterina.MessageBody{Text: "x", Booking: &caterina.BookingCard{Code: "K7M2XQR"}}
	for _, test := range []struct {
		name  string
		kind  caterina.EventKind
		actor caterina.Actor
		body  any
		want  EventClass
	}{
		{"an operator's message", caterina.KindMessage, "operator:3", caterina.MessageBody{Text: "x"}, ClassPerson},
		{"an answer", caterina.KindMessage, "bot", caterina.MessageBody{Text: "x"}, ClassBot},
		{"an appointment", caterina.KindBooking, "bot", card, ClassCode},
		{"a reminder", caterina.KindBooking, "system", card, ClassCode},
		{"an answer with a code", caterina.KindMessage, "bot", card, ClassCode},
		{"an offer of a place", caterina.KindMessage, "bot", caterina.MessageBody{Text: "x", Booking: &caterina.BookingCard{}}, ClassBot},
		{"a change of hands", caterina.KindState, "operator:3", caterina.StateBody{State: caterina.StateAssigned}, ClassStatus},
		{"somebody in danger", caterina.KindState, "bot", caterina.MessageBody{Text: "x", Outcome: caterina.OutcomeCrisis}, ClassBot},
		{"a notice", caterina.KindMessage, "system", caterina.MessageBody{Text: "x"}, ClassStatus},
		{"a note", caterina.KindNote, "operator:3", caterina.MessageBody{Text: "x"}, ClassStatus},
	} {
		ev := event(t, test.body)
		ev.Kind, ev.Actor = test.kind, test.actor
		if got := Class(ev); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
	if got := Class(&caterina.Event{Body: []byte(`{"text":"x"}`)}); got != ClassBot {
		t.Errorf("what is said outside of a conversation: %s", got)
	}
}

func TestATownIsNamedForWhatItIs(t *testing.T) {
	t.Parallel()

	for town, want := range map[string]string{
		"Siena": "Anna (Comune di Siena):", "Comune di Bari": "Anna (Comune di Bari):", "San Gimignano": "Anna (Comune di San Gimignano):",
		"Unione dei Comuni": "Anna (Unione dei Comuni):", "": "Anna:",
	} {
		if got := textsIn("it").speaker("Anna", &caterina.Town{Name: town}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := textsIn("en").speaker("", siena()); got != "Operator (Town of Siena):" {
		t.Errorf("%q", got)
	}
	if got := textsIn("it").speaker(strings.Repeat("Maria ", 50), &caterina.Town{}); len([]rune(got)) > maxName+1 {
		t.Errorf("%q", got)
	}
}

func TestDaysAreWrittenAsPeopleDo(t *testing.T) {
	t.Parallel()

	for _, test := range []struct {
		lang string
		day  int
		want string
	}{{"it", 3, "verificato il 3 novembre 2026"}, {"it", 8, "verificato l'8 novembre 2026"}, {"it", 11, "verificato l'11 novembre 2026"}, {"en", 8, "verified on 8 November 2026"}, {"fr", 1, "verificato il 1 novembre 2026"}} {
		if got := textsIn(test.lang).checked(caterina.Date{Year: 2026, Month: 11, Day: test.day}); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
