package prompts_test

import (
	"testing"

	"example.org/caterina/prompts"
)

// TestAModelIsAskedForLanguagesThatHaveANameOnly: no other can be put into words.
func TestAModelIsAskedForLanguagesThatHaveANameOnly(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{"ro": true, "uk": true, "fa": true, "it": true, "other": false, "": false, "xx": false} {
		if prompts.Speaks(code) != want {
			t.Errorf("Speaks(%q) = %v", code, !want)
		}
	}
}
