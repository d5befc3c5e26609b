package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
)

const aBot, aChat = caterina.BotID(5), caterina.ChatID(42)

func updates(chat caterina.ChatID, ids ...int64) (out []caterina.ChatUpdate) {
	for _, id := range ids {
		out = append(out, caterina.ChatUpdate{ID: id, Chat: chat, Raw: fmt.Appendf(nil, `{"update_id":%d}`, id)})
	}
	return out
}

func (f *fixture) storeUpdates(all []caterina.ChatUpdate) []int64 {
	f.t.Helper()
	fresh, err := f.StoreUpdates(f.t.Context(), aBot, all)
	if err != nil {
		f.t.Fatal(err)
	}
	return fresh
}

// soon makes due what waits.
func (f *fixture) soon() {
	f.t.Helper()
	if _, err := f.Pool().Exec(f.t.Context(), "UPDATE telegram_update SET due_at = now() WHERE done_at IS NULL"); err != nil {
		f.t.Fatal(err)
	}
}

func TestAnUpdateIsStoredOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if fresh := f.storeUpdates(updates(aChat, 3, 1, 2, 2)); !slices.Equal(fresh, []int64{1, 2, 3}) {
		t.Errorf("new: %v", fresh)
	}
	if fresh := f.storeUpdates(updates(aChat, 2, 3, 4)); !slices.Equal(fresh, []int64{4}) {
		t.Errorf("new: %v", fresh)
	}
	var crowd sync.WaitGroup
	for range 8 { // each in another order: nobody waits for somebody who waits
		crowd.Go(func() {
			all := updates(aChat, 10, 11, 12, 13, 14, 15)
			if _, err := f.StoreUpdates(context.WithoutCancel(t.Context()), aBot, append(all[3:], all[:3]...)); err != nil {
				t.Error(err)
			}
		})
	}
	crowd.Wait()
}

// TestAnUpdateWaitsForTheOneBefore a little, and the whole chat with it.
func TestAnUpdateWaitsForTheOneBefore(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	due := func() int {
		chats, err := f.DueChats(t.Context(), aBot, 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(chats)
	}
	f.storeUpdates(updates(aChat, 8))
	if due() != 0 {
		t.Error("8 does not wait for 7")
	}
	f.storeUpdates(updates(aChat, 7))
	f.soon()
	if due() != 1 {
		t.Error("they wait for ever")
	}
	f.storeUpdates(updates(aChat+1, 9))
	if due() != 2 {
		t.Error("9 waits, though 8 is there")
	}
}

// TestWhoBeginsWaitsOnceMoreForWhatIsMissing: while nobody was there the update before
// came in vain, and the wait for it is over.
func TestWhoBeginsWaitsOnceMoreForWhatIsMissing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.storeUpdates(updates(aChat, 8, 9))
	f.storeUpdates(updates(aChat+1, 10))
	f.soon()
	if err := f.AwaitGaps(t.Context(), aBot); err != nil {
		t.Fatal(err)
	}
	chats, err := f.DueChats(t.Context(), aBot, 10)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(chats, []caterina.ChatID{aChat + 1}) {
		t.Errorf("due are %v: 8 waits for 7 again, and 10 for nothing", chats)
	}
}

func TestAChatIsWorkedInOrderByOneAtATime(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.storeUpdates(updates(aChat, 1, 2, 3))
	f.soon()
	var worked []int64
	ok, err := f.WorkChat(t.Context(), aBot, aChat, func(ctx context.Context, all []caterina.ChatUpdate) []caterina.UpdateEnd {
		if taken, err := f.WorkChat(ctx, aBot, aChat, nil); taken || err != nil {
			t.Errorf("somebody else may work it: %v", err)
		}
		if other, err := f.WorkChat(ctx, aBot, aChat+1, nil); !other || err != nil {
			t.Errorf("nobody may work another chat: %v", err)
		}
		worked = append(worked, all[0].ID)
		if all[0].Attempts != 1 {
			t.Errorf("%d is tried for the %dth time", all[0].ID, all[0].Attempts)
		}
		return []caterina.UpdateEnd{{ID: all[0].ID}}
	})
	if !ok || err != nil || !slices.Equal(worked, []int64{1, 2, 3}) {
		t.Errorf("worked %v, %t, %v", worked, ok, err)
	}
}

