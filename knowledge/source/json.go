package source

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"example.org/caterina/knowledge"
)

// jsonLines reads one item a line. A line that is too long is rejected like any
// other broken one.
func (r *reader) jsonLines(ctx context.Context, path, kind string) error {
	f, err := openRegular(path)
	if err != nil {
		return err
	}
	lines := bufio.NewReaderSize(f, 64<<10)
	for number := 1; ; number++ {
		if err = ctx.Err(); err != nil {
			break
		}
		var line []byte
		line, err = readLine(lines)
		if trimmed := bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\ufeff"))); len(trimmed) > 0 {
			r.add(kind, knowledge.Document{Source: path, Line: number, Data: trimmed})
		}
		if err != nil {
			break
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("read a file: %w", err)
	}
	return nil
}

// readLine returns one line, and of a long one only as much as shows that it is
// too long.
func readLine(lines *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		piece, err := lines.ReadSlice('\n')
		if len(line) <= knowledge.MaxDocument {
			line = append(line, piece...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// jsonFile reads a file of one item, or of a list of items.
func (r *reader) jsonFile(ctx context.Context, path, kind string) error {
	f, err := openRegular(path)
	if err != nil {
		return err
	}
	lines := &lineCounter{from: bufio.NewReader(f)}
	if lines.next() != '[' {
		if err := f.Close(); err != nil {
			return fmt.Errorf("read a file: %w", err)
		}
		data, err := readSome(path)
		if err != nil {
			return err
		}
		r.add(kind, knowledge.Document{Source: path, Data: data})
		return nil
	}
	err = r.jsonList(ctx, path, kind, lines)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("read a file: %w", err)
	}
	return nil
}

// jsonList reads the items of a list one by one. After a mistake in the JSON
// itself the rest cannot be told apart and is left out.
func (r *reader) jsonList(ctx context.Context, path, kind string, lines *lineCounter) error {
	begin := lines.read
	dec := json.NewDecoder(lines)
	_, err := dec.Token() // the opening bracket
	for err == nil && dec.More() {
		if err := ctx.Err(); err != nil {
			return err
		}
		var item json.RawMessage
		if err = dec.Decode(&item); err == nil {
			r.add(kind, knowledge.Document{Source: path, Line: lines.at(begin + dec.InputOffset() - int64(len(item))), Data: item})
		}
	}
	if err == nil {
		_, err = dec.Token() // the closing one
	}
	if err != nil {
		r.batch.Rejected = append(r.batch.Rejected, knowledge.Rejection{
			Source: path, Line: lines.at(begin + dec.InputOffset()), Problem: "il JSON non è scritto bene o si interrompe, e da qui in poi non si legge",
			Fix: "Controlla virgole, virgolette e parentesi vicino a questa riga",
		})
		r.batch.RejectedItems++
	}
	return nil
}

// lineCounter remembers where the lines of what passes through begin.
type lineCounter struct {
	from *bufio.Reader
	read int64
	ends []int64 // offsets of the line feeds
}

// next skips white space and a byte order mark, and returns the first byte of
// content without taking it; 0 when there is none.
func (l *lineCounter) next() byte {
	for {
		b, err := l.from.Peek(1)
		if err != nil {
			return 0
		}
		if !bytes.Contains([]byte(" \t\r\n\ufeff"), b) {
			return b[0]
		}
		var one [1]byte
		if _, err := l.Read(one[:]); err != nil {
			return 0
		}
	}
}

// Read passes bytes on.
func (l *lineCounter) Read(p []byte) (int, error) {
	n, err := l.from.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.ends = append(l.ends, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// at returns the line of an offset, from 1.
func (l *lineCounter) at(offset int64) int {
	before, _ := slices.BinarySearch(l.ends, offset)
	return before + 1
}
