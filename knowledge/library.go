package knowledge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"example.org/caterina"
)

// ContentStore is where the towns' content is read from.
type ContentStore interface {
	Versions(ctx context.Context) (map[caterina.TownID]int64, error)
	Towns(ctx context.Context) ([]caterina.Town, error)
	Content(ctx context.Context, town caterina.TownID) (caterina.Content, error)
}

// VectorStore is where the dense leg asks for the cards nearest to a vector.
type VectorStore interface {
	TownModels(ctx context.Context, town caterina.TownID) ([]caterina.TownModel, error)
	Nearest(ctx context.Context, models []int64, vector []float32, limit int) ([]caterina.Neighbour, error)
}

// LibraryStore is everything a Library asks of the database.
type LibraryStore interface {
	ContentStore
	VectorStore
}

// LibraryConfig says what a Library works with. An empty path means where Debian
// puts the file; a file that is not there is done without.
type LibraryConfig struct {
	Store     LibraryStore
	Logger    *slog.Logger
	Thesaurus string
	Words     string
	Endpoint  *Endpoint // nil: the built-in vectors alone
}

// How the dense leg is asked.
const (
	denseDeadline = 40 * time.Millisecond // then the answer goes without it
	denseLimit    = 30                    // cards
	denseAtOnce   = 4                     // searches; more go without, so that the leg never fills the pool
)

// Library keeps one current Index for each town. Its methods may be called from
// any number of goroutines.
type Library struct {
	cfg    LibraryConfig
	shelf  atomic.Pointer[shelf]
	dense  chan struct{} // a place for each search of the dense leg under way
	outage outage        // of the endpoint

	refreshing sync.Mutex // held by the one Refresh at work
	language   *Language  // loaded by the first Refresh
	hashed     *Hashed
}

// shelf is the indexes of all towns at one moment. It never changes.
type shelf struct {
	byID   map[caterina.TownID]*volume
	bySlug map[string]*volume
}

// volume is one town's index and what it was built from.
type volume struct {
	*Index
	id       caterina.TownID
	versions [2]int64 // of the town's content and of its parent's
	parent   caterina.TownID
	vectors  []int64  // the built-in models of these two
	distant  *distant // the model of the endpoint that both have switched to; nil: they have not
}

// NewLibrary returns a Library without towns; Refresh fills it.
func NewLibrary(cfg LibraryConfig) *Library {
	l := &Library{cfg: cfg, dense: make(chan struct{}, denseAtOnce)}
	if l.cfg.Thesaurus == "" {
		l.cfg.Thesaurus = DefaultThesaurus
	}
	if l.cfg.Words == "" {
		l.cfg.Words = DefaultWords
	}
	l.shelf.Store(&shelf{})
	return l
}

// Run refreshes the library every interval until ctx ends. A failed refresh is
// logged; the towns keep the index they have.
func (l *Library) Run(ctx context.Context, interval time.Duration) error {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			if err := l.Refresh(ctx); err != nil && ctx.Err() == nil {
				l.cfg.Logger.ErrorContext(ctx, "the towns' content could not be refreshed", slog.Any("error", err))
			}
		}
	}
}

// Refresh builds a new index for each town whose content, or whose parent's, has
// changed, and puts it in the place of the old one. Searches go on meanwhile. A
// town that cannot be built keeps its index and is named in the error.
func (l *Library) Refresh(ctx context.Context) error {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	versions, err := l.cfg.Store.Versions(ctx)
	if err != nil {
		return fmt.Errorf("read the content versions: %w", err)
	}
	if !l.stale(versions) {
		return nil
	}
	if err := l.loadLanguage(ctx); err != nil {
		return err
	}
	towns, err := l.cfg.Store.Towns(ctx)
	if err != nil {
		return fmt.Errorf("read the towns: %w", err)
	}
	return l.rebuild(ctx, towns, versions)
}

// stale says whether some town's index is missing, old, or no longer wanted.
func (l *Library) stale(versions map[caterina.TownID]int64) bool {
	current := l.shelf.Load().byID
	if len(current) != len(versions) {
		return true
	}
	for id, version := range versions {
		v, ok := current[id]
		if !ok || v.versions != [2]int64{version, versions[v.parent]} {
			return true
		}
	}
	return false
}

