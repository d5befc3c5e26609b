package when_test

const (
	// italianHalves: several days, each with its own part of the day.
	italianHalves = `
lunedì mattina o martedì pomeriggio = 2026-11-30+2026-12-01 {2026-11-30 -13:00} {2026-12-01 13:00-}
giovedì pomeriggio oppure venerdì mattina = 2026-11-26+2026-11-27 {2026-11-26 13:00-} {2026-11-27 -13:00}
di mattina lunedì, di pomeriggio martedì = 2026-11-30+2026-12-01 {2026-11-30 -13:00} {2026-12-01 13:00-}
il 3 alle 10 o il 4 alle 16 = 2026-12-03+2026-12-04 {2026-12-03 ~10:00} {2026-12-04 ~16:00}
domani dopo le 15 o giovedì prima delle 10 = 2026-11-25+2026-11-26 {2026-11-25 15:00-} {2026-11-26 -10:00}
lunedì mattina, mercoledì pomeriggio o venerdì dopo le 11 = 2026-11-25+2026-11-27+2026-11-30 {2026-11-30 -13:00} {2026-11-25 13:00-} {2026-11-27 11:00-}
la settimana prossima lunedì mattina o martedì pomeriggio = 2026-11-30+2026-12-01 {2026-11-30 -13:00} {2026-12-01 13:00-}
di lunedì mattina o di martedì pomeriggio = on mon,tue {on mon -13:00} {on tue 13:00-}
lunedì o martedì mattina = 2026-11-30+2026-12-01 -13:00
lunedì e mercoledì mattina o giovedì pomeriggio = 2026-11-25+2026-11-26+2026-11-30 {2026-11-25+2026-11-30 -13:00} {2026-11-26 13:00-}
fra due settimane di lunedì o mercoledì mattina = 2026-12-09+2026-12-14 -13:00
monday morning or tuesday afternoon = 2026-11-30+2026-12-01 {2026-11-30 -13:00} {2026-12-01 13:00-}`

	// italianNights: times at which nobody is there are what they are.
	italianNights = `
alle 3 di notte = ~03:00
alle tre di notte = ~03:00
domani alle 11 di notte = 2026-11-25 ~23:00
alle 12 di notte = ~00:00
a mezzanotte = ~00:00
di notte = -05:00
alle 3 = ~15:00
at 3 at night = ~03:00`
)
