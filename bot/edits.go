package bot

import (
	"slices"

	"example.org/caterina"
)

// withEdits is what waits for an answer once corrections count: a message that was put
// right in time is not answered beside its correction, and a correction that changes
// no word is not answered again.
func withEdits(inputs []caterina.Input) []caterina.Input {
	if !slices.ContainsFunc(inputs, isEdit) {
		return inputs
	}
	var left []caterina.Input
	for _, in := range inputs {
		if !isEdit(in) {
			left = append(left, in)
			continue
		}
		if sameWords(in.Text, in.Was) {
			continue
		}
		left = slices.DeleteFunc(left, func(old caterina.Input) bool { return old.Seq == in.Edits || old.Edits == in.Edits })
		left = append(left, in)
	}
	return left
}

func isEdit(in caterina.Input) bool { return in.Edits != 0 }

// sameWords says whether two texts differ at most in signs and capitals.
func sameWords(a, b string) bool {
	return slices.EqualFunc(tokenize(a), tokenize(b), func(x, y token) bool { return x.word == y.word })
}

// onlyEdits says whether nothing waits but corrections.
func (t *talk) onlyEdits() bool {
	return len(t.inputs) > 0 && !slices.ContainsFunc(t.inputs, func(in caterina.Input) bool { return !isEdit(in) })
}