func TestAnUpdateThatIsPutOffHoldsItsChat(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.storeUpdates(updates(aChat, 1, 2))
	f.soon()
	for try, want := range []caterina.ChatUpdate{{Attempts: 1}, {Attempts: 2}, {Attempts: 2, Troubles: 1}} {
		var got caterina.ChatUpdate
		_, err := f.WorkChat(t.Context(), aBot, aChat, func(_ context.Context, all []caterina.ChatUpdate) []caterina.UpdateEnd {
			got = all[0]
			return []caterina.UpdateEnd{{ID: 1, Retry: time.Hour, Trouble: try == 1}}
		})
		if err != nil || got.ID != 1 || got.Attempts != want.Attempts || got.Troubles != want.Troubles {
			t.Errorf("try %d is %+v, %v", try, got, err)
		}
		if _, err := f.WorkChat(t.Context(), aBot, aChat, func(context.Context, []caterina.ChatUpdate) []caterina.UpdateEnd {
			t.Error("it is worked before its time")
			return nil
		}); err != nil {
			t.Error(err)
		}
		f.soon()
	}
}

// TestAWorkerWhoseTimeIsOverNotesWhatItDid all the same.
func TestAWorkerWhoseTimeIsOverNotesWhatItDid(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.storeUpdates(updates(aChat, 1, 2))
	f.soon()
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := f.WorkChat(ctx, aBot, aChat, func(context.Context, []caterina.ChatUpdate) []caterina.UpdateEnd {
		cancel()
		return []caterina.UpdateEnd{{ID: 1, Failure: "a word"}}
	}); err != nil {
		t.Fatal(err)
	}
	var seen []int64
	if ok, err := f.WorkChat(t.Context(), aBot, aChat, func(_ context.Context, all []caterina.ChatUpdate) []caterina.UpdateEnd {
		seen = append(seen, all[0].ID)
		return nil
	}); !ok || err != nil || !slices.Equal(seen, []int64{2}) {
		t.Errorf("then came %v, %t, %v", seen, ok, err)
	}
	if err := f.ForgetUpdates(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if fresh := f.storeUpdates(updates(aChat, 1, 2)); !slices.Equal(fresh, []int64{1}) {
		t.Errorf("after forgetting %v are new", fresh)
	}
}

func (f *fixture) tells(chat caterina.ChatID, names ...string) {
	f.t.Helper()
	for _, name := range names {
		if err := f.SayToChat(f.t.Context(), aBot, chat, name, caterina.MessageBody{Text: name}); err != nil {
			f.t.Fatal(err)
		}
	}
}

func (f *fixture) claims(pace time.Duration) []caterina.Delivery {
	f.t.Helper()
	due, err := f.ClaimDeliveries(f.t.Context(), aBot, 10, pace)
	if err != nil {
		f.t.Fatal(err)
	}
	return due
}

// TestADeliveryIsTakenByOne, of each chat the oldest, while none of it is on its way.
func TestADeliveryIsTakenByOne(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.tells(1, "a", "a", "b")
	f.tells(2, "a")
	var mu sync.Mutex
	var taken []int64
	var crowd sync.WaitGroup
	for range 8 {
		crowd.Go(func() {
			due, err := f.ClaimDeliveries(context.WithoutCancel(t.Context()), aBot, 10, 0)
			if err != nil && caterina.CodeOf(err) != caterina.CodeUnavailable {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, d := range due {
				taken = append(taken, d.ID)
			}
		})
	}
	crowd.Wait()
	if slices.Sort(taken); len(taken) != 2 || taken[0] == taken[1] {
		t.Errorf("taken: %v", taken)
	}
}

func TestADeliveryEndsByWhoTookItLast(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.tells(1, "a", "b")
	first := f.claims(0)[0]
	if err := f.RetryDelivery(t.Context(), &first, caterina.DeliveryRetry{Reason: "x", Unsure: true, Counts: true, Plain: true}); err != nil {
		t.Fatal(err)
	}
	second := f.claims(0)[0]
	if second.ID != first.ID || second.Attempts != 1 || second.Doubts != 1 || !second.Plain || second.Claim != 2 {
		t.Errorf("taken again: %+v", second)
	}
	for what, err := range map[string]error{
		"sent": f.PartSent(t.Context(), &first, 9, true), "ended": f.EndDelivery(t.Context(), &first, caterina.DeliveryVoid, "x", false),
		"retried": f.RetryDelivery(t.Context(), &first, caterina.DeliveryRetry{}),
	} {
		if caterina.CodeOf(err) != caterina.CodeConflict {
			t.Errorf("the first one has %s it: %v", what, err)
		}
	}
	if err := f.PartSent(t.Context(), &second, 9, false); err != nil {
		t.Fatal(err)
	}
	third := f.claims(0)[0]
	if third.ID != first.ID || third.Part != 1 || third.Attempts != 0 || third.Doubts != 0 {
		t.Errorf("the next part: %+v", third)
	}
	if err := f.EndDelivery(t.Context(), &third, caterina.DeliveryFailed, "x", false); err != nil {
		t.Fatal(err)
	}
	if next := f.claims(time.Hour); len(next) != 1 || next[0].ID == first.ID {
		t.Errorf("then comes %+v", next)
	}
	f.tells(1, "c")
	if next := f.claims(0); len(next) != 0 {
		t.Errorf("within its pace comes %+v", next)
	}
}

func TestABotThatRestsSendsNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.tells(1, "a")
	if err := f.PauseBot(t.Context(), aBot, time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := f.PauseBot(t.Context(), aBot, time.Second); err != nil { // no shorter for it
		t.Fatal(err)
	}
	if due := f.claims(0); len(due) != 0 {
		t.Errorf("it sends %+v", due)
	}
}

// TestWhoLeadsLeadsAlone, and knows when it does not any more.
func TestWhoLeadsLeadsAlone(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	one, two := openedStore(t, url, false, nil), openedStore(t, url, false, nil)
	began, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		_, err := one.Lead(t.Context(), "bot", func(ctx context.Context) { close(began); <-ctx.Done() })
		ended <- err
	}()
	<-began
	if led, err := two.Lead(t.Context(), "bot", func(context.Context) { t.Error("two lead") }); led || err != nil {
		t.Errorf("the second leads: %t, %v", led, err)
	}
	if led, err := two.Lead(t.Context(), "another", func(context.Context) {}); !led || err != nil {
		t.Errorf("nobody leads another: %v", err)
	}
	if _, err := two.Pool().Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()"); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err == nil {
		t.Error("the first one does not know")
	}
	if led, err := two.Lead(t.Context(), "bot", func(context.Context) {}); !led || err != nil {
		t.Errorf("nobody follows: %t, %v", led, err)
	}
}

