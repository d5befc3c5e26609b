package openaitest

import (
	"slices"

	"example.org/caterina"
)

// toolName is the property in which the product lets a model ask for something to be
// done. An honest fake asks for the first that it may, which is nothing.
const toolName = "tool"

// actOn has a structured answer ask for what an order is about: a person, an
// appointment, else to look for what it was made to say. Of offices and services it
// takes the first.
func actOn(v any, c *Chat, order, said string) any {
	answer, ok := v.(object)
	if !ok || c.Step != caterina.StepChoose {
		return v
	}
	wanted := "search"
	switch order {
	case "hand-over":
		wanted = "person"
	case "promise":
		wanted = "slots"
	}
	schema, _ := readOrdered(c.wanted())
	root, _ := schema.(object)
	properties, _ := root.get("properties").(object)
	for i, m := range answer {
		of, _ := properties.get(m.name).(object)
		values, _ := of.get("enum").([]any)
		switch m.name {
		case toolName:
			if slices.Contains(values, any(wanted)) {
				answer[i].value = wanted
			}
		case "query":
			answer[i].value = said
		case "office", "service":
			if len(values) > 1 {
				answer[i].value = values[1]
			}
		}
	}
	return answer
}
