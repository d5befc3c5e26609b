package console

import (
	"math"

	"example.org/caterina"
)

// ModelPrice is what a million tokens of one model cost, in euro, as whoever runs the
// program has read it in the provider's price list. The zero one is not known.
type ModelPrice struct {
	Model         string // whose it is: what others cost is not known
	Read, Written float64
}

// known says whether there is one.
func (p ModelPrice) known() bool { return p.Model != "" && p.Read+p.Written > 0 }

// of is what calls have cost since a day, in euro.
func (p ModelPrice) of(uses []caterina.ModelUse, since caterina.Date) float64 {
	const unit = 1e6
	sum := 0.0
	for i := range uses {
		if u := &uses[i]; u.Model == p.Model && !u.Day.Before(since) {
			sum += (float64(u.In)*p.Read + float64(u.Out)*p.Written) / unit
		}
	}
	return sum
}

// figures are the costs to read first; none where no price is known.
func (p ModelPrice) figures(uses []caterina.ModelUse, today caterina.Date) []figure {
	if !p.known() {
		return nil
	}
	return []figure{
		{euro(p.of(uses, today)), "spesa stimata di oggi"},
		{euro(p.of(uses, today.AddDays(1-modelDays))), "spesa stimata in 30 giorni"},
	}
}

// says is where the costs come from, "" where none are shown.
func (p ModelPrice) says() string {
	if !p.known() {
		return ""
	}
	return "Il costo in euro è calcolato con i prezzi scritti nella configurazione del server per «" + p.Model + "»: " +
		price(p.Read) + " € per un milione di token letti, " + price(p.Written) + " € scritti. Vettori, trascrizioni e altri modelli non sono contati."
}

// euro writes an amount. What is less than a cent and not nothing is not written as nothing.
func euro(amount float64) string {
	const cent = 0.01
	if amount > 0 && amount < cent {
		return "meno di 0,01 €"
	}
	return fraction(amount, 2).Text + " €"
}

// price writes a price with as many places as it needs, two at the least.
func price(p float64) string {
	for places := 2; places < 6; places++ {
		if unit := math.Pow10(places); math.Abs(p*unit-math.Round(p*unit)) < 1e-6 {
			return fraction(p, places).Text
		}
	}
	return fraction(p, 6).Text //nolint:mnd // of a thousandth of a thousandth
}
