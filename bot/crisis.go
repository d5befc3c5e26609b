package bot

import (
	"embed"
	"slices"
	"strings"
)

//go:embed rules/crisis/*.txt
var crisisFiles embed.FS

// The categories of crisis, as FlagCrisis and the town's emergency numbers name
// them.
const (
	crisisMedical  = "medical"
	crisisSuicide  = "suicide"
	crisisChild    = "child"
	crisisViolence = "violence"
	crisisShelter  = "shelter"
	crisisHunger   = "hunger"
)

// crisisOrder lists the categories from the one that must be said first.
func crisisOrder() []string {
	return []string{crisisMedical, crisisSuicide, crisisChild, crisisViolence, crisisShelter, crisisHunger}
}

// crisisRules compiles the crisis rules. Their files are read in the order of
// their names, the shared words first.
func crisisRules() *ruleBook {
	entries, err := crisisFiles.ReadDir("rules/crisis")
	if err != nil {
		panic("built-in rules: " + err.Error())
	}
	var text strings.Builder
	for _, entry := range entries {
		b, err := crisisFiles.ReadFile("rules/crisis/" + entry.Name())
		if err != nil {
			panic("built-in rules: " + err.Error())
		}
		text.Write(b)
		text.WriteByte('\n')
	}
	return mustRules(text.String())
}

// alarm is what a message says of danger.
type alarm struct {
	categories []string // the most urgent first; empty when there is no danger
	service    bool     // only a question about services for people in danger
	foreign    bool     // told in another language than Italian and English
	rule       string   // the rule that decided
}

// alarmOf sums up what the crisis rules found in a message.
func alarmOf(found []finding) alarm {
	var (
		a       alarm
		strong  = map[string]string{}
		service = map[string]string{}
	)
	for _, f := range found {
		category, part, _ := strings.Cut(f.topic, ":")
		if part == "foreign" {
			a.foreign = true
		}
		if part == "service" {
			service[category] = f.topic + ": " + f.rule
		} else if strong[category] == "" {
			strong[category] = f.topic + ": " + f.rule
		}
	}
	named := strong
	if len(strong) == 0 {
		named, a.service = service, len(service) > 0
	}
	for _, c := range crisisOrder() {
		if named[c] != "" {
			a.categories = append(a.categories, c)
		}
	}
	if len(a.categories) > 0 {
		a.rule = named[a.categories[0]]
	}
	return a
}

// isCrisis says whether the alarm asks for help at once.
func (a alarm) isCrisis() bool { return len(a.categories) > 0 }

// has says whether a category is among the alarm's.
func (a alarm) has(category string) bool { return slices.Contains(a.categories, category) }
