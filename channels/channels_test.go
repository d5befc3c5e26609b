package channels_test

import (
	"errors"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/channels"
)

func TestCleanTextKeepsWhatPeopleCanSee(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, in, want string
		err            error
	}{
		{"plain", "  che documenti servono?\n", "che documenti servono?", nil},
		{"line breaks stay", "uno\ndue", "uno\ndue", nil},
		{"accents and other scripts", "è così, 你好", "è così, 你好", nil},
		{"tag characters go", "ciao\U000E0041\U000E0042", "ciao", nil},
		{"text direction marks go", "a\u202eb", "ab", nil},
		{"NUL goes, the database refuses it", "a\x00b", "ab", nil},
		{"broken UTF-8 goes", "a\xffb", "ab", nil},
		{"empty", "", "", channels.ErrEmpty},
		{"only space", " \n\t ", "", channels.ErrEmpty},
		{"only hidden", "\u200b\u200b", "", channels.ErrEmpty},
		{"the longest", strings.Repeat("è", channels.MaxText), strings.Repeat("è", channels.MaxText), nil},
		{"a wall of emoji", strings.Repeat("😀", channels.MaxText), strings.Repeat("😀", channels.MaxText), nil},
		{"one too many", strings.Repeat("è", channels.MaxText+1), "", channels.ErrTooLong},
		{"hidden ones do not count", strings.Repeat("a", channels.MaxText) + "\u200b", strings.Repeat("a", channels.MaxText), nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := channels.CleanText(tc.in)
			if got != tc.want || !errors.Is(err, tc.err) {
				t.Errorf("CleanText gave %.40q, %v; want %.40q, %v", got, err, tc.want, tc.err)
			}
			if err != nil && caterina.CodeOf(err) != caterina.CodeInvalid {
				t.Errorf("code %q, want invalid", caterina.CodeOf(err))
			}
		})
	}
}

func TestValidClientIDTakesWhatClientsChoose(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{
		"01JD3Q0Z8N6W3V2T1S0R9Q8P7N":           true,
		"0b7f6d1e-8a0f-4a55-9a55-1f2f3a4b5c6d": true,
		"":                                     false,
		"a b":                                  false,
		"è":                                    false,
		"a\x00":                                false,
		strings.Repeat("x", 64):                true,
		strings.Repeat("x", 65):                false,
	} {
		if got := channels.ValidClientID(id); got != want {
			t.Errorf("ValidClientID(%q) = %v, want %v", id, got, want)
		}
	}
}
