package direct

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// The range of the workloads' user ids. systemd's list of ranges (UIDS-GIDS)
// and Debian's policy (section 9.2.2) leave it to nobody: above 65535, below
// the 100000 where the ranges of /etc/subuid begin, and away from the dynamic
// users of systemd (61184 to 65519).
const (
	FirstUID = 70000
	LastUID  = 79999
)

// UID is a user id that no other workload has until Release.
type UID struct {
	ID   uint32
	lock *os.File
}

// Release gives the id back.
func (u *UID) Release() {
	os.Remove(u.lock.Name())
	u.lock.Close()
}

// DynamicUID takes a user id. folder holds one lock file for each id in use.
func DynamicUID(folder string) (*UID, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("cannot take a user id for the workload: %w", err)
	}
	const n = LastUID - FirstUID + 1
	start := os.Getpid() // spreads starts that come at once
	for i := range n {
		uid := FirstUID + (start+i)%n
		f, err := lock(filepath.Join(folder, strconv.Itoa(uid)))
		if err != nil {
			return nil, fmt.Errorf("cannot take a user id for the workload: %w", err)
		}
		if f != nil {
			return &UID{uint32(uid), f}, nil
		}
	}
	return nil, errors.New("cannot take a user id for the workload: all of 70000 to 79999 are in use")
}

// lock returns nil and no error when somebody else holds the lock.
func lock(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, nil
	}
	// Release may have removed the file between the open and the lock; then
	// somebody else may already hold a new one of the same name.
	mine, err := f.Stat()
	now, err2 := os.Lstat(name)
	if err != nil || err2 != nil || !os.SameFile(mine, now) {
		f.Close()
		return nil, nil
	}
	return f, nil
}

// Sweep removes the lock files that supervisors left which were killed.
func Sweep(folder string) {
	names, _ := filepath.Glob(filepath.Join(folder, "[0-9]*"))
	for _, name := range names {
		if f, err := lock(name); err == nil && f != nil {
			os.Remove(name)
			f.Close()
		}
	}
}
