package telegram

import (
	"strconv"
	"strings"
)

// maxData is how long the data of a button may be, in bytes.
const maxData = 64

// The data of a button names an option of an event, "o:SEQ:INDEX:EPOCH", or, where
// there is no event, holds the option's own id behind "c:".
const (
	optionMark = "o:"
	choiceMark = "c:"
	dataBase   = 36
)

// Data is what a button says when it is pressed: which option of which event it is,
// and who had the conversation when it was offered. It says nothing of the option
// itself, so a button of another conversation, or of another time, opens nothing.
func Data(seq int64, index, epoch int) string {
	return optionMark + strconv.FormatInt(seq, dataBase) + ":" + strconv.FormatInt(int64(index), dataBase) + ":" + strconv.FormatInt(int64(epoch), dataBase)
}

// ParseData reads what Data wrote, and nothing else.
func ParseData(data string) (seq int64, index, epoch int, ok bool) {
	rest, marked := strings.CutPrefix(data, optionMark)
	parts := strings.Split(rest, ":")
	if !marked || len(data) > maxData || len(parts) != 3 {
		return 0, 0, 0, false
	}
	var numbers [3]int64
	for i, part := range parts {
		n, err := strconv.ParseInt(part, dataBase, strconv.IntSize)
		if err != nil || n < 0 {
			return 0, 0, 0, false
		}
		numbers[i] = n
	}
	seq, index, epoch = numbers[0], int(numbers[1]), int(numbers[2])
	if seq == 0 || Data(seq, index, epoch) != data {
		return 0, 0, 0, false
	}
	return seq, index, epoch, true
}

// ChoiceData is what a button says that belongs to no event: the choice itself, ""
// when that is too long.
func ChoiceData(choice string) string {
	if choice == "" || len(choiceMark)+len(choice) > maxData {
		return ""
	}
	return choiceMark + choice
}

// ParseChoice reads what ChoiceData wrote.
func ParseChoice(data string) (choice string, ok bool) {
	choice, marked := strings.CutPrefix(data, choiceMark)
	if !marked || choice == "" || len(data) > maxData {
		return "", false
	}
	return choice, true
}
