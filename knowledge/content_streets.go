package knowledge

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.org/caterina"
)

// Bounds of a streets.csv: the largest towns have some twenty thousand streets.
const (
	MaxStreets   = 8 << 20 // bytes
	maxStreetRow = 200     // characters of a name
)

// streetColumns are the columns of a streets.csv; the last one may be missing.
func streetColumns() []string { return []string{"name", "lat", "lon", "district"} }

// ParseStreets reads a town's streets: a table with the columns name, lat, lon and
// perhaps district. A row that is wrong is left out and reported with its line; the
// others come through. Bad is how many rows that were; when the table itself cannot be
// read, streets is nil.
func ParseStreets(d Document) (streets []caterina.Street, bad int, report Report) {
	b := &binder{doc: d}
	text, wrong := readLargeText(d.Data, MaxStreets)
	if wrong != nil {
		b.rejectAt(wrong.line, "", wrong.problem, wrong.fix)
		return nil, 1, b.done()
	}
	p := streetParser{b: b, rows: csv.NewReader(bytes.NewReader(text)), taken: map[string]int{}}
	p.rows.FieldsPerRecord, p.rows.Comment, p.rows.TrimLeadingSpace = -1, '#', true
	if p.semicolons = bytes.ContainsRune(headOf(text), ';'); p.semicolons {
		p.rows.Comma = ';' // as spreadsheets set to Italian write it
	}
	if !p.head() {
		return nil, 1, b.done()
	}
	for p.row() {
	}
	if len(p.streets) == 0 && p.bad == 0 {
		b.rejectAt(1, "", "non c'è nessuna via", "Scrivi una via per riga, oppure togli il file")
		return nil, 1, b.done()
	}
	return p.streets, p.bad, b.done()
}

// headOf is the first line that is no remark.
func headOf(text []byte) []byte {
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return line
		}
	}
	return nil
}

// streetParser reads one table of streets.
type streetParser struct {
	b          *binder
	rows       *csv.Reader
	semicolons bool
	columns    []string       // of the head, in its order
	taken      map[string]int // line of each street
	streets    []caterina.Street
	bad        int
}

// head reads the first row.
func (p *streetParser) head() bool {
	record, err := p.rows.Read()
	if err != nil {
		p.b.rejectAt(1, "", "non è una tabella di vie", "Comincia con la riga name,lat,lon oppure name,lat,lon,district")
		return false
	}
	line, _ := p.rows.FieldPos(0)
	for _, written := range record {
		name := strings.ToLower(strings.TrimSpace(written))
		switch {
		case !slices.Contains(streetColumns(), name):
			p.b.rejectAt(line, shorten(written), "non è una colonna delle vie", "Le colonne sono name, lat, lon e, se serve, district")
		case slices.Contains(p.columns, name):
			p.b.rejectAt(line, name, "la colonna c'è due volte", "Tienine una sola")
		}
		p.columns = append(p.columns, name)
	}
	for _, name := range streetColumns()[:3] {
		if !slices.Contains(p.columns, name) && p.b.report.OK() {
			p.b.rejectAt(line, name, "manca questa colonna", "Comincia con la riga name,lat,lon oppure name,lat,lon,district")
		}
	}
	return p.b.report.OK()
}

// row reads one street, and is false at the end.
func (p *streetParser) row() bool {
	record, err := p.rows.Read()
	if errors.Is(err, io.EOF) {
		return false
	}
	if err != nil {
		line := 0
		if broken, ok := errors.AsType[*csv.ParseError](err); ok {
			line = broken.StartLine
		}
		p.refuse(line, "", "la riga non è scritta bene", "Controlla le virgolette: ci vanno all'inizio e alla fine, e quelle dentro il nome si scrivono due volte")
		return true
	}
	line, _ := p.rows.FieldPos(0)
	if len(record) != len(p.columns) {
		p.refuse(line, "", fmt.Sprintf("la riga ha %d valori, le colonne sono %d", len(record), len(p.columns)), "Se il nome contiene una virgola, mettilo fra virgolette")
		return true
	}
	value := func(column string) string {
		if i := slices.Index(p.columns, column); i >= 0 {
			return oneLine(caterina.StripHidden(record[i]))
		}
		return ""
	}
	p.add(line, caterina.Street{Name: value("name"), District: value("district")}, value("lat"), value("lon"))
	return true
}

// add checks one street and keeps it.
func (p *streetParser) add(line int, s caterina.Street, lat, lon string) {
	var bad string
	switch {
	case s.Name == "":
		p.refuse(line, "name", "manca il nome della via", "Scrivi il nome per intero, per esempio Via Giuseppe Mazzini")
		return
	case utf8.RuneCountInString(s.Name) > maxStreetRow, utf8.RuneCountInString(s.District) > maxStreetRow:
		p.refuse(line, "name", fmt.Sprintf("il nome è più lungo di %d caratteri", maxStreetRow), "Accorcialo")
		return
	}
	if s.Lat, bad = p.degrees(lat); bad != "" {
		p.refuse(line, "lat", bad, "Scrivi i gradi, per esempio 43.3169")
		return
	}
	if s.Lon, bad = p.degrees(lon); bad != "" {
		p.refuse(line, "lon", bad, "Scrivi i gradi, per esempio 11.3307")
		return
	}
	if !caterina.InItaly(s.Lat, s.Lon) {
		fix := "Scrivi latitudine e longitudine in gradi (WGS 84), per esempio 43.3169 e 11.3307"
		if caterina.InItaly(s.Lon, s.Lat) {
			fix = "Sembrano scambiate: prima la latitudine, poi la longitudine"
		}
		p.refuse(line, "lat", fmt.Sprintf("il punto %g, %g non è in Italia", s.Lat, s.Lon), fix)
		return
	}
	key := streetKey(s)
	if key == "" {
		p.refuse(line, "name", fmt.Sprintf("«%s» non è il nome di una via", shorten(s.Name)), "Scrivi il nome per intero, per esempio Via Giuseppe Mazzini")
		return
	}
	if first, taken := p.taken[key]; taken {
		p.refuse(line, "name", fmt.Sprintf("«%s» c'è già alla riga %d", shorten(s.Name), first), "Se sono due vie diverse, scrivi per ognuna il quartiere nella colonna district; altrimenti togli una riga")
		return
	}
	p.taken[key] = line
	p.streets = append(p.streets, s)
}

// refuse leaves a row out.
func (p *streetParser) refuse(line int, field, problem, fix string) {
	p.bad++
	p.b.rejectAt(line, field, problem, fix)
}

// degrees reads a coordinate; between semicolons the decimal sign may be a comma.
func (p *streetParser) degrees(text string) (value float64, bad string) {
	if text == "" {
		return 0, "manca la coordinata"
	}
	plain := text
	if p.semicolons {
		plain = strings.Replace(text, ",", ".", 1)
	}
	value, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		return 0, fmt.Sprintf("«%s» non è un numero", shorten(text)) //nolint:misspell // Italian
	}
	return value, ""
}
