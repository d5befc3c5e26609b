package evaluation

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

func TestReadAcceptsEveryKey(t *testing.T) {
	t.Parallel()

	got, err := read(strings.NewReader(`
{"id":"1","question":"quanto costa?","lang":"it","card":["mensa","nido"],"field":"cost","history":["la mensa"]}

{"id":"2","question":"che tempo fa","outcome":"decline"}
{"id":"3","question":"il nido","card":"nido"}
`), "q.jsonl")
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	want := []Question{
		{ID: "1", Question: "quanto costa?", Lang: "it", Cards: Cards{"mensa", "nido"}, Field: caterina.FieldCost, History: []string{"la mensa"}},
		{ID: "2", Question: "che tempo fa", Outcome: caterina.OutcomeDecline},
		{ID: "3", Question: "il nido", Cards: Cards{"nido"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
}

func TestReadNamesTheLineAndWhatIsWrong(t *testing.T) {
	t.Parallel()

	good := `{"id":"1","question":"a?","card":"a"}` + "\n"
	for name, c := range map[string]struct{ row, want string }{
		"no json":         {`{"id":`, "not a question"},
		"unknown key":     {`{"id":"2","question":"a?","cards":"a"}`, `unknown field "cards"`},
		"two objects":     {`{"id":"2","question":"a?","card":"a"}{}`, "more than one object"},
		"no id":           {`{"question":"a?","card":"a"}`, `"id" is missing`},
		"no question":     {`{"id":"2","question":" ","card":"a"}`, `"question" is missing`},
		"nothing wanted":  {`{"id":"2","question":"a?"}`, "neither"},
		"empty slug":      {`{"id":"2","question":"a?","card":["a",""]}`, "empty slug"},
		"card is an int":  {`{"id":"2","question":"a?","card":7}`, "a slug or a list"},
		"unknown outcome": {`{"id":"2","question":"a?","outcome":"refuse"}`, `"refuse" is not an outcome`},
		"unknown field":   {`{"id":"2","question":"a?","card":"a","field":"price"}`, `"price" is not a field`},
		"same id twice":   {`{"id":"1","question":"b?","card":"a"}`, "is that of line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(strings.NewReader(good+c.row+"\n"), "q.jsonl")
			if err == nil || !strings.Contains(err.Error(), "q.jsonl line 2: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("err = %v, want line 2 and %q", err, c.want)
			}
		})
	}
}

func TestReadRefusesEndlessLines(t *testing.T) {
	t.Parallel()

	if _, err := read(strings.NewReader(strings.Repeat("x", maxLine+1)), "q.jsonl"); err == nil {
		t.Error("a line longer than the limit was read")
	}
}

func TestMissingFileIsAnError(t *testing.T) {
	t.Parallel()

	if _, err := Run(t.Context(), []string{"no-such-file.jsonl"}, nil); err == nil {
		t.Error("a missing file was read")
	}
}
