package console

import (
	"context"
	"fmt"
	"net/http"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/caterina"
)

// Limits of what an admin writes.
const (
	maxName     = 80
	maxCapacity = 20
	usual       = 3 // conversations at the same time
)

const (
	saidBadEmail    = "«%s» non è un indirizzo e-mail: scrivilo come nome.cognome@comune.example.it."
	saidBadName     = "Scrivi il nome che i cittadini leggeranno, per esempio «Giulia B.», in non più di %d caratteri."
	saidBadRole     = "Scegli un ruolo dall'elenco."
	saidBadCapacity = "Le conversazioni insieme vanno da 0 a %d."
	saidBadQueue    = "La coda «%s» non c'è: ricarica la pagina e scegli di nuovo."
	saidMember      = "%s fa già parte di questo Comune: cerca il suo nome nell'elenco."
	saidOneself     = "Il tuo ruolo e il tuo account li può cambiare solo un altro amministratore, così ne resta sempre almeno uno."
	saidElsewhere   = "%s lavora anche per altri Comuni che non amministri: password, secondo fattore, nome e disattivazione spettano a chi li amministra tutti. Puoi toglierlo da questo Comune."
)

// peoplePages registers the pages on which admins keep the accounts.
func (s *Console) peoplePages() {
	s.link("Persone", "/people", caterina.RoleAdmin)
	s.page("GET /console/{town}/people", caterina.RoleAdmin, s.people)
	s.page("POST /console/{town}/people", caterina.RoleAdmin, s.addPerson)
	s.page("GET /console/{town}/people/{id}", caterina.RoleAdmin, s.person)
	s.page("POST /console/{town}/people/{id}", caterina.RoleAdmin, s.changePerson)
	s.page("POST /console/{town}/people/{id}/password", caterina.RoleAdmin, s.resetPassword)
	s.page("POST /console/{town}/people/{id}/second-factor", caterina.RoleAdmin, s.resetSecondFactor)
	s.page("POST /console/{town}/people/{id}/disable", caterina.RoleAdmin, s.disable)
	s.page("POST /console/{town}/people/{id}/enable", caterina.RoleAdmin, s.enable)
	s.page("POST /console/{town}/people/{id}/remove", caterina.RoleAdmin, s.remove)
}

// peopleView is what the list of people shows.
type peopleView struct {
	People []caterina.StaffMember
	Form   personForm
	Error  string
	Given  *given
}

// given is a one-time password, shown this once.
type given struct {
	Name, Email, Password string
	Known                 bool // the account was there before and keeps its password
}

// personForm is what an admin writes of a person.
type personForm struct {
	Email, Name string
	Role        caterina.Role
	Capacity    int
	Skills      []string
}

// personFields are the fields that adding and changing a person share.
type personFields struct {
	Town  caterina.Town
	Form  *personForm
	Fixed bool // the role cannot be changed
}

// Has says whether a queue is among the person's.
func (f *personForm) Has(queue string) bool { return slices.Contains(f.Skills, queue) }

func (s *Console) people(w http.ResponseWriter, r *http.Request, staff Staff) error {
	return s.showPeople(w, r, staff, http.StatusOK, peopleView{Form: personForm{Role: caterina.RoleOperator, Capacity: usual}})
}

func (s *Console) showPeople(w http.ResponseWriter, r *http.Request, staff Staff, status int, view peopleView) error {
	var err error
	if view.People, err = s.cfg.Store.Staff(r.Context(), staff.Town.ID); err != nil {
		return fmt.Errorf("list the people: %w", err)
	}
	s.render(w, r, status, "people", view)
	return nil
}

// addPerson makes an account with a one-time password, or gives one that is
// there already a place in the town.
func (s *Console) addPerson(w http.ResponseWriter, r *http.Request, staff Staff) error {
	form, err := readPerson(r, staff.Town, true)
	var shown *given
	if err == nil {
		shown, err = s.add(r.Context(), staff, form)
	}
	if p := problemOf(err); err != nil && p.Code != caterina.CodeInternal {
		return s.showPeople(w, r, staff, statusOf(p.Code), peopleView{Form: form, Error: p.Message})
	}
	if err != nil {
		return err
	}
	empty := personForm{Role: caterina.RoleOperator, Capacity: usual}
	return s.showPeople(w, r, staff, http.StatusOK, peopleView{Form: empty, Given: shown})
}

