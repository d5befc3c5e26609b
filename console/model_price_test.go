package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/console"
)

// TestThePageReckonsInEuroWhereAPriceIsKnown, of the model whose price it is, and says
// where the price comes from.
func TestThePageReckonsInEuroWhereAPriceIsKnown(t *testing.T) {
	t.Parallel()
	today := caterina.DateOf(time.Now().In(caterina.Rome()))
	for _, c := range []struct {
		name  string
		price console.ModelPrice
		wants []string
	}{
		{"known", console.ModelPrice{Model: "gpt", Read: 0.4, Written: 1.6}, []string{
			"<b>2,00 €</b> <span>spesa stimata di oggi", "<b>6,00 €</b> <span>spesa stimata in 30 giorni",
			"«gpt»: 0,40 € per un milione di token letti, 1,60 € scritti",
		}},
		{"a very small one", console.ModelPrice{Model: "gpt", Read: 0.000_125}, []string{"<b>meno di 0,01 €</b> <span>spesa stimata di oggi", "0,000125 € per un milione"}},
		{"of a model that was not called", console.ModelPrice{Model: "other", Read: 1}, []string{"<b>0,00 €</b> <span>spesa stimata di oggi"}},
		{"not known", console.ModelPrice{}, nil},
		{"free", console.ModelPrice{Model: "gpt"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := modelled(t, func(w *world) { w.cfg.Model.Price = c.price })
			w.must(w.store.CountModelUse(t.Context(), []caterina.ModelUse{
				{Town: w.siena.ID, Day: today, Step: caterina.StepWrite, Model: "gpt", Calls: 9, In: 1_000_000, Out: 1_000_000},
				{Town: w.siena.ID, Day: today.AddDays(-29), Step: caterina.StepChoose, Model: "gpt", Calls: 9, In: 6_000_000, Out: 1_000_000},
				{Town: w.siena.ID, Day: today.AddDays(-30), Step: caterina.StepWrite, Model: "gpt", Calls: 9, In: 9_000_000},
				{Town: w.siena.ID, Day: today, Step: caterina.StepEmbed, Model: "bge-m3", Calls: 9, In: 9_000_000},
				{Town: w.bari.ID, Day: today, Step: caterina.StepWrite, Model: "gpt", Calls: 9, In: 9_000_000},
			}))
			page := w.as(w.operator("Carla Bianchi", caterina.RoleCurator)).get("/console/siena/model")
			wants(t, page, http.StatusOK, c.wants...)
			if c.wants == nil && strings.Contains(page.Body, "€") {
				t.Error("it shows euros without a price")
			}
		})
	}
}
