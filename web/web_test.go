package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// widgetBudget is what everything the widget loads may weigh, gzipped.
const widgetBudget = 40_000

func load(t *testing.T) *Bundle {
	t.Helper()
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func get(b http.Handler, url string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, url, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	return w
}

// TestWidgetIsSmall follows the imports from widget.js as a browser does and
// adds up what is sent.
func TestWidgetIsSmall(t *testing.T) {
	t.Parallel()
	b := load(t)
	imports := regexp.MustCompile(`from ?"(\.[^"]+)"|import\("([^"]+)"\)`)
	seen := map[string]bool{}
	total, raw := 0, 0
	var visit func(url string)
	visit = func(url string) {
		if seen[url] {
			return
		}
		seen[url] = true
		w := get(b, url, "Accept-Encoding", "gzip")
		if w.Code != http.StatusOK {
			t.Fatalf("GET %s: status %d", url, w.Code)
		}
		total += w.Body.Len()
		body := w.Body.String()
		if w.Header().Get("Content-Encoding") == "gzip" {
			body = unzip(t, w.Body)
		}
		raw += len(body)
		for _, m := range imports.FindAllStringSubmatch(body, -1) {
			visit(strings.TrimSuffix(resolve(url, m[1]+m[2]), "/"))
		}
	}
	visit("/widget.js")
	t.Logf("the widget is %d files, %d bytes gzipped, %d raw", len(seen), total, raw)
	if len(seen) < 10 {
		t.Errorf("only %d files were found from widget.js: the test no longer follows the imports", len(seen))
	}
	if total > widgetBudget {
		t.Errorf("the widget is %d bytes gzipped, the budget is %d", total, widgetBudget)
	}
	modules, err := filepath.Glob("assets/widget/*.js")
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) != len(modules)+1 {
		t.Errorf("widget.js loads %d files, but there are %d modules: is one no longer used?", len(seen), len(modules))
	}
}

// resolve resolves a relative import.
func resolve(base, ref string) string {
	return filepath.ToSlash(filepath.Clean(filepath.Join(filepath.Dir(base), ref)))
}

