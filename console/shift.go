package console

import (
	"net/http"
)

// townCookie names the town whose pages were opened last, for members of several.
const townCookie = "caterina-town"

// townRemembered is how long that is known: a shift.
const townRemembered = sessionLongest

// rememberTown notes which town a member of several works in.
func (s *Console) rememberTown(w http.ResponseWriter, r *http.Request, staff Staff) {
	if len(staff.Operator.Members) < 2 {
		return
	}
	if cookie, err := r.Cookie(townCookie); err == nil && cookie.Value == staff.Town.Slug {
		return
	}
	s.setCookie(w, townCookie, staff.Town.Slug, townRemembered)
}

// shiftOf is the shift that the pages of no town keep, so that whoever changes
// their password in the middle of a conversation is not taken for gone: the one in
// the town they were in, or their only one; nil for nobody's. Who has something to
// do before they may work has none.
func (s *Console) shiftOf(r *http.Request, v *visitor) *Staff {
	if v.step() != "" {
		return nil
	}
	towns := s.townsOf(v)
	if len(towns) == 1 {
		return &towns[0]
	}
	cookie, err := r.Cookie(townCookie)
	for i := range towns {
		if err == nil && towns[i].Town.Slug == cookie.Value {
			return &towns[i]
		}
	}
	return nil
}
