package console

import (
	"go/ast"
	"go/parser"
	"go/token"
	"testing"

	"example.org/caterina"
	"example.org/caterina/bot/draft"
	"example.org/caterina/bot/verify"
	"example.org/caterina/internal/openai"
)

// TestEveryReasonOfTheVerifierHasWords, in its order, and that of translations; none is
// explained that there is not.
func TestEveryReasonOfTheVerifierHasWords(t *testing.T) {
	t.Parallel()
	all := append(verify.Reasons(), draft.RejectedTranslation)
	ours := reasons()
	if len(ours) != len(all) {
		t.Fatalf("%d reasons have words, the verifier has %d", len(ours), len(all))
	}
	names := map[string]bool{}
	for i, why := range ours {
		if why.Key != string(all[i]) {
			t.Errorf("reason %d is %q, want %q", i, why.Key, all[i])
		}
		if why.Name == "" || why.Says == "" || names[why.Name] {
			t.Errorf("%q is called %q and explained by %q", why.Key, why.Name, why.Says)
		}
		names[why.Name] = true
		if reasonNamed(why.Key) != why {
			t.Errorf("%q is not found by its key", why.Key)
		}
	}
	if got := reasonNamed("of-tomorrow"); got.Name != "of-tomorrow" {
		t.Errorf("a reason of another version is shown as %+v", got)
	}
}

// TestEveryStepAndFailureHasWords reads the root's constants: one without a name would
// stand on the page as the program writes it.
func TestEveryStepAndFailureHasWords(t *testing.T) {
	t.Parallel()
	steps, causes := constantsOf(t, "ModelStep"), constantsOf(t, "ModelFailure")
	if len(steps) < 9 || len(causes) < 11 {
		t.Fatalf("found the steps %q and the failures %q", steps, causes)
	}
	for _, step := range steps {
		if stepName(caterina.ModelStep(step)) == step {
			t.Errorf("the step %s has no name", step)
		}
	}
	for _, cause := range causes {
		if failureName(caterina.ModelFailure(cause)) == cause {
			t.Errorf("the failure %s has no name", cause)
		}
	}
	for _, line := range []openai.Line{openai.LineChat, openai.LineEmbed, openai.LineTranscribe} {
		if lineName(string(line)) == string(line) {
			t.Errorf("the line %s has no name", line)
		}
	}
	for _, degree := range append(caterina.Autonomies(), "") {
		if degreeName(degree) == string(degree) || degreeSays(degree) == "" {
			t.Errorf("the degree %q has no words", degree)
		}
	}
}

// constantsOf are the strings of the root's constants of a type.
func constantsOf(t *testing.T, name string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../model.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			if of, ok := spec.Type.(*ast.Ident); ok && of.Name == name {
				all = append(all, literal(spec.Values[0]))
			}
		}
		return true
	})
	return all
}

func TestALimitIsReadAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"": 0, "  ": 0, "250000": 250_000, "250.000": 250_000, "250 000": 250_000, "250'000": 250_000, " 1.000.000 ": 1_000_000, "10000": 10_000,
	} {
		if got, ok := readLimit(text); !ok || got != want {
			t.Errorf("%q: %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"0", "-1", "9999", "cento", "1e6", "250,5", "99999999999999999999", "2000000000000", "٣٠٠٠٠", "0x10000", "+-20000"} {
		if got, ok := readLimit(text); ok {
			t.Errorf("%q is taken as %d", text, got)
		}
	}
}

// TestWhatADayHasCostIsAddedUpByStep, whichever model it was, and failures are told by
// their number.
func TestWhatADayHasCostIsAddedUpByStep(t *testing.T) {
	t.Parallel()
	day := caterina.Date{Year: 2026, Month: 3, Day: 10}
	lines := useLines([]caterina.ModelUse{
		{Day: day, Step: caterina.StepChoose, Model: "a", Calls: 2, In: 100, Out: 10},
		{Day: day, Step: caterina.StepWrite, Model: "a", Calls: 1000, In: 1_200_000, Out: 50_000},
		{Day: day, Step: caterina.StepWrite, Model: "b", Calls: 1, In: 5, Out: 1},
		{Day: day, Step: caterina.StepWrite, Model: "a", Failure: caterina.FailedCut, Calls: 2, In: 10},
		{Day: day, Step: caterina.StepWrite, Model: "b", Failure: caterina.FailedCut, Calls: 1},
		{Day: day, Step: caterina.StepWrite, Model: "a", Failure: caterina.FailedLate, Calls: 7},
		{Day: day.AddDays(-1), Step: caterina.StepWrite, Model: "a", Calls: 1, In: 1, Out: 1},
	})
	if len(lines) != 3 || lines[0].Step != "scegliere la scheda" || lines[2].Day != "09/03/2026" {
		t.Fatalf("got %+v", lines)
	}
	write := lines[1]
	if write.Calls.Text != "1.011" || write.In.Text != "1.200.015" || write.Out.Text != "50.001" || write.Failed != "7 in ritardo, 3 interrotte dalla rete" {
		t.Errorf("got %+v", write)
	}
	if lines[0].Failed != "" {
		t.Errorf("got %+v", lines[0])
	}
}

// TestAllDaysTogetherAreATableOfTheirOwn, a line for each step.
func TestAllDaysTogetherAreATableOfTheirOwn(t *testing.T) {
	t.Parallel()
	if tables := useTables(nil); tables != nil {
		t.Errorf("of nothing there is %+v", tables)
	}
	day := caterina.Date{Year: 2026, Month: 3, Day: 10}
	tables := useTables([]caterina.ModelUse{
		{Day: day, Step: caterina.StepWrite, Calls: 2, In: 20},
		{Day: day, Step: caterina.StepChoose, Calls: 1, In: 10},
		{Day: day.AddDays(-1), Step: caterina.StepWrite, Calls: 3, In: 30, Failure: caterina.FailedBad},
	})
	if len(tables) != 2 || tables[0].Days || !tables[1].Days || len(tables[0].Lines) != 2 || len(tables[1].Lines) != 3 {
		t.Fatalf("got %+v", tables)
	}
	if write := tables[0].Lines[1]; write.Calls.Text != "5" || write.In.Text != "50" || write.Failed != "3 con una risposta inutile" {
		t.Errorf("got %+v", write)
	}
}
