package verify

import (
	"slices"
	"strings"
)

// verdict looks for words on what this citizen is entitled to. What a card says word
// for word may stand: it is a rule, with its conditions.
func (c *Checker) verdict(k *claim) string {
	if k.copied {
		return ""
	}
	if c.asked && answersYesOrNo(k.tokens[k.lead:]) {
		return k.tokens[k.lead].raw
	}
	t, own := k.spoken()
	for i := range t {
		p, end, ok := verdictPatterns().match(t, i)
		if ok = ok && !c.excused(k, p, t, i); !ok && unnamed(t, i) {
			ok, end = true, i+1
		}
		if !ok || end <= own || underIf(t, i) || k.copiedFrom(i+k.lead-own) {
			continue
		}
		return k.words(&fact{start: max(k.lead, i), end: end + k.lead - own})
	}
	return ""
}

// excused says whether a flag of a pattern allows what it finds at token i.
func (c *Checker) excused(k *claim, p pattern, t []token, i int) bool {
	return strings.Contains(p.flags, "q") && asksWhich(t[:i]) || strings.Contains(p.flags, "c") && c.ruled(k, p, t[i]) ||
		strings.Contains(p.flags, "f") && i > 0 && bareArticle(t, i-1) && underIf(t, i-1)
}

// spoken are the words of a sentence as they are read: behind those of the line that leads
// to it, without its colon, for "Hai:" and "diritto al bonus" are one. Own is where the
// sentence itself begins.
func (k *claim) spoken() (t []token, own int) {
	if k.lead == 0 || !k.tokens[k.lead-1].is(":") {
		return k.tokens, k.lead
	}
	return slices.Concat(k.tokens[:k.lead-1], k.tokens[k.lead:]), k.lead - 1
}

// unnamed says whether "ha diritto" stands at token i and nobody is named who has: it is
// said to somebody, as "lei". A rule names its "chi", before or behind.
func unnamed(t []token, i int) bool {
	if f := t[i].fold; f != "ha" && f != "avra" && f != "avrebbe" {
		return false
	}
	for k := i - 1; k >= 0 && !t[k].is(",;.:!?"); k-- {
		if t[k].kind != word || t[k].fold == "chi" || !t[k].in("stop", "yes-no") {
			return false
		}
	}
	right := slices.IndexFunc(t[i:min(len(t), i+4)], func(x token) bool { return x.fold == "diritto" })
	return right > 0 && !namesHolder(t, i+right+1)
}

// namesHolder says whether somebody is named from token i on: "ha diritto al bonus la
// madre", "hanno diritto tutti".
func namesHolder(t []token, i int) bool {
	for ; i < len(t); i++ {
		if t[i].fold == "chi" || bareArticle(t, i) || t[i].in("absolute-all", "absolute-none") {
			return true
		}
	}
	return false
}

// bareArticle says whether an article stands at token i, and no preposition before it.
func bareArticle(t []token, i int) bool {
	return t[i].kind == word && t[i].entry.base(t[i].fold) == "" && (i == 0 || t[i-1].fold != "a" && t[i-1].fold != "per")
}

// ruled says whether a cited card has what makes a rule of a verdict: its verb, or, where
// that comes behind "ti" or "te lo", all of it.
func (c *Checker) ruled(k *claim, p pattern, first token) bool {
	if !first.in("told-to") {
		return c.citedHas(k, first.fold)
	}
	return slices.ContainsFunc(k.cited, func(s *source) bool { return s.says(p) })
}

// copiedFrom says whether a sentence is, from token i to its end, the end of one of a
// cited card's: a rule, behind a word that leads to it, without a condition left out.
func (k *claim) copiedFrom(i int) bool {
	const least = 4 // words
	if len(k.tokens)-i < least {
		return false
	}
	all, end := plainWords(k.tokens[k.lead:]), plainWords(k.tokens[i:])
	return slices.ContainsFunc(k.cited, func(s *source) bool {
		return slices.ContainsFunc(s.units, func(u unit) bool {
			rule := plainWords(u.tokens[u.lead:])
			before, ok := strings.CutSuffix(rule, end)
			return ok && strings.HasSuffix(all, rule) || ok && !slices.ContainsFunc(strings.Fields(before), func(w string) bool { return classOf("turn", w) == "if" })
		})
	})
}

// underIf says whether "se", "if" or "whether" stands right before token i, small
// words aside: "per sapere se ne hai diritto" is no verdict.
func underIf(t []token, i int) bool {
	for k := i - 1; k >= 0 && t[k].kind == word; k-- {
		switch {
		case t[k].in("if"):
			return true
		case !t[k].in("after-if"):
			return false
		}
	}
	return false
}

// asksWhich says whether "quale", "which" stands among some tokens: "quale tessera fa
// per te" is no verdict.
func asksWhich(t []token) bool {
	return slices.ContainsFunc(t, func(t token) bool { return t.in("which") })
}

// answersYesOrNo says whether a sentence begins with a yes or a no.
func answersYesOrNo(t []token) bool {
	for i, x := range t {
		if x.kind != word {
			continue
		}
		return x.in("yes-no") && (i+1 == len(t) || t[i+1].kind == punct || t[i+1].in("after-yes"))
	}
	return false
}

// citedHas says whether a word stands in a cited card, in just this form.
func (c *Checker) citedHas(k *claim, w string) bool {
	for _, s := range k.cited {
		if strings.Contains(s.plain, " "+w+" ") || strings.Contains(s.plain, " "+w+"|") {
			return true
		}
	}
	return false
}

// asksForVerdict says whether the newest message asks whether its writer can have
// something.
func asksForVerdict(messages []string) bool {
	if len(messages) == 0 {
		return false
	}
	t := lex(clean(messages[len(messages)-1]))
	for i := range t {
		if _, ok := askedPatterns().at(t, i); ok {
			return true
		}
	}
	return false
}
