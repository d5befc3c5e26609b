package postgres

import (
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"example.org/caterina"
)

// overtaken turns the refusal of a deed on a conversation into a conflict whose
// sentence says who has it now and what to do, and whose cause says the same for
// programs.
func overtaken(doing string, server *pgconn.PgError) error {
	var detail struct {
		Why   caterina.Lateness   `json:"why"`
		State caterina.State      `json:"state"`
		Epoch int                 `json:"epoch"`
		Owner caterina.OperatorID `json:"owner"`
		Name  string              `json:"name"`
	}
	if err := json.Unmarshal([]byte(server.Detail), &detail); err != nil {
		return fmt.Errorf("%s: %w: %w", doing, server, err)
	}
	now := &caterina.Overtaken{
		Why: detail.Why, State: detail.State, Owner: detail.Owner, Name: detail.Name, Epoch: detail.Epoch,
	}
	code := caterina.CodeConflict
	if now.Why == caterina.NotStaff {
		code = caterina.CodeForbidden
	}
	return &caterina.Error{Code: code, Message: saidOvertaken(now), Err: fmt.Errorf("%s: %w", doing, now)}
}

const (
	saidNotStaff = "Questo profilo è chiuso o non è di questo ente: ne parli con chi amministra. / " +
		"This account is closed or does not belong to this town: talk to the administrator."
	saidNotPending = "Questa risposta non aspetta più: un collega l'ha già inviata, il tempo è finito o il cittadino ha scritto ancora. " +
		"Guarda gli ultimi messaggi. / This answer does not wait any more: a colleague has sent it, its time is over, " +
		"or the citizen has written again. Look at the last messages."
	saidOver = "La conversazione è chiusa: puoi lasciare una nota interna. / " +
		"The conversation is closed: you can leave a note for colleagues."
)

// saidOvertaken says who has the conversation now, and what can be done.
func saidOvertaken(now *caterina.Overtaken) string {
	switch now.Why {
	case caterina.NotStaff:
		return saidNotStaff
	case caterina.LateFull:
		return "L'operatore ha già tutte le conversazioni che può seguire: scegli un altro nome o aspetta. / " +
			"The operator has as many conversations as they can take: choose another or wait."
	case caterina.LateClosed:
		return saidOver
	case caterina.LateHeld:
		return fmt.Sprintf("La conversazione è di %[1]s: il contenuto si può cancellare quando è chiusa. / "+
			"It is with %[1]s: its content can be erased once it is closed.", now.Name)
	case caterina.NotPending:
		return saidNotPending
	case caterina.LateEpoch, caterina.LateOwner, caterina.LateState:
	}
	switch now.State {
	case caterina.StateOffered:
		return fmt.Sprintf("La conversazione è proposta a %[1]s: aspetta che risponda, o prendila tu. / "+
			"It is being offered to %[1]s: wait for the answer, or take it.", now.Name)
	case caterina.StateAssigned, caterina.StateSnoozed:
		return fmt.Sprintf("La conversazione è ora di %[1]s: guarda com'è adesso; puoi lasciare una nota. / "+
			"It is with %[1]s now: look at it again; you can leave a note.", now.Name)
	case caterina.StateQueued:
		return "La conversazione è in coda: prendila per rispondere. / It is in the queue: take it to answer."
	case caterina.StateCallback:
		return "Il cittadino aspetta una richiamata: guarda tra le richiamate. / " +
			"The citizen waits for a call: look among the call-backs."
	case caterina.StateClosed:
		return saidOver
	default:
		return "Ora risponde l'assistente: prendi la conversazione per scrivere al cittadino. / " +
			"The assistant answers now: take the conversation to write to the citizen."
	}
}
