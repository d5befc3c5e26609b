package draft_test

import (
	"strings"
	"testing"

	"example.org/caterina"
)

// TestWhoAsksOfADayIsToldOfThatDay: a model says of a day what the card says of it, and
// where it says nothing the engine's line stands below. "Tomorrow" is the engine's to
// say: no card tells what day that is.
func TestWhoAsksOfADayIsToldOfThatDay(t *testing.T) {
	t.Parallel()
	d := siena(t)
	const (
		domani = "Biblioteca comunale degli Intronati: domani è aperto dalle 09:00 alle 18:00."
		sabato = "Biblioteca comunale degli Intronati: sabato è aperto dalle 09:00 alle 13:00."
	)
	for _, c := range []struct {
		day, written, starts, line string
	}{
		{"domani", "La biblioteca è aperta dal lunedì al venerdì dalle 9 alle 18 [biblioteca].", "La biblioteca è aperta dal lunedì al venerdì dalle 9 alle 18.", domani},
		{"domani", "Domani è aperta dalle 9 alle 20 [biblioteca]. È aperta dal lunedì al venerdì dalle 9 alle 18 [biblioteca].", "È aperta dal lunedì al venerdì dalle 9 alle 18.", domani},
		{"domani", "Sabato è aperta dalle 9 alle 18 [biblioteca]. È aperta dal lunedì al venerdì dalle 9 alle 18 [biblioteca].", "È aperta dal lunedì al venerdì dalle 9 alle 18.", domani},
		{"sabato", "La biblioteca è aperta dal lunedì al venerdì dalle 9 alle 18 [biblioteca].", "La biblioteca è aperta dal lunedì al venerdì dalle 9 alle 18.", sabato},
		{"sabato", "La biblioteca il sabato è aperta dalle 9 alle 13 [biblioteca].", "La biblioteca il sabato è aperta dalle 9 alle 13.", ""},
	} {
		turn := caterina.Turn{Town: d.town, Now: monday(), Lang: "it", Inputs: []caterina.Input{{Seq: 1, Text: "fino a che ora è aperta la biblioteca " + c.day + "?"}}}
		got, _ := scene{engine: d.engine, turn: turn, model: &puppet{write: func(string) string { return c.written }}}.cut(t, 1, 2)
		text := got.Message.Text
		if !got.Message.Generated || !strings.HasPrefix(text, c.starts) || !strings.Contains(text, c.line) || c.line == "" && strings.Contains(text, sabato) {
			t.Errorf("%q: the citizen reads %q, refused is %+v", c.written, text, got.Rejected)
		}
	}
}
