package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot/when"
)

// wish reads the time that the messages wish for. A question that names a day, such
// as when an office closes on Friday, wishes for nothing.
func (f *flow) wish() (caterina.When, bool) {
	w, ok := when.Parse(f.t.timeText(), f.t.turn.Now)
	if !ok || f.wishes() || f.says("come") || f.says("other") || f.says("later") || f.says("sooner") {
		return w, ok
	}
	asked := f.e.askedByRules(f.e.asks.rules.read(f.t.tokens).find(), f.t.tokens)
	return w, len(asked) == 0
}

// hearTime reads a time: one of those that were shown, others, or a wish in words.
func (f *flow) hearTime(ctx context.Context) (bool, error) {
	if f.draft.Service == "" || f.draft.Step == caterina.StepCancel || f.draft.Step == caterina.StepFind {
		return false, nil
	}
	if slot, ok := f.shownSlot(); ok {
		return true, f.hold(ctx, slot)
	}
	wish, timed := f.wish()
	switch {
	case f.says("wait"), f.says("waitlist"):
		return true, f.join(ctx)
	case timed:
		f.draft.When = f.merged(wish)
		return true, f.offerTimes(ctx, "")
	case f.says("sooner"):
		f.draft.When = caterina.When{First: true}
		return true, f.offerTimes(ctx, "")
	case f.says("later"):
		return true, f.laterTimes(ctx)
	case f.says("back"):
		return true, f.back(ctx)
	case f.says("other"):
		return true, f.otherTimes(ctx)
	}
	return false, nil
}

// merged is a new wish with the days of the one before, when it names only a part
// of the day or what will not do: "giovedì", then "di mattina"; "la settimana
// prossima", then "ma non di lunedì".
func (f *flow) merged(wish caterina.When) caterina.When {
	old := f.draft.When
	clock := wish.From != 0 || wish.To != 0 || wish.Around != nil || len(wish.Parts) > 0
	refuses := len(wish.NotDays)+len(wish.NotOn) > 0
	if len(wish.Days)+len(wish.Weekdays) > 0 || wish.First || wish.Problem != "" || !clock && !refuses {
		return wish
	}
	if !onlyDayRefused(old, wish) {
		wish.Days, wish.Weekdays = old.Days, old.Weekdays
	}
	if !clock {
		wish.From, wish.To, wish.Around, wish.Parts = old.From, old.To, old.Around, old.Parts
	}
	wish.NotDays = append(wish.NotDays, old.NotDays...)
	wish.NotOn = append(wish.NotOn, old.NotOn...)
	return wish
}

// onlyDayRefused says whether the one day that was wished for is now refused.
func onlyDayRefused(old, wish caterina.When) bool {
	if len(old.Days) != 1 || old.Days[0].First != old.Days[0].Last {
		return false
	}
	day := old.Days[0].First
	return slices.Contains(wish.NotOn, day.Weekday()) ||
		slices.ContainsFunc(wish.NotDays, func(r caterina.DateRange) bool { return r.Contains(day) })
}

// shownSlot is the one of the times shown last that a message chooses: by number,
// by its hour, or by its day with a word of consent.
func (f *flow) shownSlot() (caterina.Slot, bool) {
	if f.t.last == nil || len(f.t.last.bot.Slots) == 0 {
		return f.slotBefore()
	}
	shown := f.t.last.bot.Slots
	if i, ok := f.numbered(len(shown)); ok {
		return slotOf(shown[i].ID)
	}
	if id, ok := f.picked(); ok {
		return slotOf(id)
	}
	if len(shown) == 1 && (f.agrees() || f.says("take") && len(f.t.tokens) < 4) && !f.says("other") {
		return slotOf(shown[0].ID)
	}
	wish, ok := f.wish()
	if !ok || wish.Problem != "" {
		return caterina.Slot{}, false
	}
	fit := slices.DeleteFunc(slices.Clone(shown), func(s caterina.SlotView) bool { return !fits(wish, s.From) })
	if len(fit) != 1 || wish.Around == nil && !f.says("take") {
		return caterina.Slot{}, false
	}
	return slotOf(fit[0].ID)
}

// slotBefore is another one of the times that were shown before one was taken: "no,
// aspetta, il secondo".
func (f *flow) slotBefore() (caterina.Slot, bool) {
	tokens := f.t.tokens
	if f.draft.From.IsZero() || len(tokens) < 2 || !slices.Contains([]string{"no", "aspetta", "anzi", "scusa", "scusi", "meglio", "invece", "wait", "sorry", "actually"}, tokens[0].word) {
		return caterina.Slot{}, false
	}
	for _, m := range slices.Backward(f.t.turn.History) {
		if shown := m.Body.Slots; len(shown) > 0 {
			if i, ok := f.numbered(len(shown)); ok {
				return slotOf(shown[i].ID)
			}
			return caterina.Slot{}, false
		}
	}
	return caterina.Slot{}, false
}

