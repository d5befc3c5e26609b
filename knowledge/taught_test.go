package knowledge_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/knowledge"
)

// taught is a town in a database, and two processes' libraries of it.
type taught struct {
	*postgres.Store
	t      *testing.T
	town   caterina.TownID
	parent caterina.TownID
	conv   caterina.ConversationID
}

func taughtTown(t *testing.T) *taught {
	t.Helper()
	f := &taught{Store: pgtest.Store(t), t: t}
	f.importContent(caterina.Content{Town: caterina.Town{Slug: "stato", Name: "Stato"}, Cards: []caterina.Card{
		{Slug: "assegno", Kind: caterina.KindBonus, Title: "Assegno per i figli", Summary: "Ogni mese.", Questions: []string{"soldi per i figli"}},
	}})
	f.importContent(f.borgo())
	for slug, id := range map[string]*caterina.TownID{"stato": &f.parent, "borgo": &f.town} {
		town, err := f.TownBySlug(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		*id = town.ID
	}
	session, err := f.OpenSession(t.Context(), caterina.Opening{Town: f.town, Channel: caterina.ChannelWeb})
	if err != nil {
		t.Fatal(err)
	}
	f.conv = session.Conversation.ID
	return f
}

func (f *taught) borgo() caterina.Content {
	return caterina.Content{Town: caterina.Town{Slug: "borgo", Name: "Borgo", Parent: "stato"}, Cards: []caterina.Card{
		{Slug: "nido", Kind: caterina.KindService, Title: "Asilo nido", Summary: "Da 3 a 36 mesi.", Questions: []string{"iscrivere al nido"}},
		{Slug: "mensa", Kind: caterina.KindService, Title: "Mensa scolastica", Summary: "I pasti a scuola.", Questions: []string{"menu della mensa"}},
	}}
}

func (f *taught) importContent(content caterina.Content) {
	f.t.Helper()
	importer := &knowledge.Importer{Store: f.Store, Logger: slog.New(slog.DiscardHandler)}
	if _, err := importer.Import(f.t.Context(), "", knowledge.Batch{Content: content, HasTown: true}, false); err != nil {
		f.t.Fatalf("import: %v", err)
	}
}

// library is another process's.
func (f *taught) library() *knowledge.Library {
	f.t.Helper()
	l := knowledge.NewLibrary(knowledge.LibraryConfig{
		Store: f.Store, Logger: slog.New(slog.DiscardHandler), Thesaurus: "/nonexistent", Words: "/nonexistent",
	})
	if err := l.Refresh(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
	return l
}

// accept takes a question from its proposal to the index.
func (f *taught) accept(question, card string) {
	f.t.Helper()
	if _, err := f.ProposeLesson(f.t.Context(), f.town, caterina.Lesson{Question: question, Conversation: f.conv, Seq: 1}); err != nil {
		f.t.Fatal(err)
	}
	lessons, err := f.OpenLessons(f.t.Context(), f.town)
	if err != nil {
		f.t.Fatal(err)
	}
	i := slices.IndexFunc(lessons, func(l caterina.Lesson) bool { return l.Question == question })
	if i < 0 {
		f.t.Fatalf("%q is not among %v", question, lessons)
	}
	if err := f.AcceptLesson(f.t.Context(), f.town, lessons[i].ID, 0, caterina.Variant{Card: card, Question: question}); err != nil {
		f.t.Fatal(err)
	}
}

func (f *taught) ask(l *knowledge.Library, text string) caterina.Ranking {
	f.t.Helper()
	r, err := l.Search(f.t.Context(), caterina.Query{Town: f.town, Text: text, Lang: "it"})
	if err != nil {
		f.t.Fatal(err)
	}
	return r
}

// answers says whether the question is answered from the card, without doubt.
func answers(r caterina.Ranking, card string) bool {
	return r.Verdict == caterina.VerdictClear && len(r.Hits) > 0 && r.Hits[0].Card.Slug == card
}

// TestAnAcceptedQuestionAnswersWithinFiveSeconds is what curators are promised:
// in every process, also for words that no card has and for inherited cards.
func TestAnAcceptedQuestionAnswersWithinFiveSeconds(t *testing.T) {
	t.Parallel()
	f := taughtTown(t)
	other := f.library()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ran := make(chan error, 1)
	go func() { ran <- other.Run(ctx, time.Second) }()

	for question, card := range map[string]string{
		"Dove lascio il pupo mentre sgobbo?": "nido",
		"mi spetta il contributo bamboccio":  "assegno",
	} {
		if answers(f.ask(other, question), card) {
			t.Fatalf("%q is answered before it was taught", question)
		}
		f.accept(question, card)
		deadline := time.After(5 * time.Second)
		for !answers(f.ask(other, question), card) {
			select {
			case <-deadline:
				t.Fatalf("%q is not answered after five seconds: %+v", question, f.ask(other, question))
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
	if r := f.ask(other, "  dove LASCIO il pupo, mentre sgobbo "); !answers(r, "nido") {
		t.Errorf("capitals and commas make it another question: %+v", r)
	}
	if r := f.ask(other, "menu della mensa"); !answers(r, "mensa") {
		t.Errorf("the other cards are answered worse: %+v", r)
	}
	stop()
	if err := <-ran; err != nil {
		t.Error(err)
	}
}

// TestAnAcceptedQuestionOutlivesTheNextImport: a town's files know nothing of
// what was taught, and must not undo it.
func TestAnAcceptedQuestionOutlivesTheNextImport(t *testing.T) {
	t.Parallel()
	f := taughtTown(t)
	const question = "dove lascio il pupo"
	f.accept(question, "nido")
	again := f.borgo()
	again.Cards[0].Summary = "Da 3 a 36 mesi, dal lunedì al venerdì."
	f.importContent(again)
	l := f.library()
	r := f.ask(l, question)
	if !answers(r, "nido") || r.Hits[0].Card.Summary != again.Cards[0].Summary {
		t.Errorf("after the import: %+v", r)
	}
	if card, _, _ := l.Card(f.town, "nido"); !slices.Equal(card.Questions, []string{"iscrivere al nido", question}) {
		t.Errorf("the card's questions are %q", card.Questions)
	}
	if content, err := f.Content(t.Context(), f.town); err != nil || len(content.Cards[1].Questions) != 1 {
		t.Errorf("the published card was changed: %v, %v", content.Cards, err)
	}
}

// TestAQuestionOfAVanishedCardIsHarmless: cards go, and what was taught for them
// waits in case they come back.
func TestAQuestionOfAVanishedCardIsHarmless(t *testing.T) {
	t.Parallel()
	language, err := knowledge.LoadLanguage(knowledge.LanguageConfig{Thesaurus: "/nonexistent", Words: "/nonexistent"})
	if err != nil {
		t.Fatal(err)
	}
	content := (&taught{}).borgo()
	content.Variants = []caterina.Variant{{Card: "pagella", Question: "dove lascio il pupo"}}
	index, err := knowledge.Build(content, caterina.Content{}, language)
	if err != nil {
		t.Fatal(err)
	}
	query := caterina.Query{Text: "dove lascio il pupo", Lang: "it"}
	if r := index.Search(query, nil); r.Verdict == caterina.VerdictClear {
		t.Errorf("it is answered from a card that is not there: %+v", r)
	}
	content.Cards = append(content.Cards, caterina.Card{Slug: "pagella", Kind: caterina.KindGuide, Title: "Pagella", Summary: "I voti."})
	if index, err = knowledge.Build(content, caterina.Content{}, language); err != nil {
		t.Fatal(err)
	}
	if r := index.Search(query, nil); !answers(r, "pagella") {
		t.Errorf("the card is back and the question is not: %+v", r)
	}
}

// TestAQuestionTaughtForTwoCardsIsLeftToTheRanking, because two people decided
// two things; and one without a word answers nothing.
func TestAQuestionTaughtForTwoCardsIsLeftToTheRanking(t *testing.T) {
	t.Parallel()
	f := taughtTown(t)
	f.accept("roba per bimbi", "nido")
	f.accept("🙂", "nido")
	if r := f.ask(f.library(), "Roba per bimbi!"); !answers(r, "nido") {
		t.Fatalf("taught once: %+v", r)
	}
	f.accept("Roba per bimbi", "mensa")
	if r := f.ask(f.library(), "roba per bimbi"); r.Confidence == 0.99 {
		t.Errorf("taught twice: %+v", r)
	}
	if r := f.ask(f.library(), "😡"); len(r.Hits) > 0 && r.Verdict == caterina.VerdictClear {
		t.Errorf("a question without a word: %+v", r)
	}
}
