package pgtest_test

import (
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
)

func TestEachTestHasItsOwnDatabase(t *testing.T) {
	t.Parallel()
	s := time.Now()
	one, two := pgtest.Store(t), pgtest.Store(t)
	t.Log(time.Since(s))
	if _, _, err := one.SaveTown(t.Context(), caterina.Town{Slug: "siena", Name: "Siena"}, nil); err != nil {
		t.Fatal(err)
	}
	towns, err := two.Towns(t.Context())
	if err != nil || len(towns) != 0 {
		t.Errorf("the second database has %v, %v; want nothing", towns, err)
	}
	if towns, err = one.Towns(t.Context()); err != nil || len(towns) != 1 {
		t.Errorf("the first database has %v, %v; want one town", towns, err)
	}
	for range 5 {
		s = time.Now()
		u := pgtest.URL(t)
		t.Log(time.Since(s), u)
	}
}
