package console

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"example.org/caterina"
)

// lessonPages registers what operators' answers teach.
func (s *Console) lessonPages() {
	s.link("Da imparare", "/lessons", caterina.RoleCurator)
	s.page("GET /console/{town}/lessons", caterina.RoleCurator, s.lessons)
	s.page("POST /console/{town}/lessons", caterina.RoleOperator, s.proposeLesson)
	s.page("POST /console/{town}/lessons/{id}/accept", caterina.RoleCurator, s.acceptLesson)
	s.page("POST /console/{town}/lessons/{id}/reject", caterina.RoleCurator, s.rejectLesson)
	s.page("GET /console/{town}/lessons/propose", caterina.RoleOperator, s.chooseCard)
	s.page("GET /console/{town}/lessons/taught", caterina.RoleCurator, s.taught)
	s.page("POST /console/{town}/lessons/taught/drop", caterina.RoleCurator, s.dropVariant)
}

// maxQuestion is the longest question that is kept, in characters.
const maxQuestion = 500

// lessonsView is the list of proposals.
type lessonsView struct {
	Done     string
	Variants []caterina.Lesson // for a card
	Gaps     []caterina.Lesson // for which there is none
	Cards    []CardName
	Taught   int
	Help     bool // a model proposes more
}

// lessonLine is one proposal with the cards to choose from.
type lessonLine struct {
	Base   string
	Lesson caterina.Lesson
	Cards  []CardName
}

// lessonLineOf gives the part of a page that shows one proposal what it needs of
// the page.
func lessonLineOf(v *view, l caterina.Lesson) lessonLine {
	line := lessonLine{Base: v.Base, Lesson: l}
	if data, ok := v.Data.(lessonsView); ok {
		line.Cards = data.Cards
	}
	return line
}

func (s *Console) lessons(w http.ResponseWriter, r *http.Request, staff Staff) error {
	open, err := s.cfg.Supervisor.Store.OpenLessons(r.Context(), staff.Town.ID)
	if err != nil {
		return err
	}
	taught, err := s.cfg.Supervisor.Store.Variants(r.Context(), staff.Town.ID)
	if err != nil {
		return err
	}
	view := lessonsView{Done: s.wasDone(w, r), Cards: s.cfg.Supervisor.Cards(staff.Town.ID), Taught: len(taught), Help: s.cfg.Assist.Cards != nil}
	for _, l := range open {
		if l.Card == "" {
			view.Gaps = append(view.Gaps, l)
		} else {
			view.Variants = append(view.Variants, l)
		}
	}
	s.render(w, r, http.StatusOK, "lessons", view)
	return nil
}

// proposal is what the conversation page sends: a place in the log, and the card
// that should have answered ("" for a gap). The question itself is read on the
// server: nobody puts words into a citizen's mouth.
type proposal struct {
	Conversation caterina.ConversationID `json:"conversation"`
	Seq          int64                   `json:"seq"`
	Card         string                  `json:"card"`
	Gap          bool                    `json:"gap"`
}

// teach is what an operator can propose beside an answer that was none: one
// click for each card that was near, one for a gap.
type teach struct {
	Base         string
	Conversation caterina.ConversationID
	Seq          int64
	Cards        []CardName
}

// cardsNear is how many cards are offered beside an answer.
const cardsNear = 3

// teachOf returns what can be proposed beside an entry of a conversation; nil
// when the assistant had an answer.
func (s *Console) teachOf(data conversationData, e entry) *teach {
	if e.Outcome == "" || e.Outcome != outcomeName(caterina.OutcomeDecline) {
		return nil
	}
	t := &teach{Base: data.Line.Base, Conversation: data.Line.Conversation.ID, Seq: e.Seq}
	if e.Why == nil {
		return t
	}
	titles := s.cardTitles(data.Line.Conversation.Town)
	for _, hit := range e.Why.Hits[:min(len(e.Why.Hits), cardsNear)] {
		if title, ok := titles[hit.Title]; ok { // a trace names cards by their slugs
			t.Cards = append(t.Cards, CardName{Slug: hit.Title, Title: title})
		}
	}
	return t
}

// chooseView is the page on which any card can be chosen.
type chooseView struct {
	teach
	Question string
}

// chooseCard shows the question, masked as it would be kept, and every card.
func (s *Console) chooseCard(w http.ResponseWriter, r *http.Request, staff Staff) error {
	conv := caterina.ConversationID(r.URL.Query().Get("conversation"))
	seq, err := strconv.ParseInt(r.URL.Query().Get("seq"), 10, 64)
	if err != nil {
		return caterina.Errorf(caterina.CodeNotFound, saidGone)
	}
	words, err := s.cfg.Supervisor.Store.CitizenQuestion(r.Context(), staff.Town.ID, conv, seq)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "choose", chooseView{
		teach:    teach{Base: "/console/" + staff.Town.Slug, Conversation: conv, Seq: seq, Cards: s.cfg.Supervisor.Cards(staff.Town.ID)},
		Question: s.question(words),
	})
	return nil
}

// proposed is the answer to a program.
type proposed struct {
	Question string `json:"question"`
	Times    int    `json:"times"`
	Message  string `json:"message"`
}