func (l *Library) loadLanguage(ctx context.Context) error {
	if l.language != nil {
		return nil
	}
	language, err := LoadLanguage(LanguageConfig{Thesaurus: l.cfg.Thesaurus, Words: l.cfg.Words})
	if err != nil {
		return fmt.Errorf("load the language files: %w", err)
	}
	l.language, l.hashed = language, NewHashed(language)
	l.cfg.Logger.InfoContext(ctx, "language files loaded",
		slog.Bool("thesaurus", language.HasThesaurus()), slog.Bool("words", language.HasWords()))
	return nil
}

// rebuild puts up a new shelf, one town after the other: each is to be had as
// soon as it is built.
func (l *Library) rebuild(ctx context.Context, towns []caterina.Town, versions map[caterina.TownID]int64) error {
	ids := map[string]caterina.TownID{}
	for _, t := range towns {
		ids[t.Slug] = t.ID
	}
	contents := map[caterina.TownID]caterina.Content{}
	var failed []error
	for _, town := range towns {
		parent := ids[town.Parent]
		want := [2]int64{versions[town.ID], versions[parent]}
		if v, ok := l.shelf.Load().byID[town.ID]; ok && v.parent == parent && v.versions == want {
			continue
		}
		v, err := l.volume(ctx, town, parent, contents)
		if err != nil {
			failed = append(failed, fmt.Errorf("town %s: %w", town.Slug, err))
			continue
		}
		l.put(v)
	}
	l.keepOnly(towns)
	return errors.Join(failed...)
}

// volume builds one town's index. contents remembers what was read, because
// several towns may have the same parent.
func (l *Library) volume(ctx context.Context, town caterina.Town, parent caterina.TownID, contents map[caterina.TownID]caterina.Content) (*volume, error) {
	read := func(id caterina.TownID) (caterina.Content, error) {
		if c, ok := contents[id]; ok || id == 0 {
			return c, nil
		}
		c, err := l.cfg.Store.Content(ctx, id)
		if err != nil {
			return caterina.Content{}, fmt.Errorf("read content: %w", err)
		}
		contents[id] = c
		return c, nil
	}
	own, err := read(town.ID)
	if err != nil {
		return nil, err
	}
	inherited, err := read(parent)
	if err != nil {
		return nil, err
	}
	index, err := Build(own, inherited, l.language)
	if err != nil {
		return nil, err
	}
	v := &volume{Index: index, id: town.ID, parent: parent, versions: [2]int64{own.Version, inherited.Version}}
	if err := l.findModels(ctx, v, len(inherited.Cards) > 0); err != nil {
		return nil, fmt.Errorf("read the embedding models: %w", err)
	}
	return v, nil
}

func sameModel(a, b caterina.EmbeddingModel) bool {
	return a.Provider == b.Provider && a.Name == b.Name && a.Dims == b.Dims
}

// put swaps one town's index in.
func (l *Library) put(v *volume) {
	old := l.shelf.Load()
	next := &shelf{byID: maps.Clone(old.byID), bySlug: maps.Clone(old.bySlug)}
	if next.byID == nil {
		next.byID, next.bySlug = map[caterina.TownID]*volume{}, map[string]*volume{}
	}
	next.byID[v.id], next.bySlug[v.town.Slug] = v, v
	l.shelf.Store(next)
}

// keepOnly takes towns that are gone off the shelf.
func (l *Library) keepOnly(towns []caterina.Town) {
	old := l.shelf.Load()
	next := &shelf{byID: map[caterina.TownID]*volume{}, bySlug: map[string]*volume{}}
	for _, t := range towns {
		if v, ok := old.byID[t.ID]; ok {
			next.byID[t.ID], next.bySlug[v.town.Slug] = v, v
		}
	}
	l.shelf.Store(next)
}

