package webchat

import (
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// anyOffice stands in a choice for an office that does not matter.
const anyOffice = "-"

// agendaOffer is what stands on the button of a choice about appointments, which
// stays open however old the message is that offered it: a reminder is read days
// later, and a time may be chosen in another tab. Whether it can still be had is for
// the bot to say, in words. It is "" for any other choice.
func agendaOffer(lang, choice string) string {
	kind, rest, _ := strings.Cut(choice, "/")
	parts := strings.Split(rest, "/")
	w := appointmentWordsIn(lang)
	if label := map[string]string{choiceFind: w.Find, choiceUnwait: w.Leave}[choice]; label != "" {
		return label
	}
	switch {
	case kind == "booking" && len(parts) == 3 && caterina.NormalCode(parts[0]) == parts[0] && count(parts[1]) >= 0:
		return changeOffer(lang, parts[0], parts[2])
	case kind == "slot" && len(parts) == 3 && slugs(parts[:2]) && count(parts[2]) > 0:
		return appointmentWordsIn(lang).moment(time.Unix(count(parts[2]), 0))
	case kind == "book" && sharesPlace(parts):
		return appointmentWordsIn(lang).Mine
	case kind == "book" && atOffice(parts):
		return appointmentWordsIn(lang).Make
	default:
		return ""
	}
}

// What can be chosen about appointments without naming one.
const (
	choiceFind   = "flow/find"
	choiceUnwait = "wait/leave"
)

// changeOffer is what stands on the button that moves or cancels an appointment.
func changeOffer(lang, code, what string) string {
	w := appointmentWordsIn(lang)
	switch what {
	case "move":
		return w.Move + " " + code
	case "cancel":
		return w.Cancel + " " + code
	default:
		return ""
	}
}

// atOffice says whether these are a service and, if more, an office or any.
func atOffice(parts []string) bool {
	if len(parts) == 2 && parts[1] == anyOffice {
		parts = parts[:1]
	}
	return len(parts) <= 2 && slugs(parts)
}

// sharesPlace says whether these are a service and a place that the citizen shares.
func sharesPlace(parts []string) bool {
	return len(parts) == 2 && slugs(parts[:1]) && strings.HasPrefix(parts[1], "near:")
}

// slugs says whether all of them can be slugs.
func slugs(all []string) bool {
	return !slices.ContainsFunc(all, func(s string) bool { return !caterina.ValidSlug(s) })
}

// count reads a number as a program writes it, -1 when it is none.
func count(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > 32_503_680_000 || strconv.FormatInt(n, 10) != text {
		return -1
	}
	return n
}

// slotDay is a day with free times, on the page without JavaScript.
type slotDay struct {
	Name  string
	Slots []slotButton
}

// slotButton is one free time: seen under its day, heard with it.
type slotButton struct{ ID, Seen, Heard string }

// slotDays groups free times by day. A label is "martedì 24 novembre, ore 9:30".
func slotDays(slots []caterina.SlotView) []slotDay {
	offices := make(map[string]bool)
	for _, s := range slots {
		offices[s.Office] = true
	}
	var days []slotDay
	for _, s := range slots {
		day, at := s.Label, s.Label
		if cut := strings.LastIndex(s.Label, ", "); cut >= 0 {
			day, at = s.Label[:cut], s.Label[cut+2:]
		}
		where := ""
		if len(offices) > 1 && s.Office != "" {
			where = ", " + s.Office
		}
		if n := len(days); n == 0 || days[n-1].Name != day {
			days = append(days, slotDay{Name: day})
		}
		d := &days[len(days)-1]
		d.Slots = append(d.Slots, slotButton{ID: s.ID, Seen: at + where, Heard: s.Label + where})
	}
	return days
}

// withoutSlots are the options that are no free times: those stand under their days.
func withoutSlots(options []caterina.Option, slots []caterina.SlotView) []caterina.Option {
	return slices.DeleteFunc(slices.Clone(options), func(o caterina.Option) bool {
		return slices.ContainsFunc(slots, func(s caterina.SlotView) bool { return s.ID == o.ID })
	})
}

// withoutPlace drops the option that needs a position, which a page without JavaScript
// cannot ask the browser for.
func withoutPlace(options []caterina.Option) []caterina.Option {
	return slices.DeleteFunc(slices.Clone(options), func(o caterina.Option) bool {
		return strings.HasPrefix(o.ID, "book/") && strings.HasSuffix(o.ID, "/near")
	})
}

// bookingView is an appointment on the page without JavaScript.
type bookingView struct {
	When, Machine, What, Code, Spelled, Off string
	Bring                                   []template.HTML
	ICS, Map, Manage                        string
	Words                                   appointmentWords
}

// bookingOf prepares the card of an appointment, nil when the message is about none.
func bookingOf(card *caterina.BookingCard, lang string, markdown func(string) template.HTML) *bookingView {
	if card == nil {
		return nil
	}
	w := appointmentWordsIn(lang)
	v := &bookingView{
		When: w.moment(card.From), Machine: card.From.UTC().Format(time.RFC3339), Words: w,
		Code: card.Code, Spelled: strings.Join(strings.Split(card.Code, ""), " "), Manage: webAddress(card.Manage),
	}
	if len(card.Code) == caterina.CodeLength {
		v.Code = card.Code[:3] + " " + card.Code[3:]
	}
	v.What = strings.Join(slices.DeleteFunc([]string{card.Title, card.Office, card.Address}, func(s string) bool { return s == "" }), ", ")
	switch card.Status {
	case caterina.CancelledCitizen, caterina.CancelledOffice:
		v.Off = w.Off
	default:
		v.ICS, v.Map = webAddress(card.ICS), webAddress(card.Map)
		for _, item := range card.Bring {
			v.Bring = append(v.Bring, markdown(item))
		}
	}
	return v
}

// besideCard is what a message says beside its card: a text that is read elsewhere
// too names all that stands on it, from the title to the paragraph of the links.
func besideCard(text string, card *caterina.BookingCard) string {
	if card == nil || card.Manage == "" {
		return text
	}
	before, rest, titled := strings.Cut(text, "**"+card.Title+"**")
	_, after, linked := strings.Cut(rest, card.Manage)
	if !titled || !linked {
		return text
	}
	_, after, _ = strings.Cut(after, "\n\n")
	return strings.TrimSpace(before + after)
}

// webAddress is an address that a page may link to, "" for any other.
func webAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" && (u.Scheme != "" || u.Host != "" || !strings.HasPrefix(address, "/")) {
		return ""
	}
	return address
}

