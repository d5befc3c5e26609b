package bot

// isStopword says whether a word carries nothing that a card could be about.
func isStopword(word string) bool {
	switch word {
	// Italian: articles, prepositions, pronouns, conjunctions
	case "il", "lo", "la", "i", "gli", "le", "l", "un", "uno", "una", "di", "d", "del", "dello", "della", "dell", "dei", "degli", "delle",
		"a", "ad", "al", "allo", "alla", "all", "ai", "agli", "alle", "da", "dal", "dallo", "dalla", "dall", "dai", "dagli", "dalle",
		"in", "nel", "nello", "nella", "nell", "nei", "negli", "nelle", "con", "col", "su", "sul", "sullo", "sulla", "sull", "sui",
		"per", "tra", "fra", "e", "ed", "o", "oppure", "ma", "anche", "pure", "se", "che", "chi", "cui", "non", "ne", "ci", "vi", "si",
		"mi", "ti", "me", "te", "io", "tu", "lui", "lei", "noi", "voi", "loro", "mio", "mia", "miei", "mie", "tuo", "tua", "suo", "sua",
		"nostro", "nostra", "nostri", "vostro", "vostra", "questo", "questa", "questi", "queste", "quello", "quella", "quelli", "quelle",
		"quel", "quei", "c", "m", "s", "t", "v", "n", "po", "piu", "meno", "molto", "tanto", "troppo", "poco", "gia", "ancora", "sempre",
		"mai", "solo", "proprio", "poi", "quindi", "allora", "invece", "comunque", "pero", "dunque", "insomma", "cosi", "bene", "ok":
		return true
	// Italian: the verbs and adverbs of asking
	case "sono", "sei", "siamo", "siete", "era", "essere", "stato", "stata", "sarebbe", "ho", "hai", "ha", "abbiamo", "avete", "hanno",
		"avere", "avrei", "aver", "fare", "faccio", "fai", "fa", "fate", "fanno", "farlo", "farla", "far", "posso", "puoi", "puo", "possiamo",
		"potete", "possono", "potrei", "devo", "devi", "deve", "dobbiamo", "dovrei", "bisogna", "occorre", "voglio", "vorrei",
		"volevo", "vuole", "vogliono", "vorremmo", "serve", "servono", "so", "sa", "sapere", "sapete", "dire", "dirmi", "dimmi", "dite",
		"ditemi", "dici", "chiedere", "chiedo", "chiede", "chiederti", "andare", "vado", "va", "vanno", "viene", "vengo", "do",
		"come", "cosa", "cos", "quando", "quanto", "quanti", "quanta", "quante", "quant", "dove", "dov", "quale", "quali", "qual", "perche",
		"grazie", "prego", "favore", "ciao", "buongiorno", "buonasera", "salve", "ecco", "adesso", "ora", "oggi", "domani", "qui", "li",
		"esattamente", "precisamente", "circa", "qualcosa", "qualche", "tutto", "tutti", "tutte", "tutta", "ogni", "altro",
		"altra", "altri", "altre", "stesso", "stessa", "prima", "dopo", "senza", "fino", "entro", "verso", "presso", "scusa", "scusi":
		return true
	// English
	case "the", "an", "of", "to", "on", "at", "for", "from", "with", "by", "and", "or", "but", "if", "not", "is", "are", "am", "was",
		"were", "be", "been", "being", "does", "did", "have", "has", "had", "can", "could", "would", "will", "should", "may", "must",
		"you", "he", "she", "it", "we", "they", "him", "her", "us", "them", "my", "your", "his", "its", "our", "their", "this", "that",
		"these", "those", "what", "which", "who", "when", "where", "why", "how", "much", "many", "long", "there", "please", "need",
		"want", "get", "know", "tell", "about", "also", "too", "just", "some", "any", "thanks", "thank", "hello", "hi", "re", "ll", "ve",
		"don", "go", "then", "as", "like", "yes", "no", "now", "im", "id":
		return true
	}
	return false
}
