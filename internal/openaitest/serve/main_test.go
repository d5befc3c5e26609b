package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestTheServerSaysHowItIsReachedAndWhatItAnswered(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"-addr", "127.0.0.1:0", "-behaviour", "say=Buongiorno", "-pace", "0"}, write, io.Discard)
	}()
	lines := bufio.NewScanner(read)
	next := func() string {
		if !lines.Scan() {
			t.Fatal("it says no more")
		}
		return lines.Text()
	}
	base, ok := strings.CutPrefix(next(), "CATERINA_OPENAI_BASE_URL=")
	if !ok || next() != "CATERINA_OPENAI_CHAT_MODEL=fake-chat" || next() != "CATERINA_OPENAI_EMBEDDING_MODEL=fake-embedding" {
		t.Fatalf("it does not say how it is reached: %s", base)
	}
	body := `{"model":"fake-chat","messages":[{"role":"system","content":"Riassumi"},{"role":"user","content":"il mio segreto"}]}`
	resp, err := http.Post(base+"/chat/completions", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil || !strings.Contains(string(got), "Buongiorno") {
		t.Errorf("got %s, %v", got, err)
	}
	if line := next(); !strings.HasPrefix(line, "1 POST /chat/completions summary 200 done in ") || strings.Contains(line, "segreto") {
		t.Errorf("it says %q", line)
	}
	stop()
	if c := <-code; c != 0 {
		t.Errorf("it ended with %d", c)
	}
}

func TestAWrongCommandLineIsExplained(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop() // what starts all the same ends at once
	for line, want := range map[string]int{
		"-behaviour lying -fault slow=5s":   0,
		"-behaviour obeying -fault stall=3": 0,
		"-fault cut=3":                      0,
		"-fault status=503":                 0,
		"-fault dead -key sk-x":             0,
		"-fault fenced":                     0,
		"-h":                                0,
		"-behaviour saintly":                1,
		"-fault slow=molto":                 1,
		"-fault stall=x":                    1,
		"-fault quake":                      1,
		"-nonsense":                         2,
	} {
		var errs strings.Builder
		if code := run(ctx, append([]string{"-addr", "127.0.0.1:0"}, strings.Fields(line)...), io.Discard, &errs); code != want || want > 0 && errs.Len() == 0 {
			t.Errorf("%s: ended with %d: %s", line, code, errs.String())
		}
	}
}
