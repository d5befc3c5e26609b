package bot

import "strings"

// isGeneric says whether a word fits questions on any card, so that it does not
// tell what a question is about.
func isGeneric(word string) bool {
	switch word {
	case "informazioni", "informazione", "info", "soldi", "euro", "tempo", "giorno", "giorni", "mese", "mesi", "anno", "anni", "settimana",
		"settimane", "ore", "volta", "volte", "cose", "modo", "caso", "parte", "problema", "aiuto", "aiuti", "persona", "persone",
		"domanda", "domande", "richiesta", "bonus", "contributo", "contributi", "assegno", "servizio", "ufficio", "uffici", "sportello",
		"sede", "iscrizione", "iscrizioni", "appuntamento", "modulo", "costo", "prezzo", "documento", "documenti", "scheda",
		"lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica", "mattina", "pomeriggio", "sera", "stamattina",
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "morning", "afternoon", "office", "service",
		"application", "form", "document", "documents", "card", "apply", "applying", "register", "enrol", "enroll", "sign",
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

// isPerson says whether a word names somebody for whom one can ask.
func isPerson(word string) bool {
	switch word {
	case "papa", "mamma", "padre", "madre", "marito", "moglie", "figlio", "figlia", "figli", "nonno", "nonna", "nonni", "fratello", "sorella",
		"zio", "zia", "suocera", "suocero", "amico", "amica", "compagno", "compagna", "nipote", "genitori", "bambino", "bambina", "bambini",
		"me", "noi", "lui", "lei", "loro", "persona", "persone", "minorenne", "single", "coppia", "coppie", "conviventi", "sposati", "separati",
		"vedova", "vedovo", "disoccupato", "disoccupata", "disoccupati", "pensionato", "pensionata", "anziano", "anziana", "straniero", "straniera", "stranieri",
		"father", "mother", "husband", "wife", "son", "daughter", "brother", "sister", "dad", "mum", "mom", "friend", "him", "her", "them", "us",
		"grandmother", "grandfather", "parents", "children", "kids", "child":
		return true
	}
	return false
}

// isAsking says whether the stem of a word belongs to asking for a field
// ("documenti", "costa", "orari") and to nothing that a card is about.
func isAsking(stem string) bool {
	switch stem {
	case "document", "fogl", "certificat", "modul", "costa", "cost", "costan", "pag", "pago", "paga", "pagan", "pagar", "paghiam", "prez",
		"tarif", "quot", "grat", "gratuit", "esent", "scont", "ridot", "orar", "apert", "aperto", "apre", "aprit", "apron", "chiud", "chius",
		"indiriz", "telefon", "numer", "mail", "email", "contat", "recapit", "scad", "scadenz", "termin", "domand", "richiest", "chied",
		"richied", "requisit", "spet", "dirit", "porta", "port", "present", "serv", "vogl", "import", "som", "cifr", "ricev", "prend", "rientr",
		"durat", "dura", "temp", "at", "viene", "ven", "dano", "date", "arriv", "arrivan", "posib", "poso", "puo", "funzion", "iscriv",
		"prenot", "spieg", "informazion", "inform", "spend", "cerc", "sapere", "chiam", "scriv", "trov", "rivolg", "anda", "andar", "far",
		"fac", "proced", "procedur", "pas", "moment", "documents", "papers", "paper", "fee", "pric", "price", "much", "pay", "deadlin",
		"open", "clos", "hour", "phon", "number", "adres", "apli", "aply", "eligibl", "entitled", "require", "requirement", "work", "stil":
		return true
	}
	return false
}

// isNumber says whether a word is made of digits.
func isNumber(word string) bool {
	return strings.Trim(word, "0123456789") == ""
}
