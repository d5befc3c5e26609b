package web

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestModules runs the tests of the widget's modules (testdata/unit) in the
// browser they are written for: each function that a file exports is one test.
func TestModules(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/unit/*.test.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("no tests found: %v", err)
	}
	f := newFake(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".test.js"), func(t *testing.T) {
			t.Parallel()
			p := chromium.Open(t)
			p.Go(f.URL + "/weather")
			module := fmt.Sprintf("(await import(%q))", "/src/"+filepath.ToSlash(file))
			var names []string
			p.Eval(`Object.keys(`+module+`)`, &names)
			if len(names) == 0 {
				t.Fatal("the file exports no tests")
			}
			for _, name := range names {
				var failure string
				p.Eval(fmt.Sprintf(`(async () => { try { await %s.%s(); return ""; } catch (error) { return error.stack || String(error); } })()`, module, name), &failure)
				if failure != "" {
					t.Errorf("%s: %s", name, failure)
				}
			}
		})
	}
}
