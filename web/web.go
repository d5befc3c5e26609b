// Package web holds what browsers load as files: the citizens' chat widget
// (plain ES modules, served without their comments and indentation), the family
// website's style sheet, and the typeface of the Italian public administration
// (SIL Open Font License, assets/fonts/OFL.txt).
//
// Everything is embedded, read once by Load and kept compressed in memory. Files
// below /assets/ are addressed with the version of the whole set, so browsers may
// keep them for ever and never mix two versions; /widget.js, whose address
// websites write into their pages, is asked for again after a few minutes.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed widget.js assets
var files embed.FS

// The cache rules, by how the file is addressed.
const (
	cacheVersioned = "public, max-age=31536000, immutable"
	cacheWidget    = "public, max-age=300"
	cacheChecked   = "no-cache"
)

// Bundle is the set of files a process serves. It is safe for concurrent use.
type Bundle struct {
	version string           // of the whole set: a part of the addresses
	files   map[string]*file // by their path in the repository, "assets/widget/main.js"
}

// file is one embedded file, ready to be sent.
type file struct {
	body, zipped []byte // zipped is nil when compressing gains nothing
	mime         string
	tag          string // of the body, without quotes
}

// Load reads the embedded files. It fails only when the program was built from
// a broken tree: a file of a type it does not know.
func Load() (*Bundle, error) {
	raw := make(map[string][]byte)
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		raw[name] = body
		fmt.Fprintf(sum, "%s %d\n%s", name, len(body), body)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the embedded files: %w", err)
	}
	b := &Bundle{version: hex.EncodeToString(sum.Sum(nil))[:12], files: make(map[string]*file, len(raw))}
	for name, body := range raw {
		f, err := b.prepare(name, body)
		if err != nil {
			return nil, fmt.Errorf("prepare %s: %w", name, err)
		}
		b.files[name] = f
	}
	return b, nil
}

// prepare makes a file ready to be sent.
func (b *Bundle) prepare(name string, body []byte) (*file, error) {
	mime, ok := mimeTypes()[path.Ext(name)]
	if !ok {
		return nil, fmt.Errorf("files of type %q are not served", path.Ext(name))
	}
	if path.Ext(name) == ".js" {
		var err error
		if body, err = lean(body); err != nil {
			return nil, err
		}
	}
	if name == "widget.js" {
		body = bytes.ReplaceAll(body, []byte(`"./assets/`), []byte(`"./assets/`+b.version+`/`))
	}
	sum := sha256.Sum256(body)
	f := &file{body: body, mime: mime, tag: hex.EncodeToString(sum[:8])}
	if strings.HasPrefix(mime, "font/") {
		return f, nil // compressed already
	}
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if buf.Len() < len(body) {
		f.zipped = buf.Bytes()
	}
	return f, nil
}

// mimeTypes are the types of file we serve. The operating system's table is not
// asked: some have no entry for modules, and a wrong one stops them.
func mimeTypes() map[string]string {
	return map[string]string{
		".js":    "text/javascript; charset=utf-8",
		".css":   "text/css; charset=utf-8",
		".svg":   "image/svg+xml",
		".txt":   "text/plain; charset=utf-8",
		".woff2": "font/woff2",
	}
}

// Path returns the address of a file below assets, "site.css", that browsers may
// keep for ever.
func (b *Bundle) Path(name string) string { return "/assets/" + b.version + "/" + name }

// ServeHTTP serves /widget.js and /assets/VERSION/…. Addresses without a version,
// or with another one, as happens while several processes are replaced one by
// one, get the same files, but nobody is told to keep them.
func (b *Bundle) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	f, cache := b.find(strings.TrimPrefix(r.URL.Path, "/"))
	if f == nil {
		http.NotFound(w, r)
		return
	}
	f.send(w, r, cache)
}

// find returns the file of an address and how long browsers may keep it; nil
// when there is none.
func (b *Bundle) find(address string) (f *file, cache string) {
	if f, ok := b.files[address]; ok {
		if address == "widget.js" {
			return f, cacheWidget
		}
		return f, cacheChecked
	}
	rest, ok := strings.CutPrefix(address, "assets/")
	if !ok {
		return nil, ""
	}
	version, name, _ := strings.Cut(rest, "/")
	if version == b.version {
		return b.files["assets/"+name], cacheVersioned
	}
	return b.files["assets/"+name], cacheChecked
}

// send answers with the file, compressed where the browser takes it so.
func (f *file) send(w http.ResponseWriter, r *http.Request, cache string) {
	h := w.Header()
	h.Set("Content-Type", f.mime)
	h.Set("Cache-Control", cache)
	h.Set("X-Content-Type-Options", "nosniff")
	// The widget lives on other origins by design; none of this is secret.
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	body, tag := f.body, f.tag
	if f.zipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			body, tag = f.zipped, f.tag+"-gz"
			h.Set("Content-Encoding", "gzip")
		}
	}
	tag = `"` + tag + `"`
	h.Set("ETag", tag)
	if matches(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the browser went away: nobody is left to tell
	}
}

// acceptsGzip says whether the browser takes gzip, not merely names it to refuse.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			return strings.TrimSpace(weight) != "q=0"
		}
	}
	return false
}

// matches says whether an If-None-Match header names the tag.
func matches(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimPrefix(strings.TrimSpace(part), "W/"); part == tag || part == "*" {
			return true
		}
	}
	return false
}
