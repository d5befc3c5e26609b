package postgres_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
)

// TestTheStreetsOfATownAreReplacedAsAWhole: what the new list has not is gone, what it
// has again is not counted, and the indexes hear of each change.
func TestTheStreetsOfATownAreReplacedAsAWhole(t *testing.T) {
	t.Parallel()
	store := pgtest.Store(t)
	id, _, err := store.SaveTown(t.Context(), caterina.Town{Slug: "siena", Name: "Siena"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := store.SaveTown(t.Context(), caterina.Town{Slug: "bari", Name: "Bari"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	roma := caterina.Street{Name: "Via Roma", Lat: 43.3, Lon: 11.3}
	isola := caterina.Street{Name: "Via Roma", District: "Isola d'Arbia", Lat: 43.26, Lon: 11.39}
	fani := caterina.Street{Name: "Via Fani", Lat: 43.31, Lon: 11.31}
	moved := roma
	moved.Lat = 43.32
	if _, err := store.SaveItems(t.Context(), other, caterina.Items{Streets: []caterina.Street{roma}}); err != nil {
		t.Fatal(err)
	}
	version := int64(1)
	for _, step := range []struct {
		name   string
		list   []caterina.Street
		counts caterina.ImportCounts
		raises bool
		want   []caterina.Street
	}{
		{"the first list", []caterina.Street{roma, isola, fani}, caterina.ImportCounts{Created: 3}, true, []caterina.Street{fani, roma, isola}},
		{"the same list", []caterina.Street{roma, isola, fani}, caterina.ImportCounts{Unchanged: 3}, false, []caterina.Street{fani, roma, isola}},
		{"no list", nil, caterina.ImportCounts{}, false, []caterina.Street{fani, roma, isola}},
		{"one elsewhere", []caterina.Street{moved, isola, fani}, caterina.ImportCounts{Updated: 1, Unchanged: 2}, true, []caterina.Street{fani, moved, isola}},
		{"one gone", []caterina.Street{moved, fani}, caterina.ImportCounts{Unchanged: 2}, true, []caterina.Street{fani, moved}},
		{"an empty list", []caterina.Street{}, caterina.ImportCounts{}, true, nil},
	} {
		counts, err := store.SaveItems(t.Context(), id, caterina.Items{Streets: step.list})
		if err != nil || counts != step.counts {
			t.Errorf("%s: %+v, %v", step.name, counts, err)
		}
		if step.raises {
			version++
		}
		got, err := store.Content(t.Context(), id)
		if err != nil || got.Version != version {
			t.Errorf("%s: version %d, want %d, %v", step.name, got.Version, version, err)
		}
		if diff := cmp.Diff(step.want, got.Streets); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
	if got, err := store.Content(t.Context(), other); err != nil || len(got.Streets) != 1 {
		t.Errorf("the other town has %v, %v", got.Streets, err)
	}
}

// TestAStreetOutsideTheCountryIsRefused by the table too.
func TestAStreetOutsideTheCountryIsRefused(t *testing.T) {
	t.Parallel()
	store := pgtest.Store(t)
	id, _, err := store.SaveTown(t.Context(), caterina.Town{Slug: "siena", Name: "Siena"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.SaveItems(t.Context(), id, caterina.Items{Streets: []caterina.Street{{Name: "Rue", Lat: 48.85, Lon: 2.35}}}); err == nil {
		t.Error("it is stored")
	}
}
