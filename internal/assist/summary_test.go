package assist_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/openaitest"
)

// TestASummaryHoldsOnlyWhatWasSaid: a sentence with a figure that nobody named is dropped,
// the others of its line stay, and there are never more than five lines.
func TestASummaryHoldsOnlyWhatWasSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("- Il cittadino ha tre figli e un ISEE di 9.500 euro. Il bonus è di 450 euro.\n" +
		"- Ha chiesto del bonus utenze entro il 31 dicembre.\n- Ha chiesto del bonus utenze entro il 30 dicembre.\n" +
		"- Ha già il bonus di 300 euro.\n- Scrive in italiano.\n- Vuole una persona.\n- Ha chiesto del bonus.\n- Ha chiesto ancora del bonus.\n")
	got, err := w.help.Summary(t.Context(), talk(t,
		"citizen: ho 3 figli e ISEE di 9500 euro, mi spetta il bonus utenze entro il 31 dicembre?", "bot: Il bonus è di 300 euro.", "citizen: voglio una persona"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(got, "\n")
	for _, wrong := range []string{"450", "30 dicembre"} {
		if strings.Contains(text, wrong) {
			t.Errorf("it says %s:\n%s", wrong, text)
		}
	}
	if len(got) == 0 || len(got) > 5 || !strings.Contains(text, "tre figli") && !strings.Contains(text, "31 dicembre") {
		t.Errorf("it says %q", got)
	}
}

// TestAnHonestSummaryIsShown: what the extractive fake takes from the conversation.
func TestAnHonestSummaryIsShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got, err := w.help.Summary(t.Context(), talk(t, "citizen: quanto vale il bonus utenze con 8.000 euro di ISEE?", "bot: 300 euro.", "citizen: mi chiami allo 0577 123456"))
	if err != nil || len(got) != 2 || !strings.Contains(got[0], "8.000 euro") || !strings.Contains(got[1], "0577 123456") {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestAModelSeesNoPersonalData, and whoever reads the summary does.
func TestAModelSeesNoPersonalData(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("- NOME_2 vuole essere richiamata al TELEFONO_1, e non NOME_1.")
	conv := talk(t, "citizen: mi chiamo Zenobia, chiamatemi al 333 1234567, sono in attesa con Priscilla Verdini",
		"operator: Buongiorno, sono Ada. Lascio un messaggio alla signora Verdini", "note: caso di Zenobia, codice RSSMRA80A01H501U",
		"flow: Come ti chiami?", "citizen: Ermenegilda Sconosciuta", "erased: via")
	conv.Names = []string{"Priscilla Verdini"}
	got, err := w.help.Summary(t.Context(), conv)
	if err != nil || len(got) != 1 || !strings.HasSuffix(got[0], " vuole essere richiamata al 333 1234567, e non Priscilla Verdini.") {
		t.Errorf("got %q, %v", got, err)
	}
	asked := w.asked()
	if len(asked) != 1 {
		t.Fatalf("asked %d times", len(asked))
	}
	for _, secret := range []string{"enobia", "1234567", "riscilla", "erdini", "Ada", "RSSMRA", "rmenegilda", "conosciuta"} {
		if strings.Contains(asked[0].User(), secret) {
			t.Errorf("the model was told %q:\n%s", secret, asked[0].User())
		}
	}
}

// TestASummaryIsAskedForOnce: of a conversation that is opened and then taken, and not of
// what is said afterwards; after an hour it is made anew.
func TestASummaryIsAskedForOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("- Chiede del bonus.", "- Chiede del bonus.")
	before := []string{"citizen: il bonus?", "queued: "}
	for _, lines := range [][]string{before, append(slices.Clone(before), "taken: "), append(slices.Clone(before), "taken: ", "operator: Buongiorno", "citizen: ho 4 figli")} {
		if got, err := w.help.Summary(t.Context(), talk(t, lines...)); err != nil || len(got) != 1 {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	if n := len(w.asked()); n != 1 {
		t.Errorf("asked %d times", n)
	}
	w.mu.Lock()
	w.now = w.now.Add(time.Hour)
	w.mu.Unlock()
	if _, err := w.help.Summary(t.Context(), talk(t, before...)); err != nil || len(w.asked()) != 2 {
		t.Errorf("asked %d times, %v", len(w.asked()), err)
	}
}

// TestTheSameWordsOfAnotherConversationAreNotTaken: masked, two conversations may look
// alike; each gets its own people back.
func TestTheSameWordsOfAnotherConversationAreNotTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("- Chiamare TELEFONO_1.", "- Chiamare TELEFONO_1.")
	one, two := talk(t, "citizen: chiamate il 333 1111111"), talk(t, "citizen: chiamate il 333 2222222")
	two.Conversation = "c2"
	first, _ := w.help.Summary(t.Context(), one)
	second, _ := w.help.Summary(t.Context(), two)
	if len(first) != 1 || len(second) != 1 || !strings.Contains(first[0], "333 1111111") || !strings.Contains(second[0], "333 2222222") {
		t.Errorf("got %q and %q", first, second)
	}
}

// TestNobodyInDangerIsSummedUp, nor who has said nothing: no model is asked.
func TestNobodyInDangerIsSummedUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says()
	for _, lines := range [][]string{{"citizen: mi picchia", "crisis: Chiama il 112.", "citizen: aiuto"}, {"bot: Ciao!"}, {}, {"note: attenzione"}} {
		if got, err := w.help.Summary(t.Context(), talk(t, lines...)); err != nil || got != nil {
			t.Errorf("%q: %q, %v", lines, got, err)
		}
	}
	if len(w.asked()) > 0 {
		t.Error("the model was asked")
	}
}

// TestADeadModelSumsNothingUp: with a sentence for whoever asks.
func TestADeadModelSumsNothingUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.model.Fail(openaitest.Dead())
	got, err := w.help.Summary(t.Context(), talk(t, "citizen: il bonus?"))
	is(t, err, caterina.CodeUnavailable)
	if got != nil {
		t.Errorf("got %q", got)
	}
}

// TestWhoLeavesDoesNotWait, and the answer is there for whoever comes next.
func TestWhoLeavesDoesNotWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held := make(chan struct{})
	w.says("- Chiede del bonus.")
	w.model.Fail(openaitest.Slow(held))
	ctx, leave := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := w.help.Summary(ctx, talk(t, "citizen: il bonus?"))
		ended <- err
	}()
	if _, err := w.model.Wait(t.Context(), openaitest.Chats, 1); err != nil {
		t.Fatal(err)
	}
	leave()
	is(t, <-ended, caterina.CodeUnavailable)
	close(held)
	if got, err := w.help.Summary(t.Context(), talk(t, "citizen: il bonus?")); err != nil || len(got) != 1 || len(w.asked()) != 1 {
		t.Errorf("got %q, %v after %d requests", got, err, len(w.asked()))
	}
}
