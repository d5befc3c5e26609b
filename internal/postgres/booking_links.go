package postgres

import (
	"bytes"
	"encoding/json"
	"slices"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// sealed is what the assistant says as it is stored: the secrets in the addresses of
// appointments' pages are not among what a reader of the database finds.
func (s *Store) sealed(body []byte) []byte {
	if s.appointments == nil {
		return body
	}
	return s.appointments.Keys.SealLinks(body)
}

// sealAll is sealed for the messages of turns, which stay as they are for whoever
// tells of them.
func (s *Store) sealAll(params []dbq.CompleteTurnParams) []dbq.CompleteTurnParams {
	copied := false
	for i := range params {
		body := s.sealed(params[i].Body)
		if bytes.Equal(body, params[i].Body) {
			continue
		}
		if !copied {
			params, copied = slices.Clone(params), true
		}
		params[i].Body = body
	}
	return params
}

// opened is what is stored as it was said. What others have written was not sealed,
// and a sealed address that they repeat stays sealed.
func (s *Store) opened(actor string, body json.RawMessage) json.RawMessage {
	if s.appointments == nil || actor != string(caterina.ActorBot) && actor != string(caterina.ActorSystem) {
		return body
	}
	return s.appointments.Keys.OpenLinks(body)
}
