package web

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLeanLeavesOutWhatBrowsersSkip(t *testing.T) {
	t.Parallel()
	const src = "/** Doc. */\n" +
		"export function f(a) {\n" +
		"  // goes\n" +
		"\n" +
		"  const url = \"https://x/`\"; // stays\n" +
		"  const re = /[`/]\\/`/.test(a) ? a / 2 / 3 : '\\'`';\n" +
		"  const css = `\n" +
		"    .a { color: red }  \n" +
		"\n" +
		"    ${a ? `  in\n  ner ${{ b: \"}\" }.b}` : /}/}\n" +
		"    // no comment of ours\n" +
		"  `;\n" +
		"  return css; /* a ` here */\n" +
		"}\n"
	const want = "export function f(a) {\n" +
		"const url = \"https://x/`\"; // stays\n" +
		"const re = /[`/]\\/`/.test(a) ? a / 2 / 3 : '\\'`';\n" +
		"const css = `\n" +
		"    .a { color: red }  \n" +
		"\n" +
		"    ${a ? `  in\n  ner ${{ b: \"}\" }.b}` : /}/}\n" +
		"\n" + // withoutComments takes it, as it always has: style sheets may not begin a line so
		"  `;\n" +
		"return css; /* a ` here */\n" +
		"}\n"
	if got := string(lean([]byte(src))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	const broken = "  const a = `never ends;\n"
	if got := string(lean([]byte(broken))); got != broken {
		t.Errorf("a module that is not understood is sent as %q", got)
	}
}

// TestEveryModuleIsUnderstood: one that is not would be sent as written, and
// nobody would notice but the budget.
func TestEveryModuleIsUnderstood(t *testing.T) {
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
		sent := string(lean(src))
		if strings.Contains(sent, "\n\n") && !strings.Contains(sent, "`") || strings.HasPrefix(sent, "/**") && len(src) > 200 {
			t.Errorf("%s was not understood", name)
		}
		// What is left of the template literals is what was there.
		if literals(sent) != literals(string(withoutComments(src))) {
			t.Errorf("%s: a template literal was changed", name)
		}
	}
}

// literals are the backticks of a module with what stands between the first and
// the last of a line that has one.
func literals(js string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(js, "\n") {
		if i, j := strings.Index(line, "`"), strings.LastIndex(line, "`"); i >= 0 {
			b.WriteString(line[i:j+1] + "\n")
		}
	}
	return b.String()
}
