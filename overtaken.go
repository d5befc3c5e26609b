package caterina

// Says tells an operator, in Italian, how the conversation stands that they were
// too late for, and what they can do: nothing that their role forbids, and not
// that it is theirs as if that were somebody else. writing: it was a message or a
// note. "" when the error's own sentence is the better one.
func (o *Overtaken) Says(me OperatorID, role Role, writing bool) string {
	switch o.Why {
	case LateFull:
		return "Hai già tutte le conversazioni che puoi seguire: chiudine o passane una."
	case NotPending:
		return "Questa risposta non aspetta più: guarda gli ultimi messaggi."
	case NotStaff:
		return "Questo account non è attivo in questo Comune: parlane con chi amministra gli account."
	case LateHeld:
		return ""
	default:
	}
	switch o.State {
	case StateClosed:
		return "La conversazione è chiusa: puoi lasciare una nota interna. Se il cittadino scrive ancora, riprende con l'assistente e puoi prenderla."
	case StateQueued:
		return "La conversazione è in coda: prendila per rispondere."
	case StateCallback:
		return "È prevista una richiamata: prendi la conversazione per rispondere."
	case StateOffered:
		if o.Owner == me {
			return "La conversazione ti è proposta: accettala per rispondere."
		}
		return "La conversazione è proposta a " + o.Name + ": aspetta che risponda, o prendila tu."
	case StateAssigned, StateSnoozed:
		return o.saysHeld(me, role, writing)
	default:
		return "La conversazione è con l'assistente: prendila per rispondere."
	}
}

// saysHeld is Says of one that a person has.
func (o *Overtaken) saysHeld(me OperatorID, role Role, writing bool) string {
	switch {
	case o.Owner == me && writing:
		return "La conversazione è cambiata mentre scrivevi, forse in un'altra tua scheda: ricarica la pagina, guarda gli ultimi messaggi e invia di nuovo."
	case o.Owner == me:
		return "La conversazione è tua, ma intanto è cambiata, forse in un'altra tua scheda: ricarica la pagina e riprova."
	case role.Includes(RoleSupervisor):
		return "Presa da " + o.Name + ". Puoi lasciare una nota interna, o prenderla al suo posto."
	default:
		return "Presa da " + o.Name + ". Puoi lasciare una nota interna."
	}
}
