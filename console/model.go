package console

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// ModelConfig wires the page of the language model.
type ModelConfig struct {
	Store  ModelStore
	Server ModelServer // nil where none is configured
	Price  ModelPrice  // of the model that words answers
	// Topics lists what a town's cards are about, its parent's included.
	Topics func(town caterina.TownID) []string
}

// ModelServer is the server of the language model.
type ModelServer interface {
	// Lines tells of each kind of call for which a model is configured.
	Lines() []ModelLine
}

// ModelLine is how one kind of call does.
type ModelLine struct {
	Kind  string // chat, embed, transcribe
	Model string
	Since time.Time // since when the server is left alone with it; zero while it is not
	Why   string    // it is left alone, and what to do, as a sentence; "" while it is not
}

// ModelStore is what the page reads and writes.
type ModelStore interface {
	ModelSettings
	ModelAccounts
}

// ModelSettings are what a town lets a model do.
type ModelSettings interface {
	// ModelLimit returns the tokens of a day, 0 for as many as it likes, and those used on one.
	ModelLimit(ctx context.Context, town caterina.TownID, day caterina.Date) (limit, used int64, err error)
	// SetModelLimit sets them, 0 for as many as it likes.
	SetModelLimit(ctx context.Context, town caterina.TownID, by caterina.OperatorID, tokens int64) error
	// Autonomies returns the degrees by topic, "" for every one that is not named.
	Autonomies(ctx context.Context, town caterina.TownID) (map[string]caterina.Autonomy, error)
	// SetAutonomy sets one; the degree "" leaves a topic to that of the others.
	SetAutonomy(ctx context.Context, town caterina.TownID, by caterina.OperatorID, topic string, degree caterina.Autonomy) error
}

// ModelAccounts are what a model has cost, and what it wrote that nobody was shown.
type ModelAccounts interface {
	// ModelUses returns the calls of some days, the newest first.
	ModelUses(ctx context.Context, town caterina.TownID, first, last caterina.Date) ([]caterina.ModelUse, error)
	// RejectedSentences returns those of a reason, or with "" of all, the newest first,
	// that stand before one; before 0, from the newest.
	RejectedSentences(ctx context.Context, town caterina.TownID, reason string, before int64) ([]caterina.RejectedSentence, error)
	// RejectedCounts returns how many there were of each reason since a moment.
	RejectedCounts(ctx context.Context, town caterina.TownID, since time.Time) (map[string]int64, error)
}

// modelPages registers the page of the language model.
func (s *Console) modelPages() {
	s.link("Modello", "/model", caterina.RoleCurator)
	s.page("GET /console/{town}/model", caterina.RoleCurator, s.model)
	s.page("POST /console/{town}/model/limit", caterina.RoleSupervisor, s.setModelLimit)
	s.page("POST /console/{town}/model/autonomy", caterina.RoleSupervisor, s.setModelAutonomy)
}

// modelDays is how many days the page looks back.
const modelDays = 30

// modelView is the page.
type modelView struct {
	Done, Error string // Error is of the limit's form
	May         bool   // the reader may change the settings
	Lines       []modelLine
	Figures     []figure
	Limit       string // as it is typed; "" for none
	LimitText   string
	Town        degreeLine   // the degree of every topic that has none of its own
	Topics      []degreeLine // the town's topics
	Uses        []useTable
	Price       string // where the euros come from; "" where none are shown
	Rejected    rejectedView
}

// modelLine is a model with how its server does.
type modelLine struct {
	ModelLine

	Name string
}

// degreeLine is how far a model goes about a topic.
type degreeLine struct {
	Topic, Name string
	Degree      caterina.Autonomy // "" where it is that of the others
	Said        string
}

func (s *Console) model(w http.ResponseWriter, r *http.Request, staff Staff) error {
	return s.showModel(w, r, staff, http.StatusOK, modelView{Done: s.wasDone(w, r)})
}

// showModel shows the page; what the view holds already is of a form that was not
// taken.
func (s *Console) showModel(w http.ResponseWriter, r *http.Request, staff Staff, status int, view modelView) error {
	ctx, store, town := r.Context(), s.cfg.Model.Store, staff.Town.ID
	today := caterina.DateOf(s.cfg.Now().In(caterina.Rome()))
	view.May, view.Lines = staff.May(caterina.RoleSupervisor), s.modelLines()
	limit, used, err := store.ModelLimit(ctx, town, today)
	if err != nil {
		return err
	}
	if view.LimitText = saidNoLimit; limit > 0 {
		view.LimitText = thousands(int(limit)) + " token al giorno"
		if view.Error == "" {
			view.Limit = strconv.FormatInt(limit, 10)
		}
	}
	degrees, err := store.Autonomies(ctx, town)
	if err != nil {
		return err
	}
	view.Town, view.Topics = s.degreeLines(staff.Town, degrees)
	uses, err := store.ModelUses(ctx, town, today.AddDays(1-modelDays), today)
	if err != nil {
		return err
	}
	view.Uses = useTables(uses)
	if view.Rejected, err = s.rejected(r, staff, today); err != nil {
		return err
	}
	view.Figures = append(s.cfg.Model.Price.figures(uses, today), modelFigures(uses, limit, used, view.Rejected.Total)...)
	view.Price = s.cfg.Model.Price.says()
	s.render(w, r, status, "model", view)
	return nil
}

