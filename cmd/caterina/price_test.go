package main

import (
	"strings"
	"testing"

	"example.org/caterina/console"
)

// TestThePriceIsReadAsPeopleWriteIt, and what is none stops the start.
func TestThePriceIsReadAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]console.ModelPrice{
		"":            {},
		"0.40/1.60":   {Model: "m", Read: 0.4, Written: 1.6},
		" 0,4 / 1,6 ": {Model: "m", Read: 0.4, Written: 1.6},
		"0/0":         {Model: "m"},
	} {
		cfg, err := loadConfig([]string{"CATERINA_OPENAI_CHAT_MODEL=m", "CATERINA_OPENAI_PRICE=" + text})
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got, err := cfg.price(); err != nil || got != want {
			t.Errorf("%q is read as %+v, %v", text, got, err)
		}
	}
	for _, bad := range []string{"0.40", "/", "a/b", "1/", "-1/2", "1/NaN", "1/1e9", "1/2/3", "0.40 €/1.60 €"} {
		if _, err := loadConfig([]string{"CATERINA_OPENAI_PRICE=" + bad}); err == nil || !strings.Contains(err.Error(), "CATERINA_OPENAI_PRICE must be") {
			t.Errorf("%q is taken: %v", bad, err)
		}
	}
}
