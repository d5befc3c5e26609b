package bot

import (
	"strings"
	"testing"

	"example.org/caterina"
)

// TestACardThatLacksTheFigureIsOfferedWithThoseThatTellIt: "quanto prendo" has
// no answer on a card without an amount, and may have one on the next.
func TestACardThatLacksTheFigureIsOfferedWithThoseThatTellIt(t *testing.T) {
	t.Parallel()
	birth := &caterina.Card{Slug: "birth", Kind: caterina.KindService}
	allowance := &caterina.Card{Slug: "allowance", Kind: caterina.KindBonus, Amount: "100 euro"}
	old := &caterina.Card{Slug: "old", Kind: caterina.KindBonus, Amount: "50 euro"}
	hits := func(second float64) []caterina.Hit {
		return []caterina.Hit{{Card: birth, Score: 1}, {Card: old, Score: 0.9, Expired: true}, {Card: allowance, Score: second}}
	}
	plainly := []asked{{topic: string(caterina.FieldAmount), sure: 1}}
	for name, c := range map[string]struct {
		wants []asked
		hits  []caterina.Hit
		want  int
	}{
		"near":          {plainly, hits(0.7), 1},
		"far":           {plainly, hits(0.5), 0},
		"first tells":   {plainly, []caterina.Hit{{Card: allowance, Score: 1}, {Card: old, Score: 0.9}}, 0},
		"not figures":   {[]asked{{topic: string(caterina.FieldDocuments), sure: 1}}, hits(0.7), 0},
		"perhaps asked": {[]asked{{topic: string(caterina.FieldAmount), sure: 0.3}}, hits(0.7), 0},
		"only hinted":   {[]asked{{topic: string(caterina.FieldAmount), sure: 1, hint: true}}, hits(0.7), 0},
		"nothing asked": {nil, hits(0.7), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			turn := &talk{words: wordsFor("it"), day: caterina.DateOf(monday())}
			if got := turn.elsewhere(need{wants: c.wants}, c.hits); len(got) != c.want {
				t.Errorf("%d cards tell it elsewhere, want %d: %v", len(got), c.want, got)
			}
		})
	}
}

func TestACaseBeginsWithIfOrWithAnISEE(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"posso tenere il nido se cambio casa":       4,
		"quanto prendo di assegno con isee 20000":   4,
		"quanto prendo di assegno con un isee alto": 4,
		"vado con il mio isee al caf":               -1, // the third word is too far to be a case
		"parlo con una persona":                     -1,
		"isee":                                      -1,
	} {
		if got := caseOf(tokenize(text)); got != want {
			t.Errorf("%q: the case begins at %d, want %d", text, got, want)
		}
	}
}

// TestOnlyWhatHasSomethingInCommonIsOffered: a card without a word of the question
// is offered when it is as near as the first, which may be said in other words.
func TestOnlyWhatHasSomethingInCommonIsOffered(t *testing.T) {
	t.Parallel()
	badge := &caterina.Card{Slug: "badge", Title: "Contrassegno per parcheggio disabili"}
	income := &caterina.Card{Slug: "income", Title: "Assegno di inclusione", Summary: "Un aiuto per chi ha un reddito basso."}
	bare := &caterina.Card{Slug: "bare", Title: "Assegno di inclusione", Summary: "Assegno di inclusione"}
	parking := &caterina.Card{Slug: "parking", Title: "Permesso di sosta", Summary: "Vale anche con il contrassegno."}
	asking := need{subject: []string{"contrassegno"}}
	for name, c := range map[string]struct {
		n    need
		hits []caterina.Hit
		want int
	}{
		"nothing in common":              {asking, []caterina.Hit{{Card: badge, Score: 1}, {Card: income, Score: 0.7}}, 1},
		"a word in common":               {asking, []caterina.Hit{{Card: badge, Score: 1}, {Card: parking, Score: 0.7}}, 2},
		"a title alone tells too little": {asking, []caterina.Hit{{Card: badge, Score: 1}, {Card: bare, Score: 0.7}}, 2},
		"as near":                        {asking, []caterina.Hit{{Card: badge, Score: 1}, {Card: income, Score: 0.8}}, 2},
		"the first has none either":      {asking, []caterina.Hit{{Card: income, Score: 1}, {Card: badge, Score: 0.5}}, 2},
		"a question without a subject":   {need{}, []caterina.Hit{{Card: badge, Score: 1}, {Card: income, Score: 0.5}}, 2},
		"no cards":                       {asking, nil, 0},
		"never more than can be chosen":  {asking, []caterina.Hit{{Card: badge, Score: 1}, {Card: badge, Score: 1}, {Card: badge, Score: 1}, {Card: badge, Score: 1}}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := inCommon(c.n, c.hits); len(got) != c.want {
				t.Errorf("%d cards are offered, want %d: %v", len(got), c.want, got)
			}
		})
	}
}

