package bot

// The words for questions that name two things: a difference, or a means.

// compared stands above two cards.
func (w *words) compared() string {
	if w.lang == langEN {
		return "Here are the two cards, one after the other, so that you can see how they differ."
	}
	return "Ecco le due schede, una dopo l'altra: così vedi in che cosa sono diverse."
}

// together opens two cards of which somebody wants to have both.
func (w *words) together() string {
	if w.lang == langEN {
		return "Whether you can have both depends on the rules of each: check with a CAF or a patronato. Here are the two cards."
	}
	return "Se puoi averli tutti e due dipende dalle regole di ciascuno: verifica con un CAF o un patronato. Ecco le due schede."
}

// noInstalments says that a card does not tell whether one may pay in parts.
func (w *words) noInstalments() string {
	if w.lang == langEN {
		return "The card does not say whether you can pay in instalments: ask the office."
	}
	return "La scheda non dice se si può pagare a rate: chiedilo all'ufficio."
}

// noMeans says that a card does not tell whether something is needed.
func (w *words) noMeans() string {
	if w.lang == langEN {
		return "The card does not say whether you need it: check with the office. This is what it asks for."
	}
	return "La scheda non dice se serve: chiedi conferma all'ufficio. Questo è quello che chiede."
}

// whichFirst asks which of several cards a question is about that leans on all.
func (w *words) whichFirst() string {
	if w.lang == langEN {
		return "That depends on which one you mean: choose, and I will tell you."
	}
	return "Dipende da quale intendi: scegli e te lo dico."
}
