package e2e

import (
	"slices"
	"strconv"
	"strings"

	"example.org/caterina/internal/telegramtest"
)

// reading is what a citizen sees.
func (s *telling) reading() map[string]func(string) {
	return map[string]func(string){
		"<":       func(rest string) { s.next(); s.says(s.quoted(rest)) },
		"&":       func(rest string) { s.says(s.quoted(rest)) },
		"!":       func(rest string) { s.lacks(s.quoted(rest)) },
		"buttons": func(rest string) { s.buttons(s.quoted(rest)) },
		"toast":   func(rest string) { s.toast(s.quoted(rest)) },
		"now-reads": func(rest string) {
			s.nowReads(s.quoted(rest))
		},
		"row": func(rest string) {
			s.row(s.quoted(rest))
		},
		"keyboard": func(rest string) {
			if m := s.lastSeen(); !strings.Contains(m.Markup, s.quoted(rest)[0]) {
				s.fail("the keyboard of the phone is %q", m.Markup)
			}
		},
		"links": func(rest string) {
			for _, want := range s.quoted(rest) {
				if !strings.Contains(rendered(s.lastSeen()), "^ "+want) {
					s.fail("no link leads to %s", want)
				}
			}
		},
		"quiet": func(string) {
			s.settled()
			if all := s.who.chat.Messages(); len(all) > len(s.who.seen) {
				s.fail("there is more to read:\n%s", rendered(all[len(s.who.seen)]))
			}
		},
		"...": func(string) {
			s.settled()
			for len(s.who.chat.Messages()) > len(s.who.seen) {
				s.next()
			}
		},
	}
}

// writing is what a citizen does.
func (s *telling) writing() map[string]func(string) {
	return map[string]func(string){
		"as":   s.turnTo,
		"lang": func(code string) { s.tg.Chat(s.who.number, telegramtest.Language(code)) },
		">":    func(text string) { s.sent("> "+text, s.who.chat.Say(text)) },
		"file": func(name string) {
			s.sent("> ("+name+")", s.who.chat.Say(strings.TrimSpace(string(s.files[name]))))
		},
		"tap": func(rest string) { s.tap(rest) },
		"location": func(rest string) {
			at := s.numbers(rest)
			s.sent("> (posizione)", s.who.chat.SendLocation(at[0], at[1]))
		},
		"venue": func(rest string) {
			at := s.numbers(rest)
			name := s.quoted(rest)[0]
			s.sent("> (luogo: "+name+")", s.who.chat.SendVenue(at[0], at[1], name, "via Roma 1"))
		},
		"photo": func(caption string) {
			s.sent("> (foto) "+caption, s.who.chat.SendPhoto(jpeg(0), caption, ""))
		},
		"album": func(caption string) {
			for i := range 3 {
				s.sent("> (foto dell'album) "+caption, s.who.chat.SendPhoto(jpeg(i), caption, "album-1"))
				caption = ""
			}
		},
		"document": func(caption string) {
			pdf := telegramtest.Upload{Name: "isee.pdf", Type: "application/pdf", Bytes: []byte("%PDF-1.4 prova")}
			s.sent("> (documento) "+caption, s.who.chat.SendDocument(pdf, caption, ""))
		},
		"voice":   func(string) { s.sent("> (nota vocale)", s.who.chat.SendVoice([]byte("OggS voce"), 4)) },
		"video":   func(string) { s.sent("> (videomessaggio)", s.who.chat.SendVideoNote([]byte("mp4"), 4)) },
		"sticker": func(string) { s.sent("> (adesivo)", s.who.chat.SendSticker("👍")) },
		"poll":    func(string) { s.sent("> (sondaggio)", s.who.chat.SendPoll("Mare o monti?", "Mare", "Monti")) },
		"dice":    func(string) { s.sent("> (dado)", s.who.chat.SendDice(5)) },
		"forward": func(text string) { s.sent("> (inoltrato) "+text, s.who.chat.Forward(text, "Zia Pina")) },
		"contact": func(rest string) {
			whose, number, _ := strings.Cut(rest, " ")
			s.sent("> (contatto) "+number, s.who.chat.SendContact(number, whose == "own"))
		},
		"edit":     func(text string) { s.sent("> (corretto) "+text, s.who.chat.Edit(s.who.wrote, text)) },
		"blocks":   func(string) { s.sent("> (blocca il bot)", s.who.chat.Block()) },
		"unblocks": func(string) { s.sent("> (sblocca il bot)", s.who.chat.Unblock()) },
	}
}

// jpeg is as much of a picture as can be told from others.
func jpeg(n int) []byte { return append([]byte("\xff\xd8\xff\xe0 foto "), byte('0'+n)) }

