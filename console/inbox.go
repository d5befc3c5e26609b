package console

import "html/template"

// InboxConfig wires the inbox and the conversation page.
type InboxConfig struct{}

// inboxPages registers the inbox and the conversation page.
func (s *Console) inboxPages() {}

// inboxFuncs are what their templates can call beside the shared functions.
func (s *Console) inboxFuncs() template.FuncMap { return nil }
