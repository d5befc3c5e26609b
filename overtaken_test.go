package caterina

import (
	"strings"
	"testing"
)

// TestWhoIsLateReadsWhatTheyCanDo: oneself is not "Ada", and nobody is told to
// take what they may not take.
func TestWhoIsLateReadsWhatTheyCanDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		late      Overtaken
		role      Role
		want, not string
	}{
		"by oneself":              {Overtaken{Why: LateEpoch, State: StateAssigned, Owner: 1, Name: "Ada"}, RoleOperator, "cambiata mentre scrivevi", "Ada"},
		"by a colleague":          {Overtaken{Why: LateOwner, State: StateAssigned, Owner: 2, Name: "Bea"}, RoleOperator, "Presa da Bea. Puoi lasciare una nota", "prende"},
		"whom one may replace":    {Overtaken{Why: LateOwner, State: StateSnoozed, Owner: 2, Name: "Bea"}, RoleSupervisor, "prenderla al suo posto", ""},
		"while it is offered":     {Overtaken{Why: LateOwner, State: StateOffered, Owner: 2, Name: "Bea"}, RoleOperator, "proposta a Bea: aspetta", ""},
		"when it is over":         {Overtaken{Why: LateClosed, State: StateClosed}, RoleOperator, "nota interna", "prendila"},
		"when nobody's":           {Overtaken{Why: LateOwner, State: StateBot}, RoleOperator, "prendila per rispondere", ""},
		"when the account closed": {Overtaken{Why: NotStaff, State: StateAssigned, Owner: 2}, RoleOperator, "parlane con chi amministra", ""},
	} {
		got := c.late.Says(1, c.role, true)
		if !strings.Contains(got, c.want) || c.not != "" && strings.Contains(got, c.not) {
			t.Errorf("%s: %q", name, got)
		}
	}
	held := Overtaken{Why: LateHeld, State: StateAssigned, Owner: 2}
	if got := held.Says(1, RoleAdmin, false); got != "" {
		t.Errorf("what only the error knows: %q", got)
	}
}
