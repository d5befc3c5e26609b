package evaluation

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"example.org/caterina"
)

// Question is one row of a file of questions: a citizen's message and what a
// good answer is. A row has right cards, or a right outcome, or both.
type Question struct {
	ID       string           `json:"id"`
	Question string           `json:"question"`
	Lang     string           `json:"lang,omitempty"`
	Cards    Cards            `json:"card,omitempty"` // any of them is right
	Field    caterina.Field   `json:"field,omitempty"`
	Outcome  caterina.Outcome `json:"outcome,omitempty"`
	History  []string         `json:"history,omitempty"` // the citizen's earlier messages, oldest first
}

// Cards are slugs; in a file they are one string or a list.
type Cards []string

// UnmarshalJSON reads one slug or a list of slugs.
func (c *Cards) UnmarshalJSON(b []byte) error {
	var one string
	if err := json.Unmarshal(b, &one); err == nil {
		*c = Cards{one}
		return nil
	}
	var many []string
	if err := json.Unmarshal(b, &many); err != nil {
		return errors.New(`"card" must be a slug or a list of slugs`)
	}
	*c = many
	return nil
}

// maxLine is the longest row that is read, in bytes.
const maxLine = 1 << 20

func readFile(path string) (questions []Question, err error) {
	f, err := os.Open(path) // #nosec G304 -- the person who runs the command names the file
	if err != nil {
		return nil, fmt.Errorf("open questions: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return read(f, path)
}

// read parses rows and says file and line of the first that is wrong. Empty
// lines are skipped.
func read(r io.Reader, name string) ([]Question, error) {
	var questions []Question
	seen := map[string]int{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for number := 1; lines.Scan(); number++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		q, err := parse(line)
		if err != nil {
			return nil, fmt.Errorf("%s line %d: %w", name, number, err)
		}
		if first, dup := seen[q.ID]; dup {
			return nil, fmt.Errorf("%s line %d: the id %q is that of line %d", name, number, q.ID, first)
		}
		seen[q.ID] = number
		questions = append(questions, q)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return questions, nil
}

func parse(line []byte) (Question, error) {
	var q Question
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&q); err != nil {
		return Question{}, fmt.Errorf("not a question: %w", err)
	}
	if dec.More() {
		return Question{}, errors.New("more than one object on the line")
	}
	switch {
	case q.ID == "":
		return Question{}, errors.New(`"id" is missing`)
	case strings.TrimSpace(q.Question) == "":
		return Question{}, errors.New(`"question" is missing`)
	case len(q.Cards) == 0 && q.Outcome == "":
		return Question{}, errors.New(`neither "card" nor "outcome": say what a good answer is`)
	case slices.Contains(q.Cards, ""):
		return Question{}, errors.New(`"card" has an empty slug`)
	case q.Outcome != "" && !slices.Contains(outcomes(), q.Outcome):
		return Question{}, fmt.Errorf("%q is not an outcome", q.Outcome)
	case q.Field != "" && !slices.Contains(fields(), q.Field):
		return Question{}, fmt.Errorf("%q is not a field of a card", q.Field)
	}
	return q, nil
}

func outcomes() []caterina.Outcome {
	return []caterina.Outcome{
		caterina.OutcomeAnswer, caterina.OutcomeClarify, caterina.OutcomeDecline, caterina.OutcomeCrisis,
		caterina.OutcomeFlow, caterina.OutcomeHandoff, caterina.OutcomeSmalltalk,
	}
}

func fields() []caterina.Field {
	return []caterina.Field{
		caterina.FieldSummary, caterina.FieldDescription, caterina.FieldRecipients, caterina.FieldAmount,
		caterina.FieldInformation, caterina.FieldAccess, caterina.FieldDocuments, caterina.FieldResult,
		caterina.FieldCost, caterina.FieldDeadlines, caterina.FieldSpecial, caterina.FieldMore,
		caterina.FieldOffices, caterina.FieldContacts, caterina.FieldForms,
	}
}
