package site

import "example.org/caterina"

func italian() words {
	return words{
		Lang: "it", OtherLang: "en", OtherName: "English",
		Skip: "Vai al contenuto", Site: "Servizi per le famiglie", Home: "Inizio", Where: "Sei qui",
		HeroTitle: "Bonus e servizi per la tua famiglia", HeroLead: "Trova gli aiuti del Comune e dello Stato, che cosa serve per chiederli e l'ufficio giusto.",
		Search: "Che cosa ti serve?", SearchHint: "Per esempio: aiuto per le bollette, iscrizione al nido", SearchButton: "Cerca",
		Ask: "Chiedi a Caterina", AskLead: "Caterina è l'assistente automatico: scrivile con parole tue, risponde a ogni ora con le schede di questo sito.", //nolint:misspell // Italian
		PlainChat: "Chat senza JavaScript", Prominent: "In evidenza", Sections: "Tutti i servizi, per argomento", All: "Tutti i servizi",
		National: "Servizi nazionali", Offices: "Uffici e sportelli", OfficesLead: "Dove andare, quando e chi chiamare.",
		Results: "Risultati per", NoResults: "Non abbiamo trovato una scheda adatta.",
		NoResultsHelp: "Prova con altre parole, chiedi a Caterina oppure chiama lo sportello.",
		Phone:         "Telefono", Email: "Email", PEC: "PEC", Address: "Indirizzo", Hours: "Orari", Map: "Vedi sulla mappa", Website: "Sito", Contacts: "Contatti",
		ByAppointment: "su appuntamento", Always: "Sempre aperto", Closed: "Chiuso adesso", Opens: "apre", OpenUntil: "Aperto adesso, fino alle",
		Holiday: "oggi è festa", Today: "oggi", Tomorrow: "domani", At: "alle",
		Index: "In questa pagina", Who: "A chi è rivolto", About: "Descrizione", How: "Come fare", Information: "Come informarti", Needed: "Cosa serve",
		Obtain: "Cosa si ottiene", Amount: "Quanto", Deadlines: "Tempi e scadenze", Cost: "Quanto costa", Access: "Accedi al servizio",
		Special: "Casi particolari", More: "Ulteriori informazioni", Legal: "Riferimenti di legge",
		Topic: "Argomento", Bookable: "Puoi prendere un appuntamento: chiama l'ufficio o chiedi a Caterina.",
		Active: "Servizio attivo", Expired: "Non più valido", NotYet: "Non ancora valido", WindowClosed: "Domande chiuse", WindowFuture: "Domande non ancora aperte",
		WindowOpenTo: "Domande aperte fino al", WindowFrom: "Le domande si aprono il", WindowTo: "Le domande si chiudono il",
		Verified: "Scheda verificata il", Source: "Fonte ufficiale", Expires: "Vale fino al",
		ExpiredNote: "Questa scheda racconta una misura finita. Importi e scadenze non valgono più: prima di fare domanda chiedi all'ufficio se c'è qualcosa di nuovo.",
		ClosedNote:  "Il periodo per fare domanda è finito. Chiedi all'ufficio quando riapre.",
		FutureNote:  "Il periodo per fare domanda non è ancora cominciato.",
		NotYetNote:  "Questa scheda non vale ancora.",
		ItalianOnly: "Alcune parti di questa pagina ci sono solo in italiano.",
		ISEE:        "Serve un ISEE fino a", QuestionTitle: "Hai una domanda?",
		MissingTitle: "Questa pagina non c'è", MissingLead: "L'indirizzo è cambiato o c'è un errore di scrittura.",
		MissingHelp: "Cerca qui sotto, chiedi a Caterina oppure torna alla pagina iniziale.",
		Footer:      "Sito dimostrativo: prima di fare domanda controlla sempre la fonte ufficiale.", Privacy: "Privacy della chat", Accessibility: "Dichiarazione di accessibilità",
		PrivacyTitle: "Come trattiamo i dati della chat", PrivacyMore: "Informativa completa del Comune",
		privacy: []string{
			"Caterina è un programma automatico. Quando le scrivi, il testo arriva ai computer del Comune, che lo usano solo per risponderti.", //nolint:misspell // Italian
			"Non serve registrarsi. La chat non usa cookie; solo quella senza JavaScript ne usa uno, per un giorno, per ritrovare la tua conversazione. Per avere informazioni non devi dire come ti chiami. Se puoi, non scrivere codici fiscali, dati sulla salute o altre cose riservate: non ci servono per rispondere.",
			"La conversazione resta sul tuo dispositivo finché la scheda del browser è aperta, o per 24 ore se scegli di ritrovare la risposta. «Esci subito» e «Nuova conversazione» la cancellano da lì.",
			"Per quanto tempo si conservano le conversazioni lo decide il Comune, nella sua informativa. Puoi chiedergli di cancellare la tua. Il Comune non le usa per addestrare programmi e non le dà ad altri. Nei registri tecnici non c'è quello che scrivi.",
			"Trattiamo i dati per un compito di interesse pubblico (articolo 6, paragrafo 1, lettera e, del regolamento europeo 2016/679). Puoi chiedere di vedere, correggere o cancellare i tuoi dati, e puoi rivolgerti al Garante per la protezione dei dati personali.",
			"Caterina spiega i requisiti pubblicati. Non decide se hai diritto a un aiuto: lo decide sempre una persona.",
		},
		kinds: map[caterina.Kind]string{
			caterina.KindService: "Servizio", caterina.KindBonus: "Bonus", caterina.KindOffice: "Ufficio", caterina.KindNotice: "Avviso", caterina.KindGuide: "Guida",
		},
		months: [12]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
		days:   [7]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"},
		cards:  [2]string{"scheda", "schede"},
	}
}
