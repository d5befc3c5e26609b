package web

import (
	"bytes"
	"fmt"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/js"
)

// lean makes a module as short as it can be sent without another name for
// anything: what a browser reports can still be found in the source.
func lean(module []byte) ([]byte, error) {
	var out bytes.Buffer
	m := js.Minifier{KeepVarNames: true, Version: 2020}
	if err := m.Minify(minify.New(), &out, bytes.NewReader(module), nil); err != nil {
		return nil, fmt.Errorf("shorten a module: %w", err)
	}
	return out.Bytes(), nil
}
