package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"example.org/caterina"
	"example.org/caterina/knowledge"
	"example.org/caterina/knowledge/source"
)

// watchEvery is how often -watch looks whether a file has changed.
const watchEvery = time.Second

// runImport reads town folders and files into the database.
func runImport(ctx context.Context, args []string, std streams) (err error) {
	fs := flag.NewFlagSet("import", flag.ContinueOnError)
	town := fs.String("town", "", "town that single files belong to; it is made when it does not exist")
	dryRun := fs.Bool("dry-run", false, "check everything, change nothing")
	watch := fs.Bool("watch", false, "go on, and import again after each change")
	if err := parseFlags(fs, args, "[-town SLUG] [-dry-run] [-watch] PATH…", std); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return usagef("name at least one town folder or file")
	}
	cfg, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	language, err := knowledge.LoadLanguage(knowledge.LanguageConfig{})
	if err != nil {
		return fmt.Errorf("load the language: %w", err)
	}
	logger := newLogger(std.err, quieter(cfg.LogLevel))
	db, err := openDatabase(ctx, cfg, logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close(ctx)) }()
	job := importJob{
		db: db, embedder: knowledge.NewHashed(language), logger: logger,
		town: *town, dryRun: *dryRun, paths: fs.Args(), std: std,
	}
	err = job.run(ctx)
	if !*watch {
		return err
	}
	return job.watch(ctx, err)
}

// importJob is one call of the import command.
type importJob struct {
	db       *database
	embedder knowledge.Embedder
	logger   *slog.Logger
	town     string
	dryRun   bool
	paths    []string
	std      streams
}

// errRejected says that some items were not imported; they have been named.
var errRejected = errors.New("some items were rejected; the others are in")

// run imports every path once and prints what became of the items.
func (j *importJob) run(ctx context.Context) error {
	var total caterina.ImportCounts
	for _, path := range j.paths {
		counts, err := j.importPath(ctx, path)
		if err != nil {
			return fmt.Errorf("import %s: %w", path, err)
		}
		total.Created += counts.Created
		total.Updated += counts.Updated
		total.Unchanged += counts.Unchanged
		total.Rejected += counts.Rejected
	}
	fmt.Fprintf(j.std.out, "created %d, updated %d, unchanged %d, rejected %d\n",
		total.Created, total.Updated, total.Unchanged, total.Rejected)
	if total.Rejected > 0 {
		return errRejected
	}
	return nil
}

// importPath imports one folder or file, naming each item that is left out.
func (j *importJob) importPath(ctx context.Context, path string) (caterina.ImportCounts, error) {
	batch, err := source.Read(ctx, path)
	if err != nil {
		return caterina.ImportCounts{}, err
	}
	for _, r := range batch.Rejected {
		fmt.Fprintln(j.std.err, "rejected:", r)
	}
	for _, r := range batch.Warnings {
		fmt.Fprintln(j.std.err, "warning:", r)
	}
	bar := newProgress(j.std.err, path)
	importer := knowledge.Importer{
		Store: j.db.store, Embedder: j.embedder, Logger: j.logger,
		Progress: bar.set,
		Warn:     func(r knowledge.Rejection) { fmt.Fprintln(j.std.err, "warning:", r) },
	}
	counts, err := importer.Import(ctx, j.town, batch, j.dryRun)
	bar.finish()
	return counts, err
}

// watch imports again after each change of a file, until ctx is done. A broken
// file is named and does not end the watching.
func (j *importJob) watch(ctx context.Context, first error) error {
	if first != nil && !errors.Is(first, errRejected) {
		return first
	}
	stamp, err := j.stamp()
	if err != nil {
		return err
	}
	fmt.Fprintln(j.std.out, "watching; stop with Ctrl-C")
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		now, err := j.stamp()
		if err != nil {
			fmt.Fprintln(j.std.err, err) // a file may be on its way from one name to another
			continue
		}
		if now == stamp {
			continue
		}
		stamp = now
		if err := j.run(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintln(j.std.err, err)
		}
	}
}

func (j *importJob) stamp() (string, error) {
	var all strings.Builder
	for _, path := range j.paths {
		s, err := source.Stamp(path)
		if err != nil {
			return "", err
		}
		all.WriteString(s)
	}
	return all.String(), nil
}

// progress is a bar on a terminal, and nothing elsewhere.
type progress struct{ bar *progressbar.ProgressBar }

func newProgress(w io.Writer, path string) *progress {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) { // #nosec G115 -- a file descriptor
		return &progress{}
	}
	return &progress{bar: progressbar.NewOptions(1,
		progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(path), progressbar.OptionShowCount(),
		progressbar.OptionClearOnFinish())}
}

func (p *progress) set(done, total int) {
	if p.bar == nil {
		return
	}
	p.bar.ChangeMax(total)
	_ = p.bar.Set(done) // the terminal has gone: the import has not
}

func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish() // as above
	}
}
