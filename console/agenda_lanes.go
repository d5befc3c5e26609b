package console

import (
	"fmt"
	"net/http"

	"example.org/caterina"
)

// mostLanes is how many people a desk receives at a time at most, of a kind.
const mostLanes = 50

// deskEdit reads a new desk.
func deskEdit(r *http.Request) (edit caterina.RuleEdit, said, wrong string) {
	name, err := field(r, "name", 120)
	if err != nil || name == "" {
		return nil, "", "Scrivi il nome dello sportello, al massimo 120 caratteri."
	}
	services := r.PostForm["services"]
	if len(services) == 0 {
		return nil, "", "Scegli almeno un servizio per il nuovo sportello."
	}
	desk := caterina.Desk{Name: name, Services: services, Active: true}
	count, wrong := lanesOf(r)
	if wrong != "" {
		return nil, "", wrong
	}
	for i := range count.Online + count.Kept {
		desk.Lanes = append(desk.Lanes, caterina.Lane{Number: i + 1, Online: i < count.Online})
	}
	return caterina.AddDesk{Desk: desk}, "Nuovo sportello: " + name, ""
}

// lanesOf reads how many people a desk receives at a time.
func lanesOf(r *http.Request) (caterina.LaneCount, string) {
	online, kept := number(r, "online"), number(r, "kept")
	switch {
	case online+kept == 0:
		return caterina.LaneCount{}, "Uno sportello ha almeno un posto."
	case max(online, kept) > mostLanes:
		return caterina.LaneCount{}, fmt.Sprintf("I posti di uno sportello sono al massimo %d.", mostLanes)
	}
	return caterina.LaneCount{Online: int(online), Kept: int(kept)}, ""
}

// changedLanes reads how many people a desk is to receive at a time.
func (s *Console) changedLanes(r *http.Request, staff Staff, place *deskPlace) (edit caterina.RuleEdit, said, wrong string, err error) {
	rules, _, err := s.cfg.Agenda.Desks.Rules(r.Context(), staff.Town.ID, place.Office.Slug)
	if err != nil {
		return nil, "", "", err
	}
	now, wrong := lanesOf(r)
	set := caterina.SetLanes{
		Desk: caterina.DeskID(number(r, "desk")), Now: now,
		Was: caterina.LaneCount{Online: int(number(r, "was-online")), Kept: int(number(r, "was-kept"))},
	}
	for _, d := range rules.Desks {
		if d.ID != set.Desk {
			continue
		}
		if wrong == "" && now == set.Was {
			wrong = "Non è cambiato niente: i posti erano già così."
		}
		return set, "Posti di " + d.Name + ": " + laneText(now), wrong, nil
	}
	return nil, "", "Questo sportello non c'è più: ricarica la pagina.", nil
}

// laneText writes how many people a desk receives at a time.
func laneText(n caterina.LaneCount) string {
	kept := fmt.Sprintf("%d solo allo sportello", n.Kept)
	switch {
	case n.Kept == 0:
		return fmt.Sprintf("%d da prenotare", n.Online)
	case n.Online == 0:
		return kept
	default:
		return fmt.Sprintf("%d da prenotare, %s", n.Online, kept)
	}
}