// fits says whether a time is just what was wished for.
func fits(w caterina.When, at time.Time) bool {
	at = at.In(caterina.Rome())
	day, clock := caterina.DateOf(at), caterina.Clock(at.Hour()*60+at.Minute())
	w = w.On(day)
	in := func(ranges []caterina.DateRange) bool {
		return slices.ContainsFunc(ranges, func(r caterina.DateRange) bool { return r.Contains(day) })
	}
	switch {
	case len(w.Days) > 0 && !in(w.Days), len(w.Weekdays) > 0 && !slices.Contains(w.Weekdays, day.Weekday()):
		return false
	case in(w.NotDays), slices.Contains(w.NotOn, day.Weekday()):
		return false
	case w.Around != nil:
		return *w.Around == clock
	}
	return clock >= w.From && (w.To == 0 || clock < w.To)
}

// laterTimes offers times later in the day than those shown last.
func (f *flow) laterTimes(ctx context.Context) error {
	if f.draft.Last.IsZero() {
		return f.otherTimes(ctx)
	}
	last := f.draft.Last.In(caterina.Rome())
	f.draft.When = f.draft.When.On(caterina.DateOf(last))
	f.draft.When.Parts = nil
	f.draft.When.From, f.draft.When.Around = caterina.Clock(last.Hour()*60+last.Minute()+1), nil
	if f.draft.When.To <= f.draft.When.From {
		f.draft.When.To = 0
	}
	return f.offerTimes(ctx, "")
}

// query asks for times as the draft wishes.
func (f *flow) query() caterina.TimesQuery {
	q := caterina.TimesQuery{
		Town: f.t.turn.Town, Service: f.draft.Service, Office: f.draft.Office,
		Conversation: f.t.turn.Conversation, When: f.draft.When, Moving: f.draft.Moving,
	}
	if q.Office == anyOffice {
		q.Office = ""
	}
	return q
}

// offerTimes offers three times for the wish of the draft, after a first sentence.
// A time that was wished to the minute and is free is kept at once.
func (f *flow) offerTimes(ctx context.Context, lead string) error {
	times, err := f.e.agenda.Times(ctx, f.query())
	if err != nil {
		return err //nolint:wrapcheck // the engine adds nothing to it
	}
	if f.draft.Waits && lead == "" {
		return f.join(ctx)
	}
	times.Slots = f.without(times.Slots)
	just := slices.IndexFunc(times.Slots, func(s caterina.Slot) bool { return fits(f.draft.When, s.From) })
	if oneTime(f.draft.When) && just >= 0 && lead == "" {
		return f.hold(ctx, times.Slots[just])
	}
	if lead == "" {
		lead = f.timesLead(times)
	}
	f.show(times, lead)
	return nil
}

// without drops the time that the appointment has already which is being moved.
func (f *flow) without(slots []caterina.Slot) []caterina.Slot {
	old, moving := f.moving()
	if !moving {
		return slots
	}
	return slices.DeleteFunc(slices.Clone(slots), func(s caterina.Slot) bool { return s.Office == old.Office && s.From.Equal(old.From) })
}

// oneTime says whether a wish names one day and one hour.
func oneTime(w caterina.When) bool {
	return w.Around != nil && len(w.Days) == 1 && w.Days[0].First == w.Days[0].Last && w.Problem == ""
}

// timesLead says how the times that were found stand to the wish.
func (f *flow) timesLead(times caterina.Times) string {
	w := f.words()
	wish := f.draft.When
	switch {
	case len(times.Slots) == 0 && (times.Exact || !wished(wish)):
		return "" // there is nothing to announce
	case wish.Problem == caterina.WhenNoSuchDay:
		return sentences(w.noSuchDay, w.insteadTimes)
	case wish.Problem == caterina.WhenPast:
		return sentences(w.pastWish, w.insteadTimes)
	case times.Exact && wished(wish):
		return w.wishedTimes(f.where())
	case times.Exact, !wished(wish):
		return w.firstTimes(f.where())
	}
	return sentences(f.whyNot(times), w.insteadTimes)
}

// wished says whether a wish names anything.
func wished(w caterina.When) bool {
	return len(w.Days)+len(w.Weekdays)+len(w.NotDays)+len(w.NotOn) > 0 || w.From != 0 || w.To != 0 || w.Around != nil
}