// Search ranks the cards of the question's town. The dense leg is asked when the
// words leave a doubt, or find nothing; when it is slow, busy or broken the answer goes without
// it. The only errors are an unknown town and the end of ctx.
func (l *Library) Search(ctx context.Context, q caterina.Query) (caterina.Ranking, error) {
	if err := ctx.Err(); err != nil {
		return caterina.Ranking{}, fmt.Errorf("search: %w", err)
	}
	v, ok := l.shelf.Load().byID[q.Town]
	if !ok {
		return caterina.Ranking{}, caterina.Errorf(caterina.CodeNotFound, "no town has the number %d", q.Town)
	}
	asked := v.analyse(q.Text, q.Lang)
	ranking := v.search(asked, q, leg{})
	if ranking.Verdict == caterina.VerdictClear && len(ranking.Hits) > 0 || len(asked.words) == 0 {
		return ranking, nil
	}
	if v.distant != nil {
		if near, ok := l.askEndpoint(ctx, v, q.Text); ok {
			return v.search(asked, q, leg{near: near, weight: l.cfg.Endpoint.Weight, spread: true}), nil
		}
	}
	doubt := ranking.Verdict == caterina.VerdictClose || len(ranking.Hits) == 0
	if !doubt || len(v.vectors) == 0 {
		return ranking, nil
	}
	near := l.nearest(ctx, v, asked)
	if len(near) == 0 {
		return ranking, nil
	}
	return v.search(asked, q, v.builtIn(near)), nil
}

// nearest asks the built-in vectors; it returns nothing when they do not answer in
// time.
func (l *Library) nearest(ctx context.Context, v *volume, asked question) []caterina.Neighbour {
	select {
	case l.dense <- struct{}{}:
		defer func() { <-l.dense }()
	default:
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, denseDeadline)
	defer cancel()
	near, err := l.cfg.Store.Nearest(ctx, v.vectors, l.hashed.query(v.Index, asked), denseLimit)
	if err != nil {
		l.cfg.Logger.WarnContext(ctx, "the dense leg did not answer", slog.Any("error", err))
		return nil
	}
	return near
}

// Card returns a card of the town, or of its parent, and the slug of the town
// that owns it.
func (l *Library) Card(town caterina.TownID, slug string) (card caterina.Card, owner string, ok bool) {
	v, ok := l.shelf.Load().byID[town]
	if !ok {
		return caterina.Card{}, "", false
	}
	entry, ok := v.Card(slug)
	if !ok {
		return caterina.Card{}, "", false
	}
	return *entry.Card, entry.Town.Slug, true
}

// Cards returns all cards a town answers from, its own first. The slice is
// shared and must not be changed.
func (l *Library) Cards(town caterina.TownID) []Entry {
	if v, ok := l.shelf.Load().byID[town]; ok {
		return v.Entries()
	}
	return nil
}

// Offices returns the town's offices, then its parent's. The slice is shared and
// must not be changed.
func (l *Library) Offices(town caterina.TownID) []caterina.Office {
	if v, ok := l.shelf.Load().byID[town]; ok {
		return v.Offices()
	}
	return nil
}

// Bookable returns what can be booked in a town, and its own offices. The slices
// are shared and must not be changed.
func (l *Library) Bookable(town caterina.TownID) ([]caterina.Service, []caterina.Office) {
	if v, ok := l.shelf.Load().byID[town]; ok {
		return v.Bookable()
	}
	return nil, nil
}

// Town returns the town of a slug.
func (l *Library) Town(slug string) (caterina.Town, bool) {
	if v, ok := l.shelf.Load().bySlug[slug]; ok {
		return v.Town(), true
	}
	return caterina.Town{}, false
}

// TownByID returns the town of a number.
func (l *Library) TownByID(id caterina.TownID) (caterina.Town, bool) {
	if v, ok := l.shelf.Load().byID[id]; ok {
		return v.Town(), true
	}
	return caterina.Town{}, false
}

// Towns returns all towns, by slug.
func (l *Library) Towns() []caterina.Town {
	bySlug := l.shelf.Load().bySlug
	towns := make([]caterina.Town, 0, len(bySlug))
	for _, slug := range slices.Sorted(maps.Keys(bySlug)) {
		towns = append(towns, bySlug[slug].Town())
	}
	return towns
}
