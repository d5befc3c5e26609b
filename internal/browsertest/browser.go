// Package browsertest drives a real Chromium in tests: pages with real key
// presses and clicks, phone screens, a network that goes away, the axe
// accessibility rules, and screenshots kept for people to look at. It is for
// tests only.
//
// It looks at pages the way the widget is built: a selector may cross into a
// shadow tree with " >>> ", as in "caterina-chat >>> textarea".
package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long a page may take to become what a test waits for. It is
// long because several packages' tests share a small machine; nothing waits
// longer than needed.
const patience = time.Minute

// Browser is one Chromium, started when the first page is opened and shared by
// the tests of a package. The zero value is ready to use.
type Browser struct {
	once  sync.Once
	ctx   context.Context //nolint:containedctx // the browser lives as long as this context
	close context.CancelFunc
	err   error
}

// Close ends the browser. Call it from TestMain, after the tests.
func (b *Browser) Close() {
	if b.close != nil {
		b.close()
	}
}

// start launches Chromium with a fresh profile and no calls home.
func (b *Browser) start() {
	path, err := find()
	if err != nil {
		b.err = err
		return
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.NoSandbox, // tests run as root in containers
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-pings", true),
		chromedp.Flag("lang", "it-IT"),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.WSURLReadTimeout(time.Minute),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), opts...) //nolint:forbidigo // outlives every single test
	ctx, cancel := chromedp.NewContext(allocator)
	b.ctx = ctx
	b.close = func() {
		cancel()
		stop()
	}
	b.err = chromedp.Do(ctx, chromedp.Navigate("about:blank"))
}

// find returns the path of the installed browser.
func find() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	const mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
	if _, err := os.Stat(mac); err == nil {
		return mac, nil
	}
	return "", errors.New("there is no Chromium: \"make test\" installs it")
}

// Open opens an empty page with a profile of its own, 1280 × 800 pixels. It is
// closed when the test ends; a test that failed leaves a screenshot. Errors that
// the page itself reports fail the test, unless Page.Tolerate names them.
func (b *Browser) Open(t *testing.T) *Page {
	t.Helper()
	b.once.Do(b.start)
	if b.err != nil {
		t.Fatalf("start the browser: %v", b.err)
	}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	p := &Page{t: t, ctx: ctx}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		cancel()
		t.Fatalf("open a page: %v", err)
	}
	go p.listen()
	p.Size(1280, 800)
	t.Cleanup(func() {
		if t.Failed() {
			p.Screenshot("failed")
		}
		cancel()
		for _, message := range p.Errors() {
			t.Errorf("the page reported: %s", message)
		}
	})
	return p
}

// artifact returns the path of a file that is kept after the test, below
// CATERINA_ARTIFACTS or the repository's artifacts directory.
func artifact(name string) (string, error) {
	dir := os.Getenv("CATERINA_ARTIFACTS")
	if dir == "" {
		root, err := moduleRoot()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(root, "artifacts")
	}
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil { //nolint:gosec // whoever runs the tests chooses the directory
		return "", fmt.Errorf("make the directory for artifacts: %w", err)
	}
	return path, nil
}

// moduleRoot returns the directory of go.mod above the package under test.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("there is no go.mod above the tests")
		}
		dir = parent
	}
}