// TestAThirdChoiceIsNotFarBehind: a card that is its title alone may be farther.
func TestAThirdChoiceIsNotFarBehind(t *testing.T) {
	t.Parallel()
	first := caterina.Hit{Card: &caterina.Card{Title: "Nido"}, Score: 0.9}
	for name, c := range map[string]struct {
		third caterina.Hit
		far   bool
	}{
		"near":             {caterina.Hit{Card: &caterina.Card{Summary: "Dai 3 ai 6 anni."}, Score: 0.6}, false},
		"far":              {caterina.Hit{Card: &caterina.Card{Summary: "Dai 3 ai 6 anni."}, Score: 0.5}, true},
		"bare and farther": {caterina.Hit{Card: &caterina.Card{Title: "Nido"}, Score: 0.5}, false},
		"bare and far":     {caterina.Hit{Card: &caterina.Card{Title: "Nido"}, Score: 0.3}, true},
	} {
		if got := tooFar(c.third, first); got != c.far {
			t.Errorf("%s: too far is %t", name, got)
		}
	}
}

// TestAnOldCardGivesWayToItsSuccessor: who names no year asks about now.
func TestAnOldCardGivesWayToItsSuccessor(t *testing.T) {
	t.Parallel()
	old := caterina.Hit{Card: &caterina.Card{Slug: "old", Title: "Assegno di maternità dei Comuni, anno 2024"}, Score: 0.85, Expired: true}
	now := caterina.Hit{Card: &caterina.Card{Slug: "now", Title: "Assegno di maternità del Comune di Bari"}, Score: 0.8}
	other := caterina.Hit{Card: &caterina.Card{Slug: "other", Title: "Scuola dell'infanzia"}, Score: 0.4}
	rival := caterina.Hit{Card: &caterina.Card{Slug: "rival", Title: "Bonus mamme"}, Score: 0.7}
	rank := func(verdict caterina.Verdict, hits ...caterina.Hit) caterina.Ranking {
		return caterina.Ranking{Verdict: verdict, Hits: hits}
	}
	ask := func(text string) need { return need{tokens: tokenize(text)} }
	plain, dated := ask("quando arriva l'assegno di maternità"), ask("assegno di maternità 2024")
	for name, c := range map[string]struct {
		n     need
		r     caterina.Ranking
		first string
		clear bool
	}{
		"the successor answers":         {plain, rank(caterina.VerdictClose, old, now, other), "now", true},
		"alone":                         {plain, rank(caterina.VerdictClose, old, now), "now", true},
		"a rival keeps it doubtful":     {plain, rank(caterina.VerdictClose, old, now, rival), "now", false},
		"who names the year means it":   {dated, rank(caterina.VerdictClose, old, now, other), "old", false},
		"an old card without successor": {plain, rank(caterina.VerdictClose, old, rival, other), "old", false},
		"a clear ranking stays":         {plain, rank(caterina.VerdictClear, old, now), "old", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := withoutOldTwins(c.n, c.r)
			if got.Hits[0].Card.Slug != c.first || (got.Verdict == caterina.VerdictClear) != c.clear {
				t.Errorf("first %s, verdict %v; want %s, clear %t", got.Hits[0].Card.Slug, got.Verdict, c.first, c.clear)
			}
		})
	}
}

