package console

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"example.org/caterina"
)

// CardHelp proposes things for cards. Its errors have a sentence for staff.
type CardHelp interface {
	// Variants proposes questions that are none of those there are.
	Variants(ctx context.Context, town caterina.Town, card string, have []string) ([]string, error)
	// TranslateCard drafts a card in another language, ISO 639-1.
	TranslateCard(ctx context.Context, town caterina.Town, card, lang string) (caterina.CardTranslation, error)
}

// DirectTeaching keeps a question that a curator has accepted without a proposal before.
type DirectTeaching interface {
	// AddVariant makes a question one of a card's; the same one twice is one.
	AddVariant(ctx context.Context, town caterina.TownID, by caterina.OperatorID, v caterina.Variant) error
}

// cardPages registers the list of cards, and what is proposed for one.
func (s *Console) cardPages() {
	const card = "/console/{town}/cards/{card}"
	s.page("GET /console/{town}/cards", caterina.RoleCurator, s.cards)
	s.page("GET "+card, caterina.RoleCurator, s.card)
	s.page("POST "+card+"/variants", caterina.RoleCurator, s.helped(s.proposeVariants))
	s.page("POST "+card+"/variants/accept", caterina.RoleCurator, s.acceptVariant)
	s.page("POST "+card+"/translation", caterina.RoleCurator, s.helped(s.translateCard))
}

// cardsView is the list.
type cardsView struct{ Cards []CardName }

func (s *Console) cards(w http.ResponseWriter, r *http.Request, staff Staff) error {
	var view cardsView
	if s.cfg.Supervisor.Cards != nil {
		view.Cards = s.cfg.Supervisor.Cards(staff.Town.ID)
	}
	s.render(w, r, http.StatusOK, "cards", view)
	return nil
}

// cardView is one card with what is proposed for it.
type cardView struct {
	Done, Error string
	Card        caterina.Card
	Owner       string   // slug of the town whose card it is
	Taught      []string // accepted questions
	Proposed    []string // questions, not kept anywhere
	Translation *caterina.CardTranslation
	Help        bool // there is a model
}

// cardView reads a card.
func (s *Console) cardView(r *http.Request, staff Staff) (cardView, error) {
	view := cardView{Help: s.cfg.Assist.Cards != nil}
	if s.cfg.Assist.Card == nil {
		return view, caterina.Errorf(caterina.CodeNotFound, saidGone)
	}
	var ok bool
	if view.Card, view.Owner, ok = s.cfg.Assist.Card(staff.Town.ID, r.PathValue("card")); !ok {
		return view, caterina.Errorf(caterina.CodeNotFound, saidGone)
	}
	variants, err := s.cfg.Supervisor.Store.Variants(r.Context(), staff.Town.ID)
	for _, v := range variants {
		if v.Card == view.Card.Slug {
			view.Taught = append(view.Taught, v.Question)
		}
	}
	return view, err
}

func (s *Console) card(w http.ResponseWriter, r *http.Request, staff Staff) error {
	view, err := s.cardView(r, staff)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "card", view)
	return nil
}

// proposeVariants shows questions that the model proposes. They are kept nowhere: the
// page holds them until each is accepted or left.
func (s *Console) proposeVariants(w http.ResponseWriter, r *http.Request, staff Staff) error {
	view, err := s.cardView(r, staff)
	if err != nil {
		return err
	}
	have := slices.Clone(view.Taught)
	variants, err := s.cfg.Supervisor.Store.Variants(r.Context(), staff.Town.ID)
	if err != nil {
		return err
	}
	for _, v := range variants {
		have = append(have, v.Question)
	}
	if s.cfg.Assist.Questions != nil {
		have = append(have, s.cfg.Assist.Questions(staff.Town.ID)...)
	}
	view.Proposed, err = s.cfg.Assist.Cards.Variants(r.Context(), staff.Town, view.Card.Slug, have)
	return s.showCard(w, r, view, err)
}

// showCard shows a card with what was proposed, or why nothing was.
func (s *Console) showCard(w http.ResponseWriter, r *http.Request, view cardView, err error) error {
	status := http.StatusOK
	if err != nil {
		said, ok := ofModel(err).(*unhelped) //nolint:errorlint // ofModel wraps nothing
		if !ok {
			return err
		}
		view.Error, status = said.Message, statusOf(said.Code)
	}
	s.render(w, r, status, "card", view)
	return nil
}

// acceptVariant makes a proposed question, as the curator has left it, one of the card's,
// and shows the others again.
func (s *Console) acceptVariant(w http.ResponseWriter, r *http.Request, staff Staff) error {
	words, err := field(r, "question", maxQuestion)
	if err != nil {
		return err
	}
	view, err := s.cardView(r, staff)
	if err != nil {
		return err
	}
	v := caterina.Variant{Card: view.Card.Slug, Question: s.question(words)}
	if v.Question == "" {
		return caterina.Errorf(caterina.CodeInvalid, "la domanda è vuota: torna indietro e scrivila")
	}
	if err := s.cfg.Assist.Teach.AddVariant(r.Context(), staff.Town.ID, staff.Operator.ID, v); err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "lesson.accept", v.Card, ""); err != nil {
		return err
	}
	if !slices.Contains(view.Taught, v.Question) {
		view.Taught = append(view.Taught, v.Question)
	}
	view.Done = "Accettata: fra pochi secondi Caterina risponde con questa scheda a «" + v.Question + "»."
	for _, left := range r.PostForm["left"] {
		if left = strings.TrimSpace(cut(left, maxQuestion)); left != "" && len(view.Proposed) < maxLeft {
			view.Proposed = append(view.Proposed, left)
		}
	}
	s.render(w, r, http.StatusOK, "card", view)
	return nil
}

// maxLeft is how many proposals a page sends back.
const maxLeft = 20

// translateCard shows the card in English beside the Italian. It is not kept: cards are
// files of the town's, and the page has the lines for them.
func (s *Console) translateCard(w http.ResponseWriter, r *http.Request, staff Staff) error {
	view, err := s.cardView(r, staff)
	if err != nil {
		return err
	}
	translation, err := s.cfg.Assist.Cards.TranslateCard(r.Context(), staff.Town, view.Card.Slug, "en")
	if err == nil {
		view.Translation = &translation
	}
	return s.showCard(w, r, view, err)
}

// others are the proposals but one, for the form that accepts it.
func others(all []string, but int) []string {
	return append(slices.Clone(all[:but]), all[but+1:]...)
}

// partName is what staff call a part of a card.
func partName(name string) string {
	if name == "title" {
		return "Titolo"
	}
	return fieldName(caterina.Field(name))
}
