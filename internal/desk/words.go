package desk

// What staff and citizens are told when something cannot be done. A language
// without words of its own reads both.
const (
	saidNoConversation = "Questa conversazione non c'è. / There is no such conversation."
	saidYourself       = "La conversazione è già tua: scegli un'altra persona o una coda. / It is yours already: choose somebody else, or a queue."
	saidNoColleague    = "Questa persona non lavora in questo ente: scegli un nome della lista. / They do not work for this town: choose a name from the list."
	saidColleagueAway  = "%[1]s adesso non è al computer: scegli un'altra persona o una coda. / %[1]s is not at the computer now: choose somebody else, or a queue."
	saidNoQueue        = "Questa coda non c'è: scegli una coda della lista. / There is no such queue: choose one from the list."
	saidBadSnooze      = "Scegli un momento futuro, entro un mese. / Choose a time in the future, within a month."
	saidSeen           = "Ho visto la segnalazione di possibile pericolo." // a note for colleagues
	saidEmpty          = "Il testo è vuoto: scrivi qualcosa. / The text is empty: write something."
	saidBusyPerson     = "Stai già parlando con una persona: chiedi a lei di richiamarti. / You are talking to a person already: ask them to call you back."
	saidPromised       = "Hai già chiesto una chiamata: non serve chiederla di nuovo. / You have asked to be called back already: there is no need to ask again."
)