func (s *Console) add(ctx context.Context, staff Staff, form personForm) (*given, error) {
	password := OneTimePassword()
	hash, err := HashPassword(password)
	if err != nil {
		return nil, err
	}
	shown := &given{Name: form.Name, Email: form.Email, Password: password}
	id, err := s.cfg.Store.AddOperator(ctx, form.Email, form.Name, hash)
	if caterina.CodeOf(err) == caterina.CodeConflict {
		account, findErr := s.cfg.Store.AccountByEmail(ctx, form.Email)
		if findErr != nil {
			return nil, fmt.Errorf("find the account: %w", findErr)
		}
		if _, there := account.Member(staff.Town.ID); there {
			return nil, caterina.Errorf(caterina.CodeConflict, saidMember, account.Email)
		}
		id, err, shown = account.ID, nil, &given{Name: account.Name, Email: account.Email, Known: true}
	}
	if err != nil {
		return nil, fmt.Errorf("add an account: %w", err)
	}
	if err := s.cfg.Store.SetMember(ctx, id, form.membership(staff.Town.ID)); err != nil {
		return nil, fmt.Errorf("set a member: %w", err)
	}
	return shown, s.note(ctx, staff, "operator.add", form.Email, "ruolo: "+roleName(form.Role))
}

func (f *personForm) membership(town caterina.TownID) caterina.Membership {
	return caterina.Membership{Town: town, Role: f.Role, Skills: f.Skills, Capacity: f.Capacity}
}

// personView is what the page of one person shows.
type personView struct {
	Account caterina.Account
	Form    personForm
	Oneself bool // nobody changes their own role
	Whole   bool // the admin may change the account itself, not only its place in the town
	Error   string
	Done    string
	Given   *given
}

func (s *Console) person(w http.ResponseWriter, r *http.Request, staff Staff) error {
	account, err := s.target(r, staff)
	if err != nil {
		return err
	}
	return s.showPerson(w, r, staff, http.StatusOK, personView{Account: account})
}

// showPerson shows a person as they are stored now, or a form that was refused.
func (s *Console) showPerson(w http.ResponseWriter, r *http.Request, staff Staff, status int, view personView) error {
	m, _ := view.Account.Member(staff.Town.ID)
	if view.Form.Role == "" {
		view.Form = personForm{Email: view.Account.Email, Name: view.Account.Name, Role: m.Role, Capacity: m.Capacity, Skills: m.Skills}
	}
	view.Oneself = view.Account.ID == staff.Operator.ID
	view.Whole = mayChangeAccount(staff, &view.Account)
	s.render(w, r, status, "person", view)
	return nil
}

// target is the member of the town whose number is in the address. Others are as
// unknown as those who do not exist.
func (s *Console) target(r *http.Request, staff Staff) (caterina.Account, error) {
	unknown := caterina.Errorf(caterina.CodeNotFound, saidNoPage)
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return caterina.Account{}, unknown
	}
	account, err := s.cfg.Store.Account(r.Context(), caterina.OperatorID(id))
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return caterina.Account{}, unknown
	}
	if err != nil {
		return caterina.Account{}, fmt.Errorf("find an account: %w", err)
	}
	if _, ok := account.Member(staff.Town.ID); !ok {
		return caterina.Account{}, unknown
	}
	return account, nil
}

// mayChangeAccount says whether an admin may change the account itself: only if
// they are admin of every town it works for. Else the admin of one town could
// sign in as the admin of another.
func mayChangeAccount(staff Staff, account *caterina.Account) bool {
	for _, m := range account.Members {
		own, ok := staff.Operator.Member(m.Town)
		if !ok || own.Role != caterina.RoleAdmin {
			return false
		}
	}
	return true
}

// whole is the target of a deed on an account as such.
func (s *Console) whole(r *http.Request, staff Staff) (caterina.Account, error) {
	account, err := s.target(r, staff)
	if err != nil {
		return account, err
	}
	if account.ID == staff.Operator.ID {
		return account, caterina.Errorf(caterina.CodeForbidden, saidOneself)
	}
	if !mayChangeAccount(staff, &account) {
		return account, caterina.Errorf(caterina.CodeForbidden, saidElsewhere, account.Name)
	}
	return account, nil
}

