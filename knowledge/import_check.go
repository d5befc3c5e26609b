package knowledge

import (
	"context"
	"fmt"

	"example.org/caterina"
)

// references are the names that items of a town may refer to: the town's own,
// stored and about to be, and its parent's.
type references struct {
	sections, offices, services, topics map[string]bool
}

// checkReferences warns of items that refer to what is not there. It is a
// warning because the other file may come later.
func (im *Importer) checkReferences(ctx context.Context, town caterina.Town, batch *Batch, stored caterina.Content) error {
	if im.Warn == nil {
		return nil
	}
	known := references{sections: map[string]bool{}, offices: map[string]bool{}, services: map[string]bool{}, topics: map[string]bool{}}
	known.add(town, caterina.Content{})
	known.add(stored.Town, stored)
	known.add(caterina.Town{}, batch.Content)
	warn := func(o Origin, field, problem, fix string) {
		im.Warn(Rejection{Source: o.Source, Line: o.Line, Field: field, Problem: problem, Fix: fix})
	}
	if town.Parent != "" {
		parent, err := im.Store.TownBySlug(ctx, town.Parent)
		switch {
		case caterina.CodeOf(err) == caterina.CodeNotFound:
			warn(batch.Origins[OriginKey("town", town.Slug)], "parent", fmt.Sprintf("il comune «%s» non c'è ancora", shorten(town.Parent)), "Importa anche la sua cartella")
		case err != nil:
			return fmt.Errorf("find the parent: %w", err)
		default:
			content, err := im.Store.Content(ctx, parent.ID)
			if err != nil {
				return fmt.Errorf("read what the parent has: %w", err)
			}
			known.add(content.Town, content)
		}
	}
	if batch.HasTown && town.Desk != "" && !known.offices[town.Desk] {
		warn(batch.Origins[OriginKey("town", town.Slug)], "desk", fmt.Sprintf("l'ufficio «%s» non c'è", shorten(town.Desk)), "Aggiungilo nella cartella offices")
	}
	for i := range batch.Content.Services {
		s := &batch.Content.Services[i]
		for k, slug := range s.Offices {
			if !known.offices[slug] {
				warn(batch.Origins[OriginKey("service", s.Slug)], fmt.Sprintf("offices[%d]", k+1), fmt.Sprintf("l'ufficio «%s» non c'è", shorten(slug)), "Aggiungilo nella cartella offices, oppure correggi il nome breve")
			}
		}
	}
	for i := range batch.Content.Cards {
		c := &batch.Content.Cards[i]
		for _, r := range known.missing(c) {
			warn(batch.Origins[OriginKey("card", c.Slug)], r.Field, r.Problem, r.Fix)
		}
	}
	return nil
}

// add makes known what a town and its content have.
func (r *references) add(town caterina.Town, content caterina.Content) {
	for _, s := range town.Sections {
		r.sections[s.Slug] = true
	}
	for _, q := range town.Queues {
		for _, t := range q.Topics {
			r.topics[t] = true
		}
	}
	for _, o := range content.Offices {
		r.offices[o.Slug] = true
	}
	for _, s := range content.Services {
		r.services[s.Slug] = true
	}
}

// missing lists what a card refers to and is not there. A town without sections,
// or without queues, takes any.
func (r *references) missing(c *caterina.Card) []Rejection {
	var list []Rejection
	if c.Section != "" && len(r.sections) > 0 && !r.sections[c.Section] {
		list = append(list, Rejection{Field: "section", Problem: fmt.Sprintf("la sezione «%s» non c'è", shorten(c.Section)), Fix: "Aggiungila in town.yaml, oppure scegli una delle sue sezioni"})
	}
	for i, slug := range c.Offices {
		if !r.offices[slug] {
			list = append(list, Rejection{Field: fmt.Sprintf("offices[%d]", i+1), Problem: fmt.Sprintf("l'ufficio «%s» non c'è", shorten(slug)), Fix: "Aggiungilo nella cartella offices, oppure correggi il nome breve"})
		}
	}
	if c.Bookable != "" && !r.services[c.Bookable] {
		list = append(list, Rejection{Field: "bookable", Problem: fmt.Sprintf("il servizio prenotabile «%s» non c'è", shorten(c.Bookable)), Fix: "Aggiungilo nella cartella services, oppure togli la riga"})
	}
	if c.Topic != "" && len(r.topics) > 0 && !r.topics[c.Topic] {
		list = append(list, Rejection{Field: "topic", Problem: fmt.Sprintf("nessuna coda segue l'argomento «%s»", shorten(c.Topic)), Fix: "Aggiungilo fra i topics di una coda in town.yaml"})
	}
	return list
}
