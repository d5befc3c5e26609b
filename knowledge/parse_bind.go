package knowledge

import (
	"cmp"
	"encoding"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.org/caterina"
)

// binder fills one value of the root's types from a document and collects
// everything that is wrong on the way.
type binder struct {
	doc    Document
	root   *node
	report Report
}

// parse reads a document into target, a pointer to a struct.
func parse(d Document, target any) *binder {
	b := &binder{doc: d}
	root, bad := readDocument(d)
	if bad != nil {
		b.rejectAt(bad.line, "", bad.problem, bad.fix)
		return b
	}
	b.root = root
	b.bind(reflect.ValueOf(target).Elem(), root, "")
	return b
}

// done returns the report, by line.
func (b *binder) done() Report {
	byLine := func(x, y Rejection) int { return cmp.Compare(x.Line, y.Line) }
	slices.SortStableFunc(b.report.Rejected, byLine)
	slices.SortStableFunc(b.report.Warnings, byLine)
	return b.report
}

// unread says whether the document could not be read at all, so that missing
// values mean nothing.
func (b *binder) unread() bool { return b.root == nil || b.root.kind != nodeMap }

func (b *binder) rejection(line int, path, problem, fix string) Rejection {
	if b.doc.Line > 0 { // the document is a part of its file
		line = b.doc.Line + max(line, 1) - 1
	}
	return Rejection{Source: b.doc.Source, Line: line, Field: path, Problem: problem, Fix: fix}
}

func (b *binder) rejectAt(line int, path, problem, fix string) {
	b.report.Rejected = append(b.report.Rejected, b.rejection(line, path, problem, fix))
}

// textual is implemented by the root's types that read several forms.
type textual interface {
	UnmarshalYAML(unmarshal func(any) error) error
}

// bindError carries rejections through a type's own UnmarshalYAML.
type bindError struct{ rejected []Rejection }

// Error describes the first rejection.
func (e *bindError) Error() string { return e.rejected[0].Problem }

// bind sets dst from n. Blank values leave dst as it is.
func (b *binder) bind(dst reflect.Value, n *node, path string) {
	if n.blank() && path != "" {
		return
	}
	if dst.Kind() == reflect.Pointer {
		dst.Set(reflect.New(dst.Type().Elem()))
		dst = dst.Elem()
	}
	switch own := dst.Addr().Interface().(type) {
	case textual:
		b.bindTextual(own, n, path)
		return
	case encoding.TextUnmarshaler:
		b.bindText(own, n, path)
		return
	}
	switch dst.Kind() {
	case reflect.String:
		b.bindString(dst, n, path)
	case reflect.Bool:
		b.bindBool(dst, n, path)
	case reflect.Int:
		b.bindInt(dst, n, path)
	case reflect.Float64:
		b.bindFloat(dst, n, path)
	case reflect.Slice:
		b.bindList(dst, n, path)
	case reflect.Map:
		b.bindMap(dst, n, path)
	default:
		b.bindStruct(dst, n, path)
	}
}

func (b *binder) bindTextual(own textual, n *node, path string) {
	err := own.UnmarshalYAML(func(target any) error {
		sub := &binder{doc: b.doc}
		sub.bind(reflect.ValueOf(target).Elem(), n, path)
		if !sub.report.OK() {
			return &bindError{sub.report.Rejected}
		}
		return nil
	})
	if err == nil {
		return
	}
	if inner, ok := errors.AsType[*bindError](err); ok {
		b.report.Rejected = append(b.report.Rejected, inner.rejected...)
		return
	}
	problem, fix := badFormat(reflect.TypeOf(own).Elem(), n.text)
	b.rejectAt(n.line, path, problem, fix)
}

// bindText sets a value that is written as one text: a date, a time, a weekday.
func (b *binder) bindText(own encoding.TextUnmarshaler, n *node, path string) {
	if n.kind != nodeString {
		b.wrongKind(n, nodeString, path)
		return
	}
	if own.UnmarshalText([]byte(cleanText(n.text))) != nil {
		problem, fix := badFormat(reflect.TypeOf(own).Elem(), n.text)
		b.rejectAt(n.line, path, problem, fix)
	}
}

