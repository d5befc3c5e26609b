package browsertest

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"

	"github.com/chromedp/chromedp"
)

// Picture returns what is on the screen as a PNG, for documents that show the
// program as it is.
func (p *Page) Picture() []byte {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatalf("take a picture: %v", err)
	}
	return shot
}

// Slim returns the same picture with at most 256 colours, which a page of text
// and plain areas does not need more of: a third of the bytes.
func Slim(picture []byte) ([]byte, error) {
	src, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, err //nolint:wrapcheck // it says that it is no PNG
	}
	const shades = uint8(5) // bits that may be dropped of a channel, when there are too many colours
	for drop := range shades {
		if slim, ok := indexed(src, drop); ok {
			var out bytes.Buffer
			encoder := png.Encoder{CompressionLevel: png.BestCompression}
			err := encoder.Encode(&out, slim)
			return out.Bytes(), err //nolint:wrapcheck // to memory
		}
	}
	return picture, nil
}

// indexed draws a picture with a palette of its own colours, the lowest bits of
// which are dropped. It is false when there are more than 256.
func indexed(src image.Image, drop uint8) (*image.Paletted, bool) {
	bounds := src.Bounds()
	places := map[color.NRGBA]uint8{}
	out := image.NewPaletted(bounds, nil)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c, _ := color.NRGBAModel.Convert(src.At(x, y)).(color.NRGBA)
			c = coarse(c, drop)
			at, ok := places[c]
			if !ok {
				if len(places) == 256 {
					return nil, false
				}
				at = uint8(len(places)) // #nosec G115 -- below 256
				places[c] = at
				out.Palette = append(out.Palette, c)
			}
			out.Pix[out.PixOffset(x, y)] = at
		}
	}
	return out, true
}

// coarse drops the lowest bits of a colour, and keeps white white.
func coarse(c color.NRGBA, drop uint8) color.NRGBA {
	low := uint8(1)<<drop - 1
	for _, channel := range []*uint8{&c.R, &c.G, &c.B} {
		*channel = *channel&^low | *channel>>(8-drop)&low
	}
	return c
}
