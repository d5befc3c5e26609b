package bot

import "testing"

// TestPeopleAreCalledAsTheyAre: many names are words that mean something else.
func TestPeopleAreCalledAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"Maria Costa", "Zeno Costa", "Mia Rossi", "Libero Grassi", "Primo Levi", "Rita Sabato", "Luca Maggio", "Gianni Sera", "Will Smith", "May Lee",
		"Li Chi", "June Carter", "Domenica Bruno", "Pasquale Natale", "Anna Di Giorno", "Marco Venti", "Nicolò D'Angelo", "Ngozi Okonkwo", "Olena Shevchenko",
		"Maria Grazia De Luca", "Ali ben Hassan", "Joan van der Berg", "Ada Quattro", "Franco Libero", "Ugo Posto",
	} {
		for _, said := range []string{name + ", x@example.org", "Mi chiamo " + name + " x@example.org", name + "\n333 1234567"} {
			if got := readPerson(said).Name.Reveal(); got != name {
				t.Errorf("%q names %q, want %q", said, got, name)
			}
		}
		if !isFullName(name) {
			t.Errorf("%q alone is no name", name)
		}
	}
	for said, want := range map[string]string{
		"maria costa x@example.org": "Maria Costa", "luca maggio, 3331234567": "Luca Maggio", "sono mia rossi": "Mia Rossi", "MARIA COSTA": "Maria Costa",
	} {
		if got := readPerson(said).Name.Reveal(); got != want {
			t.Errorf("%q names %q, want %q", said, got, want)
		}
	}
}

// TestWhatIsNoNameIsNotTakenForOne: what people write when they are asked for it.
func TestWhatIsNoNameIsNotTakenForOne(t *testing.T) {
	t.Parallel()
	for _, said := range []string{
		"quanto costa", "quanto costa?", "Sabato Sera", "martedì mattina", "Martedì Mattina", "il primo", "la prima", "non lo so", "Non Lo So", "aspetta un attimo",
		"posto libero", "sì", "ok va bene", "la mia mail è x@example.org", "il mio numero è 333 1234567", "dopo domani", "Domani Sera", "chi è", "chi", "persona",
		"a maggio", "in primo pomeriggio", "May", "will you wait", "Grazie Mille", "ok grazie", "mia madre", "meglio venerdì", "domani sera",
	} {
		if got := readPerson(said).Name.Reveal(); got != "" {
			t.Errorf("%q names %q", said, got)
		}
	}
}
