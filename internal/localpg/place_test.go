package localpg

import (
	"os"
	"path/filepath"
	"testing"

	"example.org/caterina"
)

func TestAFolderOfSomebodyElsesIsRefused(t *testing.T) {
	t.Parallel()
	us, err := serverAccount()
	if err != nil {
		t.Fatal(err)
	}
	stranger := account{uid: us.uid + 1, gid: us.gid}
	planted := filepath.Join(t.TempDir(), "planted")
	if err := os.Mkdir(planted, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := privateFolder(planted, stranger); caterina.CodeOf(err) != caterina.CodeUnavailable {
		t.Errorf("a folder of another user: %v, want a refusal", err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(planted, link); err != nil {
		t.Fatal(err)
	}
	mine := account{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}
	if err := privateFolder(link, mine); caterina.CodeOf(err) != caterina.CodeUnavailable {
		t.Errorf("a link in the folder's place: %v, want a refusal", err)
	}
	open := filepath.Join(t.TempDir(), "open")
	if err := os.Mkdir(open, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := privateFolder(open, mine); err != nil {
		t.Errorf("our own folder, open to others: %v", err)
	}
	if info, err := os.Stat(open); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("our own folder was not closed to others: %v, %v", info.Mode(), err)
	}
}

func TestEnterableLooksAtEveryFolderAbove(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	deep := filepath.Join(top, "middle", "deep")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	owner := account{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}
	stranger := account{uid: 4_000_000, gid: 4_000_000}
	for _, c := range []struct {
		mode            os.FileMode
		owner, stranger bool
	}{
		{0o755, true, true},
		{0o711, true, true},
		{0o700, true, false},
		{0o600, false, false},
	} {
		for dir := filepath.Dir(deep); dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
			mode := os.FileMode(0o755)
			if filepath.Base(dir) == "middle" {
				mode = c.mode
			}
			if err := os.Chmod(dir, mode); err != nil {
				t.Fatal(err)
			}
		}
		if os.Geteuid() != 0 && c.mode == 0o600 {
			continue // we could not look ourselves
		}
		if got := enterable(deep, owner); got != c.owner {
			t.Errorf("mode %o: the owner may enter: %v, want %v", c.mode, got, c.owner)
		}
		if got := enterable(deep, stranger); got != c.stranger {
			t.Errorf("mode %o: others may enter: %v, want %v", c.mode, got, c.stranger)
		}
	}
	if err := os.Chmod(filepath.Join(top, "middle"), 0o700); err != nil {
		t.Fatal(err)
	}
	if enterable(filepath.Join(top, "nowhere"), owner) {
		t.Error("a folder that does not exist can be entered")
	}
}

func TestASilentServerIsNotBlamedForTheWrongThing(t *testing.T) {
	t.Parallel()
	p := place{log: filepath.Join(t.TempDir(), "log")}
	if got := p.lastFatal(); got != "it left no log" {
		t.Errorf("without a log: %q", got)
	}
	text := "2026-11-22 UTC [1] FATAL:  first\n2026-11-22 UTC [1] FATAL:  the last one\n2026-11-22 UTC [1] LOG:  database system is shut down\n"
	if err := os.WriteFile(p.log, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := p.lastFatal(); got != "the last one" {
		t.Errorf("the reason is %q, want the last FATAL", got)
	}
	if err := os.WriteFile(p.log, []byte("LOG:  nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := p.lastFatal(); got != "see "+p.log {
		t.Errorf("without a reason: %q", got)
	}
}