func (b *binder) bindString(dst reflect.Value, n *node, path string) {
	if n.kind != nodeString {
		b.wrongKind(n, nodeString, path)
		return
	}
	text := cleanText(n.text)
	if limit := limitOf(lastKey(path)); utf8.RuneCountInString(text) > limit {
		b.rejectAt(n.line, path, fmt.Sprintf("è troppo lungo: %d caratteri, al massimo %d", utf8.RuneCountInString(text), limit), "Accorcia il testo")
		return
	}
	dst.SetString(text)
}

func (b *binder) bindBool(dst reflect.Value, n *node, path string) {
	if n.kind != nodeBool {
		b.wrongKind(n, nodeBool, path)
		return
	}
	dst.SetBool(n.text == "true")
}

func (b *binder) bindInt(dst reflect.Value, n *node, path string) {
	v, err := strconv.ParseInt(n.text, 10, 32)
	if n.kind != nodeNumber || err != nil {
		b.rejectAt(n.line, path, "serve un numero intero, qui c'è "+n.shown(), "Scrivi solo le cifre, senza virgolette, punti o unità di misura: per esempio 30")
		return
	}
	dst.SetInt(v)
}

func (b *binder) bindFloat(dst reflect.Value, n *node, path string) {
	v, err := strconv.ParseFloat(n.text, 64)
	if n.kind != nodeNumber || err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		b.rejectAt(n.line, path, "serve un numero, qui c'è "+n.shown(), "Scrivi solo le cifre, con il punto per i decimali e senza virgolette: per esempio 20668.26")
		return
	}
	dst.SetFloat(v)
}

// maxItems is the longest list, in entries.
const maxItems = 2000

func (b *binder) bindList(dst reflect.Value, n *node, path string) {
	if n.kind != nodeList {
		b.wrongKind(n, nodeList, path)
		return
	}
	if len(n.list) > maxItems {
		b.rejectAt(n.line, path, fmt.Sprintf("ha troppe voci: %d, al massimo %d", len(n.list), maxItems), "Togli le voci che non servono")
		return
	}
	n.list = slices.DeleteFunc(n.list, (*node).blank)
	list := reflect.MakeSlice(dst.Type(), 0, len(n.list))
	for i, item := range n.list {
		if lastKey(path) == "documents" {
			item = b.foldGroup(item, fmt.Sprintf("%s[%d]", path, i+1))
		}
		value := reflect.New(dst.Type().Elem()).Elem()
		b.bind(value, item, fmt.Sprintf("%s[%d]", path, i+1))
		list = reflect.Append(list, value)
	}
	if list.Len() > 0 {
		dst.Set(list)
	}
}

// bindMap fills a map from text to structs, which only translations are.
func (b *binder) bindMap(dst reflect.Value, n *node, path string) {
	if n.kind != nodeMap {
		b.wrongKind(n, nodeMap, path)
		return
	}
	m := reflect.MakeMap(dst.Type())
	for _, f := range n.fields {
		at := joinPath(path, f.name)
		if m.MapIndex(reflect.ValueOf(f.name)).IsValid() {
			b.duplicate(f, at)
			continue
		}
		value := reflect.New(dst.Type().Elem()).Elem()
		b.bind(value, f.value, at)
		if !f.value.blank() {
			m.SetMapIndex(reflect.ValueOf(f.name), value)
		}
	}
	dst.Set(m)
}

func (b *binder) bindStruct(dst reflect.Value, n *node, path string) {
	if n.kind != nodeMap {
		b.wrongKind(n, nodeMap, path)
		return
	}
	keys := keysOf(dst.Type())
	seen := map[string]bool{}
	for _, f := range n.fields {
		at := joinPath(path, f.name)
		i := slices.IndexFunc(keys, func(k structKey) bool { return k.name == f.name })
		switch {
		case i < 0:
			b.rejectAt(f.line, at, fmt.Sprintf("la voce «%s» non esiste", shorten(f.name)), suggest(f.name, keys))
		case seen[f.name]:
			b.duplicate(f, at)
		default:
			b.bind(dst.Field(keys[i].index), f.value, at)
		}
		seen[f.name] = true
	}
	for _, name := range requiredKeys(dst.Type()) {
		if value := n.field(name); value == nil || value.blank() {
			b.rejectAt(n.line, joinPath(path, name), "manca, ed è obbligatorio", fmt.Sprintf("Aggiungi la riga «%s: …»", name))
		}
	}
}

