package caterina_test

import (
	"math"
	"testing"

	"example.org/caterina"
)

func TestOnlyPointsInItalyAreInItaly(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		lat, lon float64
		want     bool
	}{
		"Siena":        {43.3184, 11.3316, true},
		"Lampedusa":    {35.5, 12.6, true},
		"Predoi":       {47.09, 12.17, true},
		"Otranto":      {40.15, 18.49, true},
		"Bardonecchia": {45.08, 6.7, true},
		"Paris":        {48.85, 2.35, false},
		"the middle of the sea, where tables put what they do not know": {0, 0, false},
		"latitude and longitude exchanged":                              {11.3316, 43.3184, false},
		"no number":                                                     {math.NaN(), 11, false},
		"nor this":                                                      {43, math.NaN(), false},
		"beyond the globe":                                              {1e308, 11, false},
		"infinity":                                                      {43, math.Inf(1), false},
	} {
		if got := caterina.InItaly(tc.lat, tc.lon); got != tc.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
