package postgres_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// week reads hours that must be right.
func week(t *testing.T, text string) caterina.Hours {
	t.Helper()
	h, err := caterina.ParseWeek(text)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestHoursSetInTheConsoleHoldOverTheFiles goes from the file to the console and
// back, with imports in between.
func TestHoursSetInTheConsoleHoldOverTheFiles(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx, ada := t.Context(), f.hire("Ada", 3)
	file, set := week(t, "lunedì 9-13"), week(t, "martedì 15-17\nmercoledì 15-17")
	town := caterina.Town{Slug: "siena", Name: "Siena", Queues: []caterina.Queue{
		{Slug: "nidi", Name: "Nidi", Hours: &file}, {Slug: "sociale", Name: "Sociale"},
	}}
	imported := func() {
		t.Helper()
		_, _, err := f.SaveTown(ctx, town, nil)
		f.ok(err)
	}
	wantNow := func(when string, want *caterina.Hours) {
		t.Helper()
		content, err := f.Content(ctx, f.town)
		f.ok(err)
		bySlug, err := f.TownBySlug(ctx, "siena")
		f.ok(err)
		towns, err := f.Towns(ctx)
		f.ok(err)
		for from, got := range map[string]caterina.Town{"content": content.Town, "slug": bySlug, "list": towns[0]} {
			if diff := cmp.Diff(want, got.Queues[0].Hours); diff != "" || got.Queues[1].Hours != nil {
				t.Errorf("%s, %s (-want +got):\n%s", when, from, diff)
			}
		}
	}
	imported()
	wantNow("as imported", &file)
	version := func() int64 { return value[int64](f, "SELECT content_version FROM town") }
	before := version()
	f.ok(f.SetQueueHours(ctx, f.town, ada, "nidi", set))
	wantNow("set", &set)
	if version() != before+1 {
		t.Error("no process is told")
	}
	f.ok(f.SetQueueHours(ctx, f.town, ada, "nidi", set))
	if version() != before+1 {
		t.Error("the same hours again have every process build its index")
	}
	town.Website = "https://siena.example"
	imported()
	wantNow("imported again", &set)
	all, err := f.QueueHours(ctx, f.town)
	f.ok(err)
	if len(all) != 2 || all[0].ByName != "Ada" || all[0].At.IsZero() || !cmp.Equal(all[0].File, &file) || !cmp.Equal(all[0].Now(), &set) || all[1].Set != nil || all[1].Now() != nil {
		t.Errorf("the hours are %+v", all)
	}
	f.ok(f.DropQueueHours(ctx, f.town, "nidi"))
	wantNow("given up", &file)
	f.ok(f.DropQueueHours(ctx, f.town, "nidi")) // again does no harm
}

// TestATownWithoutQueuesHasHoursToo: it has one queue that no file names.
func TestATownWithoutQueuesHasHoursToo(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	set := week(t, "sabato 9-12")
	f.ok(f.SetQueueHours(t.Context(), f.town, f.hire("Ada", 3), caterina.OnlyQueue().Slug, set))
	town, err := f.TownBySlug(t.Context(), "siena")
	f.ok(err)
	if len(town.Queues) != 1 || !cmp.Equal(town.Queues[0].Hours, &set) {
		t.Errorf("the queues are %+v", town.Queues)
	}
	all, err := f.QueueHours(t.Context(), f.town)
	if err != nil || len(all) != 1 || all[0].Set == nil {
		t.Errorf("the hours are %+v, %v", all, err)
	}
	err = f.SetQueueHours(t.Context(), f.town, 1, "x", caterina.Hours{Text: "mai"})
	wantCode(t, "no shifts", err, caterina.CodeInvalid)
	err = f.DropQueueHours(t.Context(), 999, "x")
	wantCode(t, "no town", err, caterina.CodeNotFound)
}
