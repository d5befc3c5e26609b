package localpg

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"example.org/caterina"
)

// A unix socket's path may have 103 bytes on some systems.
const maxSocketPath = 103

// elsewhereRoot is where clusters are kept whose own folder the user postgres
// cannot enter.
const elsewhereRoot = "/var/lib/caterina"

// account is the user the server runs as.
type account struct {
	uid, gid uint32
	switched bool // it is not the user we are
}

// place is where a cluster is on disk.
type place struct {
	root      string // the cluster's folder, owned by account
	data      string // PGDATA
	log       string // the server's log
	sockets   string // the folder of its socket
	account   account
	elsewhere bool // root is not in the data folder
}

// settle finds or makes the cluster's folder in dir.
func settle(dir string) (place, error) {
	acc, err := serverAccount()
	if err != nil {
		return place{}, err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return place{}, fmt.Errorf("find the data folder: %w", err)
	}
	root, err := ownFolder(filepath.Join(dir, "postgres"), acc)
	if err != nil {
		return place{}, err
	}
	p := place{
		root: root, data: filepath.Join(root, "data"), log: filepath.Join(root, "log"),
		sockets: filepath.Join(root, "run"), account: acc, elsewhere: filepath.Dir(root) != dir,
	}
	if len(filepath.Join(p.sockets, socketName)) > maxSocketPath {
		sum := sha256.Sum256([]byte(root))
		p.sockets = "/tmp/caterina-" + hex.EncodeToString(sum[:6])
	}
	return p, privateFolder(p.sockets, acc)
}

// serverAccount is us, or the user postgres when we are root.
func serverAccount() (account, error) {
	uid := os.Geteuid()
	if uid != 0 {
		return account{uid: uint32(uid), gid: uint32(os.Getegid())}, nil // #nosec G115 -- the kernel's own numbers
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return account{}, &caterina.Error{
			Code:    caterina.CodeUnavailable,
			Message: "PostgreSQL refuses to run as root and there is no user postgres: " + installHint,
			Err:     err,
		}
	}
	id, errUID := strconv.ParseUint(u.Uid, 10, 32)
	gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
	return account{uid: uint32(id), gid: uint32(gid), switched: true}, errors.Join(errUID, errGID)
}

// ownFolder returns the folder at path, or the one it points to, and makes it
// when there is none. Where the account cannot enter, as below /root, path
// becomes a link to a new folder in elsewhereRoot.
func ownFolder(path string, acc account) (string, error) {
	if _, err := os.Lstat(path); err == nil {
		real, err := filepath.EvalSymlinks(path)
		if err != nil {
			return "", fmt.Errorf("find the private database's folder: %w", err)
		}
		return real, nil
	}
	if acc.switched && !enterable(filepath.Dir(path), acc) {
		return folderElsewhere(path, acc)
	}
	return path, privateFolder(path, acc)
}

func folderElsewhere(path string, acc account) (string, error) {
	if err := os.MkdirAll(elsewhereRoot, 0o755); err != nil { // #nosec G301 -- the user postgres must pass through
		return "", fmt.Errorf("make %s: %w", elsewhereRoot, err)
	}
	root, err := os.MkdirTemp(elsewhereRoot, "cluster-")
	if err != nil {
		return "", fmt.Errorf("make the private database's folder: %w", err)
	}
	if err := privateFolder(root, acc); err != nil {
		return "", err
	}
	if err := os.Symlink(root, path); err != nil {
		return "", fmt.Errorf("link to the private database's folder: %w", err)
	}
	return root, nil
}

// privateFolder makes a folder that only the account can enter, and refuses one
// that belongs to somebody else: in /tmp anybody could have put it there.
func privateFolder(path string, acc account) error {
	err := os.Mkdir(path, 0o700)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make the private database's folder: %w", err)
	}
	if acc.switched && ownerOf(path) == 0 { // new, or we were killed before this
		if err := os.Lchown(path, int(acc.uid), int(acc.gid)); err != nil {
			return fmt.Errorf("hand the private database's folder to its user: %w", err)
		}
	}
	info, err := os.Lstat(path)
	if err != nil {
		return fmt.Errorf("look at the private database's folder: %w", err)
	}
	if !info.IsDir() || ownerOf(path) != int64(acc.uid) {
		return caterina.Errorf(caterina.CodeUnavailable,
			"%s must be a folder of the database's own user: remove it, or choose another CATERINA_DATA_DIR", path)
	}
	if err := os.Chmod(path, 0o700); err != nil { // #nosec G302 -- a folder
		return fmt.Errorf("close the private database's folder to others: %w", err)
	}
	return nil
}

// ownerOf returns the uid a path belongs to, -1 when it cannot be read.
func ownerOf(path string) int64 {
	info, err := os.Lstat(path)
	if err != nil {
		return -1
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int64(stat.Uid)
	}
	return -1
}

// enterable says whether the account may pass through dir and all above it.
func enterable(dir string, acc account) bool {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return false
	}
	for ; ; real = filepath.Dir(real) {
		info, err := os.Stat(real)
		if err != nil {
			return false
		}
		stat, ok := info.Sys().(*syscall.Stat_t)
		mode := info.Mode().Perm()
		passes := mode&0o001 != 0 ||
			ok && stat.Uid == acc.uid && mode&0o100 != 0 ||
			ok && stat.Gid == acc.gid && mode&0o010 != 0
		if !passes {
			return false
		}
		if real == filepath.Dir(real) {
			return true
		}
	}
}

// major is the PostgreSQL version that made the cluster, "" when there is none.
func (p place) major() string {
	b, err := os.ReadFile(filepath.Join(p.data, "PG_VERSION"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// lastFatal returns what the server said when it gave up.
func (p place) lastFatal() string {
	b, err := os.ReadFile(p.log)
	if err != nil {
		return "it left no log"
	}
	lines := strings.Split(string(b), "\n")
	slices.Reverse(lines)
	for _, line := range lines {
		if _, said, found := strings.Cut(line, "FATAL:"); found {
			return strings.TrimSpace(said)
		}
	}
	return "see " + p.log
}
