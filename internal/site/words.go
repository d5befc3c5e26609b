package site

import (
	"fmt"
	"time"

	"example.org/caterina"
)

// words are the site's own sentences in one language.
type words struct {
	OtherLang, OtherName, Lang                                  string
	Skip, Site, Home, Where                                     string
	HeroTitle, HeroLead, Search, SearchHint, SearchButton, Ask  string
	AskLead, PlainChat, Prominent, Sections, All, National      string
	Offices, OfficesLead, Results, NoResults, NoResultsHelp     string
	Phone, Email, PEC, Address, Hours, Map, Website, Contacts   string
	ByAppointment, Always, Closed, Opens, OpenUntil, Holiday    string
	Today, Tomorrow, At                                         string
	Index, Who, About, How, Information, Needed, Obtain, Amount string
	Deadlines, Cost, Access, Special, More, Legal               string
	Topic, Bookable                                             string
	Active, Expired, NotYet, WindowClosed, WindowFuture         string
	WindowOpenTo, WindowFrom, WindowTo, Verified, Source        string
	Expires, ExpiredNote, ClosedNote, FutureNote, NotYetNote    string
	ItalianOnly, ISEE, QuestionTitle                            string
	MissingTitle, MissingLead, MissingHelp, Footer, Privacy     string
	Accessibility, PrivacyTitle, PrivacyMore                    string
	privacy                                                     []string
	kinds                                                       map[caterina.Kind]string
	months                                                      [12]string
	days                                                        [7]string
	cards                                                       [2]string // one, many
}

// Kind names a kind of card.
func (w words) Kind(k caterina.Kind) string { return w.kinds[k] }

// PrivacyText is the chat's privacy notice, one paragraph an entry.
func (w words) PrivacyText() []string { return w.privacy }

// Count says how many cards there are: "1 scheda", "7 schede".
func (w words) Count(n int) string {
	if n == 1 {
		return "1 " + w.cards[0]
	}
	return fmt.Sprintf("%d %s", n, w.cards[1])
}

// Date writes a day as people do: "25 gennaio 2026".
func (w words) Date(d caterina.Date) string {
	return fmt.Sprintf("%d %s %d", d.Day, w.months[(int(d.Month)+11)%12], d.Year)
}

// dayName says which day it is, seen from today: "oggi", "domani", "lunedì",
// and with the date when it is a week or more away.
func (w words) dayName(day, today caterina.Date) string {
	name := w.days[day.Weekday()]
	switch {
	case day == today:
		return w.Today
	case day == today.AddDays(1):
		return w.Tomorrow
	case day.Before(today.AddDays(7)):
		return name
	}
	return fmt.Sprintf("%s %d %s", name, day.Day, w.months[(int(day.Month)+11)%12])
}

// clock writes a time of day: "9:30".
func (w words) clock(t time.Time) string { return t.Format("15:04") }

func wordsIn(lang string) words {
	if lang == "en" {
		return english()
	}
	return italian()
}
