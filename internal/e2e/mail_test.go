package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"example.org/caterina/internal/mailtest"
	"example.org/caterina/internal/pgtest"
)

// TestACopyOutlivesItsProcess: it is ordered while the mail server is down, the
// process that took the order is killed, and another one sends the copy.
func TestACopyOutlivesItsProcess(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	caterina(t, url, "import", demo("italia"), demo("siena"))
	down := mailtest.Start(t, mailtest.Config{})
	address := down.Address()
	down.Close()
	mailer := "CATERINA_SMTP_URL=" + down.URL()
	doomed := startServer(t, url, mailer)
	var token string
	post := func(body string) (answer struct{ Type, Token, Message string }) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+doomed.addr+"/v1/messages", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var b bytes.Buffer
		if _, err := b.ReadFrom(res.Body); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b.Bytes(), &answer); err != nil || answer.Type != "ack" {
			t.Fatalf("%s was answered with %s, %v", body, &b, err)
		}
		return answer
	}
	token = post(`{"town":"siena","id":"1","text":"quali documenti servono per l'isee?"}`).Token
	if ack := post(`{"id":"2","choice":"copy","form":{"email":"maria@posta.example"}}`); ack.Message == "" {
		t.Error("the order is answered without a word")
	}
	if err := doomed.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-doomed.done
	server := mailtest.Start(t, mailtest.Config{Address: address})
	survivor := startServer(t, url, mailer)
	if got := server.Next(); got.To != "maria@posta.example" || !strings.Contains(got.Text, "quali documenti servono per l'isee?") {
		t.Errorf("the copy: %+v", got)
	}
	if logs := doomed.logs.String() + survivor.logs.String(); strings.Contains(logs, "maria") || strings.Contains(logs, "isee?") {
		t.Errorf("a log holds the address or the text:\n%s", logs)
	}
}
