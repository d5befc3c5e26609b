package console

import (
	"errors"
	"net/http"
	"time"

	"example.org/caterina"
)

// What staff are told when something is not as they expect.
const (
	saidSignIn      = "La sessione è finita: accedi di nuovo. Se avevi scritto qualcosa, torna indietro e copialo prima."
	saidNoPage      = "Questa pagina non c'è, oppure non fai parte di questo Comune. Controlla l'indirizzo o chiedi a chi amministra gli account."
	saidOtherSite   = "La richiesta arriva da un altro sito e per sicurezza non è stata eseguita. Apri la console e riprova da lì."
	saidRole        = "Per questa pagina serve il ruolo «%s»; in questo Comune hai il ruolo «%s». Se ti serve, chiedi a chi amministra gli account."
	saidOurFault    = "Qualcosa non ha funzionato da parte nostra. Riprova tra poco."
	saidUnavailable = "Il servizio non è raggiungibile in questo momento. Riprova tra poco: quello che hai scritto è ancora nella pagina precedente."
	saidGone        = "Quello che cerchi non c'è più. Torna indietro e ricarica la pagina."
)

// roleName is what staff call a role.
func roleName(role caterina.Role) string {
	switch role {
	case caterina.RoleOperator:
		return "operatore"
	case caterina.RoleCurator:
		return "redattore"
	case caterina.RoleSupervisor:
		return "supervisore"
	case caterina.RoleAdmin:
		return "amministratore"
	default:
		return string(role)
	}
}

// queueName is what a town calls a queue; its slug when the town has it no more.
func queueName(town caterina.Town, slug string) string {
	for _, queue := range town.Queues {
		if queue.Slug == slug {
			return queue.Name
		}
	}
	return slug
}

// statusOf is where every code becomes an HTTP status.
func statusOf(code caterina.Code) int {
	switch code {
	case caterina.CodeInvalid:
		return http.StatusUnprocessableEntity
	case caterina.CodeNotFound:
		return http.StatusNotFound
	case caterina.CodeConflict:
		return http.StatusConflict
	case caterina.CodeForbidden:
		return http.StatusForbidden
	case caterina.CodeLimited:
		return http.StatusTooManyRequests
	case caterina.CodeUnavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// problemOf is what people are told of a failure. An Error's own sentence is
// shown when the person can do something about it.
func problemOf(err error) problem {
	code := caterina.CodeOf(err)
	known, ok := errors.AsType[*caterina.Error](err)
	switch {
	case code == caterina.CodeInternal:
		return problem{code, saidOurFault}
	case code == caterina.CodeUnavailable:
		return problem{code, saidUnavailable}
	case ok && known.Message != "":
		return problem{code, known.Message}
	default:
		return problem{code, saidGone}
	}
}

// day, clock and when write an instant for people, in Rome's time.
func (s *Console) day(t time.Time) string   { return t.In(caterina.Rome()).Format("02/01/2006") }
func (s *Console) clock(t time.Time) string { return t.In(caterina.Rome()).Format("15:04") }

// when is short for what happened today.
func (s *Console) when(t time.Time) string {
	switch {
	case t.IsZero():
		return "mai"
	case s.day(t) == s.day(s.cfg.Now()):
		return "oggi alle " + s.clock(t)
	default:
		return s.day(t) + " alle " + s.clock(t)
	}
}
