package draft_test

import (
	"strings"
	"testing"

	"example.org/caterina"
)

// TestACardThatTheModelForgetsSpeaksForItself: an answer that rests on two cards loses
// none, whichever the model words. Of a card that is not worded stands what was asked.
func TestACardThatTheModelForgetsSpeaksForItself(t *testing.T) {
	t.Parallel()
	d := siena(t)
	turn := caterina.Turn{Town: d.town, Now: monday(), Lang: "it", Inputs: []caterina.Input{{Seq: 1, Text: "quanto costa la biblioteca e che documenti servono per la ludoteca?"}}}
	plain, _ := scene{engine: d.engine, turn: turn}.plays(t, nil)
	if len(plain.Message.Citations) != 2 {
		t.Fatalf("the engine's answer rests on %+v", plain.Message.Citations)
	}
	got, shown := scene{engine: d.engine, turn: turn, model: &puppet{write: func(string) string {
		return "L'ingresso e il prestito sono gratuiti [biblioteca]."
	}}}.cut(t, 1, 2)
	text := got.Message.Text
	const (
		worded    = "L'ingresso e il prestito sono gratuiti."
		forgotten = "**Ludoteche e spazi gioco: dove trovarli**"
	)
	if !got.Message.Generated || !strings.HasPrefix(text, worded) || strings.Join(shown, "") != worded {
		t.Errorf("the citizen reads %q, on the way %q, refused is %+v", text, shown, got.Rejected)
	}
	if strings.Count(text, forgotten) != 1 || strings.Count(text, "Fonte: ") != 2 || len(got.Message.Citations) != 2 {
		t.Errorf("of the other card the citizen reads %q, cited is %+v", text, got.Message.Citations)
	}
	none, _ := scene{engine: d.engine, turn: turn, model: &puppet{write: func(string) string { return "Buongiorno!" }}}.cut(t, 1, 2)
	if none.Message.Generated || none.Message.Text != plain.Message.Text {
		t.Errorf("a greeting alone is no answer: %q", none.Message.Text)
	}
}
