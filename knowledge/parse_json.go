package knowledge

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// jsonReader turns JSON into nodes.
type jsonReader struct {
	data []byte
	dec  *json.Decoder
	at   int // how far lines were counted, in bytes
	line int // the line there
}

func readJSON(data []byte) (*node, *syntaxError) {
	r := jsonReader{data: data, dec: json.NewDecoder(bytes.NewReader(data)), line: 1}
	r.dec.UseNumber()
	n, err := r.value(0)
	if err == nil {
		var tok json.Token
		if tok, err = r.dec.Token(); errors.Is(err, io.EOF) {
			return n, nil
		}
		if err == nil && tok != nil {
			return nil, &syntaxError{line: r.here(), problem: "dopo la fine della scheda c'è altro testo", fix: "Scrivi una sola scheda per file, oppure una per riga in un file .jsonl"}
		}
	}
	return nil, r.explain(err)
}

// here returns the line of what was read last.
func (r *jsonReader) here() int {
	to := int(r.dec.InputOffset())
	r.line += bytes.Count(r.data[r.at:to], []byte("\n"))
	r.at = to
	return r.line
}

// explain makes a sentence of an error of the JSON decoder.
func (r *jsonReader) explain(err error) *syntaxError {
	if own, ok := errors.AsType[*syntaxError](err); ok {
		return own
	}
	line := 1 + bytes.Count(r.data[:min(int(r.dec.InputOffset()), len(r.data))], []byte("\n"))
	if bad, ok := errors.AsType[*json.SyntaxError](err); ok {
		line = 1 + bytes.Count(r.data[:min(int(bad.Offset), len(r.data))], []byte("\n"))
	}
	return &syntaxError{
		line: line, problem: "il JSON non è scritto bene o si interrompe",
		fix: "Controlla virgole, virgolette e parentesi vicino a questa riga",
	}
}

func (r *jsonReader) value(depth int) (*node, error) {
	if depth > maxDepth {
		return nil, tooDeep(r.here())
	}
	tok, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	n := &node{line: r.here()}
	switch v := tok.(type) {
	case nil:
		n.kind = nodeNull
	case bool:
		n.kind, n.text = nodeBool, "false"
		if v {
			n.text = "true"
		}
	case json.Number:
		n.kind, n.text = nodeNumber, v.String()
	case string:
		n.kind, n.text = nodeString, v
	case json.Delim:
		if v == '[' {
			return n, r.list(n, depth)
		}
		return n, r.mapping(n, depth)
	}
	return n, nil
}

func (r *jsonReader) list(n *node, depth int) error {
	n.kind = nodeList
	for r.dec.More() {
		item, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.list = append(n.list, item)
	}
	_, err := r.dec.Token() // the closing bracket
	return err
}

func (r *jsonReader) mapping(n *node, depth int) error {
	n.kind = nodeMap
	for r.dec.More() {
		key, err := r.dec.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string) // in an object the decoder gives nothing else here
		line := r.here()
		value, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.fields = append(n.fields, nodeField{name: name, line: line, value: value})
	}
	_, err := r.dec.Token()
	return err
}

func tooDeep(line int) *syntaxError {
	return &syntaxError{line: line, problem: "ci sono troppi elenchi uno dentro l'altro", fix: "Controlla i rientri e le parentesi"}
}
