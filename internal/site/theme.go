package site

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
)

// leastContrast is what WCAG 2.2 AA asks of text on its background.
const leastContrast = 4.5

// serveTheme serves the town's colours as custom properties, which the site and
// the widget share. A colour on which white text could not be read is left out:
// a town's taste must not lock anybody out.
func (s *Site) serveTheme(w http.ResponseWriter, r *http.Request) {
	town, ok := s.cfg.Library.Town(r.PathValue("town"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=300")
	_, _ = w.Write([]byte(theme(town.Colours.Primary, town.Colours.Accent))) // the reader has gone
}

// theme returns a style sheet with those of the colours that can be used.
func theme(primary, accent string) string {
	css := ":root {\n"
	if readable(primary) {
		css += "  --caterina-primary: " + primary + ";\n"
	}
	if readable(accent) {
		css += "  --site-accent: " + accent + ";\n"
	}
	return css + "}\n"
}

// readable says whether colour is written "#rrggbb" and dark enough for white text.
func readable(colour string) bool {
	luminance, err := luminanceOf(colour)
	return err == nil && 1.05/(luminance+0.05) >= leastContrast
}

// luminanceOf returns the relative luminance of a colour, 0 to 1, by WCAG 2.2.
func luminanceOf(colour string) (float64, error) {
	if len(colour) != 7 || colour[0] != '#' {
		return 0, fmt.Errorf("%q is not a colour written #rrggbb", colour)
	}
	rgb, err := strconv.ParseUint(colour[1:], 16, 32)
	if err != nil {
		return 0, fmt.Errorf("%q is not a colour written #rrggbb", colour)
	}
	linear := func(shift int) float64 {
		c := float64(rgb>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0), nil
}
