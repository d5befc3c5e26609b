package webchat

import (
	"bytes"

	"example.org/caterina"
)

// typeAgenda is the frame that has open agendas look again.
const typeAgenda = "agenda"

// AgendaChanged tells consoles, in every process, that something has changed at the
// desks of an office. It may be lost: an agenda looks every few seconds anyway.
func (h *StaffHub) AgendaChanged(town caterina.TownID, office string) {
	h.showAgenda(town, office)
	h.whisper(whisper{Kind: whisperAgenda, Town: town, Office: office})
}

// showAgenda tells those of this process.
func (h *StaffHub) showAgenda(town caterina.TownID, office string) {
	frame := encode(staffAgenda{Type: typeAgenda, Office: office})
	for _, c := range h.everybody() {
		if c.town.ID == town {
			c.send(frame)
		}
	}
}

// noteAgenda notes that an event of this process is about an appointment: a place
// is held, let go, booked. The message that ends such a dialogue is the first that
// says nothing of it. The other processes hear of it beside the event itself, whose
// notification holds no more than its number.
func (h *StaffHub) noteAgenda(ev *caterina.Event) {
	about := aboutAppointment(ev)
	h.mu.Lock()
	ends := h.flows[ev.Conversation] && !about && ev.Actor != caterina.ActorCitizen
	if about {
		if len(h.flows) >= maxKnown {
			clear(h.flows)
		}
		h.flows[ev.Conversation] = true
	}
	if ends {
		delete(h.flows, ev.Conversation)
	}
	tell := about || ends
	if tell && len(h.conns) > 0 {
		h.agendas[ev.Conversation] = true
	}
	h.mu.Unlock()
	if tell {
		h.whisper(whisper{Kind: whisperAgenda, Conv: ev.Conversation})
	}
}

// aboutAppointment says whether an event is one of an appointment, or a message of
// the dialogue that leads to one, or the erasure of a conversation, with which what
// it held is let go. It does not decode the body, in which the database may have put
// spaces: every event passes here.
func aboutAppointment(ev *caterina.Event) bool {
	return ev.Kind == caterina.KindBooking || bytes.Contains(ev.Body, []byte(`"flow":"`+caterina.FlowBooking+`"`)) ||
		ev.Kind == caterina.KindState && bytes.Contains(ev.Body, []byte(`"`+caterina.ReasonErased+`"`))
}

// isAgenda says whether the desks have to hear of a conversation, once.
func (h *StaffHub) isAgenda(conv caterina.ConversationID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	is := h.agendas[conv]
	delete(h.agendas, conv)
	return is
}

// heardOfAgenda does what another process tells of desks.
func (h *StaffHub) heardOfAgenda(w *whisper) {
	if w.Conv == "" {
		h.showAgenda(w.Town, w.Office)
		return
	}
	h.mu.Lock()
	if len(h.conns) > 0 { // else nobody would take it out again
		h.agendas[w.Conv] = true
	}
	h.mu.Unlock()
	h.touched.add(w.Conv) // whose town it is, is read with how it stands
}
