package bot

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"example.org/caterina"
)

// knownStreets gives a town streets; they are found as the tests write them.
type knownStreets struct{ knowledgeOf }

// Streets finds one of a few streets.
func (knownStreets) Streets(_ caterina.TownID, text string) caterina.StreetsNamed {
	near, far := caterina.Street{Name: "Via Mario Fani", Lat: 41.080, Lon: 16.866}, caterina.Street{Name: "Via Lunga", Lat: 41.2, Lon: 16.9}
	in := func(s caterina.Street, district string) caterina.Street {
		s.Name, s.District = "Via Roma", district
		return s
	}
	lower := strings.ToLower(text)
	for _, one := range []struct {
		said   string
		found  caterina.StreetsNamed
		isBare bool
	}{
		{said: "via fani 12", found: caterina.StreetsNamed{Streets: []caterina.Street{near}}},
		{said: "via iv novembre", found: caterina.StreetsNamed{Streets: []caterina.Street{near}}},
		{said: "via murat", found: caterina.StreetsNamed{Streets: []caterina.Street{near}}},
		{said: "via lunga", found: caterina.StreetsNamed{Streets: []caterina.Street{far}}},
		{said: "via doppia", found: caterina.StreetsNamed{Streets: []caterina.Street{near, near}}},
		{said: "via roma", found: caterina.StreetsNamed{Streets: []caterina.Street{in(near, "Ceglie"), in(far, "Marina")}}},
		{said: "nazario sauro", found: caterina.StreetsNamed{Streets: []caterina.Street{near}}, isBare: true},
		{said: "via ignota", found: caterina.StreetsNamed{Unknown: true}},
	} {
		if i := strings.Index(lower, one.said); i >= 0 {
			if one.found.Sure = !one.isBare && !one.found.Unknown; !one.found.Unknown {
				one.found.Said = text[i : i+len(one.said)]
			}
			return one.found
		}
	}
	return caterina.StreetsNamed{}
}

// newStreetChat is a chat in a town that knows its streets.
func newStreetChat(tb testing.TB) *bookingChat {
	tb.Helper()
	c := newBookingChat(tb)
	known, ok := c.engine.knowledge.(knowledgeOf)
	if !ok {
		tb.Fatal("the town is another one")
	}
	c.engine.knowledge = knownStreets{known}
	return c
}

