package assist

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
	"example.org/caterina/bot/figures"
	"example.org/caterina/prompts"
)

// maxBatch is how much text one call translates, in bytes: what comes back is as long, and
// has to fit what an answer may be.
const maxBatch = 2500

const (
	saidFigures = "Traduzione scartata: numeri, date o recapiti non sono gli stessi dell'originale."
	saidAbsent  = "Il modello non ha tradotto questo testo: riprova."
)

// Translate puts texts that belong to a conversation into a language, or, Into "it",
// out of one. A text whose translation has other numbers, dates, telephones, addresses or
// links than it has itself is refused. An error has a sentence for staff.
func (s *Service) Translate(ctx context.Context, t caterina.Talk, into string, texts []caterina.Translated) ([]caterina.Translated, error) {
	all := messages(&t)
	mask := masker(&t, all)
	out := slices.Clone(texts)
	w := &wording{Service: s, town: t.Town.ID, conv: t.Conversation, from: t.Lang, into: into, keep: s.namesIn(t.Town.ID, texts), hide: mask.Hide, show: mask.Show}
	if into != italian {
		w.from = italian
	} else if t.Lang == italian {
		w.from = "" // it is not, or nobody would ask
	}
	return out, w.all(ctx, out)
}

// namesIn are the town's official names that some texts mention.
func (s *Service) namesIn(town caterina.TownID, texts []caterina.Translated) []string {
	if s.cfg.Names == nil {
		return nil
	}
	var whole strings.Builder
	for i := range texts {
		whole.WriteString(figures.Folded(texts[i].From) + "\n")
	}
	var names []string
	for _, name := range s.cfg.Names(town) {
		if name != "" && strings.Contains(whole.String(), figures.Folded(name)) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// wording is some texts on their way into another language.
type wording struct {
	*Service

	town       caterina.TownID
	conv       caterina.ConversationID // "" for a card: it is asked anew each time
	from, into string                  // languages, from "" when it is not known
	keep       []string                // names that stay as they are
	hide, show func(string) string
}

// all translates texts in place.
func (w *wording) all(ctx context.Context, texts []caterina.Translated) error {
	for len(texts) > 0 {
		n, size := 0, 0
		for n < len(texts) && (n == 0 || size+len(texts[n].From) <= maxBatch) {
			size += len(texts[n].From)
			n++
		}
		if err := w.batch(ctx, texts[:n]); err != nil {
			return err
		}
		texts = texts[n:]
	}
	return nil
}

// batch translates as many texts as go into one call.
func (w *wording) batch(ctx context.Context, texts []caterina.Translated) error {
	var links prompts.Links
	d := prompts.TranslateData{Into: w.into, Keep: w.keep}
	for i := range texts {
		d.Texts = append(d.Texts, prompts.Text{Name: texts[i].Name, Text: w.hide(links.Hide(plain(texts[i].From)))})
	}
	ask, err := prompts.Translate(w.town, d)
	if err != nil {
		return err //nolint:wrapcheck // it says what it was doing
	}
	answer, err := w.ask(ctx, ask)
	if err != nil {
		return err
	}
	var got prompts.Translated
	if err := read(answer, &got); err != nil {
		return err
	}
	for i := range texts {
		at := slices.IndexFunc(got.Texts, func(t prompts.Text) bool { return t.Name == texts[i].Name })
		if at < 0 || strings.TrimSpace(got.Texts[at].Text) == "" {
			texts[i].Refused = saidAbsent
			continue
		}
		w.judge(&texts[i], d.Texts[i].Text, strings.TrimSpace(caterina.StripHidden(got.Texts[at].Text)), &links)
	}
	return nil
}

func (w *wording) ask(ctx context.Context, ask caterina.Ask) (string, error) {
	if w.conv == "" || w.into != italian {
		return w.complete(ctx, ask)
	}
	return w.once(ctx, w.conv, ask)
}

// judge keeps a translation that has the values of its original.
func (w *wording) judge(t *caterina.Translated, from, into string, links *prompts.Links) {
	shown, known := links.Show(into)
	ital, other := from, into
	if w.into == italian {
		ital, other = into, from
	}
	if !known || !figures.Same(from, w.from, into, w.into) || !figures.KeepsStreets(other, ital) {
		t.Refused = saidFigures
		return
	}
	t.Text = w.show(shown)
}
