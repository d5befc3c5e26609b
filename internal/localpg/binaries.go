package localpg

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"example.org/caterina"
)

// minMajor is the oldest PostgreSQL that Caterina works with.
const minMajor = 15

// debianPrograms is where Debian and Ubuntu keep the versions side by side.
const debianPrograms = "/usr/lib/postgresql/"

const installHint = `install it with "make deps" on Debian and Ubuntu, ` +
	`with "brew install postgresql@17 pgvector" on macOS, ` +
	`or run one with Docker ("docker run -p 5432:5432 -e POSTGRES_PASSWORD=secret pgvector/pgvector:pg17") ` +
	`and set CATERINA_DATABASE_URL=postgres://postgres:secret@localhost:5432/postgres`

// binaries are the programs of one PostgreSQL version.
type binaries struct {
	dir      string
	major    int
	pgvector bool // the version has the extension
}

func (b binaries) path(name string) string { return filepath.Join(b.dir, name) }

// find looks on this machine and chooses.
func find(major string) (binaries, error) { return choose(installed(folders()), major) }

// choose returns the programs of a version, or the best there are when major is
// "". The error says what is missing and how to install it.
func choose(found []binaries, major string) (binaries, error) {
	if len(found) == 0 {
		return binaries{}, caterina.Errorf(caterina.CodeUnavailable,
			"PostgreSQL %d or newer is not installed on this machine: %s", minMajor, installHint)
	}
	if major != "" {
		i := slices.IndexFunc(found, func(b binaries) bool { return strconv.Itoa(b.major) == major })
		if i < 0 {
			return binaries{}, caterina.Errorf(caterina.CodeUnavailable,
				"the database in the data folder was made by PostgreSQL %s, which is not installed any more: install it again, or move the data with pg_upgrade", major)
		}
		found = found[i:]
	}
	if !found[0].pgvector {
		return binaries{}, caterina.Errorf(caterina.CodeUnavailable,
			"PostgreSQL %d is installed in %s but its pgvector extension is missing: %s", found[0].major, found[0].dir, installHint)
	}
	return found[0], nil
}

// folders lists where systems keep the programs, without looking whether they do.
func folders() []string {
	var dirs []string
	for _, pattern := range []string{
		debianPrograms + "*/bin",
		"/usr/pgsql-*/bin",                   // the PostgreSQL project's own packages for Red Hat
		"/opt/homebrew/opt/postgresql@*/bin", // Homebrew on Apple silicon
		"/usr/local/opt/postgresql@*/bin",    // Homebrew on Intel
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		matches, _ := filepath.Glob(pattern) // the patterns are valid
		dirs = append(dirs, matches...)
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(real))
		}
	}
	return dirs
}

// installed returns the usable versions in the given folders, best first: with
// pgvector before without, newer before older.
func installed(dirs []string) []binaries {
	var found []binaries
	for _, dir := range dirs {
		b := binaries{dir: dir}
		if _, err := os.Stat(b.path("initdb")); err != nil {
			continue
		}
		b.major = majorOf(b)
		if b.major < minMajor {
			continue
		}
		_, err := os.Stat(filepath.Join(sharedir(b), "extension", "vector.control"))
		b.pgvector = err == nil
		found = append(found, b)
	}
	slices.SortStableFunc(found, func(a, b binaries) int {
		if a.pgvector != b.pgvector {
			if a.pgvector {
				return -1
			}
			return 1
		}
		return b.major - a.major
	})
	return found
}

// majorOf asks the server for its version, 0 when it does not answer. Debian
// writes it into the path, which saves running it.
func majorOf(b binaries) int {
	if version, found := strings.CutPrefix(filepath.Dir(b.dir), debianPrograms); found {
		n, _ := strconv.Atoi(version) // what has no number there is not a version
		return n
	}
	out, err := exec.Command(b.path("postgres"), "--version").Output() //nolint:noctx,gosec // answers at once; found in fixed places
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(out)) // postgres (PostgreSQL) 17.2
	if len(fields) < 3 {
		return 0
	}
	text, _, _ := strings.Cut(fields[2], ".")
	n, _ := strconv.Atoi(text) // a development version has no number: 0, not usable
	return n
}

// sharedir is where the version keeps its extensions.
func sharedir(b binaries) string {
	if strings.HasPrefix(b.dir, debianPrograms) {
		return filepath.Join("/usr/share/postgresql", strconv.Itoa(b.major))
	}
	out, err := exec.Command(b.path("pg_config"), "--sharedir").Output() //nolint:noctx,gosec // answers at once; found in fixed places
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