// nearScripts are about the office that is nearest.
const nearScripts = `
-- a street, when the office is asked --
> vorrei un appuntamento con l'assistente sociale
% booking/office
= book/colloquio-assistente-sociale/near
> abito in via Fani 12
% booking/times
< Da **Via Mario Fani** la sede più vicina è **Municipio IV (Carbonara)**, a circa
< metri in linea d'aria.
= flow/offices
-- the others stay one tap away --
> vorrei un appuntamento con l'assistente sociale
> via Fani 12
>> flow/offices
% booking/office
= book/colloquio-assistente-sociale/municipio-1
> Murat
% booking/times
< Municipio I
-- the others, when a time was taken already --
> vorrei un appuntamento con l'assistente sociale
> via Fani 12
>>> 1
>> flow/offices
% booking/office
>> book/colloquio-assistente-sociale/municipio-1
% booking/times
< Municipio I
-- the others, when it is over --
> vorrei un appuntamento con l'assistente sociale
> via Fani 12
> lascia stare
>> flow/offices
% booking/over
-- a street in the first message --
> vorrei un appuntamento con l'assistente sociale, abito in via Fani 12
% booking/times
< Da **Via Mario Fani**
-- a street before the service --
> vorrei un appuntamento, abito in via Fani 12
% booking/service
> assistente sociale
% booking/times
< Da **Via Mario Fani**
-- a street and a day at once --
> vorrei un appuntamento con l'assistente sociale
> sto in via Fani 12, giovedì pomeriggio
% booking/times
< Municipio IV
~ 1 giovedì 26 novembre, ore 15:00
-- a day in a street's name is no day --
> vorrei un appuntamento con l'assistente sociale
> abito in via IV novembre
% booking/times
~ 1 martedì 24 novembre, ore 9:00
-- nor an office's name in it --
> vorrei un appuntamento con l'assistente sociale
> abito in via Murat
% booking/times
< Municipio IV
-- an office that is named beside a street --
> vorrei un appuntamento con l'assistente sociale
> abito in via Fani 12, ma vorrei andare al municipio 1
% booking/times
< Ecco i primi orari liberi (Municipio I (Murat))
<! più vicina
-- far away --
> vorrei un appuntamento con l'assistente sociale
> abito in via Lunga
% booking/times
< la sede più vicina è **Municipio I (Murat)**, a circa 8,
< chilometri in linea d'aria
-- a street without via --
> vorrei un appuntamento con l'assistente sociale
> Nazario Sauro
% booking/times
< Municipio IV
-- a street that is not known --
> vorrei un appuntamento con l'assistente sociale
> abito in via Ignota 3
% booking/office
< Non trovo questa via
= book/colloquio-assistente-sociale/municipio-1
= book/colloquio-assistente-sociale/near
-- the number of a house is not that of an office --
> vorrei un appuntamento con l'assistente sociale
> abito in via Ignota 4
% booking/office
< Non trovo questa via
> abito in via Ignota n. 1/B, zona Carbonara
% booking/times
< Municipio IV
-- but a number of an office is --
> vorrei un appuntamento con l'assistente sociale
> via Ignota, al municipio 4
% booking/times
< Municipio IV
-- two streets of one name, in two places --
> vorrei un appuntamento con l'assistente sociale
> abito in via Roma
% booking/street
< ce n'è più di una
= flow/offices
> Ceglie
% booking/times
< Municipio IV
-- the first of two streets --
> vorrei un appuntamento con l'assistente sociale
> abito in via Roma
> la prima
% booking/times
< Municipio IV
-- neither of two streets --
> vorrei un appuntamento con l'assistente sociale
> abito in via Roma
>> flow/offices
% booking/office
-- two streets of one name beside each other --
> vorrei un appuntamento con l'assistente sociale
> abito in via Doppia
% booking/times
< Municipio IV
-- another street while times are shown --
> vorrei un appuntamento con l'assistente sociale a Murat
% booking/times
> però abito in via Fani 12, c'è qualcosa di più vicino?
% booking/times
< Da **Via Mario Fani** la sede più vicina è **Municipio IV
-- a street that is not known, while times are shown --
> vorrei un appuntamento con l'assistente sociale a Murat
> abito in via Ignota 5
% booking/elsewhere
< Non trovo questa via
< quale orario scegli?
= flow/offices
> il primo
% booking/person
< Municipio I (Murat)
-- where somebody lives, said with their name, is no wish for another office --
> vorrei un appuntamento con l'assistente sociale a Murat
> mi chiamo Anna Carbonara, via Fani 12, anna@esempio.it
<! più vicina
<! Municipio IV
-- where there is one office a street says nothing --
> vorrei un appuntamento per la mensa, abito in via Fani 12
% booking/times
<! più vicina
-- a place that is shared --
>> book/colloquio-assistente-sociale/near:41.080,16.866
% booking/times
< La sede più vicina è **Municipio IV (Carbonara)**, a circa
= flow/offices
-- a place as it is stored --
>> book/colloquio-assistente-sociale/near/municipio-1/600
% booking/times
< La sede più vicina è **Municipio I (Murat)**, a circa 600 metri in linea d'aria.
-- next door --
>> book/colloquio-assistente-sociale/near/municipio-1/0
< a meno di 100 metri in linea d'aria.
-- a place that is still to be told --
>> book/colloquio-assistente-sociale/near
% booking/office
< Scrivimi la via o il quartiere
> via Fani 12
% booking/times
-- nonsense in place of a place --
>> book/colloquio-assistente-sociale/near:NaN,1e308
% booking/office
< non si legge, oppure è fuori dall'Italia
= book/colloquio-assistente-sociale/municipio-4
-- a place abroad --
>> book/colloquio-assistente-sociale/near:48.85,2.35
% booking/office
< fuori dall'Italia
-- half a place --
>> book/colloquio-assistente-sociale/near:41.08
% booking/office
< non si legge
-- an office that is not there, as the nearest --
>> book/colloquio-assistente-sociale/near/ufficio-scuola/600
% booking/office
-- and one that is so far below nothing --
>> book/colloquio-assistente-sociale/near/municipio-1/-600
% booking/office
-- a service that is not there --
>> book/niente/near:41.08,16.86
% booking/gone
-- moving to the nearest --
> vorrei un appuntamento con l'assistente sociale a Murat giovedì alle 9
>> book/colloquio-assistente-sociale/near:41.080,16.866
% booking/person
< La sede più vicina è **Municipio IV
< giovedì 26 novembre 2026, ore 9:00
-- in English --
lang en
>> book/colloquio-assistente-sociale
= book/colloquio-assistente-sociale/near
> I live in via Fani 12
% booking/times
< From **Via Mario Fani** the nearest office is **Municipio IV (Carbonara)**, about
< metres away as the crow flies.
>> book/colloquio-assistente-sociale/near:1,1
< cannot be read, or it is outside Italy
> I live in via Ignota
< This street is not among those that I know.
`