func (b *binder) duplicate(f nodeField, path string) {
	b.rejectAt(f.line, path, fmt.Sprintf("la voce «%s» compare due volte", shorten(f.name)), "Tieni una sola delle due")
}

func (b *binder) wrongKind(n *node, want nodeKind, path string) {
	fix := ""
	switch want {
	case nodeString:
		fix = "Scrivi un testo"
		if n.kind == nodeNumber || n.kind == nodeBool {
			fix = fmt.Sprintf("Mettilo fra virgolette: \"%s\"", shorten(n.text))
		}
	case nodeList:
		fix = "Scrivi ogni voce su una riga che comincia con «- », oppure fra parentesi quadre"
	case nodeMap:
		fix = "Scrivi le voci una per riga, ciascuna con «nome: valore»"
	case nodeBool:
		fix = "Scrivi true oppure false, senza virgolette"
	case nodeNull, nodeNumber:
	}
	problem := fmt.Sprintf("serve %s, qui c'è %s", want, n.shown())
	if path == "" {
		problem = fmt.Sprintf("il documento deve essere %s, qui c'è %s", want, n.shown())
	}
	b.rejectAt(n.line, path, problem, fix)
}

// shown describes a value: its kind, and what it says when it is short.
func (n *node) shown() string {
	switch n.kind {
	case nodeNumber, nodeBool:
		return "«" + shorten(n.text) + "»"
	case nodeString:
		return fmt.Sprintf("%s («%s»)", n.kind, shorten(n.text))
	case nodeNull, nodeList, nodeMap:
	}
	return string(n.kind)
}

// structKey is one key of a struct, in the order of its fields.
type structKey struct {
	name  string
	index int
}

// keysOf returns the keys of a struct of the root package: its json names.
func keysOf(t reflect.Type) []structKey {
	var keys []structKey
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "" && name != "-" {
			keys = append(keys, structKey{name, i})
		}
	}
	return keys
}

// requiredKeys returns the keys that a struct cannot do without.
func requiredKeys(t reflect.Type) []string {
	switch t {
	case reflect.TypeFor[caterina.Card]():
		return []string{"slug", "kind", "title", "summary"}
	case reflect.TypeFor[caterina.Town](), reflect.TypeFor[caterina.Office](), reflect.TypeFor[caterina.Service](), reflect.TypeFor[caterina.Queue]():
		return []string{"slug", "name"}
	case reflect.TypeFor[caterina.Link]():
		return []string{"url"}
	case reflect.TypeFor[caterina.Closure]():
		return []string{"date"}
	case reflect.TypeFor[caterina.Shift]():
		return []string{"weekday", "from", "to"}
	case reflect.TypeFor[caterina.EmergencyNumber]():
		return []string{"number", "for"}
	}
	return nil
}

// limitOf returns the most characters of a text, by its key.
func limitOf(key string) int {
	switch key {
	case "slug", "section", "topic", "topics", "bookable", "desk", "parent", "offices":
		return caterina.MaxSlug
	case "phones", "phone", "number", "emails", "pec", "languages", "crises", "primary", "accent":
		return 100
	case "name", "name_en", "label", "owner", "keywords", "reason", "for", "for_en", "legal_reference", "address", "hours", "text", "sections":
		return 1000
	case "title", "questions":
		return 1000
	case "url", "source_url", "website", "privacy_url", "accessibility_url", "origins":
		return 2000
	case "summary", "disclosure", "greeting":
		return 10_000
	}
	return 50_000
}

// lastKey returns the key that a path ends in, without its index.
func lastKey(path string) string {
	path = path[strings.LastIndexByte(path, '.')+1:]
	key, _, _ := strings.Cut(path, "[")
	return key
}

func joinPath(path, key string) string {
	if path == "" {
		return shorten(key)
	}
	return path + "." + shorten(key)
}

// shorten keeps what a message shows of a text on one short line.
func shorten(s string) string {
	s = strings.Join(strings.Fields(caterina.StripHidden(s)), " ")
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
