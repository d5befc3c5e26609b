package openai

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"example.org/caterina"
)

// Line is what is asked of a server. Each is left alone for itself, so that a missing
// model for voice messages keeps nobody from answers.
type Line string

// The lines.
const (
	LineChat       Line = "chat"
	LineEmbed      Line = "embed"
	LineTranscribe Line = "transcribe"
	LineModels     Line = "models" // the list of models, for checks
)

// Reason says more of a failure, in words of ours: a server's own words are in no
// error, because servers repeat prompts and keys in them.
type Reason string

// The reasons.
const (
	ReasonNoModel      Reason = "no model is configured"
	ReasonAddress      Reason = "no such server at this address"
	ReasonUnreachable  Reason = "no connection"
	ReasonCertificate  Reason = "the certificate is not valid"
	ReasonStatus       Reason = "refused with a status"
	ReasonKey          Reason = "the key is refused"
	ReasonNotFound     Reason = "no such model or address"
	ReasonRedirect     Reason = "the server is elsewhere"
	ReasonTooLong      Reason = "the prompt is too long for the model"
	ReasonFiltered     Reason = "the server's filter stopped it"
	ReasonDeclined     Reason = "the model declined"
	ReasonRate         Reason = "too many requests"
	ReasonQuota        Reason = "the credit is used up"
	ReasonServer       Reason = "the server failed"
	ReasonLate         Reason = "no answer in time"
	ReasonStalled      Reason = "the stream stood still"
	ReasonCut          Reason = "the connection ended early"
	ReasonLength       Reason = "the answer reached its length"
	ReasonTooLarge     Reason = "the answer is too large"
	ReasonUnreadable   Reason = "the answer cannot be read"
	ReasonEmpty        Reason = "the answer is empty"
	ReasonNotJSON      Reason = "the answer is not the JSON that was asked for"
	ReasonVectors      Reason = "the vectors do not fit the texts"
	ReasonQueueFull    Reason = "too many calls wait"
	ReasonQueueLate    Reason = "waited too long for a turn"
	ReasonLeftAlone    Reason = "left alone after failures"
	ReasonBudgetSpent  Reason = "today's tokens are used up"
	ReasonBudgetUnread Reason = "the budget cannot be read"
	ReasonCaller       Reason = "the caller has gone"
	ReasonAsk          Reason = "the request cannot be made"
)

// Error is why a call of the model brought nothing, or not all. It holds no word of the
// prompt, of the answer, of the key or of what the server said. The *caterina.Error that
// it wraps has a sentence for staff.
type Error struct {
	Line    Line
	Failure caterina.ModelFailure
	Reason  Reason
	Status  int // of HTTP; 0 where there was none

	retry   retry
	crowded bool  // the server minds how many texts there were
	cause   error // the context's, or the caller's own
}

// retry is what the answer says of another try.
type retry struct {
	may  bool
	wait waitFor // what the server asked for
}

// Error describes the failure for the log.
func (e *Error) Error() string {
	text := "openai: " + string(e.Line) + ": " + string(e.Failure) + ": " + string(e.Reason)
	if e.Status != 0 {
		text += " (HTTP " + strconv.Itoa(e.Status) + ")"
	}
	return text
}

// Unwrap returns the sentence for people and what made the call end, if that was the
// caller or a deadline.
func (e *Error) Unwrap() []error {
	public := &caterina.Error{Code: e.code(), Message: e.message()}
	if e.cause == nil {
		return []error{public}
	}
	return []error{public, e.cause}
}

func (e *Error) code() caterina.Code {
	switch e.Failure {
	case caterina.FailedRate, caterina.FailedBusy, caterina.FailedBudget:
		return caterina.CodeLimited
	default:
		return caterina.CodeUnavailable
	}
}

// Settings says whether the sentence for staff is for whoever looks after the server:
// it names what is to be set there, which whoever only asks the model cannot.
func (e *Error) Settings() bool {
	switch e.Reason {
	case ReasonNoModel, ReasonAddress, ReasonUnreachable, ReasonCertificate, ReasonKey, ReasonNotFound, ReasonRedirect, ReasonTooLong, ReasonVectors, ReasonStatus, ReasonAsk:
		return true
	default:
		return false
	}
}

