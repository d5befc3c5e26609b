package browsertest

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var chromium Browser

func TestMain(m *testing.M) {
	code := m.Run()
	chromium.Close()
	os.Exit(code)
}

func serve(t *testing.T, html string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(html))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

const shadowPage = `<!doctype html><html lang="it"><head><title>Prova</title><link rel="icon" href="data:,"></head>
<body><main><h1>Prova</h1><x-box></x-box></main><script>
customElements.define("x-box", class extends HTMLElement {
	connectedCallback() {
		const button = document.createElement("button");
		button.className = "go";
		button.textContent = "Vai";
		button.onclick = () => (window.pressed = (window.pressed ?? 0) + 1);
		const field = document.createElement("input");
		field.ariaLabel = "Campo";
		this.attachShadow({ mode: "open" }).append(button, field);
	}
});
</script></body></html>`

func TestSelectorsKeysAndClicksReachIntoShadowTrees(t *testing.T) {
	t.Parallel()
	p := chromium.Open(t)
	p.Go(serve(t, shadowPage))
	p.WaitText("x-box >>> .go", "Vai")
	p.Click("x-box >>> .go")
	p.Wait(`window.pressed === 1`)
	p.Press(Space())
	p.Wait(`window.pressed === 2`)
	if got := p.Focused(); got != "button.go Vai" {
		t.Errorf("the focus is on %q", got)
	}
	p.Press(Tab())
	p.Type("è 🙂")
	p.Press(Shift())
	if got := p.String(`q("x-box >>> input").value`); got != "è 🙂" {
		t.Errorf("the field holds %q", got)
	}
	p.PressShift(Tab())
	p.Press(Enter())
	p.Wait(`window.pressed === 3`)
	p.Accessible()
}

func TestWhatThePageReportsIsKept(t *testing.T) {
	t.Parallel()
	p := chromium.Open(t)
	p.Tolerate("on purpose", "nowhere.png")
	p.Go(serve(t, `<!doctype html><html lang="it"><title>x</title><link rel="icon" href="data:,"><img alt="" src="/nowhere.png"><script>
		console.error("wrong on purpose");
		window.done = true;
		throw new Error("thrown on purpose");
	</script></html>`))
	p.Wait(`window.done`)
	all := func() []string {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.errors
	}
	for len(all()) < 3 { // they come by another way than the answers
		p.Eval("true", nil)
	}
	text := strings.Join(all(), "\n")
	for _, want := range []string{"wrong on purpose", "thrown on purpose", "nowhere.png"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q was not reported:\n%s", want, text)
		}
	}
	if left := p.Errors(); len(left) != 0 {
		t.Errorf("what is tolerated is still an error: %v", left)
	}
}

func TestScreensMediaAndNetwork(t *testing.T) {
	t.Parallel()
	p := chromium.Open(t)
	p.Tolerate("ERR_INTERNET_DISCONNECTED")
	p.Go(serve(t, shadowPage))
	sizes := func() string { return p.String(`innerWidth + "x" + innerHeight + "@" + devicePixelRatio`) }
	for want, set := range map[string]func(){
		"320x640@1": func() { p.Size(320, 640) },
		"640x400@2": func() { p.Zoom(2) },
	} {
		if set(); sizes() != want {
			t.Errorf("the screen is %s, want %s", sizes(), want)
		}
	}
	p.Phone(390, 844)
	p.Wait(`matchMedia("(pointer: coarse)").matches`)
	p.Media("prefers-color-scheme", "dark")
	p.Wait(`matchMedia("(prefers-color-scheme: dark)").matches`)
	p.PrintMedia()
	p.Wait(`matchMedia("print").matches`)
	p.Offline(true)
	p.Wait(`!navigator.onLine`)
	p.Wait(`fetch("/").then(() => false, () => true)`)
	p.Offline(false)
	p.Wait(`navigator.onLine && fetch("/").then(() => true, () => false)`)
}

func TestScreenshotsAreKept(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("CATERINA_ARTIFACTS", dir)
	p := chromium.Open(t)
	p.BeforeLoad(`window.first = true;`)
	p.Go(serve(t, shadowPage))
	p.Wait(`window.first`)
	p.Screenshot("part")
	p.FullScreenshot("whole")
	p.Reload()
	for _, name := range []string{"part", "whole"} {
		body, err := os.ReadFile(filepath.Join(dir, "TestScreenshotsAreKept-"+name+".png"))
		if err != nil || !strings.HasPrefix(string(body), "\x89PNG") {
			t.Errorf("%s: %v, %d bytes", name, err, len(body))
		}
	}
}

func TestArtifactsBesideTheModule(t *testing.T) {
	t.Setenv("CATERINA_ARTIFACTS", "")
	path, err := artifact("x.png")
	if err != nil || !strings.HasSuffix(filepath.ToSlash(path), "/artifacts/x.png") {
		t.Errorf("artifact = %q, %v", path, err)
	}
}
