package openaitest

import "strings"

// add adds a sentence with a fact that is nowhere, with the citation that the
// sentence before it has: a model that invents cites as well.
func (l lie) add(text string) (string, Change) {
	sentences := invented()
	if l.english() {
		sentences = inventedInEnglish()
	}
	for _, i := range l.chance.Perm(len(sentences)) {
		s := sentences[i]
		if l.stated(s.kind, s.value) {
			continue
		}
		said := s.text
		if id := l.lastCited(text); id != "" {
			said = cite(s.text, id)
		}
		if strings.TrimSpace(text) == dontKnow {
			return said, Change{Kind: Added, Is: s.text}
		}
		gap := " "
		if strings.Contains(text, "\n") {
			gap = "\n"
		}
		return text + gap + said, Change{Kind: Added, Is: s.text, At: len(text + gap)}
	}
	return text, Change{}
}

// lastCited is the card that a text cites last, else the first of the prompt.
func (l lie) lastCited(text string) string {
	marks := citePattern.FindAllString(text, -1)
	if len(marks) > 0 {
		return strings.Trim(marks[len(marks)-1], "[]")
	}
	if len(l.prompt.Cards) > 0 && strings.Contains(text, dontKnow) {
		return l.prompt.Cards[0].ID
	}
	return ""
}

// english says whether the answer is to be in English.
func (l lie) english() bool {
	system := fold(l.prompt.System)
	return strings.Contains(system, "in inglese") || strings.Contains(system, "in english")
}

// invention is a sentence with one fact.
type invention struct {
	kind  ChangeKind
	value string
	text  string
}

func invented() []invention {
	return []invention{
		{Amount, "16", "La domanda costa 16 euro di marca da bollo."},
		{Amount, "437", "Ricevi 437 euro al mese."},
		{Amount, "9360", "L'ISEE non deve superare 9.360 euro."},
		{Amount, "27", "Il rimborso arriva a 27 euro per ogni figlio."},
		{Percentage, "65", "Lo sconto è del 65 per cento."},
		{Percentage, "12,5", "Paghi solo il 12,5% della tariffa."},
		{DayOf, "19", "Devi presentare la domanda entro il 19 marzo."},
		{DayOf, "2031", "Il bando resta aperto fino a giugno 2031."},
		{Month, "febbraio", "Il pagamento arriva sempre a febbraio."},
		{Weekday, "sabato", "Lo sportello riceve anche il sabato mattina."},
		{Weekday, "domenica", "La domenica risponde un servizio di guardia."},
		{Hour, "20:45", "L'ufficio chiude alle 20:45."},
		{Hour, "6:10", "Si entra dalle 6:10 con il numero."},
		{Phone, "0577987654", "Per informazioni chiama lo 0577 987654."},
		{Phone, "800123987", "C'è anche il numero verde 800 123987."},
		{Phone, "3391234567", "Puoi scrivere su WhatsApp al 339 1234567."},
		{Email, "bonus@comune-facile.it", "Scrivi a bonus@comune-facile.it per avere il modulo."},
		{URL, "https://www.bonus-facile.it", "Il modulo è su https://www.bonus-facile.it."},
		{LinkToken, "97", "Trovi il modulo qui: LINK_97."},
		{StreetName, "garibaldi", "Vai in via Garibaldi 41, al secondo piano."},
		{OfficeName, "patrimonio", "Se ne occupa l'Ufficio Patrimonio."},
		{Law, "7731/1931", "Lo dice la legge 7731/1931."},
		{Age, "77", "Vale solo per chi ha più di 77 anni."},
		{Age, "31", "Devi avere meno di 31 anni compiuti."},
		{Term, "45", "La risposta arriva entro 45 giorni."},
		{Term, "undici", "Devi risiedere nel Comune da almeno undici mesi."},
		{Term, "72", "Ti rispondono entro 72 ore."},
		{Number, "13", "Servono 13 copie del modulo."},
	}
}

func inventedInEnglish() []invention {
	return []invention{
		{Amount, "16", "The application costs 16 euro."},
		{Amount, "437", "You get 437 euro a month."},
		{Percentage, "65", "The discount is 65%."},
		{DayOf, "19", "You must apply by 19 March."},
		{Weekday, "saturday", "The desk is open on Saturday too."},
		{Hour, "20:45", "The office closes at 20:45."},
		{Phone, "0577987654", "Call 0577 987654 for information."},
		{Email, "bonus@comune-facile.it", "Write to bonus@comune-facile.it for the form."},
		{URL, "https://www.bonus-facile.it", "The form is at https://www.bonus-facile.it."},
		{StreetName, "garibaldi", "Go to via Garibaldi 41, second floor."},
		{Age, "77", "It is only for people over 77 years old."},
		{Term, "45", "You get an answer within 45 days."},
	}
}
