package bot

import _ "embed"

// plainWords are ordinary words that are one letter away from words the rules
// look for and mean something else. Lines that begin with # are comments.
//
//go:embed rules/plain.txt
var plainWords string
