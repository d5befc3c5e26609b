package console

import (
	"maps"
	"slices"
)

// Patterns lists everything that is served.
func (s *Console) Patterns() []string { return slices.Sorted(maps.Keys(s.handlers())) }

// What tests look at of files and deliveries.
var (
	FileKind = fileKind
	FileSize = fileSize
	SafeName = safeName
	FlawText = flawText
)
