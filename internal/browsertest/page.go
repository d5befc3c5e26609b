package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Key is a key on the keyboard, as a browser names it.
type Key struct {
	name string // KeyboardEvent.key
	code int64  // of Windows, which browsers still go by
	text string // what it types
}

// Tab is the key that moves the focus.
func Tab() Key { return Key{"Tab", 9, ""} }

// Enter is the key that sends.
func Enter() Key { return Key{"Enter", 13, "\r"} }

// Escape is the key that closes.
func Escape() Key { return Key{"Escape", 27, ""} }

// Space is the key that presses a button.
func Space() Key { return Key{" ", 32, " "} }

// Down is the key that goes to the next choice of a list.
func Down() Key { return Key{"ArrowDown", 40, ""} }

// Shift is the key, pressed alone.
func Shift() Key { return Key{"Shift", 16, ""} }

// Page is one open page. Its methods fail the test when they cannot do what
// they are asked to.
type Page struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // chromedp addresses a page by its context

	mu       sync.Mutex
	errors   []string
	tolerate []string
}

// finder is the JavaScript function q(selector), which crosses shadow roots.
const finder = `const q = (path) => path.split(" >>> ").reduce((from, part) => from && (from.shadowRoot ?? from).querySelector(part), document);`

// listen collects what the page reports as wrong.
func (p *Page) listen() {
	for message, err := range chromedp.Console(p.ctx) {
		if err != nil {
			return // the page is closed
		}
		if message.IsException() || message.Type == "error" || message.Source == "security" {
			p.mu.Lock()
			p.errors = append(p.errors, fmt.Sprintf("%s (%s:%d)", message, message.URL, message.Line))
			p.mu.Unlock()
		}
	}
}

// Tolerate lets errors pass that contain one of the texts.
func (p *Page) Tolerate(texts ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tolerate = append(p.tolerate, texts...)
}

// Errors returns what the page has reported as wrong and nobody tolerates:
// exceptions, errors in the console, violations of its security policy.
func (p *Page) Errors() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.errors), func(message string) bool {
		return slices.ContainsFunc(p.tolerate, func(text string) bool { return strings.Contains(message, text) })
	})
}

// do runs actions and fails the test when one of them fails.
func (p *Page) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// Go loads an address and waits for the page's load event.
func (p *Page) Go(url string) {
	p.t.Helper()
	p.do("go to "+url, chromedp.Navigate(url))
}

// Reload loads the page again, as a citizen would.
func (p *Page) Reload() {
	p.t.Helper()
	p.do("reload", chromedp.Reload())
}

// Size sets the viewport, in CSS pixels.
func (p *Page) Size(width, height int64) {
	p.t.Helper()
	p.do("set the size", chromedp.EmulateViewport(width, height))
}

// Phone sets the viewport of a phone with a touch screen.
func (p *Page) Phone(width, height int64) {
	p.t.Helper()
	p.do("become a phone", chromedp.EmulateViewport(width, height, chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch))
}

// Zoom sets the viewport that a window of 1280 × 800 pixels has when its reader
// zooms in by a factor.
func (p *Page) Zoom(factor float64) {
	p.t.Helper()
	p.do("zoom", chromedp.EmulateViewport(int64(1280/factor), int64(800/factor), chromedp.EmulateScale(factor)))
}

// Media pretends a media feature, such as "prefers-color-scheme", "dark".
func (p *Page) Media(name, value string) {
	p.t.Helper()
	params := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: name, Value: value}}}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, params); err != nil {
		p.t.Fatalf("pretend %s: %v", name, err)
	}
}

// PrintMedia shows the page as it would be printed.
func (p *Page) PrintMedia() {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		p.t.Fatalf("pretend to print: %v", err)
	}
}

// Offline takes the network away, or gives it back: requests fail, and the page
// is told.
func (p *Page) Offline(offline bool) {
	p.t.Helper()
	state := network.OverrideNetworkStateParams{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}
	if _, err := chromedp.Call(p.ctx, network.OverrideNetworkState, state); err != nil {
		p.t.Fatalf("set the network state: %v", err)
	}
	conditions := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{}}
	if offline {
		conditions.MatchedNetworkConditions = []*network.Conditions{{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}}
	}
	if _, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, conditions); err != nil {
		p.t.Fatalf("set the network conditions: %v", err)
	}
}

// BeforeLoad runs JavaScript in every page from now on, before its own scripts.
func (p *Page) BeforeLoad(js string) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: js}); err != nil {
		p.t.Fatalf("run before load: %v", err)
	}
}

// Eval evaluates a JavaScript expression, awaits it and decodes its value into
// out, which may be nil. The expression may call q(selector).
func (p *Page) Eval(expression string, out any) {
	p.t.Helper()
	if err := p.eval(expression, out); err != nil {
		p.t.Fatalf("evaluate %s: %v", short(expression), err)
	}
}

func (p *Page) eval(expression string, out any) error {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	// As a string of JSON, so that one type serves every value.
	script := "(async () => { " + finder + " return JSON.stringify((await (" + expression + ")) ?? null); })()"
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		return err
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal([]byte(text), out)
}

// String evaluates an expression whose value is a string.
func (p *Page) String(expression string) string {
	p.t.Helper()
	var s string
	p.Eval(expression, &s)
	return s
}

