package caterina_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"example.org/caterina"
)

func TestCodeOfFindsTheCodeThroughWrapping(t *testing.T) {
	t.Parallel()

	inner := &caterina.Error{Code: caterina.CodeNotFound, Message: "non c'è", Err: io.EOF}
	for name, test := range map[string]struct {
		err  error
		want caterina.Code
	}{
		"nothing":                {nil, ""},
		"a stranger's error":     {io.EOF, caterina.CodeInternal},
		"an Error":               {inner, caterina.CodeNotFound},
		"a wrapped Error":        {fmt.Errorf("load: %w", inner), caterina.CodeNotFound},
		"an Error among several": {errors.Join(io.EOF, inner), caterina.CodeNotFound},
	} {
		if got := caterina.CodeOf(test.err); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
	if !errors.Is(inner, io.EOF) {
		t.Error("the cause is hidden")
	}
}

func TestErrorTextShowsTheCauseOnlyWhenThereIsOne(t *testing.T) {
	t.Parallel()

	if got := (&caterina.Error{Message: "non c'è", Err: io.EOF}).Error(); got != "non c'è: EOF" {
		t.Errorf("got %q", got)
	}
	if got := caterina.Errorf(caterina.CodeInvalid, "%d caratteri", 4001); got.Error() != "4001 caratteri" || got.Code != caterina.CodeInvalid {
		t.Errorf("got %q, %s", got, got.Code)
	}
}
