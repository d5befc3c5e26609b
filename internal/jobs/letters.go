package jobs

import (
	"fmt"
	"strings"
	"time"

	"example.org/caterina"
)

// copyLetter is the mail that brings a citizen their conversation. It says who
// asked for it, for whoever gets it by another's mistake.
func copyLetter(town caterina.Town, to caterina.Secret, lang, transcript string) caterina.Mail {
	transcript = strings.TrimPrefix(transcript, "\ufeff")
	if lang == "en" {
		return caterina.Mail{
			To: to, Lang: "en", Subject: "Your conversation with Caterina, " + town.Name,
			Text: "Hello,\n\nhere is the copy of your conversation. You get this mail because somebody gave this address in the chat of " + town.Name +
				". We have used it for this copy and not kept it. If it was not you, you can delete the mail.\n\n" +
				"Please do not reply: nobody reads this mailbox.\n\n" + rule + "\n\n" + transcript,
		}
	}
	return caterina.Mail{
		To: to, Lang: "it", Subject: "La tua conversazione con Caterina, " + town.Name,
		Text: "Buongiorno,\n\necco la copia della tua conversazione. Ricevi questa e-mail perché qualcuno ha scritto questo indirizzo nella chat di " + town.Name +
			". L'abbiamo usato solo per mandare la copia e non lo abbiamo conservato. Se non sei stato tu, puoi cancellare l'e-mail.\n\n" +
			"Non rispondere: nessuno legge questa casella.\n\n" + rule + "\n\n" + transcript,
	}
}

// rule parts what the program says from what was said.
const rule = "----------------------------------------"

// waitLetter is the mail that tells a supervisor of a wait. It says nothing of
// who waits: a mailbox is read by more people than the console.
func waitLetter(town caterina.Town, to caterina.Secret, mail caterina.WaitMail, publicURL string, now time.Time) caterina.Mail {
	queue := queueName(town, mail.Queue)
	who, verb := "una persona", "aspetta"
	if mail.Waiting > 1 {
		who, verb = fmt.Sprintf("%d persone", mail.Waiting), "aspettano"
	}
	m := caterina.Mail{To: to, Lang: "it"}
	var first string
	if mail.Urgent && mail.Queue == "" { // nobody was there to be waited for, or the assistant has it
		m.Subject = "Urgente: possibile pericolo"
		first = fmt.Sprintf("nella chat di %s qualcuno potrebbe essere in pericolo e nessuna persona ha ancora guardato la conversazione. La trovi in cima alla lista «In attesa».", town.Name)
	} else if mail.Urgent {
		m.Subject = "Urgente: richiesta in attesa - coda " + queue
		first = fmt.Sprintf("nella coda %s di %s %s %s, e potrebbe esserci un pericolo. La richiesta è in cima alla lista.", queue, town.Name, who, verb)
	} else {
		m.Subject = "Attesa lunga - coda " + queue
		first = fmt.Sprintf("nella coda %s di %s %s %s un operatore da %s.", queue, town.Name, who, verb, minutes(now.Sub(mail.Since)))
	}
	m.Text = "Buongiorno,\n\n" + first + "\n\nApri la console: " + publicURL + "/console/" + town.Slug + "/inbox\n\n" +
		"Ricevi questa e-mail perché segui il servizio di " + town.Name + " su Caterina. Non rispondere: nessuno legge questa casella.\n"
	return m
}

// queueName is what a queue is called, or its slug when the town has dropped it.
func queueName(town caterina.Town, slug string) string {
	for _, q := range town.Queues {
		if q.Slug == slug {
			return q.Name
		}
	}
	return slug
}

// minutes says a wait in words.
func minutes(d time.Duration) string {
	if n := int(d / time.Minute); n != 1 {
		return fmt.Sprintf("%d minuti", max(0, n))
	}
	return "un minuto"
}