func (s *telling) numbers(rest string) []float64 {
	s.t.Helper()
	var all []float64
	for _, word := range strings.Fields(rest)[:2] {
		n, err := strconv.ParseFloat(word, 64)
		if err != nil {
			s.fail("%v", err)
		}
		all = append(all, n)
	}
	return all
}

// sent notes what the citizen did.
func (s *telling) sent(what string, sent telegramtest.Sent) {
	s.t.Logf("%s %s", s.who.name, what)
	s.who.wrote = sent.Message
}

// next waits for the next message.
func (s *telling) next() {
	s.t.Helper()
	m, err := s.who.chat.Next(s.patient())
	if err != nil {
		s.fail("%s reads nothing more: %v\n%s", s.who.name, err, s.logs)
	}
	s.who.seen = append(s.who.seen, m)
	s.t.Logf("%s <\n%s", s.who.name, rendered(m))
}

func (s *telling) lastSeen() telegramtest.Message {
	s.t.Helper()
	if len(s.who.seen) == 0 {
		s.fail("%s has read nothing yet", s.who.name)
	}
	return s.who.seen[len(s.who.seen)-1]
}

func (s *telling) says(words []string) {
	s.t.Helper()
	for _, w := range words {
		if !strings.Contains(s.lastSeen().Text, w) {
			s.fail("it does not say %q", w)
		}
	}
}

func (s *telling) lacks(words []string) {
	s.t.Helper()
	for _, w := range words {
		if strings.Contains(s.lastSeen().Text, w) {
			s.fail("it says %q", w)
		}
	}
}

func (s *telling) buttons(want []string) {
	s.t.Helper()
	if got := s.lastSeen().Labels(); !slices.Equal(got, want) {
		s.fail("the buttons are %q, not %q", got, want)
	}
}

// nowReads waits until the newest message with the first words also has the second
// ones: what was sent has changed in its place.
func (s *telling) nowReads(words []string) {
	s.t.Helper()
	_, err := s.who.chat.Wait(s.patient(), func(all []telegramtest.Message) bool {
		for _, m := range slices.Backward(all) {
			if strings.Contains(m.Text, words[0]) {
				return strings.Contains(m.Text, words[1])
			}
		}
		return false
	})
	if err != nil {
		s.fail("it has not changed: %v", err)
	}
}

// row waits until the newest message with the first words has these buttons, none when
// there are no others.
func (s *telling) row(words []string) {
	s.t.Helper()
	var got []string
	_, err := s.who.chat.Wait(s.patient(), func(all []telegramtest.Message) bool {
		for _, m := range slices.Backward(all) {
			if strings.Contains(m.Text, words[0]) {
				got = m.Labels()
				return slices.Equal(got, words[1:])
			}
		}
		return false
	})
	if err != nil {
		s.fail("its buttons are %q: %v", got, err)
	}
}

// tap presses the newest button with a label; "tap again" one as it was read, though it
// may be gone from the chat since.
func (s *telling) tap(rest string) {
	s.t.Helper()
	label, m := s.quoted(rest)[0], (*telegramtest.Message)(nil)
	if strings.HasPrefix(rest, "again ") {
		m = s.who.remembered(label)
	} else if all := s.who.chat.Messages(); len(all) > 0 {
		for i := range slices.Backward(all[:len(s.who.seen)]) {
			if slices.Contains(all[i].Labels(), label) {
				m = &all[i]
				break
			}
		}
	}
	if m == nil {
		s.fail("there is no button %q", label)
		return
	}
	s.t.Logf("%s > [%s]", s.who.name, label)
	s.who.query = s.who.chat.Press(*m, label).Query
}

// toast reads what the pressed button was answered with.
func (s *telling) toast(words []string) {
	s.t.Helper()
	answer, err := s.who.chat.Answered(s.patient(), s.who.query)
	s.who.query = ""
	if err != nil {
		s.fail("the button was not answered: %v\n%s", err, s.logs)
	}
	s.t.Logf("%s (sopra la chat): %s", s.who.name, answer.Text)
	for _, w := range words {
		if !strings.Contains(answer.Text, w) {
			s.fail("the button was answered with %q, not %q", answer.Text, w)
		}
	}
}

// unanswered checks that the last button was answered, without words.
func (s *telling) unanswered() {
	s.t.Helper()
	if s.who == nil || s.who.query == "" {
		return
	}
	answer, err := s.who.chat.Answered(s.patient(), s.who.query)
	s.who.query = ""
	if err != nil || answer.Text != "" {
		s.fail("the button was answered with %q, %v, and the script does not say so", answer.Text, err)
	}
}
