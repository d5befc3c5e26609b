package knowledge

// kindOf says what a folded word is good for. Glue is what may stand or be
// missing inside a phrase without changing it: "tassa sui rifiuti", "tassa
// rifiuti".
func kindOf(word string) tokenKind {
	switch word {
	case "il", "lo", "la", "i", "gli", "le", "l", "un", "uno", "una",
		"di", "del", "dello", "della", "dei", "degli", "delle", "dell", "d",
		"a", "al", "allo", "alla", "ai", "agli", "alle", "all", "ad",
		"da", "dal", "dallo", "dalla", "dai", "dagli", "dalle", "dall",
		"in", "nel", "nello", "nella", "nei", "negli", "nelle", "nell",
		"su", "sul", "sullo", "sulla", "sui", "sugli", "sulle", "sull",
		"con", "col", "coi", "per", "tra", "fra", "e", "ed", "o", "od":
		return tokenGlue
	case "che", "chi", "cui", "come", "dove", "dov", "com", "quand", "quando", "quanto", "quanta", "quanti", "quante", "quale", "quali", "qual", "perche",
		"cosa", "cose", "cos", "c", "ci", "vi", "si", "se", "ne", "mi", "ti", "te", "me", "m", "t", "s", "v", "n", "gl", "po",
		"io", "tu", "lui", "lei", "noi", "voi", "loro", "egli", "ella", "essi", "esse", "esso", "essa",
		"mio", "mia", "miei", "mie", "tuo", "tua", "tuoi", "tue", "suo", "sua", "suoi", "sue",
		"nostro", "nostra", "nostri", "nostre", "vostro", "vostra", "vostri", "vostre",
		"questo", "questa", "questi", "queste", "quello", "quella", "quelli", "quelle", "quel", "quei", "quegli", "quest", "quell",
		"ho", "hai", "ha", "abbiamo", "avete", "hanno", "avere", "avuto", "avevo", "aveva", "avevano", "avrei", "avrebbe", "abbia", "abbiano",
		"sono", "sei", "siamo", "siete", "essere", "era", "ero", "erano", "sia", "siano", "sarei", "sarebbe", "sara", "saranno", "fosse", "stato", "stata", "stati", "state",
		"sto", "stai", "sta", "stiamo", "stanno", "stare",
		"faccio", "fai", "fa", "facciamo", "fate", "fanno", "fare", "fatto", "fatta", "facendo", "farlo", "farla", "farmi", "farsi", "far",
		"devo", "devi", "deve", "dobbiamo", "dovete", "devono", "dovere", "dovrei", "dovrebbe", "dovuto", "bisogna",
		"posso", "puoi", "puo", "possiamo", "potete", "possono", "potere", "potrei", "potrebbe", "potresti", "potro", "potuto",
		"voglio", "vuoi", "vuole", "vogliamo", "volete", "vogliono", "volere", "vorrei", "vorrebbe", "vorremmo", "voluto",
		"so", "sai", "sapere", "sappia", "saperne", "non", "no", "anche", "anch", "ancora", "gia", "piu", "meno", "molto", "molta", "molti", "molte", "poco", "poca",
		"tutto", "tutta", "tutti", "tutte", "ogni", "qualche", "qualcosa", "qualcuno", "nessuno", "nessuna", "altro", "altra", "altri", "altre",
		"ma", "pero", "quindi", "allora", "poi", "ora", "adesso", "oggi", "qui", "qua", "li", "cosi", "solo", "sola", "soli", "senza",
		"prima", "dopo", "sempre", "mai", "ciao", "salve", "buongiorno", "buonasera", "grazie", "prego", "scusa", "scusi", "scusate", "favore", "cortesia",
		"dire", "dirmi", "dimmi", "dite", "ditemi", "spiega", "spiegami", "aver", "venire", "viene", "vado", "vai", "va", "vanno",
		"eventuale", "eventuali", "proprio", "propria", "propri", "proprie", "stesso", "stessa":
		return tokenFunction
	}
	if len(word) == 1 || len(word) == 2 && !isASCIILetters(word) {
		return tokenFunction // "x", "3", "18": part of a phrase at most
	}
	return tokenContent
}

// kindOfEnglish says what a folded English word is good for.
func kindOfEnglish(word string) tokenKind {
	switch word {
	case "the", "a", "an", "of", "to", "for", "in", "on", "at", "by", "with", "from", "and", "or", "s", "t":
		return tokenGlue
	case "i", "you", "he", "she", "it", "we", "they", "me", "him", "her", "us", "them", "my", "your", "his", "its", "our", "their",
		"is", "are", "am", "was", "were", "be", "been", "do", "does", "did", "have", "has", "had", "can", "could", "will", "would",
		"should", "may", "might", "must", "what", "how", "where", "when", "which", "who", "why", "there", "here", "this", "that",
		"these", "those", "if", "not", "no", "yes", "so", "but", "as", "about", "some", "any", "all", "also", "please", "hello",
		"hi", "thanks", "thank", "need", "want", "like", "get", "know", "tell", "let", "go", "m", "re", "ve", "ll", "d", "don", "im":
		return tokenFunction
	}
	if len(word) == 1 {
		return tokenFunction
	}
	return tokenContent
}

// longForms are what people shorten when they type.
const longForms = " " +
	"nn=non x=per xr=per xke=perche xche=perche xk=perche perke=perche ke=che k=che cmq=comunque qnd=quando " +
	"qndo=quando qnt=quanto qnto=quanto qlc=qualcosa qlcs=qualcosa qlcn=qualcuno dv=dove cm=come anke=anche " +
	"tt=tutto tel=telefono appto=appuntamento doc=documenti " +
	// The little words of the dialects.
	"quanno=quando quann=quando quanne=quando addo=dove addove=dove andove=dove ndo=dove unni=dove comm=come pecche=perche picchi=perche " +
	"nun=non agghia=devo aggia=devo adda=deve vulesse=vorrei vularia=vorrei vorria=vorrei vogghiu=voglio voglj=voglio vojo=voglio " +
	"quarcheduno=qualcuno quarcosa=qualcosa coccosa=qualcosa pe=per cchiu=piu "

// longForm writes a shortened word out.
func longForm(word string) string {
	if long, ok := lookUp(longForms, word); ok {
		return long
	}
	return word
}
