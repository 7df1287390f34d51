package attempts

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// Finding is what an attempt saw. Its row decides what that means.
type Finding struct {
	errno   unix.Errno // the error of the call that matters; 0: it went through
	nothing bool       // no error, but nothing was gained either
	broken  bool       // the attempt itself did not work out
	detail  string
}

// through is a door that was seen open.
func through(format string, args ...any) Finding {
	return Finding{detail: fmt.Sprintf(format, args...)}
}

// nothing is a call that went through and gained nothing.
func nothing(format string, args ...any) Finding {
	return Finding{nothing: true, detail: fmt.Sprintf(format, args...)}
}

// broken is an attempt that could not be made.
func broken(format string, args ...any) Finding {
	return Finding{broken: true, detail: fmt.Sprintf(format, args...)}
}

// found is the finding of one call: open when err is nil, else its error.
func found(err error, what string) Finding {
	if err == nil {
		return through("%s", what)
	}
	var errno unix.Errno
	if !errors.As(err, &errno) || errno == 0 {
		return broken("%s: %v", what, err)
	}
	return Finding{errno: errno, detail: what + ": " + errno.Error()}
}