// changePerson stores name, role, capacity and queues.
func (s *Console) changePerson(w http.ResponseWriter, r *http.Request, staff Staff) error {
	account, err := s.target(r, staff)
	if err != nil {
		return err
	}
	form, err := readPerson(r, staff.Town, false)
	form.Email = account.Email
	if err == nil {
		err = s.change(r.Context(), staff, &account, form)
	}
	if p := problemOf(err); err != nil && p.Code != caterina.CodeInternal {
		return s.showPerson(w, r, staff, statusOf(p.Code), personView{Account: account, Form: form, Error: p.Message})
	}
	if err != nil {
		return err
	}
	return s.showPersonAgain(w, r, staff, account.ID, personView{Done: "Modifiche salvate."})
}

func (s *Console) change(ctx context.Context, staff Staff, account *caterina.Account, form personForm) error {
	before, _ := account.Member(staff.Town.ID)
	if account.ID == staff.Operator.ID && form.Role != before.Role {
		return caterina.Errorf(caterina.CodeForbidden, saidOneself)
	}
	if form.Name != account.Name {
		if !mayChangeAccount(staff, account) {
			return caterina.Errorf(caterina.CodeForbidden, saidElsewhere, account.Name)
		}
		if err := s.cfg.Store.RenameOperator(ctx, account.ID, form.Name); err != nil {
			return fmt.Errorf("rename: %w", err)
		}
	}
	if err := s.cfg.Store.SetMember(ctx, account.ID, form.membership(staff.Town.ID)); err != nil {
		return fmt.Errorf("set a member: %w", err)
	}
	queues := "tutte"
	if len(form.Skills) > 0 {
		queues = strings.Join(form.Skills, ", ")
	}
	return s.note(ctx, staff, "operator.change", account.Email,
		fmt.Sprintf("nome: %s; ruolo: %s; conversazioni insieme: %d; code: %s", form.Name, roleName(form.Role), form.Capacity, queues))
}

// showPersonAgain shows a person after a deed, as they are stored now.
func (s *Console) showPersonAgain(w http.ResponseWriter, r *http.Request, staff Staff, id caterina.OperatorID, view personView) error {
	account, err := s.cfg.Store.Account(r.Context(), id)
	if err != nil {
		return fmt.Errorf("find an account: %w", err)
	}
	view.Account = account
	return s.showPerson(w, r, staff, http.StatusOK, view)
}

// note keeps what a member did in their town.
func (s *Console) note(ctx context.Context, staff Staff, action, target, detail string) error {
	if err := s.cfg.Store.Audit(ctx, staff.Town.ID, staff.Operator.ID, action, target, detail); err != nil {
		return fmt.Errorf("note a deed: %w", err)
	}
	return nil
}

// readPerson reads the form of a person and says what is wrong with it.
func readPerson(r *http.Request, town caterina.Town, withEmail bool) (personForm, error) {
	form := personForm{
		Email: strings.ToLower(strings.TrimSpace(r.PostFormValue("email"))),
		Name:  strings.Join(strings.Fields(r.PostFormValue("name")), " "),
		Role:  caterina.Role(r.PostFormValue("role")),
	}
	form.Skills = slices.Clone(r.PostForm["skill"])
	capacity, err := strconv.Atoi(strings.TrimSpace(r.PostFormValue("capacity")))
	form.Capacity = capacity
	switch {
	case withEmail && !ValidEmail(form.Email):
		return form, caterina.Errorf(caterina.CodeInvalid, saidBadEmail, form.Email)
	case !ValidName(form.Name):
		return form, caterina.Errorf(caterina.CodeInvalid, saidBadName, maxName)
	case !slices.Contains(caterina.Roles(), form.Role):
		return form, caterina.Errorf(caterina.CodeInvalid, saidBadRole)
	case err != nil || capacity < 0 || capacity > maxCapacity:
		return form, caterina.Errorf(caterina.CodeInvalid, saidBadCapacity, maxCapacity)
	}
	for _, queue := range form.Skills {
		if !slices.ContainsFunc(town.Queues, func(q caterina.Queue) bool { return q.Slug == queue }) {
			return form, caterina.Errorf(caterina.CodeInvalid, saidBadQueue, queue)
		}
	}
	return form, nil
}

// ValidEmail says whether an address can be an account's: a bare one, in lower case.
func ValidEmail(email string) bool {
	parsed, err := mail.ParseAddress(email)
	return err == nil && parsed.Address == email && len(email) <= maxEmail && email == strings.ToLower(email)
}

// ValidName says whether a name can be shown to citizens.
func ValidName(name string) bool {
	return name != "" && utf8.ValidString(name) && utf8.RuneCountInString(name) <= maxName &&
		!strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
}
