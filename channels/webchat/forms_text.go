package webchat

import "example.org/caterina"

// formWords are the sentences of the two forms in one language.
type formWords struct {
	CallbackTitle, CallbackIntro                        string
	Name, Contact, When, Any, Morning, Afternoon        string
	Need, NeedHint, Privacy, CallbackSend               string
	RatingTitle, First, Scale, Low, High, Next          string
	Comment, CommentHint, RatingSend                    string
	Back                                                string
	NoName, LongName, NoContact, NoWhen                 string
	LongNeed, NoPrivacy, NoStars, NoAnswer, LongComment string
	CopyTitle, CopyIntro, Email, EmailHint, CopySend    string
	CopySent, NoEmail, ManyCopies                       string
}

func formWordsIn(lang string) formWords {
	if english(lang) {
		return formWords{
			CallbackTitle: "Ask for a call",
			CallbackIntro: "Leave a contact: a person from the town will get in touch. We use these data only to call you back.",
			Name:          "Name and surname", Contact: "Telephone number or e-mail address", When: "When should we try to reach you?",
			Any: "At any time", Morning: "In the morning", Afternoon: "In the afternoon",
			Need: "What do you need? (optional)", NeedHint: "Up to 600 characters. Do not write health details.",
			Privacy: "I have read the privacy notice and want to be called back", CallbackSend: "Send the request",
			RatingTitle: "Rate this conversation", First: "How clear was the information in this conversation?",
			Scale: "1 means not at all, 5 means very.", Low: "Where did you meet the greatest difficulties?",
			High: "Which aspects did you like best?", Next: "Next",
			Comment: "Would you like to add details? (optional)", CommentHint: "Up to 200 characters.", RatingSend: "Send the rating",
			Back:   "Back to the conversation",
			NoName: "Write your name: whoever calls you needs it.", LongName: "The name is too long: up to 100 characters.",
			NoContact: "Write a telephone number (such as 0577 292111) or an e-mail address (such as name@example.org).",
			NoWhen:    "Choose when we may call: at any time, in the morning or in the afternoon.",
			LongNeed:  "The text is too long: shorten it to 600 characters.",
			NoPrivacy: "To be called back you must confirm that you have read the notice.",
			NoStars:   "Choose a rating from 1 to 5.", NoAnswer: "Choose one of the answers of the list.",
			LongComment: "The text is too long: shorten it to 200 characters.",
			CopyTitle:   "Get the conversation by e-mail",
			CopyIntro: "We send a copy of what you see here. We use the address only for this and do not keep it. " +
				"You can have two copies of each conversation.",
			Email: "E-mail address", EmailHint: "Make sure that nobody else reads this mailbox.", CopySend: "Send me the copy",
			CopySent:   "The copy is on its way: it should arrive within a few minutes. If you do not see it, look among the unwanted mail.",
			NoEmail:    "Write one e-mail address (such as name@example.org).",
			ManyCopies: "Too many copies were asked for in a short time. Try again later, or download the conversation.",
		}
	}
	return formWords{
		CallbackTitle: "Fatti richiamare",
		CallbackIntro: "Lascia un recapito: una persona del Comune ti cercherà. Useremo questi dati solo per richiamarti.",
		Name:          "Nome e cognome", Contact: "Numero di telefono o indirizzo e-mail", When: "Quando preferisci essere cercato?",
		Any: "In qualsiasi momento", Morning: "Di mattina", Afternoon: "Di pomeriggio",
		Need: "Di che cosa hai bisogno? (facoltativo)", NeedHint: "Al massimo 600 caratteri. Non scrivere dati sulla salute.",
		Privacy: "Ho letto l'informativa sulla privacy e voglio essere richiamato", CallbackSend: "Invia la richiesta",
		RatingTitle: "Dai un voto a questa conversazione", First: "Quanto sono state chiare le informazioni in questa conversazione?",
		Scale: "1 vuol dire per niente, 5 vuol dire molto.", Low: "Dove hai incontrato le maggiori difficoltà?",
		High: "Quali sono stati gli aspetti che hai preferito?", Next: "Avanti",
		Comment: "Vuoi aggiungere altri dettagli? (facoltativo)", CommentHint: "Al massimo 200 caratteri.", RatingSend: "Invia il voto",
		Back:   "Torna alla conversazione",
		NoName: "Scrivi il tuo nome: serve a chi ti richiama.", LongName: "Il nome è troppo lungo: al massimo 100 caratteri.",
		NoContact: "Scrivi un numero di telefono (per esempio 0577 292111) o un indirizzo e-mail (per esempio nome@esempio.it).",
		NoWhen:    "Scegli quando possiamo cercarti: in qualsiasi momento, di mattina o di pomeriggio.",
		LongNeed:  "Il testo è troppo lungo: accorcialo a 600 caratteri.",
		NoPrivacy: "Per essere richiamato devi confermare di aver letto l'informativa.",
		NoStars:   "Scegli un voto da 1 a 5.", NoAnswer: "Scegli una delle risposte della lista.",
		LongComment: "Il testo è troppo lungo: accorcialo a 200 caratteri.",
		CopyTitle:   "Ricevi la conversazione per e-mail",
		CopyIntro: "Ti mandiamo una copia di quello che vedi qui. Usiamo l'indirizzo solo per questo e non lo conserviamo. " +
			"Puoi avere due copie di ogni conversazione.",
		Email: "Indirizzo e-mail", EmailHint: "Controlla che nessun altro legga questa casella.", CopySend: "Mandami la copia",
		CopySent:   "La copia è partita: dovrebbe arrivare entro pochi minuti. Se non la vedi, guarda nella posta indesiderata.",
		NoEmail:    "Scrivi un solo indirizzo e-mail (per esempio nome@esempio.it).",
		ManyCopies: "Sono state chieste troppe copie in poco tempo. Riprova più tardi, oppure scarica la conversazione.",
	}
}

// ratingAnswers are the answers to the second question of the rating, as the
// model for Italian municipal sites prescribes them: after few stars what went
// wrong, after many what was good.
func ratingAnswers(stars int, lang string) []caterina.Option {
	switch bad := stars < goodStars; {
	case bad && english(lang):
		return []caterina.Option{
			{ID: "unclear", Label: "At times the directions were not clear"},
			{ID: "incomplete", Label: "At times the directions were not complete"},
			{ID: "lost", Label: "At times I could not tell whether I was on the right track"},
			{ID: "technical", Label: "I had technical problems"},
			{ID: "other", Label: "Other"},
		}
	case bad:
		return []caterina.Option{
			{ID: "unclear", Label: "A volte le indicazioni non erano chiare"},
			{ID: "incomplete", Label: "A volte le indicazioni non erano complete"},
			{ID: "lost", Label: "A volte non capivo se stavo procedendo correttamente"},
			{ID: "technical", Label: "Ho avuto problemi tecnici"},
			{ID: "other", Label: "Altro"},
		}
	case english(lang):
		return []caterina.Option{
			{ID: "clear", Label: "The directions were clear"},
			{ID: "complete", Label: "The directions were complete"},
			{ID: "guided", Label: "I could always tell that I was on the right track"},
			{ID: "smooth", Label: "I had no technical problems"},
			{ID: "other", Label: "Other"},
		}
	}
	return []caterina.Option{
		{ID: "clear", Label: "Le indicazioni erano chiare"},
		{ID: "complete", Label: "Le indicazioni erano complete"},
		{ID: "guided", Label: "Capivo sempre che stavo procedendo correttamente"},
		{ID: "smooth", Label: "Non ho avuto problemi tecnici"},
		{ID: "other", Label: "Altro"},
	}
}
