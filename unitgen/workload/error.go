package workload

import (
	"strconv"
	"strings"

	"github.com/volt-project/volt/unitgen/workload/syntax"
)

// Error says what is wrong with a workload, where, and what to do about it.
type Error = syntax.Error

// Errors are the problems of one workload, in the order of its files and lines.
// There are at most MaxErrors.
type Errors []*Error

// MaxErrors is after how many problems the reading of a workload ends.
const MaxErrors = 20

// Error returns one line for each problem.
func (e Errors) Error() string {
	var b strings.Builder
	for i, one := range e {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(one.Error())
	}
	if len(e) >= MaxErrors {
		b.WriteString("\nand perhaps more: reading ended after " + strconv.Itoa(MaxErrors) + " problems")
	}
	return b.String()
}

// Unwrap returns the problems one by one.
func (e Errors) Unwrap() []error {
	out := make([]error, len(e))
	for i, one := range e {
		out[i] = one
	}
	return out
}
