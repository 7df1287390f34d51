package manager

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// journalTime bounds reading the journal for a message: the message is worth
// more than its details.
const journalTime = 3 * time.Second

// journal gives the last lines that a unit, or systemd about it, logged since
// a time, and none when that cannot be found out.
func journal(ctx context.Context, scope Scope, unit string, since time.Time, lines int) []string {
	ctx, cancel := context.WithTimeout(ctx, journalTime)
	defer cancel()
	if os.Geteuid() == 0 {
		// What was logged just now may not be in the file yet. Others may not
		// ask for that before systemd 254.
		_ = exec.CommandContext(ctx, "journalctl", "--sync").Run()
	}
	out, err := exec.CommandContext(ctx, "journalctl", journalArguments(scope, unit, since, lines)...).Output()
	if err != nil {
		return nil
	}
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' })
}

// journalArguments selects by systemd.journal-fields(7): the first field is on
// lines of the unit's processes, the other on lines of the manager's about the
// unit. The invocation id would be more exact, but is absent from lines of a
// process that was gone by the time the journal looked.
func journalArguments(scope Scope, unit string, since time.Time, lines int) []string {
	from, about := "_SYSTEMD_UNIT=", "UNIT="
	if scope == User {
		from, about = "_SYSTEMD_USER_UNIT=", "USER_UNIT="
	}
	us := since.UnixMicro()
	return []string{
		"--quiet", "--no-pager", "--output=cat", "--lines=" + strconv.Itoa(lines),
		fmt.Sprintf("--since=@%d.%06d", us/1e6, us%1e6), // systemd.time(7)
		from + unit, "+", about + unit,
	}
}
