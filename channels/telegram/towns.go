package telegram

import (
	"slices"
	"strings"

	"example.org/caterina"
)

// served are the towns a citizen can be at home in: not those that only lend others
// their cards, such as the national services.
func (l *line) served() []caterina.Town {
	all := l.Towns.Towns()
	return slices.DeleteFunc(slices.Clone(all), func(t caterina.Town) bool {
		return slices.ContainsFunc(all, func(other caterina.Town) bool { return other.Parent == t.Slug })
	})
}

// of says whose something is: "del Comune di Siena", also of a town whose name says
// already that it is one.
func (s sayings) of(town caterina.Town) string {
	name := named(town.Name)
	switch {
	case !isBody(name):
		return s.ofTown + name
	case strings.HasPrefix(strings.ToLower(name), "comune "):
		return s.ofBody + name
	}
	return s.ofOther + name
}
