package caterina_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"example.org/caterina"
)

// TestSecretsAndTextsStayOutOfLogs prints a token and a citizen's message in
// every way a careless line of code could.
func TestSecretsAndTextsStayOutOfLogs(t *testing.T) {
	t.Parallel()

	const hidden = "sk-123-mario"
	secret := caterina.Secret(hidden)
	event := caterina.Event{Conversation: "c1", Seq: 7, Kind: caterina.KindMessage, Body: json.RawMessage(`{"text":"` + hidden + `"}`)}
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	log.InfoContext(t.Context(), "test", slog.Any("secret", secret), slog.Any("holder", struct{ S caterina.Secret }{secret}), slog.Any("event", event))
	fmt.Fprintf(&out, "%s %v %+v %#v %q", secret, secret, struct{ S caterina.Secret }{secret}, secret, secret)
	b, err := json.Marshal(map[string]any{"secret": secret})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(b)
	if strings.Contains(out.String(), hidden) {
		t.Errorf("it shows: %s", out.String())
	}
	if !strings.Contains(out.String(), "[redacted]") || !strings.Contains(out.String(), `"seq":7`) {
		t.Errorf("what may be shown is missing: %s", out.String())
	}
	if secret.Reveal() != hidden {
		t.Error("Reveal does not return the secret")
	}
}
