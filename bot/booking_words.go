package bot

import "slices"

// isBookingWord says whether a word belongs to any wish for an appointment.
func isBookingWord(word string) bool {
	return slices.Contains([]string{
		"appuntamento", "appuntamenti", "prenotazione", "prenotazioni", "prenotare", "prenotarmi", "prenoto", "prenota", "fissare", "fissarmi",
		"anzi", "venire", "passare", "parlare", "parlarne", "venirci", "incontrare", "incontro", "colloquio", "posto", "posti", "libero", "liberi", "disponibile", "disponibili",
		"disponibilita", "data", "orario", "orari", "sportello", "ufficio", "uffici", "sede", "comune", "possibile", "presto", "online", "mio",
		"qualcuno", "persona", "informazioni", "info", "pratica", "appointment", "booking", "book", "schedule", "visit", "come", "office",
		"desk", "slot", "available", "free", "someone", "meet", "meeting", "make", "let", "me", "avvisami", "libera", "lista", "attesa",
		"prendere", "prendo", "avere", "mattino", "comodo", "x", "yo", "raga", "ragazzi", "bro", "serv", "serve", "sig", "signor", "signora", "dott", "fatemi", "fammi", "fate", "fai", "riguardo", "riguarda", "servizio", "urgente", "urgentemente",
	}, word)
}

// isHealthWord says whether a word belongs to what doctors and hospitals book.
func isHealthWord(word string) bool {
	return slices.Contains([]string{
		"medico", "medica", "medici", "dottore", "dottoressa", "pediatra", "dentista", "cup", "visita", "visite", "esame", "esami", "prelievo",
		"prelievi", "vaccino", "vaccini", "vaccinazione", "ospedale", "asl", "ricetta", "ecografia", "mammografia", "ginecologo", "oculista",
		"ambulatorio", "fisioterapia", "tampone", "sangue", "analisi", "specialista", "guardia", "doctor", "dentist", "hospital", "gp", "vaccine",
	}, word)
}

// isTimeWord says whether a word only says when.
func isTimeWord(word string) bool {
	if monthOf(word) > 0 {
		return true
	}
	if _, ok := daysUntil(word, 0); ok {
		return true
	}
	return slices.Contains([]string{
		"mattina", "mattino", "mattinata", "pomeriggio", "pomeriggi", "sera", "serata", "stasera", "stamattina", "stamani", "notte", "mezzogiorno",
		"pranzo", "giorno", "giorni", "giornata", "settimana", "settimane", "mese", "mesi", "anno", "fine", "inizio", "meta", "ora", "ore",
		"minuti", "mezza", "mezzo", "quarto", "quarti", "prossimo", "prossima", "prossimi", "prossime", "presto", "tardi", "primo", "prima", "dopo",
		"ultimo", "ultima", "entro", "verso", "circa", "tranne", "eccetto", "salvo", "weekend", "feriali", "feriale", "festivi", "corrente",
		"dieci", "undici", "dodici", "nove", "otto", "sette", "sei", "cinque", "quattro", "tre", "due", "una", "uno", "quindici", "sedici",
		"diciassette", "diciotto", "venti", "trenta", "lun", "mar", "mer", "gio", "ven", "sab", "dom",
		"morning", "afternoon", "evening", "noon", "week", "weeks", "month", "next", "soon", "possible", "earliest", "first", "early", "late",
		"later", "around", "after", "before", "until", "half", "past", "quarter", "oclock", "pm", "am", "tonight", "weekday",
	}, word)
}
