package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/openai"
	"example.org/caterina/internal/openaitest"
)

// TestWhoAttachesAModelIsToldWhatWorks, with what to change where something does not.
func TestWhoAttachesAModelIsToldWhatWorks(t *testing.T) {
	t.Parallel()
	server := openaitest.Start(t, openaitest.Options{})
	cfg := Config{
		OpenAIBaseURL: server.URL(), OpenAIKey: caterina.Secret(server.Key()), OpenAIChat: openaitest.DefaultChat,
		OpenAIEmbed: openaitest.DefaultEmbedding, OpenAIVoice: openaitest.DefaultTranscript, OpenAITimeout: time.Minute,
	}
	for name, c := range map[string]struct {
		change func(*Config)
		works  bool
		wants  []string
	}{
		"all of it":       {func(*Config) {}, true, []string{"Scrive (fake-chat): funziona, la prima parola arriva dopo ", "JSON: json_schema", "vettori di 256 numeri", "Trascrive i messaggi vocali (fake-whisper): funziona"}},
		"nothing is set":  {func(c *Config) { *c = Config{} }, true, []string{"Non è impostato nessun modello", "CATERINA_OPENAI_BASE_URL"}},
		"another name":    {func(c *Config) { c.OpenAIChat = "qwen3" }, false, []string{"Scrive (qwen3): NON funziona", "CATERINA_OPENAI_CHAT_MODEL", "Il server ha: fake-chat, fake-embedding, fake-whisper", "numeri"}},
		"the key":         {func(c *Config) { c.OpenAIKey = "sk-another" }, false, []string{"rifiuta la chiave"}},
		"nobody is there": {func(c *Config) { c.OpenAIBaseURL = "http://127.0.0.1:1/v1" }, false, []string{"non si raggiunge"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := cfg
			c.change(&cfg)
			var out bytes.Buffer
			err := checkModel(t.Context(), cfg, &out)
			if (err == nil) != c.works {
				t.Errorf("it ended with %v", err)
			}
			for _, want := range c.wants {
				if !strings.Contains(out.String(), want) {
					t.Errorf("it does not say %q: %s", want, &out)
				}
			}
			if strings.Contains(out.String(), "sk-") {
				t.Error("it says a key")
			}
		})
	}
}

// TestAModelThatIsTooSlowForCitizensDoesNotWork, however well it answers.
func TestAModelThatIsTooSlowForCitizensDoesNotWork(t *testing.T) {
	t.Parallel()
	check := openai.Check{Line: openai.LineChat, First: 7 * time.Second, Format: "plain"}
	if said, fine := tried(&check, 4*time.Second); fine || !strings.Contains(said, "TROPPO LENTO: i cittadini aspettano 4,0 s") {
		t.Errorf("%v: %s", fine, said)
	}
	if said, fine := tried(&check, 8*time.Second); !fine || !strings.Contains(said, "dopo 7,0 s") {
		t.Errorf("%v: %s", fine, said)
	}
}

// TestManyModelsAreNotAllNamed.
func TestManyModelsAreNotAllNamed(t *testing.T) {
	t.Parallel()
	var models []openaitest.Model
	for i := range 30 {
		models = append(models, openaitest.Model{ID: "model-" + string(rune('a'+i)), Kind: openaitest.ChatModel})
	}
	server := openaitest.Start(t, openaitest.Options{Models: models})
	var out bytes.Buffer
	if err := checkModel(t.Context(), Config{OpenAIBaseURL: server.URL(), OpenAIKey: caterina.Secret(server.Key()), OpenAIChat: "x"}, &out); err == nil || !strings.Contains(out.String(), "model-t, e altri 10") {
		t.Errorf("%v: %s", err, &out)
	}
}
