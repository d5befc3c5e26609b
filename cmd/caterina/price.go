package main

import (
	"fmt"
	"strconv"
	"strings"

	"example.org/caterina/console"
)

// mostPrice is the highest price of a million tokens that is taken for one, in euro.
const mostPrice = 100_000

// price reads what the tokens of the chat model cost; the zero price where nothing is
// said. A comma does as well as a point.
func (c *Config) price() (console.ModelPrice, error) {
	if c.OpenAIPrice == "" {
		return console.ModelPrice{}, nil
	}
	read, written, both := strings.Cut(strings.ReplaceAll(c.OpenAIPrice, ",", "."), "/")
	var prices [2]float64
	for i, text := range []string{read, written} {
		p, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if !both || err != nil || !(p >= 0 && p <= mostPrice) {
			return console.ModelPrice{}, fmt.Errorf("%sOPENAI_PRICE must be the euros for a million tokens read and, after a slash, written, as 0.40/1.60", envPrefix)
		}
		prices[i] = p
	}
	return console.ModelPrice{Model: c.OpenAIChat, Read: prices[0], Written: prices[1]}, nil
}
