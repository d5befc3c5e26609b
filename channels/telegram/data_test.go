package telegram

import (
	"math"
	"strings"
	"testing"
)

func TestDataComeBackAsTheyWere(t *testing.T) {
	t.Parallel()

	for _, test := range []struct {
		seq          int64
		index, epoch int
		want         string
	}{
		{1, 0, 0, "o:1:0:0"},
		{35, 36, 3, "o:z:10:3"},
		{1295, 2, 46656, "o:zz:2:1000"},
		{math.MaxInt64, math.MaxInt, math.MaxInt, "o:1y2p0ij32e8e7:1y2p0ij32e8e7:1y2p0ij32e8e7"},
	} {
		data := Data(test.seq, test.index, test.epoch)
		if data != test.want || len(data) > maxData {
			t.Errorf("%q, want %q", data, test.want)
		}
		seq, index, epoch, ok := ParseData(data)
		if !ok || seq != test.seq || index != test.index || epoch != test.epoch {
			t.Errorf("%q is read as %d, %d, %d, %v", data, seq, index, epoch, ok)
		}
	}
}

func TestOtherDataAreRefused(t *testing.T) {
	t.Parallel()

	for _, data := range []string{
		"", "o", "o:", "o:1", "o:1:0", "o:1:0:", "o:1:0:0:", "o:1:0:0:0", "o::0:0", "O:1:0:0", "o:A:0:0", "o:01:0:0", "o:1:00:0", "o:+1:0:0",
		"o:-1:0:0", "o:1:-1:0", "o:1:0:-1", "o:1:0:0 ", " o:1:0:0", "o:1 :0:0", "o:1:0:0\n", "o:0:0:0", "o:1:0:0x\x00", "o:1_0:0:0", "o:0x1:0:0",
		"o:1y2p0ij32e8e8:0:0", "o:" + strings.Repeat("1", 70) + ":0:0", "c:1:0:0", "x:1:0:0", "о:1:0:0", // the last one begins in Cyrillic
	} {
		if seq, index, epoch, ok := ParseData(data); ok {
			t.Errorf("%q is read as %d, %d, %d", data, seq, index, epoch)
		}
	}
}

func TestAChoiceOfNoEventTravelsAsItIs(t *testing.T) {
	t.Parallel()

	long := strings.Repeat("x", maxData-len(choiceMark))
	for choice, want := range map[string]string{"town/siena": "c:town/siena", long: "c:" + long, long + "x": "", "": "", "o:1:0:0": "c:o:1:0:0"} {
		if got := ChoiceData(choice); got != want {
			t.Errorf("%q: %q, want %q", choice, got, want)
		}
		if got, ok := ParseChoice(want); want != "" && (!ok || got != choice) {
			t.Errorf("%q comes back as %q, %v", want, got, ok)
		}
	}
	for _, data := range []string{"", "c", "c:", "o:1:0:0", "town/siena", "c:" + long + "x"} {
		if choice, ok := ParseChoice(data); ok {
			t.Errorf("%q is read as %q", data, choice)
		}
	}
}

func FuzzData(f *testing.F) {
	f.Add("o:1:0:0")
	f.Add("o:zz:2:1000")
	f.Add("o:01:0:0")
	f.Fuzz(func(t *testing.T, data string) {
		seq, index, epoch, ok := ParseData(data)
		if ok && (Data(seq, index, epoch) != data || seq <= 0 || index < 0 || epoch < 0) {
			t.Errorf("%q is read as %d, %d, %d", data, seq, index, epoch)
		}
	})
}
