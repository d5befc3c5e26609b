package console

import "html/template"

// SupervisorConfig wires the board, the reports, the lists and the lessons.
type SupervisorConfig struct{}

// supervisorPages registers the supervisor's and the curator's pages.
func (s *Console) supervisorPages() {}

// supervisorFuncs are what their templates can call beside the shared functions.
func (s *Console) supervisorFuncs() template.FuncMap { return nil }
