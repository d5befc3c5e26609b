package console

import (
	"encoding/json"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/prompts"
)

// TestEveryToolAndWhatBecomesOfItHasWords: whoever reads why the bot said something reads
// what a model asked for, too.
func TestEveryToolAndWhatBecomesOfItHasWords(t *testing.T) {
	t.Parallel()
	for _, tool := range []prompts.Tool{prompts.ToolSearch, prompts.ToolHours, prompts.ToolSlots, prompts.ToolPerson} {
		for _, became := range caterina.ToolResults() {
			stored, err := json.Marshal(caterina.Trace{Model: []caterina.ModelTrace{
				{Step: caterina.StepRewrite}, {Step: caterina.StepChoose, Tool: string(tool) + "/urp", Became: became},
			}})
			if err != nil {
				t.Fatal(err)
			}
			got := whyOf(stored, "siena").Tools
			if len(got) != 1 || got[0].Of != "urp" || got[0].Tool == "un'altra cosa" || !strings.Contains(got[0].Became, " ") && got[0].Became != "fatto" {
				t.Errorf("%s, %s: %+v", tool, became, got)
			}
		}
	}
	if got := toolOf(caterina.ModelTrace{Tool: "other", Became: caterina.ToolUnknown}); got.Tool != "un'altra cosa" || got.Of != "" {
		t.Errorf("got %+v", got)
	}
}
