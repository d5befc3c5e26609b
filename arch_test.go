package caterina_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	module       = "example.org/caterina"
	maxFileLines = 500
	maxFuncLines = 80
	leastTests   = 0.9 // lines of tests for each line of source
)

// mayImport lists, for each package, the project packages it may import beside
// the root. A package that is not listed may import none. Commands wire
// everything together and may import all.
func mayImport() map[string][]string {
	return map[string][]string{
		"knowledge/source":          {"knowledge"},
		"bot":                       {"bot/when", "prompts"},
		"bot/draft":                 {"bot", "bot/figures", "bot/verify", "prompts"},
		"bot/figures":               {}, // what a translation may not change
		"bot/verify":                {}, // what a model's words may be shown: pure, so that every rule is a table test
		"bot/when":                  {}, // what words mean, and nothing else
		"handoff":                   {}, // policy: the root alone, so that every rule is a table test
		"internal/agenda":           {"booking", "internal/markdown"},
		"internal/assist":           {"bot", "bot/figures", "bot/verify", "prompts"},
		"internal/desk":             {"handoff", "internal/failpoint"},
		"channels/appointments":     {"internal/markdown"},
		"channels/telegram":         {"channels", "internal/failpoint", "internal/markdown"},
		"channels/webchat":          {"channels", "internal/failpoint", "internal/markdown"},
		"internal/jobs":             {"bot", "channels", "knowledge", "internal/failpoint"},
		"internal/postgres":         {"migrations", "internal/postgres/dbq"},
		"internal/pgtest":           {"internal/localpg", "internal/postgres", "migrations"},
		"internal/site":             {"internal/markdown"},
		"internal/httpserver":       {},
		"internal/openaitest":       {"internal/faults"},
		"internal/openaitest/serve": {"internal/openaitest"},
		"internal/telegramtest":     {"internal/faults"},
		"internal/evaluation":       {},
		"internal/mail":             {},
		"internal/openai":           {}, // how a model is asked, not what
		"prompts":                   {}, // words, and the root's types
	}
}

// onlyIn lists the third-party modules that exactly one of our packages may
// import (with the test helper of the database beside it).
func onlyIn() map[string][]string {
	return map[string][]string{
		"github.com/jackc/pgx/v5":             {"internal/postgres", "internal/postgres/dbq", "internal/pgtest", "internal/bench"},
		"github.com/pgvector/pgvector-go":     {"internal/postgres", "internal/postgres/dbq", "internal/pgtest"},
		"github.com/pressly/goose/v3":         {"internal/postgres"},
		"github.com/gorilla/websocket":        {"channels/webchat", "internal/bench"},
		"github.com/go-telegram/bot":          {"channels/telegram", "internal/telegramtest"},
		"github.com/yuin/goldmark":            {"internal/markdown"},
		"github.com/microcosm-cc/bluemonday":  {"internal/markdown"},
		"github.com/prometheus/client_golang": {"internal/httpserver"},
		"github.com/caarlos0/env/v11":         {"cmd/caterina"},
		"github.com/alexedwards/argon2id":     {"console"},
		"github.com/pquerna/otp":              {"console"},
		"github.com/wneessen/go-mail":         {"internal/mail"},
		"github.com/sashabaranov/go-openai":   {"internal/openai"},
		"github.com/sony/gobreaker/v2":        {"internal/openai"},
		"github.com/tdewolff/minify/v2":       {"web"},
		"github.com/riverqueue/river":         {"internal/jobs", "internal/postgres"}, // who does the work, and where it waits
	}
}

func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	allowed := mayImport()
	for _, pkg := range listPackages(t) {
		name := pkg.name()
		for _, imp := range pkg.Imports {
			dep, ours := strings.CutPrefix(imp, module+"/")
			if ours && !wiresEverything(name) && !slices.Contains(allowed[name], dep) {
				t.Errorf("%s may not import %s", name, dep)
			}
			for mod, users := range onlyIn() {
				if (imp == mod || strings.HasPrefix(imp, mod+"/")) && !slices.Contains(users, name) {
					t.Errorf("%s may not import %s: only %v may", name, imp, users)
				}
			}
		}
	}
}

