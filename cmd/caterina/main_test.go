package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestCommandsExplainThemselves(t *testing.T) {
	t.Parallel()
	for _, c := range commands() {
		var out, errs bytes.Buffer
		code := run(t.Context(), []string{c.name, "-h"}, streams{in: strings.NewReader(""), out: &out, err: &errs})
		if code != exitDone || !strings.Contains(out.String(), "Usage: caterina "+c.name) {
			t.Errorf("%s -h: exit %d, printed %q %q", c.name, code, &out, &errs)
		}
	}
}

func TestBadUsageExitsWithTwo(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
		want string // on stderr
	}{
		{"no command", nil, "Usage"},
		{"a command that does not exist", []string{"frobnicate"}, `no command "frobnicate"`},
		{"an option that does not exist", []string{"ask", "-loud"}, "loud"},
		{"nothing to ask", []string{"ask", "-town", "siena"}, "question"},
		{"telegram and nothing to do", []string{"telegram"}, "say check"},
		{"telegram and another word", []string{"telegram", "send"}, "telegram knows check"},
		{"a check of something", []string{"telegram", "check", "siena"}, "takes no arguments"},
		{"nothing to import", []string{"import"}, "folder"},
		{"no questions to measure", []string{"eval"}, "file of questions"},
		{"a minimum that is no number", []string{"eval", "-min", "hit1=good", "x.jsonl"}, "hit1=good"},
		{"a direction that does not exist", []string{"migrate", "sideways"}, "up, down or status"},
		{"a conversation that is none", []string{"ask", "-conversation", "123", "ciao"}, "-conversation"},
		{"a language that does not exist", []string{"ask", "-lang", "xx", "ciao"}, "it or en"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			code := run(t.Context(), tt.args, streams{in: strings.NewReader(""), out: &out, err: &errs})
			if code != exitUsage || !strings.Contains(errs.String(), tt.want) {
				t.Errorf("exit %d, said %q; want exit 2 and %q", code, &errs, tt.want)
			}
		})
	}
}

func TestVersionSaysWhichProgramThisIs(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"version"}, streams{out: &out, err: &errs}); code != exitDone {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	if !strings.HasPrefix(out.String(), "caterina dev") || !strings.Contains(out.String(), "go1.") {
		t.Errorf("version printed %q", &out)
	}
}

func TestHelpListsEveryCommand(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"help"}, streams{out: &out, err: &errs}); code != exitDone {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	for _, c := range commands() {
		if !strings.Contains(out.String(), c.name) {
			t.Errorf("help does not name %s", c.name)
		}
	}
}
