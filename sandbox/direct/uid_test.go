package direct

import (
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
)

func TestDynamicUIDsDiffer(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "uid")
	const n = 64
	uids := make([]*UID, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			var err error
			if uids[i], err = DynamicUID(folder); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	seen := map[uint32]bool{}
	for _, u := range uids {
		if u == nil || seen[u.ID] || u.ID < FirstUID || u.ID > LastUID {
			t.Fatalf("%+v was given out twice, or is out of range", u)
		}
		seen[u.ID] = true
	}
	first := uids[0].ID
	Sweep(folder) // leaves what is in use
	for _, u := range uids {
		if _, err := os.Stat(u.lock.Name()); err != nil {
			t.Error(err)
		}
		u.Release()
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	again, err := DynamicUID(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Release()
	if again.ID != uint32(FirstUID+os.Getpid()%(LastUID-FirstUID+1)) {
		t.Errorf("%d and not the first choice, which is free again (first was %d)", again.ID, first)
	}
}

func TestSweep(t *testing.T) {
	folder := t.TempDir()
	left := filepath.Join(folder, strconv.Itoa(FirstUID))
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(folder, "readme")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	Sweep(folder)
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("the lock of a killed supervisor is still there: %v", err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Error(err)
	}
}

func TestRemovedLockIsNotTaken(t *testing.T) {
	name := filepath.Join(t.TempDir(), "1")
	f, err := lock(name)
	if err != nil || f == nil {
		t.Fatal(f, err)
	}
	if g, err := lock(name); g != nil || err != nil {
		t.Errorf("a lock in use was taken: %v, %v", g, err)
	}
	os.Remove(name)
	f.Close()
	if g, err := lock(name); g == nil || err != nil {
		t.Errorf("a free lock was not taken: %v, %v", g, err)
	}
}