// whyNot says why there is nothing on the days that were wished for.
func (f *flow) whyNot(times caterina.Times) string {
	w := f.words()
	day := ""
	if d := f.draft.When.Days; len(d) == 1 && d[0].First == d[0].Last {
		day = f.t.words.dayDate(d[0].First)
	}
	switch times.Why {
	case caterina.ProblemDayOff:
		return w.dayOff(times.Off, day, escape(times.Reason))
	case caterina.ProblemClosed:
		return w.dayClosed(day, escape(times.Reason))
	case caterina.ProblemSoon:
		return w.tooSoon
	case caterina.ProblemFar:
		return w.tooFar(f.opens(times.Opens))
	case caterina.ProblemPast:
		return w.pastWish
	case caterina.ProblemOutside:
		if wish := f.draft.When; wish.From == 0 && wish.To == 0 && wish.Around == nil && len(wish.Parts) == 0 {
			return w.outsideDay(day)
		}
		return w.outside
	default:
		return w.nothingThen
	}
}

// opens says when a day can first be booked, "" when that is not known.
func (f *flow) opens(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return f.t.words.moment(at)
}

// where names the office that the draft is about, "" for any.
func (f *flow) where() string {
	if f.draft.Office == "" || f.draft.Office == anyOffice {
		return ""
	}
	return escape(f.office(f.draft.Office).Name)
}

// show shows three times to choose from.
func (f *flow) show(times caterina.Times, lead string) {
	f.draft.Listed = false
	f.present(times, lead)
}

// present shows times to choose from.
func (f *flow) present(times caterina.Times, lead string) {
	f.letGo()
	waited := f.waits()
	f.draft.WaitFrom, f.draft.WaitTo = time.Time{}, time.Time{}
	if f.draft.From.IsZero() && (f.draft.Step != caterina.StepCode || !f.proves() || waited) { // the digits that were sent hold for another time too
		f.draft.Step = caterina.StepTime
	}
	w := f.words()
	if len(times.Slots) == 0 {
		f.keep()
		full := w.full
		if lead == "" {
			full = w.none
		}
		f.say("booking/full", lead, full)
		f.offer(f.option(choiceJoin, w.optionJoin), caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson}, f.option(choiceEnd, w.optionEnd))
		return
	}
	f.draft.First, f.draft.Last = times.Slots[0].From, times.Slots[0].From
	for _, s := range times.Slots {
		if f.draft.Last = later(f.draft.Last, s.From); s.From.Before(f.draft.First) {
			f.draft.First = s.From
		}
	}
	f.keep()
	f.say("booking/times", lead, f.slotLines(times.Slots), w.askTime)
	f.addSlots(times.Slots)
	if times.Before {
		f.offer(f.option(choiceEarlier, w.optionBack))
	}
	if times.More {
		f.offer(f.option(choiceTimes, w.optionTimes))
	}
	f.offerOthers()
	switch {
	case f.draft.Waits:
		f.offer(f.option(choiceJoin, w.optionEarlier))
	case !times.Exact && !f.standing.Elsewhere:
		f.offer(f.option(choiceJoin, w.optionJoin))
	}
	f.offer(f.option(choiceEnd, w.optionEnd))
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// letGo gives the place back that is kept at an office which is no longer meant: a
// draft without a time keeps none.
func (f *flow) letGo() {
	if stored := f.standing.Draft; stored != nil && f.draft.Office != stored.Office {
		f.draft.From = time.Time{}
	}
}

// slotLines names the office of each time, where they are not all at one.
func (f *flow) slotLines(slots []caterina.Slot) string {
	if f.where() != "" {
		return ""
	}
	lines := make([]string, 0, len(slots))
	for i, s := range slots {
		lines = append(lines, strconv.Itoa(i+1)+". "+f.t.words.dayHour(s.From)+": "+escape(f.office(s.Office).Name))
	}
	return strings.Join(lines, "\n")
}

// addSlots puts times into the message, each as something to choose.
func (f *flow) addSlots(slots []caterina.Slot) {
	for _, s := range slots {
		view := caterina.SlotView{
			ID: choiceSlot + slotPath(s), From: s.From, To: s.To, Office: f.office(s.Office).Name, Label: f.t.words.dayHour(s.From),
		}
		f.t.reply.Message.Slots = append(f.t.reply.Message.Slots, view)
		f.offer(f.option(view.ID, f.words().optionSlot(view.Label)))
	}
}

// slotPath writes a time as the ids of options do.
func slotPath(s caterina.Slot) string {
	return s.Service + "/" + s.Office + "/" + strconv.FormatInt(s.From.Unix(), 10)
}

// slotOf reads the id of a time.
func slotOf(id string) (caterina.Slot, bool) {
	parts := strings.Split(strings.TrimPrefix(id, choiceSlot), "/")
	if !strings.HasPrefix(id, choiceSlot) || len(parts) != 3 || !caterina.ValidSlug(parts[0]) || !caterina.ValidSlug(parts[1]) {
		return caterina.Slot{}, false
	}
	at, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil || at < 0 || at > 1<<34 {
		return caterina.Slot{}, false
	}
	return caterina.Slot{Service: parts[0], Office: parts[1], From: time.Unix(at, 0).In(caterina.Rome())}, true
}