// appointmentWords are the words around an appointment in one language.
type appointmentWords struct {
	Label, Off, Code, ICS, Map, Manage, Times string
	Bring                                     string
	Make, Move, Cancel, Leave, Mine, Find     string
	hour, summer, winter                      string
	weekdays                                  [7]string
	dates                                     words
}

func appointmentWordsIn(lang string) appointmentWords {
	if english(lang) {
		return appointmentWords{
			Label: "Your appointment", Off: "Cancelled", Bring: "What to bring", Code: "Code", ICS: "Save to your calendar", Map: "Map", Manage: "The appointment's page", Times: "Free times",
			Make: "Make an appointment", Move: "Move the appointment", Cancel: "Cancel the appointment", Leave: "Leave the waiting list", Mine: "My position", Find: "Find your appointment",
			hour: "at ", summer: "summer time", winter: "winter time", dates: wordsIn(lang),
			weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		}
	}
	return appointmentWords{
		Label: "Il tuo appuntamento", Off: "Annullato", Bring: "Che cosa portare", Code: "Codice", ICS: "Salva nel calendario", Map: "Mappa", Manage: "Pagina dell'appuntamento", Times: "Orari liberi",
		Make: "Prendi un appuntamento", Move: "Sposta l'appuntamento", Cancel: "Disdici l'appuntamento", Leave: "Lascia la lista d'attesa", Mine: "La mia posizione", Find: "Cerca il tuo appuntamento",
		hour: "ore ", summer: "ora legale", winter: "ora solare", dates: wordsIn(lang),
		weekdays: [7]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"},
	}
}

// moment writes a day and time: "martedì 24 novembre 2026, ore 9:30". In the hour
// that comes twice when summer ends it says which of both is meant.
func (w appointmentWords) moment(t time.Time) string {
	t = t.In(caterina.Rome())
	text := fmt.Sprintf("%s %s, %s%d:%02d", w.weekdays[t.Weekday()], w.dates.date(caterina.DateOf(t)), w.hour, t.Hour(), t.Minute())
	switch wall := t.Format(time.TimeOnly); {
	case t.Add(time.Hour).Format(time.TimeOnly) == wall:
		text += " (" + w.summer + ")"
	case t.Add(-time.Hour).Format(time.TimeOnly) == wall:
		text += " (" + w.winter + ")"
	}
	return text
}
