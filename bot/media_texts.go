package bot

func italianMedia() mediaWords {
	return mediaWords{
		kinds: map[string]string{
			mediaPhoto:     "Ho ricevuto la foto. Non so leggere le immagini: scrivimi con parole tue che cosa ti serve.",
			mediaDocument:  "Ho ricevuto il documento. Non so leggere i file: scrivimi con parole tue che cosa ti serve.",
			mediaVoice:     "Non posso ancora ascoltare i messaggi vocali. Scrivimi che cosa ti serve, bastano poche parole. Se preferisci parlare, c'è una persona, oppure puoi farti richiamare.",
			mediaVideo:     "Ho ricevuto il video, ma non posso guardarlo. Scrivimi con parole tue che cosa ti serve.",
			mediaSticker:   "Che simpatico! Quando vuoi, scrivimi che cosa ti serve.",
			mediaPoll:      "Ho ricevuto il sondaggio, ma non posso leggerlo né votare. Scrivimi con parole tue che cosa ti serve.",
			mediaVenue:     "Ho ricevuto il luogo, ma non riesco a usarlo. Se vuoi sapere quale ufficio è più vicino a te, mandami la tua posizione.",
			mediaContact:   "Ho ricevuto un contatto. Se vuoi che qualcuno ti richiami, premi «Fatti richiamare».",
			mediaForwarded: "Ho ricevuto il messaggio che hai inoltrato. Non so dirti se è tutto giusto: scrivimi con parole tue che cosa vuoi sapere.",
		},
		photos:    "Ho ricevuto le foto. Non so leggere le immagini: scrivimi con parole tue che cosa ti serve.",
		documents: "Ho ricevuto i documenti. Non so leggere i file: scrivimi con parole tue che cosa ti serve.",
		other:     "Ho ricevuto qualcosa che non so aprire. Scrivimi con parole tue che cosa ti serve.",
		beside: map[string]string{
			mediaPhoto:     "Ho ricevuto la foto, ma non so leggere le immagini: rispondo a quello che hai scritto.",
			mediaDocument:  "Ho ricevuto il documento, ma non so leggere i file: rispondo a quello che hai scritto.",
			mediaVoice:     "Non posso ancora ascoltare i messaggi vocali: rispondo a quello che hai scritto.",
			mediaVideo:     "Ho ricevuto il video, ma non posso guardarlo: rispondo a quello che hai scritto.",
			mediaForwarded: "Hai inoltrato un messaggio: rispondo come se la domanda fosse tua.",
		},
		besidePhotos: "Ho ricevuto le foto, ma non so leggere le immagini: rispondo a quello che hai scritto.",
		besideOther:  "Non so aprire quello che hai mandato: rispondo a quello che hai scritto.",
		heard: func(text string) string {
			return "Ho ascoltato il messaggio e ho capito: «" + text + "» Se ho capito male, scrivimelo."
		},
		besideNews: "Hai inoltrato un messaggio: non viene dal Comune, e non so dirti se è giusto. Ti rispondo con quello che so io.",
		personSees: "Quello che hai mandato lo vede la persona che ti risponde.",
		notHere:    "Per favore non mandare documenti in questa chat: qui i dati passano anche da server fuori dall'Unione europea.",
		ways:       "Per farli vedere a qualcuno:",
		wayPerson:  "parla con una persona",
		wayWeb:     func(url string) string { return "scrivi nella " + link("chat sul sito", url) },
		emoji:      "Ricevuto! Quando vuoi, scrivimi che cosa ti serve.",
		nearest:    "Questi sono gli uffici più vicini a te:",
		mapLabel:   "Apri la mappa",
		topics:     "Si occupa di",
		nobody:     "Non so dove si trovano gli uffici sulla mappa, quindi non posso dirti quale è più vicino. Puoi rivolgerti qui:",
		nearestTo: func(place string) string {
			if place == "" {
				place = "questo luogo"
			}
			return "Questi sono gli uffici più vicini a " + place + ":"
		},
		farThere: func(km, town string) string {
			return "Quel luogo è a circa " + km + " chilometri da " + town + ": gli uffici che conosco sono lontani da lì. Lo sportello principale è questo:"
		},
		far: func(km, town string) string {
			return "Sei a circa " + km + " chilometri da " + town + ": gli uffici che conosco sono lontani da te. Lo sportello principale è questo:"
		},
	}
}

func englishMedia() mediaWords {
	return mediaWords{
		kinds: map[string]string{
			mediaPhoto:     "I received the photo. I cannot read pictures: write me in your own words what you need.",
			mediaDocument:  "I received the document. I cannot read files: write me in your own words what you need.",
			mediaVoice:     "I cannot listen to voice messages yet. Write me what you need, a few words are enough. If you prefer to talk, there is a person, or you can ask to be called back.",
			mediaVideo:     "I received the video, but I cannot watch it. Write me in your own words what you need.",
			mediaSticker:   "How nice! Whenever you like, write me what you need.",
			mediaPoll:      "I received the poll, but I can neither read it nor vote. Write me in your own words what you need.",
			mediaVenue:     "I received the place, but I cannot use it. If you want to know which office is nearest to you, send me your position.",
			mediaContact:   "I received a contact. If you want somebody to call you back, press “Ask to be called back”.",
			mediaForwarded: "I received the message that you forwarded. I cannot tell you whether all of it is right: write me in your own words what you want to know.",
		},
		photos:    "I received the photos. I cannot read pictures: write me in your own words what you need.",
		documents: "I received the documents. I cannot read files: write me in your own words what you need.",
		other:     "I received something that I cannot open. Write me in your own words what you need.",
		beside: map[string]string{
			mediaPhoto:     "I received the photo, but I cannot read pictures: I answer what you wrote.",
			mediaDocument:  "I received the document, but I cannot read files: I answer what you wrote.",
			mediaVoice:     "I cannot listen to voice messages yet: I answer what you wrote.",
			mediaVideo:     "I received the video, but I cannot watch it: I answer what you wrote.",
			mediaForwarded: "You forwarded a message: I answer as if the question were yours.",
		},
		besidePhotos: "I received the photos, but I cannot read pictures: I answer what you wrote.",
		besideOther:  "I cannot open what you sent: I answer what you wrote.",
		heard: func(text string) string {
			return "I listened to your message and understood: “" + text + "” If I misheard, write it to me."
		},
		besideNews: "You forwarded a message: it does not come from the town, and I cannot tell you whether it is right. I answer with what I know.",
		personSees: "The person who answers you sees what you sent.",
		notHere:    "Please do not send documents in this chat: here data also pass through servers outside the European Union.",
		ways:       "To show them to somebody:",
		wayPerson:  "talk to a person",
		wayWeb:     func(url string) string { return "write in the " + link("chat on the website", url) },
		emoji:      "Received! Whenever you like, write me what you need.",
		nearest:    "These are the offices nearest to you:",
		mapLabel:   "Open the map",
		topics:     "It helps with",
		nobody:     "I do not know where the offices are on the map, so I cannot tell which one is nearest. You can ask here:",
		nearestTo: func(place string) string {
			if place == "" {
				place = "this place"
			}
			return "These are the offices nearest to " + place + ":"
		},
		farThere: func(km, town string) string {
			return "That place is about " + km + " kilometres from " + town + ": the offices that I know are far from it. The main desk is this one:"
		},
		far: func(km, town string) string {
			return "You are about " + km + " kilometres from " + town + ": the offices that I know are far from you. The main desk is this one:"
		},
	}
}
