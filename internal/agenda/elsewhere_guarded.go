package agenda

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"example.org/caterina"
)

// guarded is another's system, which may be slow or down: then the citizen is told so,
// and nothing is stored.
type guarded struct {
	Booker

	log *slog.Logger
}

// holder is what keeps places there, nil when nothing does.
func (g guarded) holder() Holder {
	h, ok := g.Booker.(Holder)
	if !ok || !g.Capabilities().Hold {
		return nil
	}
	return h
}

// asked has something done within a time, and tells a failure as a refusal.
func asked[T any](ctx context.Context, g guarded, what string, within time.Duration, do func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	out, err := do(ctx)
	if err == nil {
		return out, nil
	}
	if refused, ok := errors.AsType[*caterina.BookingRefused](err); ok {
		return out, refused
	}
	kind := "error" // its words may quote a citizen
	if errors.Is(err, context.DeadlineExceeded) {
		kind = "timeout"
	}
	g.log.WarnContext(ctx, "the town's own system of appointments does not answer", slog.String("asked", what), slog.String("kind", kind))
	return out, &caterina.BookingRefused{Why: caterina.ProblemDown}
}

// Times asks for times.
func (g guarded) Times(ctx context.Context, q caterina.TimesQuery) (caterina.Times, error) {
	return asked(ctx, g, "times", findWithin, func(ctx context.Context) (caterina.Times, error) { return g.Booker.Times(ctx, q) })
}

// Free asks for all of them.
func (g guarded) Free(ctx context.Context, q caterina.TimesQuery) ([]caterina.Slot, error) {
	return asked(ctx, g, "free", findWithin, func(ctx context.Context) ([]caterina.Slot, error) { return g.Booker.Free(ctx, q) })
}

// Vacancy asks for one.
func (g guarded) Vacancy(ctx context.Context, q caterina.VacancyQuery) (caterina.Vacancy, error) {
	return asked(ctx, g, "vacancy", findWithin, func(ctx context.Context) (caterina.Vacancy, error) { return g.Booker.Vacancy(ctx, q) })
}

// Confirm books. What comes back without a name cannot be found again.
func (g guarded) Confirm(ctx context.Context, order caterina.BookingOrder) (caterina.Booking, error) {
	return asked(ctx, g, "confirm", doWithin, func(ctx context.Context) (caterina.Booking, error) {
		b, err := g.Booker.Confirm(ctx, order)
		if err == nil && b.External == "" {
			err = errors.New("a booking without a name")
		}
		return b, err
	})
}

// Move moves.
func (g guarded) Move(ctx context.Context, move caterina.BookingMove) (caterina.Booking, error) {
	return asked(ctx, g, "move", doWithin, func(ctx context.Context) (caterina.Booking, error) { return g.Booker.Move(ctx, move) })
}

// Cancel cancels.
func (g guarded) Cancel(ctx context.Context, end caterina.BookingCancel) (caterina.Booking, error) {
	return asked(ctx, g, "cancel", doWithin, func(ctx context.Context) (caterina.Booking, error) { return g.Booker.Cancel(ctx, end) })
}

// Get asks how one stands.
func (g guarded) Get(ctx context.Context, b caterina.Booking) (caterina.Booking, error) {
	return asked(ctx, g, "get", lookWithin, func(ctx context.Context) (caterina.Booking, error) { return g.Booker.Get(ctx, b) })
}