func unzip(t *testing.T, r io.Reader) string {
	t.Helper()
	z, err := gzip.NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestStyleSheetIsSmall(t *testing.T) {
	t.Parallel()
	css, err := os.ReadFile("assets/site.css")
	if err != nil {
		t.Fatal(err)
	}
	if len(css) > 20_000 {
		t.Errorf("site.css has %d bytes, the budget is 20000", len(css))
	}
}

// TestModulesStayShort keeps the browser code within the budget of the Go code.
func TestModulesStayShort(t *testing.T) {
	t.Parallel()
	modules, err := filepath.Glob("assets/widget/*.js")
	if err != nil || len(modules) == 0 {
		t.Fatalf("no modules found: %v", err)
	}
	for _, name := range modules {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if lines := bytes.Count(src, []byte("\n")); lines > 400 {
			t.Errorf("%s has %d lines, the limit is 400", name, lines)
		}
	}
}

// TestNoMarkupFromStrings: text of a server or a citizen can become markup only
// through one of these.
func TestNoMarkupFromStrings(t *testing.T) {
	t.Parallel()
	danger := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|setHTML|srcdoc|\beval\(|new Function`)
	modules, err := filepath.Glob("assets/widget/*.js")
	if err != nil || len(modules) == 0 {
		t.Fatalf("no modules found: %v", err)
	}
	for _, name := range append(modules, "widget.js") {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		code, err := lean(src)
		if err != nil {
			t.Fatal(err)
		}
		if m := danger.Find(code); m != nil {
			t.Errorf("%s uses %s", name, m)
		}
	}
}

// TestOldTelephonesCanReadTheModules: one sign that a browser does not know
// stops the whole widget. Safari reads lookbehinds since 2023 only.
func TestOldTelephonesCanReadTheModules(t *testing.T) {
	t.Parallel()
	modules, err := filepath.Glob("assets/widget/*.js")
	if err != nil || len(modules) == 0 {
		t.Fatalf("no modules found: %v", err)
	}
	for _, name := range modules {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, sign := range []string{"(?<=", "(?<!", "with { type:"} {
			if bytes.Contains(src, []byte(sign)) {
				t.Errorf("%s uses %s", name, sign)
			}
		}
	}
}

func TestFilesAreServedForOtherOrigins(t *testing.T) {
	t.Parallel()
	b := load(t)
	tests := []struct {
		url, mime, cache string
	}{
		{"/widget.js", "text/javascript; charset=utf-8", cacheWidget},
		{b.Path("widget/main.js"), "text/javascript; charset=utf-8", cacheVersioned},
		{"/assets/000000000000/widget/main.js", "text/javascript; charset=utf-8", cacheChecked},
		{"/assets/site.css", "text/css; charset=utf-8", cacheChecked},
		{b.Path("site.css"), "text/css; charset=utf-8", cacheVersioned},
		{b.Path("fonts/titillium-web-latin-400-normal.woff2"), "font/woff2", cacheVersioned},
	}
	for _, tt := range tests {
		w := get(b, tt.url)
		h := w.Header()
		if w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("GET %s: status %d, %d bytes", tt.url, w.Code, w.Body.Len())
		}
		for name, want := range map[string]string{
			"Content-Type": tt.mime, "Cache-Control": tt.cache, "Access-Control-Allow-Origin": "*",
			"Cross-Origin-Resource-Policy": "cross-origin", "X-Content-Type-Options": "nosniff",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("GET %s: %s is %q, want %q", tt.url, name, got, want)
			}
		}
	}
}

func TestWidgetNamesItsVersion(t *testing.T) {
	t.Parallel()
	b := load(t)
	body := get(b, "/widget.js").Body.String()
	if want := `"./assets/` + b.version + `/widget/main.js"`; !strings.Contains(body, want) {
		t.Errorf("widget.js does not import %s:\n%s", want, body)
	}
}

func TestUnchangedFilesAreNotSentAgain(t *testing.T) {
	t.Parallel()
	b := load(t)
	url := b.Path("widget/main.js")
	plain := get(b, url)
	zipped := get(b, url, "Accept-Encoding", "br, gzip;q=0.5")
	if zipped.Header().Get("Content-Encoding") != "gzip" || plain.Header().Get("Content-Encoding") != "" {
		t.Fatalf("encodings %q and %q", plain.Header().Get("Content-Encoding"), zipped.Header().Get("Content-Encoding"))
	}
	if plain.Header().Get("ETag") == zipped.Header().Get("ETag") {
		t.Error("two encodings have one ETag: a cache would mix them up")
	}
	tag := zipped.Header().Get("ETag")
	for _, header := range []string{tag, `"other", W/` + tag, "*"} {
		w := get(b, url, "Accept-Encoding", "gzip", "If-None-Match", header)
		if w.Code != http.StatusNotModified || w.Body.Len() != 0 {
			t.Errorf("If-None-Match %s: status %d, %d bytes", header, w.Code, w.Body.Len())
		}
	}
	if w := get(b, url, "Accept-Encoding", "gzip;q=0"); w.Header().Get("Content-Encoding") != "" {
		t.Error("gzip was sent to a browser that refuses it")
	}
}

func TestNothingElseIsServed(t *testing.T) {
	t.Parallel()
	b := load(t)
	for _, url := range []string{"/", "/assets/", "/assets/x", "/assets/x/", "/assets/x/../web.go", "/assets/x/web.go", "/assets/" + b.version + "/widget", "/widget.js/x"} {
		if w := get(b, url); w.Code != http.StatusNotFound {
			t.Errorf("GET %s: status %d, want 404", url, w.Code)
		}
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/widget.js", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: status %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
	w = httptest.NewRecorder()
	b.ServeHTTP(w, httptest.NewRequest(http.MethodHead, "/widget.js", nil))
	if w.Code != http.StatusOK || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "" {
		t.Errorf("HEAD: status %d, %d bytes, length %q", w.Code, w.Body.Len(), w.Header().Get("Content-Length"))
	}
}