// Wait waits until a JavaScript expression is true.
func (p *Page) Wait(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	tick := time.NewTicker(15 * time.Millisecond)
	defer tick.Stop()
	var last error
	for {
		var ok bool
		// A page that is being replaced has nothing to evaluate in: try again.
		if last = p.eval("Boolean("+expression+")", &ok); last == nil && ok {
			return
		}
		select {
		case <-ctx.Done():
			p.t.Fatalf("waited in vain for %s (last error: %v)", short(expression), last)
		case <-tick.C:
		}
	}
}

// WaitText waits until the element's text contains a text.
func (p *Page) WaitText(selector, text string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf("q(%q)?.textContent.includes(%q)", selector, text))
}

// Click scrolls the element into view and clicks its middle with the mouse. It
// fails when something else lies on top of it there.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf("q(%q)", selector))
	var at struct {
		X, Y float64
		Hit  bool
	}
	p.Eval(fmt.Sprintf(`(async () => {
		let node;
		const settled = () => {
			if (!node?.isConnected) { // the page has put another one in its place
				node = q(%q) ?? node;
				node.scrollIntoView({ block: "center", behavior: "instant" });
			}
			const r = node.getBoundingClientRect();
			return [r.x, r.y, r.width, r.height].join();
		};
		const at = () => {
			const r = node.getBoundingClientRect();
			const x = r.x + r.width / 2, y = r.y + r.height / 2;
			let top = document.elementFromPoint(x, y);
			while (top?.shadowRoot?.elementFromPoint(x, y) && top.shadowRoot.elementFromPoint(x, y) !== top) top = top.shadowRoot.elementFromPoint(x, y);
			return { X: x, Y: y, Hit: node === top || node.contains(top) };
		};
		for (let before = "", i = 0; i < 60 && (before !== settled() || !node.isConnected || !at().Hit); i++) {
			if (before === settled()) node.scrollIntoView({ block: "center", behavior: "instant" }); // the page has scrolled on by itself
			before = settled();
			await new Promise((done) => setTimeout(done, 20));
		}
		return at();
	})()`, selector), &at)
	if !at.Hit {
		p.t.Fatalf("click %s: it is covered or outside the screen at %.0f, %.0f", selector, at.X, at.Y)
	}
	p.do("click "+selector, chromedp.MouseClickXY(at.X, at.Y))
}

// Press presses and lets go of keys, one after the other, wherever the focus is.
func (p *Page) Press(keys ...Key) {
	p.t.Helper()
	for _, key := range keys {
		p.press(key, 0)
	}
}

// PressShift presses keys with Shift held down.
func (p *Page) PressShift(keys ...Key) {
	p.t.Helper()
	const shift = 8
	for _, key := range keys {
		p.press(key, shift)
	}
}

// PressAlt presses the key of a letter, "p", with Alt held down.
func (p *Page) PressAlt(letter string) {
	p.t.Helper()
	const alt = 1
	upper := strings.ToUpper(letter)
	down := input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeRawKeyDown, Key: letter, Code: "Key" + upper, Modifiers: alt,
		WindowsVirtualKeyCode: int64(upper[0]),
	}
	up := down
	up.Type = input.DispatchKeyEventTypeKeyUp
	for _, params := range []input.DispatchKeyEventParams{down, up} {
		if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, params); err != nil {
			p.t.Fatalf("press Alt and %s: %v", letter, err)
		}
	}
}

func (p *Page) press(key Key, modifiers int64) {
	p.t.Helper()
	down := input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeRawKeyDown, Key: key.name, Code: key.name, Modifiers: modifiers,
		WindowsVirtualKeyCode: key.code, Text: key.text,
	}
	if key.text != "" {
		// Only so does preventDefault keep the text out, as with a real key.
		down.Type = input.DispatchKeyEventTypeKeyDown
	}
	up := down
	up.Type, up.Text = input.DispatchKeyEventTypeKeyUp, ""
	for _, params := range []input.DispatchKeyEventParams{down, up} {
		if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, params); err != nil {
			p.t.Fatalf("press %s: %v", key.name, err)
		}
	}
}

// Type enters a text at once wherever the focus is, as a paste would.
func (p *Page) Type(text string) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		p.t.Fatalf("type: %v", err)
	}
}

// Focused describes the element that has the focus, through shadow roots: its
// tag, classes and accessible name as far as attributes or text give it.
func (p *Page) Focused() string {
	p.t.Helper()
	return p.String(`(() => {
		let node = document.activeElement;
		while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
		if (!node) return "";
		const name = node.getAttribute("aria-label") ?? node.textContent.trim().slice(0, 60);
		return [node.localName + [...node.classList].map((c) => "." + c).join(""), name].join(" ").trim();
	})()`)
}

// Screenshot keeps a picture of what is on the screen as an artefact named after
// the test.
func (p *Page) Screenshot(name string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Errorf("take a screenshot: %v", err)
		return
	}
	p.keep(name, shot)
}

// FullScreenshot keeps a picture of the whole page.
func (p *Page) FullScreenshot(name string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	shot, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.t.Errorf("take a screenshot: %v", err)
		return
	}
	p.keep(name, shot)
}

func (p *Page) keep(name string, shot []byte) {
	p.t.Helper()
	file := strings.ReplaceAll(p.t.Name(), "/", "-") + "-" + name + ".png"
	path, err := artifact(file)
	if err == nil {
		err = os.WriteFile(path, shot, 0o600)
	}
	if err != nil {
		p.t.Errorf("keep a screenshot: %v", err)
	}
}

// short cuts an expression for an error message.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 160 {
		return s[:160] + "…"
	}
	return s
}
