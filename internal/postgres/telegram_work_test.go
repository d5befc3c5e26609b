package postgres_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
)

// TestWhoeverWorksAChatFindsAConnection, though more want to than there are: each holds
// one for the chat and needs another for what the chat says.
func TestWhoeverWorksAChatFindsAConnection(t *testing.T) {
	t.Parallel()
	s := openedStore(t, pgtest.URL(t), false, map[string]string{"pool_max_conns": "4"})
	const chats = 12
	var all []caterina.ChatUpdate
	for i := range int64(chats) {
		all = append(all, updates(aChat+caterina.ChatID(i), i+1)...)
	}
	if _, err := s.StoreUpdates(t.Context(), aBot, all); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Pool().Exec(t.Context(), "UPDATE telegram_update SET due_at = now()"); err != nil {
		t.Fatal(err)
	}
	var crowd sync.WaitGroup
	for i := range chats {
		crowd.Go(func() {
			chat := aChat + caterina.ChatID(i)
			_, err := s.WorkChat(context.WithoutCancel(t.Context()), aBot, chat, func(ctx context.Context, all []caterina.ChatUpdate) []caterina.UpdateEnd {
				if _, err := s.Chat(ctx, aBot, chat); err != nil {
					t.Error(err)
				}
				return []caterina.UpdateEnd{{ID: all[0].ID}}
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	crowd.Wait()
	if due, err := s.DueChats(t.Context(), aBot, chats); err != nil || len(due) != 0 {
		t.Errorf("%v are still to be worked, %v", due, err)
	}
}

// TestOfAnAlbumAPartMayEndAndAPartBePutOff: both are noted, each in its own way.
func TestOfAnAlbumAPartMayEndAndAPartBePutOff(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.storeUpdates(updates(aChat, 1, 2, 3, 4))
	f.soon()
	try := func(ends ...caterina.UpdateEnd) (given []int64) {
		if _, err := f.WorkChat(t.Context(), aBot, aChat, func(_ context.Context, all []caterina.ChatUpdate) []caterina.UpdateEnd {
			for _, u := range all {
				given = append(given, u.ID)
			}
			return ends
		}); err != nil {
			t.Fatal(err)
		}
		f.soon()
		return given
	}
	if given := try(caterina.UpdateEnd{ID: 1}, caterina.UpdateEnd{ID: 2, Failure: "a word"}, caterina.UpdateEnd{ID: 3, Retry: time.Hour}); !slices.Equal(given, []int64{1, 2, 3, 4}) {
		t.Errorf("first there are %v", given)
	}
	if given := try(); !slices.Equal(given, []int64{3, 4}) {
		t.Errorf("then there are %v", given)
	}
	var done, failed, tried int
	if err := f.Pool().QueryRow(t.Context(), `SELECT count(done_at), count(failure) FILTER (WHERE failure = 'a word' AND update_id = 2),
		sum(attempts) FILTER (WHERE update_id = 3) FROM telegram_update`).Scan(&done, &failed, &tried); err != nil {
		t.Fatal(err)
	}
	if done != 2 || failed != 1 || tried != 1 {
		t.Errorf("%d are done, %d set aside, the third was tried %d times", done, failed, tried)
	}
}

// TestTheLongestQueueOfAChatHoldsNobodyUp: what waits behind its own is passed over.
func TestTheLongestQueueOfAChatHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.tells(1, "a", "b", "c", "d")
	f.tells(2, "a", "b")
	f.tells(3, "a")
	var chats []caterina.ChatID
	for _, d := range f.claims(time.Hour) {
		chats = append(chats, d.Chat)
	}
	if !slices.Equal(chats, []caterina.ChatID{1, 2, 3}) {
		t.Errorf("sent are messages to %v", chats)
	}
	if due := f.claims(time.Hour); len(due) != 0 {
		t.Errorf("while they are on their way, there go %+v", due)
	}
}
