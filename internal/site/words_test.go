package site

import (
	"reflect"
	"testing"
)

// checkWords fails for every sentence that is empty.
func checkWords(t *testing.T, w words) {
	t.Helper()
	v := reflect.ValueOf(w)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("%s: %s is empty", w.Lang, v.Type().Field(i).Name)
		}
	}
}
