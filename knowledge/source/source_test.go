package source_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/knowledge"
	"example.org/caterina/knowledge/source"
)

// folder writes files, by their slash-separated names, and returns their folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func read(t *testing.T, path ...string) knowledge.Batch {
	t.Helper()
	batch, err := source.Read(t.Context(), filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return batch
}

// summary lists what a batch holds, with its problems as "file:line field".
func summary(root string, b knowledge.Batch) string {
	var out []string
	if b.HasTown {
		out = append(out, "town "+b.Content.Town.Slug)
	}
	if b.HasLexicon {
		out = append(out, "lexicon")
	}
	for _, c := range b.Content.Cards {
		out = append(out, "card "+c.Slug)
	}
	for _, o := range b.Content.Offices {
		out = append(out, "office "+o.Slug)
	}
	for _, s := range b.Content.Services {
		out = append(out, "service "+s.Slug)
	}
	for _, s := range b.Content.Streets {
		out = append(out, "street "+s.Name)
	}
	problems := func(kind string, list []knowledge.Rejection) {
		for _, r := range list {
			name, err := filepath.Rel(root, r.Source)
			if err != nil {
				name = r.Source
			}
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s:%d %s", kind, filepath.ToSlash(name), r.Line, r.Field)))
		}
	}
	problems("rejected", b.Rejected)
	problems("warning", b.Warnings)
	if b.RejectedItems > 0 {
		out = append(out, fmt.Sprintf("%d rejected", b.RejectedItems))
	}
	return strings.Join(out, "\n")
}

const town = "slug: prova\nname: Prova\n"

func card(slug string) string {
	return fmt.Sprintf("slug: %s\nkind: guide\ntitle: Scheda %s\nsummary: Parla di %s.\n", slug, slug, slug)
}

func line(slug string) string {
	return fmt.Sprintf(`{"slug":%q,"kind":"guide","title":"Scheda","summary":"Parla."}`, slug)
}

