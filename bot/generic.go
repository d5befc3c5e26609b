package bot

// isGeneric says whether a word fits questions on any card, so that it does not
// tell what a question is about.
func isGeneric(word string) bool {
	switch word {
	case "informazioni", "informazione", "info", "soldi", "euro", "tempo", "giorno", "giorni", "mese", "mesi", "anno", "anni", "settimana",
		"settimane", "ore", "volta", "volte", "cose", "modo", "caso", "parte", "problema", "aiuto", "aiuti", "persona", "persone",
		"gente", "papa", "mamma", "padre", "madre", "marito", "moglie", "figlio", "figlia", "figli", "nonno", "nonna", "fratello", "sorella",
		"information", "money", "time", "day", "days", "month", "months", "year", "years", "week", "thing", "way", "help", "someone",
		"father", "mother", "husband", "wife", "son", "daughter", "brother", "sister", "dad", "mum", "mom":
		return true
	}
	return false
}

// isAsking says whether a word belongs to asking for a field: "documenti",
// "costa", "orari".
func isAsking(word string) bool {
	switch stemOf(single(word)) {
	case "document", "cart", "fogl", "certificat", "modul", "costa", "costan", "cost", "pag", "paga", "pagan", "pagare", "prez", "tarif",
		"rata", "ret", "grat", "gratuit", "orar", "aperto", "apert", "apre", "apr", "chiud", "chius", "indiriz", "telefon", "numer", "mail",
		"email", "contat", "scad", "scadenz", "termin", "domand", "richiest", "richied", "requisit", "spet", "dirit", "porta", "port",
		"present", "serv", "import", "somm", "cifr", "ricev", "prend", "ufic", "sportel", "sed", "giust":
		return true
	}
	return false
}
