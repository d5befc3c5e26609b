package browsertest

import (
	_ "embed"
	"fmt"
	"strings"
)

// axe is axe-core 4.14.1 by Deque Systems, Mozilla Public License 2.0, as
// published on npm. It is used by tests only and is no part of the program.
//
//go:embed axe.min.js
var axe string

// violation is one rule of axe that a page breaks.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		Target  []any
		Summary string
	}
}

// Accessible fails the test when the page, shadow trees included, breaks a rule
// of WCAG 2.2 A or AA or one of axe's best practices. It names every element.
// With selectors, only what they find is looked at.
func (p *Page) Accessible(only ...string) {
	p.t.Helper()
	p.Eval("void (window.axe ?? (() => { "+axe+" })())", nil)
	scope := "document"
	if len(only) > 0 {
		scope = fmt.Sprintf("%q", strings.Join(only, ", "))
	}
	var found []violation
	p.Eval(`axe.run(`+scope+`, {
		resultTypes: ["violations"],
		runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
	}).then((result) => result.violations.map((v) => ({
		ID: v.id, Impact: v.impact, Help: v.help,
		Nodes: v.nodes.map((n) => ({ Target: n.target, Summary: n.failureSummary })),
	})))`, &found)
	for _, v := range found {
		var where strings.Builder
		for _, node := range v.Nodes {
			fmt.Fprintf(&where, "\n  %v: %s", node.Target, node.Summary)
		}
		p.t.Errorf("axe: %s (%s): %s%s", v.ID, v.Impact, v.Help, where.String())
	}
}
