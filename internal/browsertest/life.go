package browsertest

import (
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Die ends the page's process as a crash or a pulled plug does: no script of
// the page runs any more. The page cannot be used again.
func (p *Page) Die() {
	p.t.Helper()
	p.Tolerate("crashed")
	// The answer never comes: whoever should give it is gone.
	go func() { _, _ = chromedp.Call(p.ctx, page.Crash, cdp.Empty{}) }()
}