// TestSidesOfAComparison: what stands on either side, and what compares nothing.
func TestSidesOfAComparison(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"che differenza c'è tra caf e patronato":           {"caf|patronato"},
		"differenze fra carta acquisti e bonus luce e gas": {"carta acquisti|bonus luce e gas", "carta acquisti e bonus luce|gas"},
		"la cie e lo spid sono la stessa cosa?":            {"la cie|lo spid"},
		"il bonus luce è diverso dal bonus gas":            {"il bonus luce|bonus gas"},
		"mi conviene il nido o la scuola dell'infanzia":    {"il nido|la scuola dell infanzia"},
		"what is the difference between spid and cie":      {"spid|cie"},
		"è meglio chiamare prima":                          nil,
		"quanto costano il nido e la mensa":                nil,
		"che cambia se mi sposo":                           nil,
	} {
		var got []string
		for _, s := range sidesOf(tokenize(text)) {
			got = append(got, wordsOf(s[0])+"|"+wordsOf(s[1]))
		}
		if strings.Join(got, ";") != strings.Join(want, ";") {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestAMeansIsTakenOutOnlyWhereItIsAskedFor(t *testing.T) {
	t.Parallel()
	e := newChat(t).engine
	for text, want := range map[string]string{
		"serve l'isee per lo scuolabus":         "serve l per lo scuolabus",
		"do I need a passport for the nursery":  "do i need a for the nursery",
		"posso pagare la mensa a rate":          "posso la mensa",
		"mi serve l'isee":                       "", // the thing itself
		"che isee serve per il bonus luce":      "", // how high it may be
		"come si fa l'isee per il nido":         "",
		"quanto costa la mensa per due bambini": "",
		"a che ora apre l'ufficio per lo spid":  "",
	} {
		rest, _ := withoutMeans(e.newNeed(text, tokenize(text)))
		if got := wordsOf(rest); got != want {
			t.Errorf("%q: without the means %q, want %q", text, got, want)
		}
	}
}

// TestTheThingComesBeforeItsBonus: who speaks of no money asks about the thing itself.
func TestTheThingComesBeforeItsBonus(t *testing.T) {
	t.Parallel()
	e := newChat(t).engine
	bonus := caterina.Hit{Card: &caterina.Card{Slug: "bonus", Kind: caterina.KindBonus, Title: "Bonus asilo nido"}, Score: 1}
	nursery := caterina.Hit{Card: &caterina.Card{Slug: "nursery", Kind: caterina.KindService, Title: "Nidi d'infanzia"}, Score: 0.8}
	far := caterina.Hit{Card: nursery.Card, Score: 0.5}
	games := caterina.Hit{Card: &caterina.Card{Slug: "games", Kind: caterina.KindService, Title: "Ludoteca"}, Score: 0.8}
	for name, c := range map[string]struct {
		text string
		hits []caterina.Hit
		want string
	}{
		"the thing":             {"a che età si va al nido", []caterina.Hit{bonus, nursery}, "nursery"},
		"money is spoken of":    {"aiuto per il nido", []caterina.Hit{bonus, nursery}, "bonus"},
		"how much one gets":     {"quanto danno per il nido", []caterina.Hit{bonus, nursery}, "bonus"},
		"the thing is far away": {"a che età si va al nido", []caterina.Hit{bonus, far}, "bonus"},
		"another thing":         {"a che età si va al nido", []caterina.Hit{bonus, games}, "bonus"},
	} {
		r := withoutBonusFor(e.newNeed(c.text, tokenize(c.text)), caterina.Ranking{Verdict: caterina.VerdictClear, Hits: c.hits})
		if got := r.Hits[0].Card.Slug; got != c.want {
			t.Errorf("%s: %q is answered from %s, want %s", name, c.text, got, c.want)
		}
	}
}

// TestOnlyWhatTellsTheFigureIsOffered: among close cards, those that tell what was asked.
func TestOnlyWhatTellsTheFigureIsOffered(t *testing.T) {
	t.Parallel()
	e := newChat(t).engine
	allowance := caterina.Hit{Card: &caterina.Card{Slug: "allowance", Kind: caterina.KindBonus, Amount: "57 euro"}, Score: 1}
	doctor := caterina.Hit{Card: &caterina.Card{Slug: "doctor", Kind: caterina.KindService, Cost: "Niente."}, Score: 0.9}
	birth := caterina.Hit{Card: &caterina.Card{Slug: "birth", Kind: caterina.KindBonus, Amount: "1000 euro", Summary: "Una volta sola."}, Score: 0.8}
	far := caterina.Hit{Card: birth.Card, Score: 0.5}
	for name, c := range map[string]struct {
		text  string
		hits  []caterina.Hit
		want  string
		clear bool
	}{
		"who tells no amount falls away": {"quanto prendo se nasce un figlio", []caterina.Hit{allowance, doctor, birth}, "allowance birth", false},
		"the first alone tells":          {"quanto prendo se nasce un figlio", []caterina.Hit{allowance, doctor}, "allowance", true},
		"another alone tells":            {"quanto prendo se nasce un figlio", []caterina.Hit{doctor, birth}, "birth", false},
		"what is far away does not":      {"quanto prendo se nasce un figlio", []caterina.Hit{allowance, doctor, far}, "allowance", true},
		"nobody tells":                   {"quanto prendo se nasce un figlio", []caterina.Hit{doctor}, "doctor", false},
		"no figure is asked":             {"come si chiede", []caterina.Hit{doctor, allowance}, "doctor allowance", false},
	} {
		tk := &talk{day: caterina.DateOf(monday())}
		r := tk.telling(e.newNeed(c.text, tokenize(c.text)), caterina.Ranking{Verdict: caterina.VerdictClose, Hits: c.hits})
		var got []string
		for _, h := range r.Hits {
			got = append(got, h.Card.Slug)
		}
		if strings.Join(got, " ") != c.want || (r.Verdict == caterina.VerdictClear) != c.clear {
			t.Errorf("%s: %v, clear %t", name, got, r.Verdict == caterina.VerdictClear)
		}
	}
}

// TestAnOfficesWordIsNotAlwaysItsName: a sure card that is for other offices is what
// the question is about, unless the office is called one.
func TestAnOfficesWordIsNotAlwaysItsName(t *testing.T) {
	t.Parallel()
	school := caterina.Office{Slug: "ufficio-scuola", Name: "Ufficio scuola"}
	teens := caterina.Hit{Card: &caterina.Card{Slug: "teens", Offices: []string{"consultorio"}}, Score: 1}
	lunch := caterina.Hit{Card: &caterina.Card{Slug: "lunch", Offices: []string{"ufficio-scuola"}}, Score: 1}
	for name, c := range map[string]struct {
		text string
		hit  caterina.Hit
		sure float64
		want bool
	}{
		"a story with the word":  {"mio figlio non vuole andare a scuola, con chi parlo?", teens, 0.98, true},
		"an unsure card":         {"mio figlio non vuole andare a scuola, con chi parlo?", teens, 0.8, false},
		"the card of the office": {"con chi parlo a scuola", lunch, 0.98, false},
		"called an office":       {"dov'è l'ufficio scuola", teens, 0.98, false},
	} {
		r := caterina.Ranking{Verdict: caterina.VerdictClear, Confidence: c.sure, Hits: []caterina.Hit{c.hit}}
		if got := askedElsewhere(need{tokens: tokenize(c.text)}, r, school); got != c.want {
			t.Errorf("%s: asked elsewhere is %t", name, got)
		}
	}
}

// TestWhatIsHadTogether: the two things of which somebody wants both.
func TestWhatIsHadTogether(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"posso avere sia il bonus luce sia il bonus gas": "il bonus luce|il bonus gas",
		"bonus luce compatibile con la carta acquisti":   "bonus luce|la carta acquisti",
		"prendo il bonus luce insieme al bonus gas":      "prendo il bonus luce|bonus gas",
		"vivo insieme alla nonna":                        "vivo|nonna",
		"andiamo insieme":                                "",
		"quanto costa la mensa":                          "",
	} {
		var got string
		if all := togetherOf(tokenize(text)); len(all) > 0 {
			got = wordsOf(all[0][0]) + "|" + wordsOf(all[0][1])
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestAnOfficeIsKnownByItsNumber: people write 3 where the door says III.
func TestAnOfficeIsKnownByItsNumber(t *testing.T) {
	t.Parallel()
	third := caterina.Office{Name: "Sportello del Municipio III (San Paolo)"}
	for text, want := range map[string]bool{
		"dov'è il municipio 3": true, "dov'è il municipio iii": true, "municipio 2": false, "municipio": false, "municipio 33": false,
	} {
		if got := hasNumberOf(third, tokenize(text)); got != want {
			t.Errorf("%q: its number is %t", text, got)
		}
	}
}

// TestOfficesThatShareATelephoneNameItOnce: five desks with one number are one way on.
func TestOfficesThatShareATelephoneNameItOnce(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	town := loadTown(t)
	town.Offices = append(town.Offices, caterina.Office{Slug: "ovest", Name: "Sportello Ovest", Phones: []string{"0555 123456"}, Emails: []string{"sportello@valdoro.example"}})
	c.engine.knowledge = knowledgeOf{town}
	card := caterina.Card{Slug: "aiuto", Title: "Aiuto", Offices: []string{"sportello-cittadini", "ovest", "ufficio-scuola"}}
	tk := &talk{turn: caterina.Turn{Town: town.Town, Now: monday()}, day: caterina.DateOf(monday()), words: wordsFor("it")}
	text := c.engine.askOffice(tk, tk.shown(&card, "valdoro"))
	if n := strings.Count(text, "tel:"); n != 2 {
		t.Errorf("%d telephones, want one for the two that share it and one more:\n%s", n, text)
	}
	for _, name := range []string{"**Sportello Cittadini**", "**Sportello Ovest**", "**Ufficio scuola**"} {
		if !strings.Contains(text, name) {
			t.Errorf("%s is not named:\n%s", name, text)
		}
	}
}
