package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"example.org/caterina"
)

// folder reads a town folder. town.yaml comes first, then what cards refer to.
func (r *reader) folder(ctx context.Context, path string) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return fmt.Errorf("list the folder: %w", err)
	}
	found := false
	for _, e := range entries {
		name := e.Name()
		file := filepath.Join(path, name)
		switch {
		case hidden(name):
			continue
		case isTown(name):
			err = r.town(file)
		case name == lexiconName:
			err = r.lexicon(file)
		case name == streetsName:
			err = r.streets(file)
		case strings.HasSuffix(name, ".jsonl") && !e.IsDir(): // a town of one file and a JSONL of cards
			err = r.items(ctx, file, "cards")
		case e.IsDir() && slices.Contains(itemFolders(), name):
			err = r.itemFolder(ctx, file, name)
		default:
			r.warnStray(file, name, e.IsDir())
			continue
		}
		if err != nil {
			return err
		}
		found = true
	}
	if !found {
		return caterina.Errorf(caterina.CodeInvalid, "nella cartella «%s» non c'è niente da importare: servono town.yaml e le cartelle cards, offices e services", path)
	}
	return nil
}

func itemFolders() []string { return []string{"cards", "offices", "services"} }

// readable lists the kinds of file that are read, or rejected with a reason.
func readable() []string {
	return []string{".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".html", ".htm"}
}

// warnStray mentions what looks like content in the wrong place.
func (r *reader) warnStray(path, name string, dir bool) {
	if dir {
		r.warnFile(path, "questa cartella non viene letta", "Le cartelle di un comune si chiamano "+strings.Join(itemFolders(), ", "))
		return
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".yaml", ".yml", ".json":
		r.warnFile(path, "questo file non viene letto", "Spostalo nella cartella cards, offices o services")
	}
}

// itemFolder reads every file of one of the folders inside a town folder.
func (r *reader) itemFolder(ctx context.Context, path, kind string) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return fmt.Errorf("list a folder: %w", err)
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("read a folder: %w", err)
		}
		file := filepath.Join(path, e.Name())
		switch {
		case hidden(e.Name()):
		case e.IsDir():
			r.warnFile(file, "questa cartella non viene letta", "Sposta i suoi file nella cartella "+kind)
		case !slices.Contains(readable(), strings.ToLower(filepath.Ext(file))):
			r.warnFile(file, "questo file non viene letto", "Usa un file .yaml, .json o .jsonl")
		default:
			if err := r.items(ctx, file, kind); err != nil {
				return err
			}
		}
	}
	return nil
}

// Stamp returns a text that changes whenever a file of the path is added,
// removed or written, for a watcher to compare.
func Stamp(path string) (string, error) {
	hash := sha256.New()
	err := filepath.WalkDir(path, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name != path && hidden(e.Name()) {
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if e.IsDir() {
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(hash, "%s\x00%d\x00%d\n", name, info.Size(), info.ModTime().UnixNano())
		return err
	})
	if err != nil {
		return "", fmt.Errorf("look at the files: %w", err)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
