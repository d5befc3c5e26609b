package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"example.org/caterina"
)

// bigTown is the synthetic town of many cards.
const bigTown = "grande"

// writeCorpus writes n cards of a large town as JSON lines and returns the
// file. The words are those of municipal services, the combinations random but
// the same in each run.
func writeCorpus(dir string, n int) (path string, err error) {
	path = filepath.Join(dir, "grande.jsonl")
	f, err := os.Create(path)
	if err != nil {
		return "", fmt.Errorf("write the corpus: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	r := rand.New(rand.NewPCG(1, 2)) // the same corpus in each run
	for i := range n {
		if err := enc.Encode(corpusCard(r, i)); err != nil {
			return "", fmt.Errorf("write the corpus: %w", err)
		}
	}
	return path, w.Flush()
}

func corpusCard(r *rand.Rand, i int) caterina.Card {
	pick := func(words []string) string { return words[r.IntN(len(words))] }
	what := []string{
		"Contributo", "Riduzione della tariffa", "Iscrizione", "Assegno", "Rimborso", "Servizio", "Certificato",
		"Permesso", "Assistenza", "Trasporto", "Esenzione", "Voucher", "Sportello", "Corso", "Graduatoria",
	}
	about := []string{
		"mensa scolastica", "asilo nido", "affitto", "bollette", "trasporto scolastico", "centri estivi", "libri di testo",
		"assistenza domiciliare", "telesoccorso", "casa popolare", "contrassegno disabili", "taxi sociale", "pasti a domicilio",
		"residenza", "carta d'identità", "tassa rifiuti", "cimitero", "matrimonio civile", "impianti sportivi", "biblioteca",
		"corsi di italiano", "mediazione familiare", "affido familiare", "sostegno psicologico", "suolo pubblico", "occhiali",
	}
	who := []string{
		"famiglie numerose", "anziani soli", "studenti", "genitori separati", "persone con disabilità", "nuovi residenti",
		"giovani coppie", "madri sole", "disoccupati", "caregiver", "persone straniere", "neonati", "adolescenti",
	}
	where := []string{
		"Porta Nuova", "San Paolo", "Borgo Antico", "Stazione", "Fontana Grande", "Le Querce", "Mulino Vecchio", "Santa Rita",
		"Villa Verde", "Lungofiume", "Colle Alto", "Porto", "Mercato", "Ospedale", "Università", "Stadio",
	}
	sentences := func(n int) string {
		var b strings.Builder
		for range n {
			fmt.Fprintf(&b, "Il servizio aiuta %s con %s nel quartiere %s. Porta un documento e la domanda firmata per %s. ",
				pick(who), pick(about), pick(where), pick(about))
		}
		return b.String()
	}
	a, b, c, d := pick(what), pick(about), pick(who), pick(where)
	return caterina.Card{
		Slug: fmt.Sprintf("scheda-%04d", i), Kind: caterina.KindService,
		Title:       fmt.Sprintf("%s %s per %s, %s %d", a, b, c, d, i),
		Summary:     fmt.Sprintf("%s per %s: riguarda %s nel quartiere %s.", a, c, b, d),
		Description: sentences(3), Recipients: sentences(1), Access: sentences(2),
		Documents: []string{"Documento di identità", "Attestazione ISEE", "Modulo " + b},
		Deadlines: sentences(1),
		Questions: []string{
			fmt.Sprintf("come chiedo %s per %s", b, c), fmt.Sprintf("sono di %s e mi serve aiuto con %s", d, b),
			fmt.Sprintf("%s %s a chi spetta", a, b),
		},
	}
}
