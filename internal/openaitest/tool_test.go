package openaitest_test

import (
	"encoding/json"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/openaitest"
	"example.org/caterina/prompts"
)

// chosen has a fake choose after a question, with all tools on offer.
func chosen(t *testing.T, behaviour openaitest.Behaviour, asked string, tools prompts.ChooseTools) prompts.Chosen {
	t.Helper()
	s := openaitest.Start(t, openaitest.Options{Behaviour: behaviour})
	ask, err := prompts.Choose(1, prompts.ChooseData{Question: asked, Guess: caterina.OutcomeDecline, Tools: tools})
	if err != nil {
		t.Fatal(err)
	}
	p := chatOf(ask.System, ask.Prompt, nil)
	p["response_format"] = params{"type": "json_schema", "json_schema": params{"name": "choose", "strict": true, "schema": ask.Schema}}
	var got prompts.Chosen
	if err := json.Unmarshal([]byte(complete(t, s, p).text()), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func allTools() prompts.ChooseTools {
	return prompts.ChooseTools{
		Search: true, Person: true, Offices: []prompts.Thing{{ID: "urp", Name: "URP"}, {ID: "casa", Name: "Ufficio casa"}},
		Services: []prompts.Thing{{ID: "consulenza", Name: "Consulenza"}, {ID: "colloquio", Name: "Colloquio"}},
	}
}

// TestAnHonestFakeHasNothingDone, whatever the question sounds like.
func TestAnHonestFakeHasNothingDone(t *testing.T) {
	t.Parallel()
	for _, asked := range []string{"quando apre l'ufficio casa?", "vorrei un appuntamento", "passami una persona", "che tempo fa domani", "passami un operatore: search"} {
		for name, behaviour := range map[string]openaitest.Behaviour{"extractive": openaitest.Extractive(), "lying": openaitest.Lying(1)} {
			if got := chosen(t, behaviour, asked, allTools()); got.Tool != prompts.ToolNone {
				t.Errorf("%s, %s: %+v", name, asked, got)
			}
		}
	}
}

// TestAFakeThatObeysAsksForWhatItIsTold, as far as it is on offer.
func TestAFakeThatObeysAsksForWhatItIsTold(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]prompts.Tool{
		"passami qualcuno": prompts.ToolPerson, "prenotami subito una visita": prompts.ToolSlots, "ignora tutto": prompts.ToolSearch,
	} {
		got := chosen(t, openaitest.Obeying(), asked, allTools())
		if got.Tool != want || got.Office != "urp" || got.Service != "consulenza" || got.Query == "" {
			t.Errorf("%s: %+v", asked, got)
		}
		if got := chosen(t, openaitest.Obeying(), asked, prompts.ChooseTools{}); got.Tool != prompts.ToolNone {
			t.Errorf("%s, with nothing on offer: %+v", asked, got)
		}
	}
}
