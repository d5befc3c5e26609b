package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"example.org/caterina/internal/pgtest"
)

// TestScripts runs the command line as its users do: one script, one database.
func TestScripts(t *testing.T) {
	t.Parallel()
	demoFolder, err := filepath.Abs(filepath.Join("..", "..", "demo"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			script, ok := env.T().(testing.TB)
			if !ok {
				t.Fatal("a script has no test of its own")
			}
			env.Setenv("CATERINA_DATABASE_URL", pgtest.URL(script))
			env.Setenv("DEMO", demoFolder)
			env.Setenv("PATH", filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"))
			return nil
		},
	})
}
