package openaitest

import (
	"errors"
	"sync"
)

// Scripted is a model that gives these answers one after the other. A request
// beyond them is a mistake of the test.
func Scripted(answers ...string) Behaviour {
	all := make([]Answer, len(answers))
	for i, text := range answers {
		all[i] = Answer{Text: text}
	}
	return InTurn(all...)
}

// InTurn is Scripted for answers that are more than a text.
func InTurn(answers ...Answer) Behaviour {
	var mu sync.Mutex
	return func(Chat) Answer {
		mu.Lock()
		defer mu.Unlock()
		if len(answers) == 0 {
			return Answer{Err: errors.New("the script of the model is over")}
		}
		next := answers[0]
		answers = answers[1:]
		return next
	}
}

// Always is a model that says the same to everything.
func Always(text string) Behaviour {
	return func(Chat) Answer { return Answer{Text: text} }
}

// Each gives the first request to the first behaviour, the second to the second, and
// all that follow to the last.
func Each(behaviours ...Behaviour) Behaviour {
	var mu sync.Mutex
	n := 0
	return func(c Chat) Answer {
		mu.Lock()
		b := behaviours[min(n, len(behaviours)-1)]
		n++
		mu.Unlock()
		return b(c)
	}
}
