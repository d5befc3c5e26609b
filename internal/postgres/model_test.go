package postgres_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/caterina"
)

// well ends the test on an error.
func (f *fixture) well(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func today() caterina.Date { return caterina.Date{Year: 2026, Month: 11, Day: 22} }

// TestATownUsesNoMoreTokensThanItsLimit however many calls reserve at once.
func TestATownUsesNoMoreTokensThanItsLimit(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.well(f.SetModelLimit(t.Context(), f.town, f.hire("Ada", 3), 1000))
	var let atomic.Int64
	var crowd sync.WaitGroup
	for range 40 {
		crowd.Go(func() {
			ok, err := f.ReserveTokens(t.Context(), f.town, today(), 100)
			if err != nil {
				t.Error(err)
			}
			if ok {
				let.Add(1)
			}
		})
	}
	crowd.Wait()
	if n := let.Load(); n != 10 {
		t.Errorf("%d calls of 100 tokens were let, want 10 of 1,000", n)
	}
	f.well(f.SettleTokens(t.Context(), f.town, today(), -150))
	if ok, err := f.ReserveTokens(t.Context(), f.town, today(), 151); ok || err != nil {
		t.Errorf("more than was given back: %v, %v", ok, err)
	}
	if ok, err := f.ReserveTokens(t.Context(), f.town, today(), 150); !ok || err != nil {
		t.Errorf("what was given back: %v, %v", ok, err)
	}
	if ok, err := f.ReserveTokens(t.Context(), f.town, today().AddDays(1), 1001); ok || err != nil {
		t.Errorf("more than a day's limit at once: %v, %v", ok, err)
	}
	if ok, err := f.ReserveTokens(t.Context(), f.town, today().AddDays(1), 1000); !ok || err != nil {
		t.Errorf("the next day: %v, %v", ok, err)
	}
}

// TestATownWithoutALimitIsAlwaysLet, and what it has used never falls below nothing.
func TestATownWithoutALimitIsAlwaysLet(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.well(f.SettleTokens(t.Context(), f.town, today(), -5))
	if ok, err := f.ReserveTokens(t.Context(), f.town, today(), 1_000_000); !ok || err != nil {
		t.Errorf("got %v, %v", ok, err)
	}
	f.well(f.SettleTokens(t.Context(), f.town, today(), -2_000_000))
	if limit, used, err := f.ModelLimit(t.Context(), f.town, today()); limit != 0 || used != 0 || err != nil {
		t.Errorf("got %d, %d, %v", limit, used, err)
	}
	by := f.hire("Ada", 3)
	f.well(f.SetModelLimit(t.Context(), f.town, by, 7))
	f.well(f.SetModelLimit(t.Context(), f.town, by, 9))
	if limit, _, err := f.ModelLimit(t.Context(), f.town, today()); limit != 9 || err != nil {
		t.Errorf("got %d, %v", limit, err)
	}
	f.well(f.SetModelLimit(t.Context(), f.town, by, 0))
	if limit, _, err := f.ModelLimit(t.Context(), f.town, today()); limit != 0 || err != nil {
		t.Errorf("got %d, %v", limit, err)
	}
}

// TestCallsAreCountedByDayStepAndFailure, added up over processes; those of a town that
// is gone are nobody's.
func TestCallsAreCountedByDayStepAndFailure(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	use := func(step caterina.ModelStep, failure caterina.ModelFailure, calls int64) caterina.ModelUse {
		return caterina.ModelUse{
			Town: f.town, Day: today(), Step: step, Model: "m", Failure: failure, Calls: calls, In: 10 * calls, Out: calls, Took: time.Duration(calls) * time.Second,
		}
	}
	gone := use(caterina.StepWrite, "", 5)
	gone.Town = 999_999
	var crowd sync.WaitGroup
	for range 8 {
		crowd.Go(func() {
			if err := f.CountModelUse(t.Context(), []caterina.ModelUse{
				use(caterina.StepWrite, "", 2), use(caterina.StepChoose, caterina.FailedLate, 1), gone,
			}); err != nil {
				t.Error(err)
			}
		})
	}
	crowd.Wait()
	got, err := f.ModelUses(t.Context(), f.town, today().AddDays(-7), today())
	f.well(err)
	want := []caterina.ModelUse{use(caterina.StepChoose, caterina.FailedLate, 8), use(caterina.StepWrite, "", 16)}
	if !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got, err := f.ModelUses(t.Context(), f.saveTown("bari"), today(), today()); len(got) > 0 || err != nil {
		t.Errorf("another town's: %+v, %v", got, err)
	}
}

// TestWhatAModelWroteGoesWithItsConversation and is another town's never.
func TestWhatAModelWroteGoesWithItsConversation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.well(f.KeepRejected(t.Context(), f.town, f.conv, []caterina.Rejected{
		{Reason: "amount", Sentence: "Costa 5 euro.", Cards: []string{"tari", "bonus"}}, {Reason: "empty"},
	}))
	got, err := f.RejectedSentences(t.Context(), f.town, "", 0)
	f.well(err)
	if len(got) != 2 || got[0].Reason != "empty" || got[1].Sentence != "Costa 5 euro." || !slices.Equal(got[1].Cards, []string{"tari", "bonus"}) || got[1].Conversation != f.conv {
		t.Fatalf("got %+v", got)
	}
	if one, err := f.RejectedSentences(t.Context(), f.town, "amount", got[0].ID); len(one) != 1 || err != nil {
		t.Errorf("of one reason, before one: %+v, %v", one, err)
	}
	if counts, err := f.RejectedCounts(t.Context(), f.town, time.Now().Add(-time.Hour)); counts["amount"] != 1 || counts["empty"] != 1 || err != nil {
		t.Errorf("got %v, %v", counts, err)
	}
	if other, err := f.RejectedSentences(t.Context(), f.saveTown("bari"), "", 0); len(other) > 0 || err != nil {
		t.Errorf("another town's: %+v, %v", other, err)
	}
	f.well(f.ForgetRejected(t.Context(), time.Hour))
	if left, err := f.RejectedSentences(t.Context(), f.town, "", 0); len(left) != 2 || err != nil {
		t.Errorf("what is young was forgotten: %+v, %v", left, err)
	}
	f.well(f.ForgetRejected(t.Context(), 0))
	if left, err := f.RejectedSentences(t.Context(), f.town, "", 0); len(left) != 0 || err != nil {
		t.Errorf("what is old was kept: %+v, %v", left, err)
	}
}

