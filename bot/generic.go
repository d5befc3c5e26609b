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

// isThing says whether a word that field rules name is still something a
// question can be about: an office, a document with a card of its own.
func isThing(word string) bool {
	switch word {
	case "biblioteca", "anagrafe", "consultorio", "urp", "pua", "segretariato", "library", "registry", "isee", "spid", "mensa", "canteen",
		"nido", "retta", "nursery", "scuolabus", "passaporto", "permesso", "pec", "maternita", "pensione", "tessera", "carta", "carte",
		"app", "adi", "abbonamento", "school", "course", "corso", "affitto", "casa", "mensile", "famiglia", "famiglie", "anziani",
		"disabili", "nascita", "disoccupati", "stranieri", "studenti":
		return true
	}
	return false
}
