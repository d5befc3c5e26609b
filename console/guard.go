package console

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"example.org/caterina"
)

// Staff is a signed-in member of a town.
type Staff struct {
	Operator caterina.Operator
	Town     caterina.Town
	Role     caterina.Role // in this town
	session  caterina.SessionHash
}

// May says whether the member's role includes another.
func (s Staff) May(role caterina.Role) bool { return s.Role.Includes(role) }

// Member is their place in the town.
func (s Staff) Member() caterina.Membership {
	m, _ := s.Operator.Member(s.Town.ID)
	return m
}

// Act begins a deed of theirs on a conversation.
func (s Staff) Act() caterina.Act {
	return caterina.Act{Town: s.Town.ID, Operator: s.Operator.ID, Name: s.Operator.Name, Role: s.Role}
}

type staffKey struct{}

// in is the request with the member whose it is.
func (s Staff) in(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), staffKey{}, s))
}

// StaffIn returns the member whose request this is.
func StaffIn(ctx context.Context) (Staff, bool) {
	staff, ok := ctx.Value(staffKey{}).(Staff)
	return staff, ok
}

// Authenticate returns the member of a town whose request this is, for the
// staff's sockets: CodeForbidden for nobody's and for one who has still to give a
// code or to change the password, CodeNotFound for somebody else's town.
func (s *Console) Authenticate(r *http.Request, townSlug string) (Staff, error) {
	v, err := s.visitor(r)
	if err != nil {
		return Staff{}, err
	}
	if v == nil || v.step() != "" {
		return Staff{}, caterina.Errorf(caterina.CodeForbidden, saidSignIn)
	}
	return s.staffOf(v, townSlug)
}

func (s *Console) staffOf(v *visitor, townSlug string) (Staff, error) {
	town, ok := s.cfg.Towns.Town(townSlug)
	if ok {
		if m, isMember := v.account.Member(town.ID); isMember {
			return Staff{Operator: v.account.Operator, Town: town, Role: m.Role, session: v.session.Hash}, nil
		}
	}
	return Staff{}, caterina.Errorf(caterina.CodeNotFound, saidNoPage)
}

// guarded keeps other websites from acting in the name of a member, and answers
// from being stored.
func (s *Console) guarded(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	if u, err := url.Parse(s.cfg.PublicURL); err == nil && u.Host != "" {
		_ = protection.AddTrustedOrigin(u.Scheme + "://" + u.Host) // it has just been parsed
	}
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.problem(w, r, nil, caterina.Errorf(caterina.CodeForbidden, saidOtherSite))
	}))
	limited := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		next.ServeHTTP(w, r)
	})
	return protection.Handler(limited)
}

// maxForm bounds what a page sends.
const maxForm = 1 << 20

// member lets members of the town through who have at least the role.
func (s *Console) member(role caterina.Role, h handlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := s.visitor(r)
		switch {
		case err != nil:
			s.problem(w, r, nil, err)
			return
		case v == nil:
			s.toSignIn(w, r)
			return
		case v.step() != "":
			s.redirect(w, r, v.step())
			return
		}
		r = v.in(r)
		staff, err := s.staffOf(v, r.PathValue("town"))
		if err == nil && !staff.May(role) {
			err = caterina.Errorf(caterina.CodeForbidden, saidRole, roleName(role), roleName(staff.Role))
			s.problem(w, r, &staff, err)
			return
		}
		if err != nil {
			s.problem(w, r, nil, err)
			return
		}
		s.rememberTown(w, r, staff)
		if err := h(w, staff.in(r), staff); err != nil {
			s.problem(w, r, &staff, err)
		}
	})
}

type visitorKey struct{}

// in is the request with its visitor, for the parts that every page has.
func (v *visitor) in(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), visitorKey{}, v))
}

// visited lets those through who are signed in and have nothing to do first, or
// just what the page at the given address is for.
func (s *Console) visited(own string, h func(w http.ResponseWriter, r *http.Request, v *visitor) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := s.visitor(r)
		if err == nil && v == nil {
			s.toSignIn(w, r)
			return
		}
		if err == nil {
			r = v.in(r)
			if step := v.step(); step != "" && step != own {
				s.redirect(w, r, step)
				return
			}
			err = h(w, r, v)
		}
		if err != nil {
			s.problem(w, r, nil, err)
		}
	}
}

// toSignIn sends people to the sign-in page, and back here afterwards. Programs
// and forms are told: what was typed must not be lost by a redirect.
func (s *Console) toSignIn(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && wantsPage(r) {
		http.Redirect(w, r, addrSignIn+"?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	s.answer(w, r, nil, http.StatusUnauthorized, problem{Code: "signed_out", Message: saidSignIn})
}

// redirect goes on to another page of ours.
func (s *Console) redirect(w http.ResponseWriter, r *http.Request, address string) {
	http.Redirect(w, r, address, http.StatusSeeOther) // #nosec G710 -- made by us, or looked at by local
}

// local keeps addresses that lead away from the console out of redirects.
func local(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, "/console/") || strings.ContainsAny(address, "\\\r\n") {
		return addrHome
	}
	return u.RequestURI()
}
