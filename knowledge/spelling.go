package knowledge

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"strings"
)

// wordList is a sorted list of folded words that are spelled right.
type wordList struct{ words []string }

// parseWordList reads one word a line.
func parseWordList(r io.Reader) (*wordList, error) {
	var all strings.Builder
	scanner := bufio.NewScanner(r)
	for scanner.Scan() {
		all.WriteString(fold(scanner.Text()))
		all.WriteByte('\n')
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("read word list: %w", err)
	}
	words := strings.Fields(all.String()) // parts of one string: one allocation for all words
	slices.Sort(words)
	return &wordList{slices.Clip(slices.Compact(words))}, nil
}

// has says whether the word is spelled right. It may be called on nil.
func (l *wordList) has(word string) bool {
	if l == nil {
		return false
	}
	_, found := slices.BinarySearch(l.words, word)
	return found
}

// Bounds of spelling repair. Short words have too many neighbours to guess.
const (
	minRepairedLetters = 5
	minTwoEditLetters  = 8
	maxRepairedLetters = 24
)

// speller repairs words that nobody knows to words of the town's cards. It never
// changes once built.
type speller struct {
	byLength [maxRepairedLetters + 1][]spelled
}

// spelled is one word of the vocabulary.
type spelled struct {
	word    string
	heard   string // without doubled letters
	letters uint32 // which letters it has
	count   int32  // in how many places of the cards
}

// newSpeller takes the words of a town's cards and how often each occurs.
func newSpeller(counts map[string]int32) *speller {
	s := &speller{}
	for word, n := range counts {
		if len(word) >= minRepairedLetters-1 && len(word) <= maxRepairedLetters && isASCIILetters(word) {
			s.byLength[len(word)] = append(s.byLength[len(word)], spelled{word, heard(word), letterSet(word), n})
		}
	}
	for _, words := range s.byLength {
		slices.SortFunc(words, func(a, b spelled) int {
			return cmp.Or(cmp.Compare(b.count, a.count), strings.Compare(a.word, b.word))
		})
	}
	return s
}

// repair returns the nearest word of the cards: one edit away, or two for long
// words; the most frequent of those equally near. ok is false when there is none.
func (s *speller) repair(word string) (string, bool) {
	if len(word) < minRepairedLetters || len(word) > maxRepairedLetters || !isASCIILetters(word) {
		return "", false
	}
	limit := 1
	if len(word) >= minTwoEditLetters {
		limit = 2
	}
	set := letterSet(word)
	best, bestDistance, bestCount := "", limit+1, int32(0)
	for length := max(0, len(word)-limit); length <= min(maxRepairedLetters, len(word)+limit); length++ {
		for _, candidate := range s.byLength[length] {
			if bits.OnesCount32(set&^candidate.letters) > limit || bits.OnesCount32(candidate.letters&^set) > limit {
				continue
			}
			d := typoDistance(word, candidate.word, limit)
			if d < bestDistance || d == bestDistance && d <= limit && candidate.count > bestCount {
				best, bestDistance, bestCount = candidate.word, d, candidate.count
			}
		}
	}
	if bestDistance <= limit {
		return best, true
	}
	return s.byEar(word)
}

// byEar returns the word of the cards that sounds nearest: it begins alike and is
// one edit away when doubled letters count once, "acegno" for "assegno". The most
// frequent of those equally near.
func (s *speller) byEar(word string) (string, bool) {
	sound := heard(word)
	best, bestDistance, bestCount := "", 2, int32(0)
	for length := len(word) - 2; length <= min(maxRepairedLetters, len(word)+2); length++ {
		for _, candidate := range s.byLength[length] {
			if candidate.word[0] != word[0] || len(candidate.heard) < minRepairedLetters {
				continue
			}
			d := typoDistance(sound, candidate.heard, 1)
			if d < bestDistance || d == bestDistance && d <= 1 && candidate.count > bestCount {
				best, bestDistance, bestCount = candidate.word, d, candidate.count
			}
		}
	}
	return best, best != ""
}

// heard writes doubled letters once, as many people hear them.
func heard(word string) string {
	out := make([]byte, 0, len(word))
	for i := range len(word) {
		if i == 0 || word[i] != word[i-1] {
			out = append(out, word[i])
		}
	}
	if len(out) == len(word) {
		return word
	}
	return string(out)
}

// minJoinedLetters is how many letters each of two joined words has at least.
const minJoinedLetters = 4

// split takes apart two words that were written as one, "cartaidentita", each of
// which is a word of the cards; a little word may stand between them. The longest
// first word wins.
func (s *speller) split(word string) (first, second string, ok bool) {
	if len(word) > maxRepairedLetters || !isASCIILetters(word) {
		return "", "", false
	}
	for at := len(word) - minJoinedLetters; at >= minJoinedLetters; at-- {
		if !s.has(word[:at]) {
			continue
		}
		for _, glue := range []string{"", "di", "d", "del", "della", "dei", "al", "per", "all"} {
			rest, found := strings.CutPrefix(word[at:], glue)
			if found && len(rest) >= minJoinedLetters && s.has(rest) {
				return word[:at], rest, true
			}
		}
	}
	return "", "", false
}

// has says whether a word is one of the cards'.
func (s *speller) has(word string) bool {
	return slices.ContainsFunc(s.byLength[len(word)], func(w spelled) bool { return w.word == word })
}

func letterSet(word string) uint32 {
	var set uint32
	for i := range len(word) {
		set |= 1 << (word[i] - 'a')
	}
	return set
}

// typoDistance counts insertions, deletions, replacements and swaps of
// neighbours between two words of at most maxRepairedLetters letters. It stops
// counting above limit.
func typoDistance(a, b string, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	var rows [3][maxRepairedLetters + 1]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, before, twoBefore := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(row[j-1]+1, before[j]+1, before[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, twoBefore[j-2]+1)
			}
			row[j] = d
			least = min(least, d)
		}
		if least > limit {
			return limit + 1
		}
	}
	return rows[len(a)%3][len(b)]
}
