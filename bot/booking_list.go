package bot

import (
	"context"
	"time"

	"example.org/caterina"
)

// choiceEarlier is the option of the part of the list before the one that was shown.
const choiceEarlier = choiceFlow + "earlier"

// otherTimes lists all the times of the wish in order, some at once: first from the
// beginning, so that none is left out between the three that were a choice, then on
// from where the list was. When the wish has no more it goes on with all the others.
func (f *flow) otherTimes(ctx context.Context) error {
	w := f.words()
	after, lead := time.Time{}, w.allTimes
	if f.draft.Listed {
		after, lead = f.draft.Last, w.otherTimes
	}
	times, err := f.list(ctx, after, time.Time{})
	if err != nil {
		return err
	}
	if len(times.Slots) == 0 && wished(f.draft.When) {
		f.draft.When, lead = caterina.When{}, w.noneAsWished
		times, err = f.list(ctx, time.Time{}, time.Time{})
	} else if len(times.Slots) == 0 {
		lead = w.noOthers
		times, err = f.list(ctx, time.Time{}, time.Time{})
	}
	if err != nil {
		return err
	}
	f.showList(times, lead)
	return nil
}

// earlierTimes leads back to the part of the list before the one that was shown.
func (f *flow) earlierTimes(ctx context.Context) error {
	if !f.draft.Listed || f.draft.First.IsZero() {
		return f.otherTimes(ctx)
	}
	times, err := f.list(ctx, time.Time{}, f.draft.First)
	if err != nil {
		return err
	}
	lead := f.words().earlierTimes
	if len(times.Slots) == 0 {
		lead = f.words().noEarlier
		if times, err = f.list(ctx, time.Time{}, time.Time{}); err != nil {
			return err
		}
	}
	f.showList(times, lead)
	return nil
}

// list reads a part of the list of all times of the wish.
func (f *flow) list(ctx context.Context, after, before time.Time) (caterina.Times, error) {
	q := f.query()
	q.List, q.After, q.Before = true, after, before
	times, err := f.e.agenda.Times(ctx, q)
	times.Slots = f.without(times.Slots)
	return times, err //nolint:wrapcheck // the engine adds nothing to it
}

func (f *flow) showList(times caterina.Times, lead string) {
	f.draft.Listed = true
	f.present(times, lead)
}

// back goes back to what was asked before: the earlier part of the list, the times, the
// office, the service.
func (f *flow) back(ctx context.Context) error {
	b, _ := f.bookable(f.draft.Service)
	switch f.draft.Step {
	case caterina.StepTime:
		switch {
		case f.draft.Listed:
			return f.earlierTimes(ctx)
		case len(b.Offices) > 1:
			f.draft.Office = ""
			f.askOffice(b)
			return nil
		}
		return f.anew(ctx)
	case caterina.StepPerson:
		return f.offerTimes(ctx, f.words().timesAgain)
	case caterina.StepOffice:
		return f.anew(ctx)
	case caterina.StepCode, caterina.StepConfirm:
		f.keep()
		f.say("booking/change", f.words().whatToChange)
		f.offerStep()
		return nil
	case caterina.StepService, caterina.StepCancel, caterina.StepFind, caterina.StepWait:
	}
	return f.restate(ctx)
}
