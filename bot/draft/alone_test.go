package draft_test

import (
	"context"
	"testing"

	"example.org/caterina"
	"example.org/caterina/bot/draft"
)

// resting is a model that is left alone.
type resting struct{ *town }

func (resting) LeftAlone(_ context.Context, _ caterina.TownID, step caterina.ModelStep) (caterina.Usage, bool) {
	return caterina.Usage{Step: step, Model: "m", Failure: caterina.FailedOpen}, true
}

// strict is a policy that nobody may ask.
type strict struct{ t *testing.T }

func (s strict) Autonomy(context.Context, caterina.TownID, string) (caterina.Autonomy, error) {
	s.t.Error("the policy was asked for a model that is left alone")
	return "", nil
}

// TestForAModelThatIsLeftAloneNothingIsPrepared: the card answers as fast as without a
// model, and the turn says why.
func TestForAModelThatIsLeftAloneNothingIsPrepared(t *testing.T) {
	t.Parallel()
	w := newTown("Vale 300 euro [bonus-utenze].")
	reply, err := draft.New(draft.Config{Engine: w, Model: resting{w}, Policy: strict{t}}).Reply(t.Context(), says("quanto vale il bonus utenze?"), nil)
	if err != nil || reply.Message.Text != answered().Message.Text || reply.Message.Generated {
		t.Errorf("got %+v, %v", reply.Message, err)
	}
	if got := reply.Trace.Model; len(got) != 1 || got[0].Failure != caterina.FailedOpen || got[0].Step != caterina.StepWrite || len(w.asks) > 0 {
		t.Errorf("the trace is %+v after %d calls", got, len(w.asks))
	}
}
