package web

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLeanLeavesOutWhatBrowsersSkip: comments and blanks go; names, strings,
// regular expressions and what template literals say stay.
func TestLeanLeavesOutWhatBrowsersSkip(t *testing.T) {
	t.Parallel()
	const src = "/** Doc. */\n" +
		"export function shown(first) {\n" +
		"  // goes\n" +
		"  const url = \"https://x/`\";\n" +
		"  const re = /[`/]\\/`/.test(first) ? first / 2 / 3 : \"'`\";\n" +
		"  const css = `\n    .a { color: red }\n    ${re}\n    // no comment of ours\n  `;\n" +
		"  return css + url; /* a ` here */\n" +
		"}\n"
	got, err := lean([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"export function shown(first)", "https://x/`", "/[`/]\\/`/", "\n    .a { color: red }\n", "// no comment of ours"} {
		if !strings.Contains(string(got), part) {
			t.Errorf("%q is gone from %s", part, got)
		}
	}
	for _, part := range []string{"Doc", "goes", "here"} {
		if strings.Contains(string(got), part) {
			t.Errorf("%q is still in %s", part, got)
		}
	}
}

func TestAModuleThatIsNoneStopsTheStart(t *testing.T) {
	t.Parallel()
	if _, err := lean([]byte("const a = `never ends;")); err == nil {
		t.Error("it was served")
	}
}

// TestEveryModuleIsShorter: nothing of ours is beyond what shortens it.
func TestEveryModuleIsShorter(t *testing.T) {
	t.Parallel()
	var modules []string
	for _, pattern := range []string{"*.js", "assets/*.js", "assets/*/*.js"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		modules = append(modules, found...)
	}
	if len(modules) < 20 {
		t.Fatalf("only %d modules were found", len(modules))
	}
	for _, name := range modules {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sent, err := lean(src)
		if err != nil || len(sent) >= len(src) {
			t.Errorf("%s: %d of %d bytes are sent, %v", name, len(sent), len(src), err)
		}
	}
}
