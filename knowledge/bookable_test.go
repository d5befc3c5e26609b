package knowledge

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

func TestAppointmentsAreWithTheTownAndNotWithItsParent(t *testing.T) {
	t.Parallel()
	child, parent := family()
	child.Offices = []caterina.Office{{Slug: "urp", Name: "URP"}}
	child.Services = []caterina.Service{{Slug: "consulenza", Offices: []string{"urp"}}}
	parent.Services = []caterina.Service{{Slug: "pensioni"}}
	l, _ := library(t, newStub(child, parent))
	refresh(t, l)
	services, offices := l.Bookable(7)
	if diff := cmp.Diff(child.Services, services); diff != "" {
		t.Errorf("services (-want +got):\n%s", diff)
	}
	if len(offices) != 1 || offices[0].Slug != "urp" {
		t.Errorf("offices %+v", offices)
	}
	if services, offices := l.Bookable(99); services != nil || offices != nil {
		t.Error("an unknown town has something")
	}
}

func TestATownWithoutServicesHasNotItsParents(t *testing.T) {
	t.Parallel()
	child, parent := family()
	parent.Services = []caterina.Service{{Slug: "pensioni"}}
	l, _ := library(t, newStub(child, parent))
	refresh(t, l)
	if services, offices := l.Bookable(7); len(services) != 0 || len(offices) != 0 {
		t.Errorf("services %+v, offices %+v", services, offices)
	}
}
