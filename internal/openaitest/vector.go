package openaitest

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
)

const (
	gram      = 4 // letters of a run
	gramShare = 0.35
)

// Vector is a text's vector, of length 1: its stems and its runs of four letters
// are hashed to places, so texts that share words are near each other. Another
// model's name gives vectors that cannot be compared.
func Vector(model, text string, dims int) []float64 {
	v := make([]float64, dims)
	add := func(feature string, weight float64) {
		h := fnv.New64a()
		_, _ = h.Write([]byte(model + "\x00" + feature))
		sum := h.Sum64()
		if sum>>63 == 1 {
			weight = -weight
		}
		v[sum%uint64(dims)] += weight //nolint:gosec // dims is checked to be a small number above 0
	}
	for _, s := range stemsOf(text) {
		add(s, 1)
	}
	for _, w := range wordsOf(text) {
		letters := []rune("^" + w + "$")
		for i := 0; i+gram <= len(letters); i++ {
			add(string(letters[i:i+gram]), gramShare)
		}
	}
	add("", 0.01) // so that a text without words has a length too
	length := 0.0
	for _, x := range v {
		length += x * x
	}
	for i := range v {
		v[i] /= math.Sqrt(length)
	}
	return v
}

// item is one vector of an answer.
type item struct {
	index  int
	vector []float64
	words  bool // stands a text in its place
	nulls  bool
}

// spoil makes vectors what they should not be.
func (t Twist) spoil(data []item) []item {
	last := len(data) - 1
	switch t {
	case OtherOrder:
		slices.Reverse(data)
	case FewerVectors:
		return data[:last]
	case MoreVectors:
		return append(data, data[last])
	case NotTwisted, WrongDims, WrongIndexes, NaNs, Nulls, ZeroVectors, EmptyVectors, TwistedToWords:
		for i := range data {
			data[i].spoil(t)
		}
	}
	return data
}

// spoil makes one vector what it should not be.
func (d *item) spoil(t Twist) {
	switch t {
	case WrongDims:
		d.vector = d.vector[:len(d.vector)-1]
	case WrongIndexes:
		d.index = 0
	case NaNs:
		d.vector[0] = math.NaN()
	case Nulls:
		d.nulls = true
	case ZeroVectors:
		d.vector = make([]float64, len(d.vector))
	case EmptyVectors:
		d.vector = nil
	case TwistedToWords:
		d.words = true
	case NotTwisted, OtherOrder, FewerVectors, MoreVectors:
	}
}

// embeddingsBody is an answer as it is on the wire. It is written by hand: JSON has
// no NaN, and servers write one all the same.
func embeddingsBody(model string, data []item, asBase64 bool, in int, noUsage bool) []byte {
	var b bytes.Buffer
	b.WriteString(`{"object":"list","data":[`)
	for i, d := range data {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`{"object":"embedding","index":` + strconv.Itoa(d.index) + `,"embedding":`)
		d.write(&b, asBase64)
		b.WriteByte('}')
	}
	b.WriteString(`],"model":` + string(encode(model)))
	if !noUsage {
		b.WriteString(`,"usage":{"prompt_tokens":` + strconv.Itoa(in) + `,"total_tokens":` + strconv.Itoa(in) + `}`)
	}
	b.WriteByte('}')
	return b.Bytes()
}

func (d item) write(b *bytes.Buffer, asBase64 bool) {
	if d.words {
		b.WriteString(`"non disponibile"`)
		return
	}
	if asBase64 {
		raw := make([]byte, 0, 4*len(d.vector))
		for _, x := range d.vector {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(float32(x)))
		}
		b.Write(encode(base64.StdEncoding.EncodeToString(raw)))
		return
	}
	b.WriteByte('[')
	for i, x := range d.vector {
		if i > 0 {
			b.WriteByte(',')
		}
		if d.nulls && i == 0 {
			b.WriteString("null")
			continue
		}
		b.WriteString(strconv.FormatFloat(x, 'g', 8, 64))
	}
	b.WriteByte(']')
}
