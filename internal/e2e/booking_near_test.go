package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/caterina/internal/pgtest"
)

// TestTheNearestOfficeByPositionAndByStreet: in the browser, by keyboard, in a town
// with several offices; of the position nothing is kept, neither in the database nor
// in what the program writes down.
func TestTheNearestOfficeByPositionAndByStreet(t *testing.T) {
	t.Parallel()
	o := &office{t: t, url: pgtest.URL(t), passwords: map[string]string{}}
	bari := filepath.Join(t.TempDir(), "bari")
	if err := os.CopyFS(bari, os.DirFS(demo("bari"))); err != nil {
		t.Fatal(err)
	}
	streets := "name,lat,lon,district\nVia della Prova,41.117,16.808,\n" // beside Municipio III
	if err := os.WriteFile(filepath.Join(bari, "streets.csv"), []byte(streets), 0o600); err != nil {
		t.Fatal(err)
	}
	caterina(t, o.url, "import", demo("italia"), bari)
	o.server = startServer(t, o.url)
	b := &booker{office: o, page: patient(t)}
	b.page.Size(320, 640)
	b.page.Place(41.0801234, 16.8661234) // some 400 metres from Municipio IV
	b.page.Go("http://" + o.addr + "/towns/bari")
	openChat(b.page)
	b.says("vorrei un appuntamento con l'assistente sociale")
	b.page.Accessible("caterina-chat")
	b.page.Screenshot("asked")
	b.presses("Usa la mia posizione")
	b.page.Wait(`q("` + chatSlots + `")`)
	b.reads("La sede più vicina è Segretariato sociale del Municipio IV (Carbonara), a circa 400 metri in linea d'aria.")
	b.page.WaitText("caterina-chat >>> [data-option$='/near']", "scelta")
	b.page.WaitText("caterina-chat >>> .log", "La mia posizione")
	b.page.Screenshot("nearest")
	b.page.Accessible("caterina-chat")
	if kept := ask[int](o, `SELECT count(*) FROM event WHERE body::text ~ '(41[.]08|16[.]86)'`); kept != 0 {
		t.Errorf("%d events hold the position", kept)
	}
	if kept := ask[int](o, `SELECT count(*) FROM event WHERE body->>'choice' = 'book/colloquio-assistente-sociale/near/municipio-4/400'`); kept != 1 {
		t.Errorf("%d events hold the office", kept)
	}
	b.presses("Altre sedi")
	b.reads("in quale sede vuoi andare?")
	b.says("abito in via della Prova 12, giovedì")
	b.reads("Da Via della Prova la sede più vicina è Segretariato sociale del Municipio III (San Paolo), a meno di 100 metri")
	b.says("abito in via Mai Vista 5")
	b.page.Screenshot("street")
	b.reads("Non trovo questa via tra quelle che conosco.", "quale orario scegli?")
	if written := o.logs.String(); strings.Contains(written, "41.08") {
		t.Errorf("the program writes the position down:\n%s", written)
	}
}