func TestTheNearestOfficeIsOffered(t *testing.T) {
	t.Parallel()
	for _, section := range txtar.Parse([]byte(nearScripts)).Files {
		t.Run(section.Name, func(t *testing.T) {
			t.Parallel()
			playDialogue(t, newStreetChat(t), string(section.Data), true)
		})
	}
}

// TestAPlaceIsNeverStored: a choice that is stored holds the office and the distance,
// whatever was sent; every other choice is stored as it is.
func TestAPlaceIsNeverStored(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	for choice, want := range map[string]string{
		"book/colloquio-assistente-sociale/near:41.080,16.866":        "book/colloquio-assistente-sociale/near/municipio-4/400",
		"book/colloquio-assistente-sociale/near:41.08012345,16.86612": "book/colloquio-assistente-sociale/near/municipio-4/400",
		"book/colloquio-assistente-sociale/near:NaN,16.8":             "book/colloquio-assistente-sociale/near/-",
		"book/colloquio-assistente-sociale/near:1e308,16.8":           "book/colloquio-assistente-sociale/near/-",
		"book/colloquio-assistente-sociale/near:-Inf,+Inf":            "book/colloquio-assistente-sociale/near/-",
		"book/colloquio-assistente-sociale/near:48.85,2.35":           "book/colloquio-assistente-sociale/near/-",
		"book/colloquio-assistente-sociale/near:":                     "book/colloquio-assistente-sociale/near/-",
		"book/colloquio-assistente-sociale/near:41.08,16.86,43.3":     "book/colloquio-assistente-sociale/near/-",
		"book/colloquio-assistente-sociale/near:41.08 16.86":          "book/colloquio-assistente-sociale/near/-",
		"book/iscrizioni-scolastiche/near:41.08,16.86":                "book/iscrizioni-scolastiche/near/-", // nobody says where it is
		"book/niente/near:41.08,16.86":                                "book/niente/near/-",
		"book/colloquio-assistente-sociale/near":                      "book/colloquio-assistente-sociale/near",
		"book/colloquio-assistente-sociale/municipio-1":               "book/colloquio-assistente-sociale/municipio-1",
		"card/bonus-luce": "card/bonus-luce",
		"":                "",
	} {
		if got := c.engine.WithoutPlace(t.Context(), c.town, "c1", choice); got != want {
			t.Errorf("%s: %s, want %s", choice, got, want)
		}
	}
	without := New(knowledgeOf{loadTown(t)}, Config{})
	if got := without.WithoutPlace(t.Context(), c.town, "c1", "book/x/near:41.08,16.86"); got != "book/x/near/-" {
		t.Errorf("where nothing can be booked: %s", got)
	}
}

// TestDistancesAreSaidAsPeopleDo: in hundreds of metres, then in kilometres.
func TestDistancesAreSaidAsPeopleDo(t *testing.T) {
	t.Parallel()
	it, en := italianNear(), englishNear()
	for metres, want := range map[int][2]string{
		0:       {"a meno di 100 metri in linea d'aria", "less than 100 metres away as the crow flies"},
		600:     {"a circa 600 metri in linea d'aria", "about 600 metres away as the crow flies"},
		1000:    {"a circa 1 chilometro in linea d'aria", "about 1 kilometre away as the crow flies"},
		1400:    {"a circa 1,4 chilometri in linea d'aria", "about 1.4 kilometres away as the crow flies"},
		2000:    {"a circa 2 chilometri in linea d'aria", "about 2 kilometres away as the crow flies"},
		765_400: {"a circa 765 chilometri in linea d'aria", "about 765 kilometres away as the crow flies"},
	} {
		if got := [2]string{it.far(metres), en.far(metres)}; got != want {
			t.Errorf("%d: %q", metres, got)
		}
	}
}

// TestTheNearestIsReckonedOnTheGlobe: a degree of longitude is shorter than one of
// latitude, and offices of which nobody knows where they are do not count.
func TestTheNearestIsReckonedOnTheGlobe(t *testing.T) {
	t.Parallel()
	offices := []caterina.Office{
		{Slug: "unknown"}, {Slug: "north", Lat: 43.32, Lon: 11.33}, {Slug: "east", Lat: 43.31, Lon: 11.343},
	}
	office, metres := nearest(offices, 43.31, 11.33)
	if office != "east" || metres != 1100 {
		t.Errorf("%s at %d m", office, metres)
	}
	if office, _ := nearest(offices[:1], 43.31, 11.33); office != "" {
		t.Errorf("%s is nearest", office)
	}
	if onMap(offices[:2]) || !onMap(offices) {
		t.Error("one office alone is asked for by distance, or two are not")
	}
}