// TestAnErasureTakesWhatAModelWroteToo.
func TestAnErasureTakesWhatAModelWroteToo(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.well(f.KeepRejected(t.Context(), f.town, f.conv, []caterina.Rejected{{Reason: "amount", Sentence: "Costa 5 euro."}}))
	f.mustErase(f.hire("Ada", 3))
	if left, err := f.RejectedSentences(t.Context(), f.town, "", 0); len(left) != 0 || err != nil {
		t.Errorf("it is kept: %+v, %v", left, err)
	}
}

// TestATopicHasTheDegreeItWasGivenOrTheTowns.
func TestATopicHasTheDegreeItWasGivenOrTheTowns(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	by := f.hire("Ada", 3)
	f.well(f.SetAutonomy(t.Context(), f.town, by, "", caterina.AutonomyApproval))
	f.well(f.SetAutonomy(t.Context(), f.town, by, "famiglia", caterina.AutonomyCards))
	f.well(f.SetAutonomy(t.Context(), f.town, by, "famiglia", caterina.AutonomyFull))
	f.well(f.SetAutonomy(t.Context(), f.town, by, "casa", caterina.AutonomyCards))
	f.well(f.SetAutonomy(t.Context(), f.town, by, "casa", ""))
	got, err := f.Autonomies(t.Context(), f.town)
	f.well(err)
	if len(got) != 2 || got[""] != caterina.AutonomyApproval || got["famiglia"] != caterina.AutonomyFull {
		t.Errorf("got %v", got)
	}
	if err := f.SetAutonomy(t.Context(), f.town, by, "casa", "free"); caterina.CodeOf(err) != caterina.CodeInvalid {
		t.Errorf("a degree there is not: %v", err)
	}
}