func TestALinkIsOfItsTownAndItsTime(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	other := f.saveTown("bari")
	word, err := f.MakeLink(t.Context(), f.town, f.conv)
	if err != nil {
		t.Fatal(err)
	}
	for name, town := range map[string]caterina.TownID{"another town": other, "no town": 0} {
		if _, err := f.Linked(t.Context(), town, word.Reveal()); caterina.CodeOf(err) != caterina.CodeNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if conv, err := f.Linked(t.Context(), f.town, word.Reveal()); err != nil || conv != f.conv {
		t.Errorf("it leads to %s, %v", conv, err)
	}
	if _, err := f.Pool().Exec(t.Context(), "UPDATE conversation_link SET ends_at = now()"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.FollowLink(t.Context(), f.town, word.Reveal(), "5/42"); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("an old one: %v", err)
	}
}

// TestALinkIsFollowedByOne of many who try at once.
func TestALinkIsFollowedByOne(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	word, err := f.MakeLink(t.Context(), f.town, f.conv)
	if err != nil {
		t.Fatal(err)
	}
	followed := make(chan string, 8)
	for i := range 8 {
		go func() {
			chat := caterina.ChatKey(aBot, caterina.ChatID(100+i))
			if _, err := f.FollowLink(context.WithoutCancel(t.Context()), f.town, word.Reveal(), chat); err != nil {
				chat = ""
			}
			followed <- chat
		}()
	}
	var chats []string
	for range 8 {
		if chat := <-followed; chat != "" {
			chats = append(chats, chat)
		}
	}
	if len(chats) != 1 {
		t.Errorf("followed into %v", chats)
	}
}

// TestATelegramChatHasOneOpenConversation however many ask at once.
func TestATelegramChatHasOneOpenConversation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	opened := make(chan caterina.ConversationID, 8)
	for range 8 {
		go func() {
			conv, _, err := f.OpenChat(context.WithoutCancel(t.Context()), caterina.ChatKey(aBot, aChat), caterina.Opening{
				Town: f.town, Channel: caterina.ChannelTelegram, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"},
			})
			if err != nil {
				t.Error(err)
			}
			opened <- conv.ID
		}()
	}
	first := <-opened
	for range 7 {
		if conv := <-opened; conv != first {
			t.Errorf("%s and %s are open", first, conv)
		}
	}
	if due := f.claims(0); len(due) != 1 || due[0].Event.Seq != 1 || due[0].Event.N != 1 || due[0].Lang != "it" {
		t.Errorf("to be sent: %+v", due)
	}
	if err := f.MoveChat(t.Context(), aBot, aChat, 43); err != nil {
		t.Fatal(err)
	}
	if moved, err := f.ChatConversation(t.Context(), f.town, caterina.ChatKey(aBot, 43)); err != nil || moved.ID != first {
		t.Errorf("after moving it is %+v, %v", moved, err)
	}
	if due := f.claims(0); len(due) != 1 || due[0].Chat != 43 {
		t.Errorf("after moving is to be sent: %+v", due)
	}
	convs, err := f.CloseChat(t.Context(), aBot, 43, "gone")
	if err != nil || len(convs) != 1 || convs[0].ID != first {
		t.Errorf("closed %+v, %v", convs, err)
	}
}
