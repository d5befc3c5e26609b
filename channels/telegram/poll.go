package telegram

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"time"

	"example.org/caterina"
)

// How numbers are told apart that cannot be the next ones.
const (
	leap     = 1 << 20 // no bot gets so many updates between two polls
	farTries = 10      // so often a number from far away is looked at again before it is acknowledged
	farEvery = time.Second
)

// reading is how far a poller has read.
type reading struct {
	offset int64 // what the next poll says; 0 acknowledges nothing
	seen   int64 // the highest number of those that follow each other
	far    int   // polls that brought nothing but numbers from far away
}

// poll asks once for what is new and stores it. What it has stored the next poll
// acknowledges. After silence that is nothing: after a week without updates Telegram
// begins to count at a number of its choice.
func (l *line) poll(ctx context.Context, r *reading) error {
	wait := pollFor
	if r.far > 0 {
		wait = 0
	}
	raws, err := l.api.updates(ctx, r.offset, wait)
	if err != nil {
		return err
	}
	if len(raws) == 0 {
		r.offset, r.far = 0, 0
		return nil
	}
	var updates []caterina.ChatUpdate
	ids := make([]int64, 0, len(raws))
	for _, raw := range raws {
		update, ok := envelope(raw)
		if ok {
			updates = append(updates, update)
		} else {
			l.Observer.UpdateTaken("bad")
			update.ID = numberOf(raw)
		}
		ids = append(ids, update.ID)
	}
	if len(updates) > 0 {
		if err := l.store(ctx, updates); err != nil {
			return err
		}
	}
	if !r.read(ids) {
		pause(ctx, farEvery)
	}
	return nil
}

// read notes what was stored, and says whether the next poll acknowledges it. A number
// acknowledges all below it, told or not. One that stands alone far from the others
// is therefore left for a while: what comes meanwhile comes under the usual ones.
func (r *reading) read(ids []int64) bool {
	slices.Sort(ids)
	if last := following(r.seen, ids); last != 0 {
		r.offset, r.seen = last+1, last
		return true
	}
	r.offset = 0
	if r.far++; r.far <= farTries {
		return false
	}
	r.offset = ids[len(ids)-1] + 1
	return true
}

// following is the last of the sorted numbers that follow what was seen, 0 for none.
// Where nothing was seen, or counting has begun elsewhere, it is the last of the
// first ones that follow each other.
func following(seen int64, ids []int64) (last int64) {
	for _, id := range ids {
		if id > 0 && max(seen-id, id-seen) < leap {
			last = id
		}
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return id <= 0 })
	if last != 0 || len(ids) == 0 {
		return last
	}
	n := 1
	for n < len(ids) && ids[n]-ids[n-1] < leap {
		n++
	}
	if n == 1 && seen != 0 {
		return 0
	}
	return ids[n-1]
}

// numberOf is the number of an update that cannot be kept, 0 for none.
func numberOf(raw []byte) int64 {
	var u struct {
		ID int64 `json:"update_id"`
	}
	_ = json.Unmarshal(raw, &u) // what has no number has none
	return min(max(u.ID, 0), math.MaxInt64-1)
}
