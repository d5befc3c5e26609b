package e2e

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"example.org/caterina/internal/pgtest"
)

// TestAnImportReachesEveryProcessWithoutARestart imports a card while two
// processes serve: both answer from it soon after.
func TestAnImportReachesEveryProcessWithoutARestart(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	caterina(t, url, "import", demo("italia"), demo("siena"))
	servers := []*server{startServer(t, url), startServer(t, url)}
	path := filepath.Join(t.TempDir(), "nuova.jsonl")
	card := `{"slug":"orto-sociale","kind":"service","title":"Orto sociale","summary":"Coltiva un pezzo di terra del Comune.",` +
		`"documents":["Domanda firmata su carta verde"],"questions":["vorrei un orto del comune"]}`
	if err := os.WriteFile(path, []byte(card+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	caterina(t, url, "import", "-town", "siena", path)

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for i, s := range servers {
		awaitPage(ctx, t, "http://"+s.addr+"/towns/siena/cards/orto-sociale")
		c := newCitizen()
		go c.stay(ctx, func() []string { return []string{s.addr} })
		if err := c.await(ctx, func(view []event, _ int) bool { return len(view) == 1 }); err != nil {
			t.Fatalf("process %d: %v", i, err)
		}
		c.say("m1", "che documenti servono per l'orto sociale?")
		if err := c.await(ctx, func(view []event, _ int) bool { return len(view) == 3 }); err != nil {
			t.Fatalf("process %d: %v", i, err)
		}
		if answer := c.snapshot()[2].Text; !strings.Contains(answer, "carta verde") {
			t.Errorf("process %d does not know the new card: %q", i, answer)
		}
	}
}

// awaitPage asks for a page until it is there.
func awaitPage(ctx context.Context, t *testing.T, address string) {
	t.Helper()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return
		}
		pause(ctx, 50*time.Millisecond) // the next look; what is awaited is the page
	}
}

// TestStoppingSaysGoodbyeAndLosesNothing stops a process right after a question.
// The citizen is told "bye", the socket closes with 1012, and the next process
// has the question and its answer.
func TestStoppingSaysGoodbyeAndLosesNothing(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	caterina(t, url, "import", demo("italia"), demo("siena"))
	first := startServer(t, url)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := newCitizen()
	if err := c.connect(ctx, first.addr); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.read() }()
	if err := c.await(ctx, func(view []event, _ int) bool { return len(view) == 1 }); err != nil {
		t.Fatal(err)
	}
	c.say("m1", "orari dello sportello famiglia")
	if err := c.await(ctx, func(_ []event, unsent int) bool { return unsent == 0 }); err != nil {
		t.Fatal(err)
	}
	if err := first.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := <-ended
	if closed, ok := errors.AsType[*websocket.CloseError](err); !ok || closed.Code != websocket.CloseServiceRestart {
		t.Errorf("the socket ended with %v, want code 1012", err)
	}
	if !c.heardBye() {
		t.Error("nobody said goodbye")
	}
	<-first.done
	if code := first.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d:\n%s", code, first.logs)
	}
	second := startServer(t, url)
	go c.stay(ctx, func() []string { return []string{second.addr} })
	err = c.await(ctx, func(view []event, _ int) bool { return len(view) == 3 && view[2].Actor == "bot" })
	if err != nil {
		t.Errorf("after the restart: %v", err)
	}
}

// TestLogsHoldNothingOfWhatWasSaid lets a citizen write personal data and looks
// for it in everything the process wrote.
func TestLogsHoldNothingOfWhatWasSaid(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	caterina(t, url, "import", demo("italia"), demo("siena"))
	s := startServer(t, url, "CATERINA_LOG_LEVEL=debug")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := newCitizen()
	go c.stay(ctx, func() []string { return []string{s.addr} })
	c.say("m1", "sono Ildegarda Ferruzzi, RSSMRA80A01H501U, telefono 347 1234567, mi serve l'isee")
	if err := c.await(ctx, func(view []event, _ int) bool { return len(view) == 3 }); err != nil {
		t.Fatal(err)
	}
	s.stop(t)
	for _, secret := range []string{"Ildegarda", "Ferruzzi", "RSSMRA80A01H501U", "347 1234567", c.token} {
		if strings.Contains(s.logs.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