// message is the sentence for staff: what happened, and what to do.
func (e *Error) message() string {
	switch e.Reason {
	case ReasonNoModel:
		return "Per questo non è impostato nessun modello: scrivine il nome in " + e.Line.variable() + "."
	case ReasonAddress, ReasonUnreachable:
		return "Il server del modello non si raggiunge: controlla che sia acceso e che CATERINA_OPENAI_BASE_URL sia giusto."
	case ReasonCertificate:
		return "Il certificato del server del modello non è valido: chiedi a chi lo gestisce di rinnovarlo, o aggiungi l'autorità che l'ha firmato a questo sistema."
	case ReasonKey:
		return "Il server del modello rifiuta la chiave: controlla CATERINA_OPENAI_API_KEY."
	case ReasonNotFound:
		return "Il server non ha questo modello, o risponde a un altro indirizzo: controlla " + e.Line.variable() + " e CATERINA_OPENAI_BASE_URL."
	case ReasonRedirect:
		return "Il server del modello rimanda a un altro indirizzo: scrivi quello definitivo in CATERINA_OPENAI_BASE_URL."
	case ReasonTooLong:
		return "La richiesta è troppo lunga per il modello: usane uno con un contesto più grande."
	case ReasonFiltered, ReasonDeclined:
		return "Il modello non ha voluto rispondere: scrivi tu la risposta."
	case ReasonQuota:
		return "Il credito presso il fornitore del modello è finito: va ricaricato perché il modello risponda ancora."
	case ReasonBudgetSpent:
		return "Il Comune ha usato tutti i token di oggi: il modello torna domani, o quando il limite viene alzato."
	case ReasonVectors:
		return "Il server dà vettori sbagliati: ne mancano, o non sono tutti lunghi uguali. Scegli un altro modello in CATERINA_OPENAI_EMBEDDING_MODEL, o aggiorna il server."
	case ReasonStatus, ReasonAsk:
		return "Il server del modello non accetta la richiesta" + e.status() + ": controlla con «caterina config» che modello e indirizzo siano quelli giusti."
	default:
		return e.passing()
	}
}

// passing is the sentence where nothing has to be put right.
func (e *Error) passing() string {
	switch e.Failure {
	case caterina.FailedLate, caterina.FailedStalled:
		return "Il modello non ha risposto in tempo: riprova tra poco."
	case caterina.FailedRate, caterina.FailedBusy:
		return "Il modello ha troppe richieste insieme: riprova tra poco."
	case caterina.FailedOpen:
		return "Il modello non funziona da un po': Caterina lo riprova da sola. Intanto continua senza; se dura, che cosa non va è scritto nella pagina «Modello»."
	case caterina.FailedLeft:
		return "La richiesta al modello è stata interrotta."
	default:
		return "Il modello ha risposto male" + e.status() + ": riprova tra poco."
	}
}

func (e *Error) status() string {
	if e.Status == 0 {
		return ""
	}
	return fmt.Sprintf(" (HTTP %d)", e.Status)
}

// variable is where the line's model is set.
func (l Line) variable() string {
	switch l {
	case LineEmbed:
		return "CATERINA_OPENAI_EMBEDDING_MODEL"
	case LineTranscribe:
		return "CATERINA_OPENAI_TRANSCRIPTION_MODEL"
	default:
		return "CATERINA_OPENAI_CHAT_MODEL"
	}
}

// fail returns an Error that is not tried again.
func fail(line Line, failure caterina.ModelFailure, reason Reason) *Error {
	return &Error{Line: line, Failure: failure, Reason: reason}
}

// again marks an error as one that may be tried again.
func (e *Error) again() *Error {
	e.retry.may = true
	return e
}

// ended says why a context is over, and nil while it is not.
func ended(ctx context.Context, line Line) *Error {
	if ctx.Err() == nil {
		return nil
	}
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errStalled):
		return fail(line, caterina.FailedStalled, ReasonStalled)
	case errors.Is(cause, errLate), errors.Is(cause, context.DeadlineExceeded):
		return &Error{Line: line, Failure: caterina.FailedLate, Reason: ReasonLate, cause: context.DeadlineExceeded}
	default:
		return &Error{Line: line, Failure: caterina.FailedLeft, Reason: ReasonCaller, cause: context.Canceled}
	}
}
