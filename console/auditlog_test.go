package console

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestEveryActionHasAName reads the sources for what is noted of staff: an action
// without a name would stand in the log as the program writes it, and one whose
// kind is unknown could not be filtered.
func TestEveryActionHasAName(t *testing.T) {
	t.Parallel()
	kinds := map[string]bool{}
	for _, kind := range auditKinds() {
		kinds[kind.Prefix] = true
	}
	noted := map[string]bool{}
	for _, dir := range []string{".", "../internal/desk", "../internal/postgres", "../cmd/caterina"} {
		for _, action := range actionsIn(t, dir) {
			noted[action] = true
		}
	}
	for _, action := range actionsInQueries(t) {
		noted[action] = true
	}
	if len(noted) < 40 {
		t.Fatalf("only %d actions were found: the test looks at the wrong calls", len(noted))
	}
	for action := range noted {
		kind, _, _ := strings.Cut(action, ".")
		if actionName(action) == action || !kinds[kind] {
			t.Errorf("%s has no name or no kind", action)
		}
	}
	for action := range actionNames() {
		if !noted[action] {
			t.Errorf("nothing notes %s", action)
		}
	}
}

// actionsIn are the actions that the package in a folder notes: the strings of the
// form "kind.verb", and in the desk, which writes "conversation." before them, the
// words in the calls that note something.
func actionsIn(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "auditlog.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				sel, ok := n.Fun.(*ast.SelectorExpr)
				if ok && strings.Contains(" audit note noteEverywhere Audit ", " "+sel.Sel.Name+" ") {
					for _, arg := range n.Args {
						if text := literal(arg); regexp.MustCompile(`^[a-z]+\.[a-z_]+$`).MatchString(text) {
							actions = append(actions, text)
						}
					}
				}
				if ok && strings.HasSuffix(dir, "desk") && strings.Contains(" do say audit ", " "+sel.Sel.Name+" ") {
					for _, arg := range n.Args {
						if verb := literal(arg); regexp.MustCompile(`^[a-z_]+$`).MatchString(verb) {
							actions = append(actions, "conversation."+verb)
						}
					}
				}
			case *ast.BasicLit:
				if text := literal(n); regexp.MustCompile(`^(account|approval|callback|canned|conversation|lesson|operator|queue|report|session|town)\.[a-z_]+$`).MatchString(text) && !strings.HasSuffix(text, ".html") {
					actions = append(actions, text)
				}
			}
			return true
		})
	}
	return actions
}

// actionsInQueries are those that the database notes by itself.
func actionsInQueries(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../internal/postgres/query/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`'([a-z]+\.[a-z_]+)'`).FindAllSubmatch(text, -1) {
			actions = append(actions, string(m[1]))
		}
	}
	return actions
}

// literal is the text of a string in the source, "" for anything else.
func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return text
}