// readProposal reads a form, or JSON from a module.
func readProposal(r *http.Request) (proposal, error) {
	var p proposal
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			return p, caterina.Errorf(caterina.CodeInvalid, "la proposta è arrivata incompleta: ricarica la pagina e riprova")
		}
	} else {
		seq, err := strconv.ParseInt(r.PostFormValue("seq"), 10, 64)
		if err != nil {
			return p, caterina.Errorf(caterina.CodeInvalid, "la proposta è arrivata incompleta: ricarica la pagina e riprova")
		}
		p = proposal{
			Conversation: caterina.ConversationID(r.PostFormValue("conversation")), Seq: seq,
			Card: r.PostFormValue("card"), Gap: r.PostFormValue("gap") != "",
		}
	}
	if p.Gap {
		p.Card = ""
	} else if p.Card == "" {
		return p, caterina.Errorf(caterina.CodeInvalid, "scegli la scheda che doveva rispondere, oppure «nessuna scheda»")
	}
	return p, nil
}

// proposeLesson keeps a citizen's question, masked, for the curators.
func (s *Console) proposeLesson(w http.ResponseWriter, r *http.Request, staff Staff) error {
	p, err := readProposal(r)
	if err != nil {
		return err
	}
	ctx, store, town := r.Context(), s.cfg.Supervisor.Store, staff.Town.ID
	words, err := store.CitizenQuestion(ctx, town, p.Conversation, p.Seq)
	if err != nil {
		return err
	}
	lesson := caterina.Lesson{Question: s.question(words), Card: p.Card, Conversation: p.Conversation, Seq: p.Seq, By: staff.Operator.ID}
	if lesson.Question == "" {
		return caterina.Errorf(caterina.CodeInvalid, "in questo punto non resta una domanda, tolti i dati personali")
	}
	times, err := store.ProposeLesson(ctx, town, lesson)
	if err != nil {
		return err
	}
	if err := s.audit(ctx, staff, "lesson.propose", string(p.Conversation), p.Card); err != nil {
		return err
	}
	const message = "Proposta inviata ai redattori. Grazie!"
	if wantsPage(r) {
		s.redirect(w, r, "/console/"+staff.Town.Slug+conversationPath(p.Conversation))
		return nil
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(proposed{Question: lesson.Question, Times: times, Message: message})
}

// question makes a citizen's words, or a curator's, a question that may be kept:
// one line, masked, not too long.
func (s *Console) question(words string) string {
	line := []rune(strings.Join(strings.Fields(s.cfg.Supervisor.Mask(words)), " "))
	return strings.TrimSpace(string(line[:min(len(line), maxQuestion)]))
}

// acceptLesson makes a question one of a card's, in every process within seconds.
func (s *Console) acceptLesson(w http.ResponseWriter, r *http.Request, staff Staff) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	words, err := field(r, "question", maxQuestion)
	if err != nil {
		return err
	}
	v := caterina.Variant{Card: r.PostFormValue("card"), Question: s.question(words)}
	if v.Question == "" || v.Card == "" {
		return caterina.Errorf(caterina.CodeInvalid, "servono la domanda e la scheda che le risponde: torna indietro e completa")
	}
	if err := s.cfg.Supervisor.Store.AcceptLesson(r.Context(), staff.Town.ID, id, staff.Operator.ID, v); err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "lesson.accept", v.Card, ""); err != nil {
		return err
	}
	s.done(w, r, staff, "/lessons", "Accettata: fra pochi secondi Caterina risponde con la scheda «"+s.cardTitle(staff.Town.ID, v.Card)+"».")
	return nil
}

func (s *Console) rejectLesson(w http.ResponseWriter, r *http.Request, staff Staff) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.cfg.Supervisor.Store.RejectLesson(r.Context(), staff.Town.ID, id, staff.Operator.ID); err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "lesson.reject", strconv.FormatInt(id, 10), ""); err != nil {
		return err
	}
	s.done(w, r, staff, "/lessons", "Proposta scartata.")
	return nil
}

// taughtView lists what was accepted.
type taughtView struct {
	Done     string
	Variants []taughtLine
}

// taughtLine is an accepted question; Gone says that its card is not there now.
type taughtLine struct {
	caterina.Variant
	Title string
	Gone  bool
}

func (s *Console) taught(w http.ResponseWriter, r *http.Request, staff Staff) error {
	variants, err := s.cfg.Supervisor.Store.Variants(r.Context(), staff.Town.ID)
	if err != nil {
		return err
	}
	titles := s.cardTitles(staff.Town.ID)
	view := taughtView{Done: s.wasDone(w, r)}
	for _, v := range variants {
		title, ok := titles[v.Card]
		if !ok {
			title = v.Card
		}
		view.Variants = append(view.Variants, taughtLine{v, title, !ok})
	}
	s.render(w, r, http.StatusOK, "taught", view)
	return nil
}

func (s *Console) dropVariant(w http.ResponseWriter, r *http.Request, staff Staff) error {
	v := caterina.Variant{Card: r.PostFormValue("card"), Question: r.PostFormValue("question")}
	if err := s.cfg.Supervisor.Store.DropVariant(r.Context(), staff.Town.ID, v); err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "lesson.drop", v.Card, ""); err != nil {
		return err
	}
	s.done(w, r, staff, "/lessons/taught", "Domanda tolta dalla scheda.")
	return nil
}

func (s *Console) cardTitles(town caterina.TownID) map[string]string {
	titles := map[string]string{}
	if s.cfg.Supervisor.Cards == nil {
		return titles
	}
	for _, c := range s.cfg.Supervisor.Cards(town) {
		titles[c.Slug] = c.Title
	}
	return titles
}

func (s *Console) cardTitle(town caterina.TownID, slug string) string {
	if title := s.cardTitles(town)[slug]; title != "" {
		return title
	}
	return slug
}
