// Package source reads what a town publishes from where it is kept: a town folder
// or a single file, in YAML, JSON or JSON lines. What is broken is left out and
// reported; the rest comes through.
package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"example.org/caterina"
	"example.org/caterina/knowledge"
)

// Read reads a town folder or a single file of content. Addresses and HTML pages
// are rejected for now. The error is for what cannot be read at all: a path that
// does not exist, or a folder without content.
func Read(ctx context.Context, path string) (knowledge.Batch, error) {
	r := reader{batch: knowledge.Batch{Origins: map[string]knowledge.Origin{}}}
	if isAddress(path) {
		r.rejectFile(path, "gli indirizzi web non si possono ancora importare", "Scarica la scheda, salvala come file .yaml e importa il file")
		return r.batch, nil
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return r.batch, caterina.Errorf(caterina.CodeNotFound, "«%s» non esiste: controlla il percorso", path)
	}
	if err != nil {
		return r.batch, fmt.Errorf("look at the path: %w", err)
	}
	if info.IsDir() {
		err = r.folder(ctx, path)
	} else {
		err = r.single(ctx, path)
	}
	return r.batch, err
}

func isAddress(path string) bool {
	scheme, _, found := strings.Cut(path, "://")
	return found && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// reader collects a batch.
type reader struct{ batch knowledge.Batch }

// single reads one file; its place and name say what it holds, a card if they
// say nothing.
func (r *reader) single(ctx context.Context, path string) error {
	switch {
	case isTown(filepath.Base(path)):
		return r.town(path)
	case filepath.Base(path) == lexiconName:
		return r.lexicon(path)
	case filepath.Base(path) == streetsName:
		return r.streets(path)
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("find the folder of a file: %w", err)
	}
	if k := filepath.Base(filepath.Dir(absolute)); k == "offices" || k == "services" {
		return r.items(ctx, path, k)
	}
	return r.items(ctx, path, "cards")
}

// lexiconName is the file of a town's own concept lines.
const lexiconName = "lexicon.txt"

// streetsName is the file of a town's streets.
const streetsName = "streets.csv"

func isTown(name string) bool {
	return name == "town.yaml" || name == "town.yml" || name == "town.json"
}

// items reads the offices, services or cards of one file.
func (r *reader) items(ctx context.Context, path, kind string) error {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".yaml", ".yml":
		data, err := readSome(path)
		if err != nil {
			return err
		}
		r.add(kind, knowledge.Document{Source: path, Data: data})
		return nil
	case ".json":
		return r.jsonFile(ctx, path, kind)
	case ".jsonl", ".ndjson":
		return r.jsonLines(ctx, path, kind)
	case ".html", ".htm":
		r.rejectFile(path, "le pagine HTML non si possono ancora importare", "Copia il testo in una scheda .yaml")
	default:
		r.rejectFile(path, "non è un tipo di file che si può importare", "Usa un file .yaml, .json o .jsonl")
	}
	return nil
}

// readSome reads a file, and of a large one only as much as shows that it is too
// large.
func readSome(path string) ([]byte, error) { return readUpTo(path, knowledge.MaxDocument) }

// readUpTo does the same where files may be larger, or smaller.
func readUpTo(path string, limit int64) ([]byte, error) {
	f, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	return data, nil
}

// openRegular opens a file, and nothing that only looks like one and could keep
// the reader waiting for ever.
func openRegular(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("look at a file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, caterina.Errorf(caterina.CodeInvalid, "«%s» non è un file", path)
	}
	f, err := os.Open(path) // #nosec G304 -- the operator names the file
	if err != nil {
		return nil, fmt.Errorf("open a file: %w", err)
	}
	return f, nil
}

// add reads one document of a kind: "cards", "offices" or "services".
func (r *reader) add(kind string, d knowledge.Document) {
	content := &r.batch.Content
	switch kind {
	case "offices":
		office, report := knowledge.ParseOffice(d)
		if r.accept("office", office.Slug, d, report) {
			content.Offices = append(content.Offices, office)
		}
	case "services":
		service, report := knowledge.ParseService(d)
		if r.accept("service", service.Slug, d, report) {
			content.Services = append(content.Services, service)
		}
	default:
		card, report := knowledge.ParseCard(d)
		if r.accept("card", card.Slug, d, report) {
			content.Cards = append(content.Cards, card)
		}
	}
}

// accept files a report and says whether the item is in.
func (r *reader) accept(kind, slug string, d knowledge.Document, report knowledge.Report) bool {
	key := knowledge.OriginKey(kind, slug)
	if first, taken := r.batch.Origins[key]; taken && report.OK() {
		report.Rejected = []knowledge.Rejection{{
			Source: d.Source, Line: d.Line, Field: "slug",
			Problem: fmt.Sprintf("il nome breve «%s» è già usato in %s", slug, place(first)), Fix: "Cambia uno dei due nomi brevi",
		}}
	}
	if !report.OK() {
		r.batch.Rejected = append(r.batch.Rejected, report.Rejected...)
		r.batch.RejectedItems++
		return false
	}
	r.batch.Origins[key] = knowledge.Origin{Source: d.Source, Line: d.Line}
	r.batch.Warnings = append(r.batch.Warnings, report.Warnings...)
	return true
}

func place(o knowledge.Origin) string {
	if o.Line > 0 {
		return fmt.Sprintf("%s:%d", o.Source, o.Line)
	}
	return o.Source
}

// town reads the file of the town itself. Of a broken one the slug is kept when
// it can be read, so that the other files find their town.
func (r *reader) town(path string) error {
	data, err := readSome(path)
	if err != nil {
		return err
	}
	town, report := knowledge.ParseTown(knowledge.Document{Source: path, Data: data})
	if r.accept("town", town.Slug, knowledge.Document{Source: path}, report) {
		r.batch.Content.Town, r.batch.HasTown = town, true
	} else if caterina.ValidSlug(town.Slug) {
		r.batch.Content.Town.Slug = town.Slug
	}
	return nil
}

// lexicon reads the town's own concept lines.
func (r *reader) lexicon(path string) error {
	data, err := readSome(path)
	if err != nil {
		return err
	}
	text, report := knowledge.ParseLexicon(knowledge.Document{Source: path, Data: data})
	if r.accept("lexicon", "", knowledge.Document{Source: path}, report) {
		r.batch.Content.Lexicon, r.batch.HasLexicon = text, true
	}
	return nil
}

// streets reads the town's streets. Rows that are wrong are left out one by one.
func (r *reader) streets(path string) error {
	data, err := readUpTo(path, knowledge.MaxStreets)
	if err != nil {
		return err
	}
	streets, bad, report := knowledge.ParseStreets(knowledge.Document{Source: path, Data: data})
	r.batch.Rejected = append(r.batch.Rejected, report.Rejected...)
	r.batch.RejectedItems += bad
	if len(streets) > 0 {
		r.batch.Content.Streets, r.batch.HasStreets = streets, true
	}
	return nil
}

// rejectFile leaves out a whole file.
func (r *reader) rejectFile(path, problem, fix string) {
	r.batch.Rejected = append(r.batch.Rejected, knowledge.Rejection{Source: path, Problem: problem, Fix: fix})
	r.batch.RejectedItems++
}

// warnFile mentions a file that was not read.
func (r *reader) warnFile(path, problem, fix string) {
	r.batch.Warnings = append(r.batch.Warnings, knowledge.Rejection{Source: path, Problem: problem, Fix: fix})
}

// hidden says whether a name is of the machine's or an editor's own files.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") || strings.EqualFold(name, "thumbs.db")
}
