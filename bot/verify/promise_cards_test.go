package verify

import "testing"

// TestNoDeedIsPromisedOrReported puts what the program might say that it, or an office, does
// or has done beside what the card says of the office.
func TestNoDeedIsPromisedOrReported(t *testing.T) {
	t.Parallel()
	judged(t, "it", `
Appuntamento allo sportello
Per prenotare un appuntamento chiama l'Ufficio casa o usa il portale; ricevi un SMS di conferma.
L'operatore dello Sportello ti aiuta a compilare la domanda e invia i documenti all'INPS.
La segnalazione si fa con l'app; il Comune risponde entro 30 giorni.
Dopo la domanda l'ufficio ti contatta per telefono.
`, `
ok | L'operatore dello Sportello ti aiuta a compilare la domanda.
ok | L'ufficio ti contatta per telefono dopo la domanda.
ok | Ricevi un SMS di conferma.
promise | Ti prenoto un appuntamento allo sportello.
promise | Ti ho prenotato un appuntamento allo sportello.
promise | L'appuntamento è prenotato.
promise | Il tuo appuntamento è fissato.
promise | Ho compilato la domanda per te.
promise | Compilo io la domanda.
promise | Compilerò la domanda.
ungrounded | Vado a prenotare l'appuntamento.
promise | Sto compilando la domanda.
promise | Stiamo compilando la domanda.
promise | Sto per prenotare l'appuntamento.
promise | Ora prenoto l'appuntamento.
promise | Adesso invio i documenti all'INPS.
promise | Invio i documenti all'INPS.
promise | Inviamo i documenti all'INPS.
promise | I documenti sono stati inviati all'INPS.
promise | I tuoi documenti sono stati inviati all'INPS.
promise | I documenti li invio io.
promise | La domanda la invio io.
promise | La domanda è stata inviata all'INPS.
promise | La tua domanda è stata inviata.
verdict | La tua segnalazione è stata registrata.
ungrounded | La segnalazione è partita.
promise | Segnalo il problema al Comune.
promise | Provvederò a prenotare.
ungrounded | Faccio una segnalazione.
ungrounded | Facciamo noi la segnalazione.
promise | Farò la segnalazione.
ungrounded | Lascio un messaggio all'operatore.
promise | Avviso l'operatore.
promise | Avverto l'Ufficio casa.
promise | Chiamo l'Ufficio casa.
promise | Chiamo io l'Ufficio casa per te.
promise | Contatto l'Ufficio casa.
promise | Ti faccio contattare dall'Ufficio casa.
promise | Ti faccio chiamare.
promise | Ti metto in lista.
promise | Ti metto in contatto con l'operatore.
promise | Ti passo l'operatore.
promise | Ti collego con l'operatore.
promise | Un operatore ti richiamerà domani.
promise | L'operatore ti richiama entro 30 giorni.
promise | L'ufficio ti scriverà.
ungrounded | Ti arriverà una lettera.
ungrounded | Ti arriva un SMS domani.
promise | Riceverai una risposta domani.
promise | Riceverai una telefonata.
promise | Verrai contattato domani.
promise | Sarai contattato dall'INPS.
promise | Qualcuno ti aiuterà a casa.
promise | Manderemo un operatore a casa.
promise | Un operatore viene a casa tua.
promise | Resta in linea.
promise | Attendi un attimo.
promise | Un momento, controllo.
ungrounded | Controllo subito.
ungrounded | Verifico e ti dico.
promise | Ti confermo l'appuntamento.
promise | Confermo l'appuntamento.
promise | Confermato!
promise | Fatto!
ungrounded | Fatto, la domanda è a posto.
promise | Prenotato!
promise | Tutto fatto.
ungrounded | È tutto pronto.
ungrounded | Ci siamo occupati noi della domanda.
promise | Ci pensiamo noi.
ungrounded | Penso io a tutto.
promise | Puoi stare tranquillo, ci penso io.
ungrounded | Ti tengo il posto.
promise | Ti ho messo in lista.
promise | Ti ho iscritto.
ungrounded | Abbiamo preso nota della domanda.
ungrounded | Ho preso nota.
promise | Ho annotato la tua richiesta.
promise | Ho aperto una pratica.
promise | Ho chiesto all'ufficio.
promise | Ho parlato con l'operatore.
promise | Ho chiamato l'Ufficio casa.
promise | Ho controllato la tua domanda.
promise | Ho verificato i tuoi documenti.
promise | Ho mandato un SMS.
promise | Ti ho mandato un SMS di conferma.
promise | Ti mando un SMS di conferma.
promise | Annullo l'appuntamento.
promise | L'appuntamento è stato annullato.
ungrounded | L'appuntamento è stato spostato a domani.
promise | Sposto l'appuntamento.
`)
}

// TestNoDeedIsPromisedOrReportedInEnglish does the same in English.
func TestNoDeedIsPromisedOrReportedInEnglish(t *testing.T) {
	t.Parallel()
	judged(t, "en", `
Appuntamento allo sportello
Per prenotare un appuntamento chiama l'Ufficio casa o usa il portale; ricevi un SMS di conferma.
L'operatore dello Sportello ti aiuta a compilare la domanda e invia i documenti all'INPS.
To book an appointment call the Ufficio casa or use the portal; you receive a text message.
The operator helps you fill in the application and sends the documents to INPS.
`, `
ok | The operator helps you fill in the application.
ok | To book an appointment call the Ufficio casa or use the portal.
promise | I will book an appointment.
promise | I'll call the Ufficio casa.
promise | I can book an appointment for you.
promise | I am going to book an appointment.
promise | I'm booking an appointment.
promise | I booked the appointment.
promise | I have sent the documents to INPS.
promise | We will send the documents to INPS.
promise | We are sending the documents.
verdict | Your appointment is booked.
promise | Your appointment has been booked.
promise | The appointment is confirmed.
ungrounded | The application has been sent.
promise | Your documents were sent to INPS.
promise | Someone will call you.
promise | The operator will call you tomorrow.
promise | You will be called tomorrow.
promise | Let me book an appointment.
promise | Let me call the operator.
promise | Please hold on.
ungrounded | One moment please.
promise | Done!
promise | Booked!
ungrounded | It's all set.
ungrounded | Leave it to me.
language | Don't worry, I'll do it.
promise | I promise.
promise | I guarantee an appointment.
ungrounded | Consider it done.
promise | I've taken note of your request.
promise | My colleague will help you fill in the application.
ungrounded | We filled in the application for you.
ungrounded | I filled in the application.
promise | I contacted the operator.
`)
}
