package booking

import (
	"fmt"
	"io"

	"example.org/caterina"
)

// NewCode returns a new code of an appointment. Every code is as likely as every
// other.
func NewCode(random io.Reader) (string, error) {
	const all = len(caterina.CodeAlphabet)
	code := make([]byte, 0, caterina.CodeLength)
	var b [1]byte
	for len(code) < caterina.CodeLength {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return "", fmt.Errorf("new code: %w", err)
		}
		if n := int(b[0]); n < 256/all*all { // the rest would make some letters likelier
			code = append(code, caterina.CodeAlphabet[n%all])
		}
	}
	return string(code), nil
}

// ShowCode writes a code as it is read best: "K7M 2XQR".
func ShowCode(code string) string {
	if len(code) != caterina.CodeLength {
		return code
	}
	return code[:3] + " " + code[3:]
}
