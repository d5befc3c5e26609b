package postgres

import "example.org/caterina"

// priorityFront puts a conversation before the ones that wait in turn, and after
// those in which somebody may be in danger.
const priorityFront = 5

// words are what the store itself has to tell a citizen, because the sentence
// belongs to a change that it alone makes. A language without its own words is
// told in Italian with English beside it.
type words struct{ it, en string }

// The store's own sentences.
func resumedWords() words {
	return words{
		"Conversazione ripresa: ti risponde di nuovo l'assistente automatico.",
		"The conversation goes on: the automatic assistant answers again.",
	}
}

func requeuedWords() words {
	return words{
		"La persona con cui parlavi non è più collegata. Sei di nuovo in coda, davanti agli altri.",
		"The person you were talking to is no longer connected. You are back in the queue, before the others.",
	}
}

func calledWords() words {
	return words{
		"Ti abbiamo richiamato e la conversazione è chiusa. Se ti serve altro, scrivi qui.",
		"We have called you back and the conversation is closed. If you need anything else, write here.",
	}
}

func unreachableWords() words {
	return words{
		"Abbiamo provato tre volte a contattarti, ma non ci siamo riusciti. La conversazione è chiusa: se ti serve ancora, scrivi qui.",
		"We tried to reach you three times without success. The conversation is closed: if you still need us, write here.",
	}
}

func voidedWords() words {
	return words{
		"La richiamata è annullata: ti risponde di nuovo l'assistente automatico.",
		"The call-back is cancelled: the automatic assistant answers again.",
	}
}

func thanksWords() words {
	return words{
		"Grazie per la valutazione: ci aiuta a migliorare il servizio.",
		"Thank you for your rating: it helps us improve the service.",
	}
}

// in returns the sentence in a citizen's language.
func (w words) in(lang string) caterina.MessageBody {
	switch lang {
	case "en":
		return caterina.MessageBody{Text: w.en, Lang: "en"}
	case "", "it":
		return caterina.MessageBody{Text: w.it, Lang: "it"}
	default:
		return caterina.MessageBody{Text: w.it + "\n\n" + w.en}
	}
}
