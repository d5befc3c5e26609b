package main

import (
	"example.org/caterina"
	"example.org/caterina/console"
	"example.org/caterina/internal/assist"
)

// assistance is what a language model does for staff: nothing where none that writes is
// configured.
func (a *app) assistance() console.AssistConfig {
	cfg := console.AssistConfig{Card: a.library.Card, Questions: a.cardQuestions, Teach: a.db.store}
	if a.model == nil || a.cfg.OpenAIChat == "" {
		return cfg
	}
	help := assist.New(assist.Config{
		Model: a.model, Engine: a.engine, Shelf: a.library, Policy: modelPolicy{a.db.store}, Rejects: a.db.store,
		Names: a.officialNames, Now: a.now,
	})
	cfg.Talks, cfg.Cards = help, help
	return cfg
}

// cardQuestions are the questions that lead to a town's cards and its parent's.
func (a *app) cardQuestions(town caterina.TownID) []string {
	var all []string
	for _, e := range a.library.Cards(town) {
		all = append(all, e.Card.Questions...)
	}
	return all
}

// officialNames are names of a town's that stay as they are in every language: of its
// cards and offices, and its own.
func (a *app) officialNames(town caterina.TownID) []string {
	var all []string
	for _, e := range a.library.Cards(town) {
		all = append(all, e.Card.Title)
	}
	for _, o := range a.library.Offices(town) {
		all = append(all, o.Name)
	}
	if t, ok := a.library.TownByID(town); ok {
		all = append(all, t.Name)
	}
	return all
}
