package console

import (
	"cmp"

	"example.org/caterina"
)

// reason is why a sentence of a model's was stopped, in words: a name for lists and a
// sentence that explains it. Key is the verifier's word.
type reason struct{ Key, Name, Says string }

// reasons lists them in the order in which they are shown. A test compares them with
// the verifier's.
func reasons() []reason {
	return []reason{
		{"amount", "importo", "un importo che nelle schede non c'è, o che lì vale per altro"},
		{"percentage", "percentuale", "una percentuale che nelle schede non c'è, o che lì vale per altro"},
		{"number", "numero", "un numero che nelle schede non c'è"},
		{"date", "data", "una data che nelle schede non c'è"},
		{"deadline", "scadenza", "un termine che le schede non danno, o danno per altro"},
		{"weekday", "giorno", "un giorno della settimana che le schede non dicono"},
		{"hour", "orario", "un orario che le schede non dicono"},
		{"phone", "telefono", "un numero di telefono che nelle schede non c'è"},
		{"email", "e-mail", "un indirizzo e-mail che nelle schede non c'è"},
		{"url", "indirizzo web", "un indirizzo web che nelle schede non c'è"},
		{"address", "via o luogo", "un indirizzo che nelle schede non c'è"},
		{"office", "ufficio o nome", "un ufficio, un ente o un nome che nelle schede non c'è"},
		{"law", "legge", "una norma che le schede non citano"},
		{"age", "età", "un'età che le schede non dicono"},
		{"term", "documento o condizione", "un documento o una condizione che le schede non chiedono"},
		{"contrary", "il contrario", "il contrario di quello che dice la scheda"},
		{"ungrounded", "fuori dalle schede", "qualcosa di cui le schede non parlano"},
		{"verdict", "giudizio su un diritto", "se il cittadino ha diritto a qualcosa: questo lo decide l'ufficio"},
		{"promise", "promessa", "una promessa che il programma non può mantenere"},
		{"citation", "fonte mancante", "un fatto senza la sua scheda, o con una scheda che il modello non aveva"},
		{"language", "altra lingua", "una frase in una lingua diversa da quella della risposta"},
		{"markup", "formato", "segni o codice che in una risposta non devono esserci"},
		{"leak", "istruzioni", "parole delle istruzioni date al modello"},
		{"empty", "risposta vuota", "tolte le frasi fermate, quel che resta non risponde"},
		{"refusal_with_citations", "«non lo so» con una fonte", "il modello dice che non lo sa, ma cita una scheda"},
		{"translation", "traduzione", "in un'altra lingua la frase dice altro: numeri, nomi o senso non sono quelli della scheda"},
	}
}

// reasonNamed is a reason in words; one of another version is shown as it is.
func reasonNamed(key string) reason {
	for _, r := range reasons() {
		if r.Key == key {
			return r
		}
	}
	return reason{key, key, ""}
}

// degreeName is what staff call how far a model goes.
func degreeName(degree caterina.Autonomy) string {
	switch degree {
	case caterina.AutonomyFull:
		return "automatica"
	case caterina.AutonomyApproval:
		return "da approvare"
	case caterina.AutonomyCards:
		return "solo le schede"
	default:
		return "come gli altri"
	}
}

// degreeSays explains it.
func degreeSays(degree caterina.Autonomy) string {
	switch degree {
	case caterina.AutonomyApproval:
		return "un operatore legge la risposta del modello prima del cittadino. Se nessuno può farlo, il cittadino legge subito le parole della scheda"
	case caterina.AutonomyCards:
		return "il modello non scrive: il cittadino legge le parole della scheda"
	default:
		return "il cittadino legge subito le frasi del modello i cui fatti sono nelle schede"
	}
}

// lineName is what staff call a kind of call.
func lineName(kind string) string {
	names := map[string]string{"chat": "Scrive", "embed": "Confronta i significati", "transcribe": "Trascrive i messaggi vocali"}
	return cmp.Or(names[kind], kind)
}

// stepName is what staff call what a model was asked for.
func stepName(step caterina.ModelStep) string {
	names := map[caterina.ModelStep]string{
		caterina.StepRewrite: "capire la domanda", caterina.StepChoose: "scegliere la scheda", caterina.StepWrite: "scrivere la risposta",
		caterina.StepSummary: "riassunto per l'operatore", caterina.StepReply: "bozza per l'operatore", caterina.StepVariants: "domande per una scheda",
		caterina.StepTranslate: "traduzione", caterina.StepTranscribe: "trascrizione", caterina.StepEmbed: "significati (vettori)",
	}
	return cmp.Or(names[step], string(step))
}

// failureName is what staff call why calls brought nothing, after their number.
func failureName(f caterina.ModelFailure) string {
	names := map[caterina.ModelFailure]string{
		caterina.FailedLate: "in ritardo", caterina.FailedStalled: "ferme a metà", caterina.FailedCut: "interrotte dalla rete",
		caterina.FailedRate: "respinte perché troppe", caterina.FailedServer: "per un guasto del server", caterina.FailedRefused: "rifiutate dal server",
		caterina.FailedBusy: "non partite perché troppe insieme", caterina.FailedOpen: "non partite dopo un guasto", caterina.FailedBudget: "non partite per il limite",
		caterina.FailedBad: "con una risposta inutile", caterina.FailedLeft: "lasciate perché non servivano più",
	}
	return cmp.Or(names[f], string(f))
}
