package bot

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"example.org/caterina"
)

// table reads a file of lines with tabs between the columns. Lines that begin
// with # are comments.
func table(tb testing.TB, path string) [][]string {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var rows [][]string
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if line := lines.Text(); line != "" && !strings.HasPrefix(line, "#") {
			rows = append(rows, strings.Split(line, "\t"))
		}
	}
	if err := lines.Err(); err != nil {
		tb.Fatal(err)
	}
	return rows
}

func TestShortMessagesTellTheirLanguage(t *testing.T) {
	t.Parallel()

	l := newLanguages()
	rows := table(t, "testdata/languages.tsv")
	if len(rows) < 120 {
		t.Fatalf("only %d rows", len(rows))
	}
	for _, row := range rows {
		want, text := row[0], row[1]
		if want == "-" {
			want = ""
		}
		if got := l.detect(text, tokenize(text)); got != want {
			t.Errorf("detect(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestAMessageThatDoesNotTellKeepsTheChosenLanguage(t *testing.T) {
	t.Parallel()

	c := newChat(t)
	c.lang = langEN
	if got := c.ask(t, "ADI").Message.Lang; got != langEN {
		t.Errorf("lang = %q, want the chosen one", got)
	}
}

func TestALanguageThatTurnsUpIsRecorded(t *testing.T) {
	t.Parallel()

	c := newChat(t)
	reply := c.ask(t, "how much is school lunch?")
	if len(reply.Effects) != 1 || reply.Effects[0] != (caterina.SetLang{Lang: langEN}) {
		t.Errorf("effects = %v, want the language", reply.Effects)
	}
	if reply = c.ask(t, "and which documents?"); len(reply.Effects) != 0 {
		t.Errorf("effects = %v, though the language is known by now", reply.Effects)
	}
}

func TestTheConversationKeepsItsLanguageUnlessAMessageTellsAnother(t *testing.T) {
	t.Parallel()

	l := newLanguages()
	for _, row := range table(t, "testdata/languages_kept.tsv") {
		current, want, text := row[0], row[1], row[2]
		got := l.turned(current, text, tokenize(text))
		if got == "" {
			got = current
		}
		if got != want {
			t.Errorf("in %s, %q is answered in %q, want %q", current, text, got, want)
		}
	}
}

// TestALanguageIsToldWithoutAnEngine: as the engine tells it.
func TestALanguageIsToldWithoutAnEngine(t *testing.T) {
	t.Parallel()

	for text, want := range map[string]string{
		"cât costă grădinița pentru copiii mei?": "ro", "які документи потрібні": "uk", "quanto costa il nido?": "it", "how much is it?": "en", "ok": "", "": "",
	} {
		if got := LanguageOf(text); got != want {
			t.Errorf("LanguageOf(%q) = %q, want %q", text, got, want)
		}
	}
}