// wiresEverything says whether a package is a program, or tests whole programs.
func wiresEverything(name string) bool {
	return strings.HasPrefix(name, "cmd/") || name == "internal/bench" || name == "internal/e2e"
}

func TestTheRootImportsTheStandardLibraryOnly(t *testing.T) {
	t.Parallel()
	for _, pkg := range listPackages(t) {
		if pkg.ImportPath != module {
			continue
		}
		for _, imp := range pkg.Imports {
			if strings.Contains(imp, ".") {
				t.Errorf("the root package imports %s", imp)
			}
		}
	}
}

func TestEveryPackageIsDocumented(t *testing.T) {
	t.Parallel()
	for _, pkg := range listPackages(t) {
		if pkg.Doc == "" && pkg.Name != "" && len(pkg.GoFiles) > 0 && !strings.HasSuffix(pkg.ImportPath, "/dbq") {
			t.Errorf("%s has no package comment", pkg.ImportPath)
		}
	}
}

func TestFilesAndFunctionsStayWithinTheirBudgets(t *testing.T) {
	t.Parallel()
	fset := token.NewFileSet()
	eachSource(t, func(path string, src []byte) {
		if n := bytes.Count(src, []byte("\n")); n > maxFileLines {
			t.Errorf("%s has %d lines, the limit is %d", path, n, maxFileLines)
		}
		file, err := parser.ParseFile(fset, path, src, parser.SkipObjectResolution)
		if err != nil {
			t.Errorf("parse %s: %v", path, err)
			return
		}
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if fn.Name.Name == "init" && fn.Recv == nil {
				t.Errorf("%s has an init function", path)
			}
			lines := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1
			if lines > maxFuncLines && !strings.HasSuffix(path, "_test.go") {
				t.Errorf("%s: %s has %d lines, the limit is %d", path, fn.Name.Name, lines, maxFuncLines)
			}
		}
	})
}

// TestThereIsNearlyAsMuchTestAsSource counts lines. What only tests use is test.
func TestThereIsNearlyAsMuchTestAsSource(t *testing.T) {
	t.Parallel()
	helpers := []string{"internal/pgtest/", "internal/browsertest/", "internal/mailtest/", "internal/telegramtest/", "internal/openaitest/", "internal/faults/", "internal/failpoint/"}
	var tests, source int
	eachSource(t, func(path string, src []byte) {
		n := bytes.Count(src, []byte("\n"))
		helps := slices.ContainsFunc(helpers, func(dir string) bool { return strings.HasPrefix(filepath.ToSlash(path), dir) })
		if helps || strings.HasSuffix(path, "_test.go") {
			tests += n
		} else {
			source += n
		}
	})
	if ratio := float64(tests) / float64(source); ratio < leastTests {
		t.Errorf("%d lines of tests for %d of source: %.2f, want %.2f at least", tests, source, ratio, leastTests)
	}
}

// TestEventsAreAppendedInOnePlace keeps append_event the only way into the log.
func TestEventsAreAppendedInOnePlace(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("internal/postgres/query/*.sql")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no queries found: %v", err)
	}
	for _, path := range paths {
		sql, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.ToLower(string(sql)), "insert into event") {
			t.Errorf("%s writes to event without append_event", path)
		}
	}
}

// eachSource calls f with every Go file of ours that no tool has generated.
func eachSource(t *testing.T, f func(path string, src []byte)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (path == "data" || path == "tools" || strings.HasPrefix(d.Name(), ".") && path != ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.Contains(path, "/dbq/") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err == nil {
			f(path, src)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

type goPackage struct {
	ImportPath, Name, Doc string
	Imports, GoFiles      []string
}

// name is the package's path inside the module.
func (p goPackage) name() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
}

// listPackages returns every package of the module as the go command sees it.
func listPackages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Name,Doc,Imports,GoFiles", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var pkgs []goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatalf("decode go list: %v", err)
		}
		pkgs = append(pkgs, p)
	}
}
