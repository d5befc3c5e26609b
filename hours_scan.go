package caterina

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// hoursKind says what one token of an opening-hours sentence means.
type hoursKind int

const (
	hoursDay     hoursKind = iota // one day of the week
	hoursAllDays                  // "tutti i giorni"
	hoursTime                     // a time of day
	hoursAllDay                   // "24 ore su 24"
	hoursTo                       // "al", "alle", "fino", "-": what stands between the ends of a range
	hoursSlash                    // "/": between the ends of a range, or between ranges
	hoursSep                      // "," ";" "."
	hoursOpen                     // "("
	hoursClose                    // ")"
	hoursAppt                     // "appuntamento"
	hoursShut                     // "chiuso"
	hoursExcept                   // "escluso", "tranne"
	hoursHoliday                  // "festivi"
	hoursFiller                   // means nothing here
)

// hoursToken is one token; day and clock are set for their kinds only.
type hoursToken struct {
	kind  hoursKind
	day   time.Weekday
	clock Clock
}

// The pieces of a sentence: a time, a word, or one mark.
var hoursPiece = regexp.MustCompile(`^(?:\d+(?:[:.,]\d{2})?|\pL+|.)`)

// maxHoursText is longer than any door sign, in bytes.
const maxHoursText = 1000

// scanHours cuts a sentence into tokens and drops those that mean nothing.
func scanHours(sentence string) ([]hoursToken, error) {
	if len(sentence) > maxHoursText {
		return nil, fmt.Errorf("la frase è troppo lunga: al massimo %d caratteri", maxHoursText)
	}
	rest := hoursPhrases().Replace(foldLetters(strings.ToLower(sentence)))
	var tokens []hoursToken
	for rest != "" {
		piece := hoursPiece.FindString(rest)
		if piece == "" {
			return nil, fmt.Errorf("non capisco «%s»", firstRune(rest))
		}
		rest = rest[len(piece):]
		t, err := hoursTokenOf(piece)
		if err != nil {
			return nil, err
		}
		if t.kind == hoursTo && len(tokens) > 0 && tokens[len(tokens)-1].kind == hoursTo {
			continue // "fino alle" is one step
		}
		if t.kind != hoursFiller {
			tokens = append(tokens, t)
		}
	}
	return tokens, nil
}

// hoursPhrases makes one word of the expressions that mean one thing.
func hoursPhrases() *strings.Replacer {
	return strings.NewReplacer(
		"tutti i giorni", " ognigiorno ", "ogni giorno", " ognigiorno ", "7 giorni su 7", " ognigiorno ", "7/7", " ognigiorno ",
		"24/7", " ognigiorno hventiquattro ",
		"24 ore su 24", " hventiquattro ", "24h su 24", " hventiquattro ", "24/24", " hventiquattro ", "h 24", " hventiquattro ", "h24", " hventiquattro ",
		"lun.", "lun ", "mar.", "mar ", "mart.", "mar ", "mer.", "mer ", "merc.", "mer ", "gio.", "gio ", "giov.", "gio ",
		"ven.", "ven ", "sab.", "sab ", "dom.", "dom ", "al pubblico", " ", "orario continuato", " ", //nolint:misspell // Italian
	)
}

func hoursTokenOf(piece string) (hoursToken, error) {
	if c := piece[0]; c >= '0' && c <= '9' {
		clock, err := hoursClock(piece)
		return hoursToken{kind: hoursTime, clock: clock}, err
	}
	if day, ok := hoursDayOf(piece); ok {
		return hoursToken{kind: hoursDay, day: day}, nil
	}
	switch piece {
	case "mezzogiorno":
		return hoursToken{kind: hoursTime, clock: dayMinutes / 2}, nil
	case "mezzanotte":
		return hoursToken{kind: hoursTime, clock: dayMinutes}, nil
	}
	kind, ok := hoursWord(piece)
	if !ok {
		return hoursToken{}, fmt.Errorf("non capisco «%s»", piece)
	}
	return hoursToken{kind: kind}, nil
}

// hoursClock reads "9", "9:30", "9.30" and "9,30".
func hoursClock(piece string) (Clock, error) {
	text := strings.NewReplacer(".", ":", ",", ":").Replace(piece)
	if !strings.Contains(text, ":") {
		text += ":00"
	}
	var c Clock
	if len(text) > len("09:30") || c.UnmarshalText([]byte(text)) != nil {
		return 0, fmt.Errorf("«%s» non è un orario: scrivi per esempio 9, 9:30 o 9.30", piece)
	}
	return c, nil
}

func hoursDayOf(word string) (time.Weekday, bool) {
	switch word {
	case "lunedi", "lun":
		return time.Monday, true
	case "martedi", "mar":
		return time.Tuesday, true
	case "mercoledi", "mer":
		return time.Wednesday, true
	case "giovedi", "gio":
		return time.Thursday, true
	case "venerdi", "ven":
		return time.Friday, true
	case "sabato", "sab":
		return time.Saturday, true
	case "domenica", "dom":
		return time.Sunday, true
	}
	return 0, false
}

// hoursWord returns what a word or a mark means, false when it is unknown.
func hoursWord(word string) (hoursKind, bool) {
	switch word {
	case "ognigiorno", "sempre":
		return hoursAllDays, true
	case "hventiquattro":
		return hoursAllDay, true
	case "al", "alle", "alla", "a", "fino", "-", "–", "—", "−":
		return hoursTo, true
	case "/":
		return hoursSlash, true
	case ",", ";", ".":
		return hoursSep, true
	case "(":
		return hoursOpen, true
	case ")":
		return hoursClose, true
	case "appuntamento", "prenotazione":
		return hoursAppt, true
	case "chiuso", "chiusa", "chiusi":
		return hoursShut, true
	case "escluso", "esclusa", "esclusi", "tranne", "eccetto", "salvo":
		return hoursExcept, true
	case "festivi", "festivo", "festivita":
		return hoursHoliday, true
	case " ", ":", "'", "’", "il", "la", "lo", "le", "i", "nei", "di", "da", "dal", "dalla", "dalle", "e", "ed", "anche",
		"ore", "ora", "h", "orario", "orari", "apertura", "aperto", "aperta", "aperti", "riceve", "ricevimento", "pubblico",
		"giorno", "giorni", "mattina", "mattino", "pomeriggio", "solo", "su", "previo", "previa", "con":
		return hoursFiller, true
	}
	return 0, false
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}