// saidNoLimit stands for a town's limit that is none.
const saidNoLimit = "nessun limite"

// modelLines are the models there are; none where no server is configured.
func (s *Console) modelLines() []modelLine {
	if s.cfg.Model.Server == nil {
		return nil
	}
	var lines []modelLine
	for _, l := range s.cfg.Model.Server.Lines() {
		lines = append(lines, modelLine{l, lineName(l.Kind)})
	}
	return lines
}

// The fewest tokens that a limit may leave a town for a day, and the most: with less
// than an answer costs there would be none, and nobody would know why.
const (
	leastTokens = 10_000
	mostTokens  = 1_000_000_000_000
)

// readLimit reads a limit as people write it: "250.000", "250 000", nothing for none.
func readLimit(text string) (int64, bool) {
	digits := strings.NewReplacer(".", "", " ", "", "'", "", "\u00a0", "").Replace(strings.TrimSpace(text))
	if digits == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, err == nil && n >= leastTokens && n <= mostTokens
}

func (s *Console) setModelLimit(w http.ResponseWriter, r *http.Request, staff Staff) error {
	typed, err := field(r, "tokens", 30)
	if err != nil {
		return err
	}
	tokens, ok := readLimit(typed)
	if !ok {
		return s.showModel(w, r, staff, http.StatusUnprocessableEntity, modelView{
			Limit: typed, Error: "Scrivi un numero intero di token, almeno " + thousands(leastTokens) + ", oppure lascia vuoto. Per non usare il modello scegli «solo le schede».",
		})
	}
	if err := s.cfg.Model.Store.SetModelLimit(r.Context(), staff.Town.ID, staff.Operator.ID, tokens); err != nil {
		return err
	}
	said := saidNoLimit
	if tokens > 0 {
		said = thousands(int(tokens)) + " token al giorno"
	}
	if err := s.audit(r.Context(), staff, "model.limit", staff.Town.Slug, said); err != nil {
		return err
	}
	s.done(w, r, staff, "/model", "Limite del modello: "+said+".")
	return nil
}

// topics are what a town's cards and queues are about, and what it has decided on, in
// the order of the alphabet.
func (s *Console) topics(town caterina.Town, degrees map[string]caterina.Autonomy) []string {
	all := map[string]bool{}
	if s.cfg.Model.Topics != nil {
		for _, topic := range s.cfg.Model.Topics(town.ID) {
			all[topic] = true
		}
	}
	for _, q := range town.Queues {
		for _, topic := range q.Topics {
			all[topic] = true
		}
	}
	for topic := range degrees {
		all[topic] = true
	}
	delete(all, "")
	return slices.Sorted(maps.Keys(all))
}

// degreeLines are the degrees as the page shows them: the town's, and each topic's.
func (s *Console) degreeLines(town caterina.Town, degrees map[string]caterina.Autonomy) (degreeLine, []degreeLine) {
	all := degreeLine{Degree: caterina.AutonomyFull}
	if degree, ok := degrees[""]; ok {
		all.Degree = degree
	}
	all.Said = degreeName(all.Degree)
	var lines []degreeLine
	for _, topic := range s.topics(town, degrees) {
		lines = append(lines, degreeLine{topic, topicName(topic), degrees[topic], degreeName(degrees[topic])})
	}
	return all, lines
}

// setModelAutonomy changes what the form says otherwise than it is: what it does not
// name stays.
func (s *Console) setModelAutonomy(w http.ResponseWriter, r *http.Request, staff Staff) error {
	ctx, store := r.Context(), s.cfg.Model.Store
	degrees, err := store.Autonomies(ctx, staff.Town.ID)
	if err != nil {
		return err
	}
	all, lines := s.degreeLines(staff.Town, degrees)
	changes, err := changedDegrees(r, append([]degreeLine{all}, lines...))
	if err != nil {
		return err
	}
	for _, c := range changes {
		if err := store.SetAutonomy(ctx, staff.Town.ID, staff.Operator.ID, c.Topic, c.Degree); err != nil {
			return err
		}
		target := c.Topic
		if target == "" {
			target = staff.Town.Slug
		}
		if err := s.audit(ctx, staff, "model.autonomy", target, degreeName(c.Degree)); err != nil {
			return err
		}
	}
	said := "Salvato: vale dalla prossima domanda."
	if len(changes) == 0 {
		said = "Non hai cambiato nulla."
	}
	s.done(w, r, staff, "/model", said)
	return nil
}

// changedDegrees are the lines that a form wants otherwise. The first is the town's,
// which has always a degree.
func changedDegrees(r *http.Request, lines []degreeLine) ([]degreeLine, error) {
	if err := r.ParseForm(); err != nil {
		return nil, caterina.Errorf(caterina.CodeInvalid, saidBadRequest)
	}
	var changes []degreeLine
	for i, line := range lines {
		name := "topic." + line.Topic
		if i == 0 {
			name = "all"
		}
		if !r.PostForm.Has(name) {
			continue
		}
		degree := caterina.Autonomy(r.PostForm.Get(name))
		if !slices.Contains(caterina.Autonomies(), degree) && (degree != "" || i == 0) {
			return nil, caterina.Errorf(caterina.CodeInvalid, saidBadRequest)
		}
		if degree != line.Degree {
			line.Degree = degree
			changes = append(changes, line)
		}
	}
	return changes, nil
}
