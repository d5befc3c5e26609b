package bot

import "example.org/caterina"

// takeUnkept notes the chosen time where the town's system of appointments keeps no
// place for who has not confirmed, and says so: nobody is promised what another may
// take meanwhile.
func (f *flow) takeUnkept() {
	f.effect(caterina.KeepDraft{Draft: f.draft})
	f.kept = true
	moment, office := f.t.words.moment(f.draft.From), escape(f.office(f.draft.Office).Name)
	if f.t.words.lang == langEN {
		f.ask("You chose **" + moment + "**: " + office + ". The place is not kept yet: it is yours when you confirm.")
		return
	}
	f.ask("Hai scelto **" + moment + "**: " + office + ". Il posto non è ancora tenuto: sarà tuo quando confermi.")
}