func TestATownFolderIsReadWhole(t *testing.T) {
	t.Parallel()

	root := folder(t, map[string]string{
		"town.yaml": town, "lexicon.txt": "nido: asilo\n", "cards/a.yaml": card("a"), "cards/b.yml": card("b"), "cards/c.json": line("c"),
		"cards/d.jsonl": line("d") + "\n" + line("e"), "altre.jsonl": line("f"), "offices/urp.yaml": "slug: urp\nname: URP\n",
		"services/colloquio.yaml": "slug: colloquio\nname: Colloquio\n", "streets.csv": "name,lat,lon\nVia Roma,43.3,11.3\n",
		".git/config": "x", "cards/.a.yaml.swp": "x", "cards/a.yaml~": "x", "README.md": "ciao",
	})
	batch := read(t, root)
	want := "town prova\nlexicon\ncard f\ncard a\ncard b\ncard c\ncard d\ncard e\noffice urp\nservice colloquio\nstreet Via Roma"
	if diff := cmp.Diff(want, summary(root, batch)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if batch.Content.Lexicon != "nido: asilo" {
		t.Errorf("lexicon is %q", batch.Content.Lexicon)
	}
	want = filepath.Join(root, "cards", "d.jsonl")
	if o := batch.Origins[knowledge.OriginKey("card", "e")]; o.Source != want || o.Line != 2 {
		t.Errorf("card e comes from %+v", o)
	}
}

// TestBrokenFilesDoNotStopGoodOnes is the promise of the import command.
func TestBrokenFilesDoNotStopGoodOnes(t *testing.T) {
	t.Parallel()

	root := folder(t, map[string]string{
		"town.yaml": "slug: prova\nnome: Prova\n", "lexicon.txt": "senza due punti\n", "cards/a.yaml": card("a"), "cards/b.yaml": card("b") + "titel: x\n",
		"cards/c.yaml": "\xff", "cards/d.jsonl": line("d") + "\n\n{\"slug\":\n" + line("e") + "\n", "cards/f.html": "<h1>F</h1>",
		"offices/urp.yaml": "slug: URP\nname: URP\n", "services/x.yaml": "",
		"streets.csv": "name,lat,lon\nVia Roma,43.3,11.3\nVia Fani,48.8,2.3\nVia Roma,43.4,11.3\n",
	})
	batch := read(t, root)
	want := `card a
card d
card e
street Via Roma
rejected cards/b.yaml:5 titel
rejected cards/c.yaml:1
rejected cards/d.jsonl:3
rejected cards/f.html:0
rejected lexicon.txt:1
rejected offices/urp.yaml:1 slug
rejected services/x.yaml:0
rejected streets.csv:3 lat
rejected streets.csv:4 name
rejected town.yaml:1 name
rejected town.yaml:2 nome
10 rejected`
	if diff := cmp.Diff(want, summary(root, batch)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if batch.Content.Town.Slug != "prova" {
		t.Errorf("the slug of the broken town is lost: %q", batch.Content.Town.Slug)
	}
}

func TestTheSameSlugTwiceIsRejectedTheSecondTime(t *testing.T) {
	t.Parallel()

	root := folder(t, map[string]string{
		"town.yaml": town, "cards/a.yaml": card("uno"), "cards/b.jsonl": line("due") + "\n" + line("uno") + "\n" + line("due"),
		"offices/uno.yaml": "slug: uno\nname: Ufficio\n", // another kind may share it
	})
	batch := read(t, root)
	want := "town prova\ncard uno\ncard due\noffice uno\nrejected cards/b.jsonl:2 slug\nrejected cards/b.jsonl:3 slug\n2 rejected"
	if diff := cmp.Diff(want, summary(root, batch)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := batch.Rejected[1].Problem; !strings.Contains(got, "b.jsonl:1") {
		t.Errorf("the first place is not named: %s", got)
	}
}

func TestWhatIsInTheWrongPlaceIsMentioned(t *testing.T) {
	t.Parallel()

	root := folder(t, map[string]string{
		"town.yaml": town, "scheda.yaml": card("a"), "schede/b.yaml": card("b"), "cards/vecchie/c.yaml": card("c"), "cards/note.txt": "x", "LICENSE": "x",
	})
	want := "town prova\nwarning cards/note.txt:0\nwarning cards/vecchie:0\nwarning scheda.yaml:0\nwarning schede:0"
	if diff := cmp.Diff(want, summary(root, read(t, root))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSingleFilesAreReadByTheirPlaceAndName(t *testing.T) {
	t.Parallel()

	root := folder(t, map[string]string{
		"streets.csv": "name,lat,lon\nVia Roma,43.3,11.3\n",
		"a.yaml":      card("a"), "town.yaml": town, "lexicon.txt": "nido: asilo", "offices/urp.yaml": "slug: urp\nname: URP\n",
		"services/colloquio.json": `{"slug":"colloquio","name":"Colloquio"}`, "tutte.JSONL": line("b"), "c.ndjson": line("c"), "pagina.html": "<p>", "foto.png": "x", "foglio.docx": "x",
	})
	for name, want := range map[string]string{
		"a.yaml": "card a", "town.yaml": "town prova", "lexicon.txt": "lexicon", "offices/urp.yaml": "office urp", "services/colloquio.json": "service colloquio",
		"tutte.JSONL": "card b", "c.ndjson": "card c", "pagina.html": "rejected pagina.html:0\n1 rejected", "foto.png": "rejected foto.png:0\n1 rejected",
		"foglio.docx": "rejected foglio.docx:0\n1 rejected", "streets.csv": "street Via Roma",
	} {
		if diff := cmp.Diff(want, summary(root, read(t, root, name))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAJSONFileMayHoldOneCardOrMany(t *testing.T) {
	t.Parallel()

	root := folder(t, map[string]string{
		"one.json": "\n " + line("a"), "many.json": "\ufeff \n[\n" + line("a") + ",\n" + line("b") + ",\n{\"slug\":\"c\",\n\"kind\":\"guide\",\"title\":\"C\",\n\"summary\":3}\n]\n",
		"none.json": "[]", "empty.json": "", "cut.json": "[" + line("a") + ",\n" + line("b") + ",\n{\"slug\":", "odd.json": "[" + line("a") + ",\n 3, " + line("b") + "]",
	})
	for name, want := range map[string]string{
		"one.json":  "card a",
		"many.json": "card a\ncard b\nrejected many.json:7 summary\n1 rejected",
		"none.json": "", "empty.json": "rejected empty.json:0\n1 rejected",
		"cut.json": "card a\ncard b\nrejected cut.json:2\n1 rejected",
		"odd.json": "card a\ncard b\nrejected odd.json:2\n1 rejected",
	} {
		if diff := cmp.Diff(want, summary(root, read(t, root, name))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAnEndlessLineIsRejectedLikeAnyOther(t *testing.T) {
	t.Parallel()

	long := `{"slug":"lunga","description":"` + strings.Repeat("x", knowledge.MaxDocument*3) + `"}`
	root := folder(t, map[string]string{"a.jsonl": line("a") + "\n" + long + "\n" + line("b") + "\r\n", "b.yaml": "slug: " + long, "c.json": long})
	want := "card a\ncard b\nrejected a.jsonl:2\n1 rejected"
	if diff := cmp.Diff(want, summary(root, read(t, root, "a.jsonl"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, name := range []string{"b.yaml", "c.json"} {
		batch := read(t, root, name)
		if len(batch.Rejected) != 1 || !strings.Contains(batch.Rejected[0].Problem, "più grande") {
			t.Errorf("%s: %v", name, batch.Rejected)
		}
	}
}

func TestAddressesAreRejectedWithAnExplanation(t *testing.T) {
	t.Parallel()

	for _, address := range []string{"https://www.example.it/scheda", "HTTP://example.it/a.yaml"} {
		batch, err := source.Read(t.Context(), address)
		if err != nil || batch.RejectedItems != 1 || batch.Rejected[0].Source != address || !strings.Contains(batch.Rejected[0].Problem, "non si possono ancora importare") {
			t.Errorf("%s: %v, %v", address, batch.Rejected, err)
		}
	}
}

func TestPathsThatCannotBeReadAreErrors(t *testing.T) {
	t.Parallel()

	root := folder(t, map[string]string{"vuota/README.md": "x", "solo.txt": "x"})
	if err := syscall.Mkfifo(filepath.Join(root, "pipe.jsonl"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]caterina.Code{"manca": caterina.CodeNotFound, "vuota": caterina.CodeInvalid, "pipe.jsonl": caterina.CodeInvalid} {
		if _, err := source.Read(t.Context(), filepath.Join(root, name)); caterina.CodeOf(err) != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}

func TestReadingStopsWhenItIsCancelled(t *testing.T) {
	t.Parallel()

	root := folder(t, map[string]string{"town.yaml": town, "cards/a.yaml": card("a"), "many.jsonl": line("a"), "list.json": "[" + line("a") + "]"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, name := range []string{"", "many.jsonl", "list.json"} {
		if _, err := source.Read(ctx, filepath.Join(root, name)); !errors.Is(err, context.Canceled) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestThousandsOfLinesAreReadInNoTime(t *testing.T) {
	t.Parallel()

	var lines, list strings.Builder
	for i := range 3000 {
		text := fmt.Sprintf(`{"slug":"scheda-%d","kind":"guide","title":"Scheda","summary":"Parla.","description":%q,"questions":["uno","due","tre"]}`, i, strings.Repeat("testo ", 200))
		lines.WriteString(text + "\n")
		list.WriteString("\n," + text)
	}
	root := folder(t, map[string]string{"a.jsonl": lines.String(), "b.json": "[" + list.String()[2:] + "]"})
	for _, name := range []string{"a.jsonl", "b.json"} {
		begin := time.Now()
		batch := read(t, root, name)
		if n := len(batch.Content.Cards); n != 3000 {
			t.Errorf("%s: %d cards, %v", name, n, batch.Rejected)
		}
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("%s took %s", name, took)
		}
	}
}

func TestTheDemoTownsAreReadWithoutARemark(t *testing.T) {
	t.Parallel()

	for name, least := range map[string]int{"italia": 20, "siena": 45, "bari": 45} {
		batch := read(t, "..", "..", "demo", name)
		if !batch.HasTown || batch.Content.Town.Slug != name || len(batch.Content.Cards) < least {
			t.Errorf("%s: town %q with %d cards", name, batch.Content.Town.Slug, len(batch.Content.Cards))
		}
		for _, r := range append(batch.Rejected, batch.Warnings...) {
			t.Errorf("%s", r)
		}
	}
}

func TestTheStampChangesWithTheFiles(t *testing.T) {
	t.Parallel()

	root := folder(t, map[string]string{"town.yaml": town, "cards/a.yaml": card("a"), ".git/index": "x"})
	stamp := func() string {
		t.Helper()
		s, err := source.Stamp(root)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	write := func(name, text string) func() error {
		return func() error { return os.WriteFile(filepath.Join(root, name), []byte(text), 0o600) }
	}
	touched := func() error {
		return os.Chtimes(filepath.Join(root, "town.yaml"), time.Time{}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	}
	last := stamp()
	for _, step := range []struct {
		name    string
		change  func() error
		changes bool
	}{
		{"nothing", func() error { return nil }, false},
		{"a file changes", write("cards/a.yaml", card("b")+"cost: x\n"), true},
		{"a file is touched", touched, true},
		{"a file is added", write("cards/b.yaml", card("b")), true},
		{"a hidden file changes", write(".git/index", "xyz"), false},
		{"a file is removed", func() error { return os.Remove(filepath.Join(root, "cards/b.yaml")) }, true},
	} {
		if err := step.change(); err != nil {
			t.Fatal(err)
		}
		now := stamp()
		if (now != last) != step.changes {
			t.Errorf("%s: the stamp changed: %v", step.name, now != last)
		}
		last = now
	}
	if _, err := source.Stamp(filepath.Join(root, "cards", "a.yaml")); err != nil {
		t.Errorf("a single file: %v", err)
	}
	if _, err := source.Stamp(filepath.Join(root, "manca")); err == nil {
		t.Error("a path that does not exist has a stamp")
	}
}
