package webchat

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// FuzzFrame feeds the decoder whatever a client might send: it never panics,
// knows only the client's own types, and never repeats what a frame held.
func FuzzFrame(f *testing.F) {
	for _, seed := range []string{
		`{"type":"hello","v":1,"town":"siena","lang":"it","token":"t","after":12}`,
		`{"type":"send","id":"01J","text":"ciao \" \\ \u0000 è"}`,
		`{"type":"send","id":"01J","choice":"card/x","form":{"a":[1,2]}}`,
		`{"type":"resume","after":0}`, `{"type":"typing","on":true}`, `{"type":"read","n":3}`,
		`null`, `[]`, `{}`, `{"type":`, `{"type":"ev"}`, "\xff", `{"after":-1}`, strings.Repeat(`{"a":`, 20),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		frame, err := decodeFrame(b)
		if err != nil {
			if known := []error{errNotUTF8, errTooDeep, errBrokenJSON, errUnknownType, errBadNumber}; !slices.Contains(known, err) {
				t.Fatalf("an error that may hold a part of the frame: %v", err)
			}
			return
		}
		switch frame.Type {
		case typeHello, typeSend, typeResume, typeTyping, typeRead:
		default:
			t.Fatalf("accepted the type %q", frame.Type)
		}
		if frame.after() < 0 || frame.N < 0 {
			t.Fatalf("accepted a negative number in %q", b)
		}
		if !json.Valid(b) {
			t.Fatalf("accepted what is not JSON: %q", b)
		}
	})
}

func TestDepthIsCountedOutsideStringsOnly(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{
		strings.Repeat("[", maxDepth):                false,
		strings.Repeat("[", maxDepth+1):              true,
		strings.Repeat("[]", 100):                    false,
		`"` + strings.Repeat("[", 100) + `"`:         false,
		`"\"` + strings.Repeat("[", 100) + `"`:       false,
		`"a"` + strings.Repeat("{", maxDepth+1):      true,
		`"\\"` + strings.Repeat("{", maxDepth+1):     true,
		strings.Repeat(`{"a":`, maxDepth) + `"{{{{"`: false,
	} {
		if got := tooDeep([]byte(in)); got != want {
			t.Errorf("tooDeep(%.40q) = %v, want %v", in, got, want)
		}
	}
}

func TestEventsAreEncodedAsJSON(t *testing.T) {
	t.Parallel()
	ev := caterina.Event{
		Conversation: "c", N: 7, Kind: "message", Actor: "operator \"Ada\"\n", Body: json.RawMessage(`{"text":"è \"x\""}`),
		At: time.Date(2026, 11, 22, 10, 0, 0, 123_456_789, time.FixedZone("CET", 3600)),
	}
	const want = `{"type":"ev","conv":"c","n":7,"kind":"message","actor":"operator \"Ada\"\n","at":"2026-11-22T09:00:00.123Z","body":{"text":"è \"x\""}}`
	if got := string(encodeEvent(&ev)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	ev.Body = nil
	if got := encodeEvent(&ev); !json.Valid(got) {
		t.Errorf("an event without a body is %s", got)
	}
}

func TestTheLanguageIsTheFirstPartOfItsTag(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{
		"it": "it", "en-GB": "en", " EN ": "en", "ar": "ar", "": "", "x": "", "italiano": "", "1t": "", "<b>": "",
	} {
		if got := languageOf(tag); got != want {
			t.Errorf("languageOf(%q) = %q, want %q", tag, got, want)
		}
	}
}

func TestEveryRefusalHasASentenceInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, code := range []nakCode{nakTooLong, nakRate, nakClosed, nakLater, nakBad} {
		it, en := sentence("it", code), sentence("en", code)
		if it == "" || en == "" || it == en {
			t.Errorf("%s: %q, %q", code, it, en)
		}
		if sentence("ar", code) != it {
			t.Errorf("%s: other languages do not get the Italian sentence", code)
		}
	}
}

// TestTheReasonOfTheEndIsForStaff: an operator writes it in words of their own.
func TestTheReasonOfTheEndIsForStaff(t *testing.T) {
	t.Parallel()
	ev := caterina.Event{N: 4, Kind: caterina.KindState, Actor: caterina.OperatorActor(3), Body: encode(caterina.StateBody{
		MessageBody: caterina.MessageBody{Text: "Chiusa."}, Owner: caterina.OwnerClosed, State: caterina.StateClosed, Reason: "insiste, non rispondere", Rate: true,
	})}
	got := string(encodeEvent(&ev))
	if strings.Contains(got, "insiste") || !strings.Contains(got, `"reason":"closed","rate":true`) || !strings.Contains(got, "Chiusa.") {
		t.Errorf("the citizen receives %s", got)
	}
}
