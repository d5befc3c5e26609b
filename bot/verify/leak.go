package verify

import "unicode/utf8"

// shingleLength is how many words in a row a draft may not share with the
// instructions.
const shingleLength = 7

// wordHash stands for a folded word, and a shingle for shingleLength of them in a row:
// that two are the same by chance is less likely than that the machine errs.
type (
	wordHash uint64
	shingle  uint64
)

// Constants of FNV-1a, 64 bits.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func hashOf(w string) wordHash {
	h := uint64(fnvOffset)
	for i := range len(w) {
		h = (h ^ uint64(w[i])) * fnvPrime
	}
	return wordHash(h)
}

// hashesOf are the words and numbers of a text, folded.
func hashesOf(text string) []wordHash {
	text = clean(text)
	out := make([]wordHash, 0, len(text)/6+1)
	for text != "" {
		n := max(lettersLength(text), digitsLength(text))
		if n == 0 {
			_, size := utf8.DecodeRuneInString(text)
			text = text[size:]
			continue
		}
		out = append(out, hashOf(fold(text[:n])))
		text = text[n:]
	}
	return out
}

// shinglesOf returns every run of shingleLength words of some texts.
func shinglesOf(texts []string) map[shingle]bool {
	all := map[shingle]bool{}
	for _, text := range texts {
		eachShingle(hashesOf(text), func(s shingle) { all[s] = true })
	}
	return all
}

func eachShingle(words []wordHash, do func(shingle)) {
	for i := 0; i+shingleLength <= len(words); i++ {
		h := uint64(fnvOffset)
		for _, w := range words[i : i+shingleLength] {
			h = (h ^ uint64(w)) * fnvPrime
			h ^= h >> 32
		}
		do(shingle(h))
	}
}

// forgive takes out of the banned words what the cards and the citizen say too.
func (c *Checker) forgive(in Check) {
	if len(c.banned) == 0 {
		return
	}
	forget := func(s shingle) { delete(c.banned, s) }
	for _, s := range in.Sources {
		eachShingle(hashesOf(s.Text), forget)
	}
	for _, text := range in.Citizen {
		eachShingle(hashesOf(text), forget)
	}
}

// leaks says whether words of a draft are words of the instructions.
func (c *Checker) leaks(words []wordHash) bool {
	found := false
	eachShingle(words, func(s shingle) { found = found || c.banned[s] })
	return found
}
