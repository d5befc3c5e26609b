package openaitest_test

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	api "github.com/sashabaranov/go-openai"

	"example.org/caterina/internal/openaitest"
)

// These tests drive the fake with the library that the product uses.

func library(s *openaitest.Server, key string) *api.Client {
	config := api.DefaultConfig(key)
	config.BaseURL = s.URL()
	return api.NewClientWithConfig(config)
}

func TestTheLibraryGetsAnswersAndVectors(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always("Servono 16 euro.")})
	client := library(s, s.Key())
	request := api.ChatCompletionRequest{
		Model:    openaitest.DefaultChat,
		Messages: []api.ChatCompletionMessage{{Role: "user", Content: "quanto?"}},
	}
	c, err := client.CreateChatCompletion(t.Context(), request)
	if err != nil || c.Choices[0].Message.Content != "Servono 16 euro." || c.Usage.CompletionTokens != 4 {
		t.Errorf("got %+v, %v", c, err)
	}
	v, err := client.CreateEmbeddings(t.Context(), api.EmbeddingRequestStrings{Model: openaitest.DefaultEmbedding, Input: []string{"a", "b"}, Dimensions: 32})
	if err != nil || len(v.Data) != 2 || len(v.Data[1].Embedding) != 32 {
		t.Errorf("got %d vectors, %v", len(v.Data), err)
	}
	models, err := client.ListModels(t.Context())
	if err != nil || len(models.Models) != 3 {
		t.Errorf("got %+v, %v", models, err)
	}
	audio, err := client.CreateTranscription(t.Context(), api.AudioRequest{Model: openaitest.DefaultTranscript, FilePath: "voce.ogg", Reader: strings.NewReader("ciao")})
	if err != nil || audio.Text != "ciao" {
		t.Errorf("got %+v, %v", audio, err)
	}
}

func TestTheLibraryReadsAStreamToItsEnd(t *testing.T) {
	t.Parallel()
	for _, garble := range []openaitest.Garble{openaitest.NotGarbled, openaitest.Comments} {
		s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always(long)})
		s.Fail(openaitest.Garbled(garble, 0))
		streaming, err := library(s, s.Key()).CreateChatCompletionStream(t.Context(), api.ChatCompletionRequest{
			Model:         openaitest.DefaultChat,
			Messages:      []api.ChatCompletionMessage{{Role: "user", Content: "conta"}},
			StreamOptions: &api.StreamOptions{IncludeUsage: true},
		})
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		usage := 0
		for {
			event, err := streaming.Recv()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if event.Usage != nil {
				usage = event.Usage.CompletionTokens
			}
			for _, c := range event.Choices {
				text.WriteString(c.Delta.Content)
			}
		}
		if err := streaming.Close(); err != nil || text.String() != long || usage != (len(long)+3)/4 {
			t.Errorf("got %q, %d tokens, %v", text.String(), usage, err)
		}
	}
}

func TestTheLibrarySeesRefusals(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	request := api.ChatCompletionRequest{Model: "ignoto", Messages: []api.ChatCompletionMessage{{Role: "user", Content: "ciao"}}}
	for key, want := range map[string]int{"sk-falsa": 401, s.Key(): 404} {
		_, err := library(s, key).CreateChatCompletion(t.Context(), request)
		var refused *api.APIError
		if !errors.As(err, &refused) || refused.HTTPStatusCode != want {
			t.Errorf("got %v", err)
		}
	}
}

func TestTheLibraryGetsAnAnswerOfTheSchema(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	c, err := library(s, s.Key()).CreateChatCompletion(t.Context(), api.ChatCompletionRequest{
		Model:    openaitest.DefaultChat,
		Messages: []api.ChatCompletionMessage{{Role: "user", Content: card + "<domanda>quanto vale il bonus?</domanda>"}},
		ResponseFormat: &api.ChatCompletionResponseFormat{
			Type: api.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &api.ChatCompletionResponseFormatJSONSchema{
				Name: "choose", Strict: true,
				Schema: json.RawMessage(`{"type":"object","properties":{"card":{"type":"string","enum":["tari","bonus-utenze"]}},"required":["card"],"additionalProperties":false}`),
			},
		},
	})
	if err != nil || c.Choices[0].Message.Content != `{"card":"bonus-utenze"}` {
		t.Errorf("got %+v, %v", c, err)
	}
}
