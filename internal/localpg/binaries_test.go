package localpg

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/caterina"
)

// install makes a folder that looks like a PostgreSQL of some version; its
// programs answer as the real ones do.
func install(t *testing.T, name, version string, pgvector bool) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	share := filepath.Join(dir, "share")
	if err := os.MkdirAll(filepath.Join(share, "extension"), 0o700); err != nil {
		t.Fatal(err)
	}
	for program, says := range map[string]string{
		"postgres": "postgres (PostgreSQL) " + version, "initdb": "", "pg_config": share,
	} {
		script := "#!/bin/sh\necho '" + says + "'\n"
		if err := os.WriteFile(filepath.Join(dir, program), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if pgvector {
		if err := os.WriteFile(filepath.Join(share, "extension", "vector.control"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestTheBestVersionIsTheNewestWithPgvector(t *testing.T) {
	t.Parallel()
	old := install(t, "a", "14.3", true)
	bare := install(t, "b", "18.1 (Debian 18.1-1)", false)
	good := install(t, "c", "16.0", true)
	better := install(t, "d", "17.2", true)
	broken := install(t, "e", "devel", true)
	missing := filepath.Join(t.TempDir(), "nothing")

	got := installed([]string{old, bare, good, broken, better, missing})
	var names []string
	for _, b := range got {
		names = append(names, filepath.Base(b.dir))
	}
	if strings.Join(names, " ") != "d c b" {
		t.Errorf("the order is %v, want d c b", names)
	}
	if got[0].major != 17 || !got[0].pgvector || got[2].major != 18 || got[2].pgvector {
		t.Errorf("the versions are %+v", got)
	}
}

func TestWhatIsMissingIsNamedWithTheWayToInstallIt(t *testing.T) {
	t.Parallel()
	bare := install(t, "bare", "17.2", false)
	good := install(t, "good", "16.0", true)
	for _, c := range []struct {
		name  string
		dirs  []string
		major string
		want  []string // in the error; empty: none
	}{
		{"no PostgreSQL", nil, "", []string{"is not installed", "make deps", "brew install", "docker run"}},
		{"no pgvector", []string{bare}, "", []string{"pgvector extension is missing", "make deps", "brew install", "docker run"}},
		{"no pgvector in the version of the data", []string{bare, good}, "17", []string{"PostgreSQL 17", "pgvector extension is missing"}},
		{"the version of the data", []string{bare, good}, "15", []string{"PostgreSQL 15", "not installed any more"}},
		{"all there", []string{bare, good}, "", nil},
		{"all there for the data", []string{bare, good}, "16", nil},
	} {
		_, err := choose(installed(c.dirs), c.major)
		if len(c.want) == 0 {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if caterina.CodeOf(err) != caterina.CodeUnavailable {
			t.Errorf("%s: %v, want unavailable", c.name, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q does not say %q", c.name, err, want)
			}
		}
	}
}
