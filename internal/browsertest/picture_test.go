package browsertest

import (
	"bytes"
	"image/png"
	"testing"
)

func TestASlimPictureLooksTheSame(t *testing.T) {
	p := chromium.Open(t)
	p.Go(serve(t, shadowPage))
	whole := p.Picture()
	slim, err := Slim(whole)
	if err != nil {
		t.Fatal(err)
	}
	before, err := png.Decode(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	after, err := png.Decode(bytes.NewReader(slim))
	if err != nil {
		t.Fatal(err)
	}
	if before.Bounds() != after.Bounds() || len(slim) > len(whole) {
		t.Errorf("%v of %d bytes became %v of %d", before.Bounds(), len(whole), after.Bounds(), len(slim))
	}
	r1, g1, b1, _ := before.At(2, 2).RGBA()
	r2, g2, b2, _ := after.At(2, 2).RGBA()
	if r1 != r2 || g1 != g2 || b1 != b2 {
		t.Error("a plain area has another colour")
	}
	if _, err := Slim([]byte("no picture")); err == nil {
		t.Error("a text is no picture")
	}
}
