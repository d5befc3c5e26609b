package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.org/caterina/internal/openaitest"
)

// behaviourOf reads the flag -behaviour.
func behaviourOf(name string, seed uint64) (openaitest.Behaviour, error) {
	if words, ok := strings.CutPrefix(name, "say="); ok {
		return openaitest.Always(words), nil
	}
	switch name {
	case "extractive":
		return openaitest.Extractive(), nil
	case "lying":
		return openaitest.Lying(seed), nil
	case "obeying":
		return openaitest.Obeying(), nil
	}
	return nil, fmt.Errorf("there is no behaviour %q: use extractive, lying, obeying or say=WORDS", name)
}

// faultOf reads the flag -fault.
func faultOf(text string) (openaitest.Fault, error) {
	name, value, _ := strings.Cut(text, "=")
	switch name {
	case "":
		return openaitest.Fault{}, nil
	case "dead":
		return openaitest.Dead(), nil
	case "slow":
		wait, err := time.ParseDuration(value)
		if err != nil {
			return openaitest.Fault{}, fmt.Errorf("slow=%s is no duration: write slow=5s", value)
		}
		return openaitest.SlowBy(wait), nil
	case "stall", "cut", "status":
		n, err := strconv.Atoi(value)
		if err != nil {
			return openaitest.Fault{}, fmt.Errorf("%s=%s is no number: write %s=10", name, value, name)
		}
		return counted(name, n), nil
	}
	for _, g := range openaitest.Garbles() {
		if string(g) == text {
			return openaitest.Garbled(g, 0), nil
		}
	}
	return openaitest.Fault{}, fmt.Errorf("there is no fault %q: use slow=5s, stall=10, cut=10, status=503, dead or one of %q", text, openaitest.Garbles())
}

func counted(name string, n int) openaitest.Fault {
	switch name {
	case "stall":
		return openaitest.Stalling(n, make(chan struct{})) // for ever
	case "cut":
		return openaitest.Cutting(openaitest.Reset, openaitest.AfterPieces, n, 0)
	default:
		return openaitest.Broken(n, 0)
	}
}
