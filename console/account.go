package console

import "net/http"

func (s *Console) accountRoutes(*http.ServeMux) {}
