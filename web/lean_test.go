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
	const want = "export function f(a){\n" +
		"const url=\"https://x/`\";\n" +
		"const re=/[`/]\\/`/.test(a)?a/2/3:'\\'`';\n" +
		"const css=`\n" +
		"    .a { color: red }  \n" +
		"\n" +
		"    ${a ? `  in\n  ner ${{ b: \"}\" }.b}` : /}/}\n" +
		"\n" + // withoutComments takes it, as it always has: style sheets may not begin a line so
		"  `;\n" +
		"return css;\n" +
		"}\n"
	if got := string(lean([]byte(src))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	const broken = "  const a = `never ends;\n"
	if got := string(lean([]byte(broken))); got != broken {
		t.Errorf("a module that is not understood is sent as %q", got)
	}
}

// TestLeanKeepsTheBlanksThatMeanSomething: words, signs that would become another
// one, and whatever stands in quotes.
func TestLeanKeepsTheBlanksThatMeanSomething(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"a + +b - -c\n":                                "a+ +b- -c\n",
		"a++ + b\n":                                    "a++ +b\n",
		"a / /b/.c\n":                                  "a/ /b/.c\n",
		"const a = /** @type {any} */ (b);\n":          "const a=(b);\n",
		"return /* no */ x in y;\n":                    "return x in y;\n",
		"for (const è of [1, 2]) {\n":                  "for(const è of[1,2]){\n",
		"throw `a  ${b + c}  d`;\n":                    "throw `a  ${b + c}  d`;\n",
		"f(\"a  +  b // c\", 'd /* e */', /  f  /);\n": "f(\"a  +  b // c\",'d /* e */',/  f  /);\n",
		"a = {\n  b: 1, // why\n};\n":                  "a={\nb:1,\n};\n",
		"a; /* one\n two */ b;\n":                      "a;\nb;\n",
	} {
		if balanced := strings.Count(src, "{") == strings.Count(src, "}"); !balanced {
			src, want = src+"}\n", want+"}\n"
		}
		if got := string(lean([]byte(src))); got != want {
			t.Errorf("%q becomes %q, want %q", src, got, want)
		}
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
		i, j := strings.Index(line, "`"), strings.LastIndex(line, "`")
		if i < 0 {
			continue
		}
		between := line[i : j+1]
		if strings.Count(between, "`") > 2 {
			between = strings.ReplaceAll(between, " ", "") // there is code between two of them
		}
		b.WriteString(between + "\n")
	}
	return b.String()
}
