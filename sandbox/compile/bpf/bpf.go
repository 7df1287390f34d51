// Package bpf compiles a profile.Filter to the classic BPF program that
// seccomp(2) takes.
//
// A program is a short prologue of our own and, behind it, what libseccomp
// makes of the rules: a binary tree over the numbers. The prologue keeps
// libseccomp's number table out of every decision: calls are added by the
// numbers of the kernel headers, and numbers that no call has never reach it.
//
// The answers, in the words of seccomp(2):
//
//	architecture other than x86-64    SECCOMP_RET_KILL_PROCESS
//	x32 bit set, number not -1        SECCOMP_RET_KILL_PROCESS
//	number unknown, or -1             SECCOMP_RET_ERRNO, ENOSYS
//	known, absent in the filter       SECCOMP_RET_ERRNO, ENOSYS
//	known, allowed                    SECCOMP_RET_ALLOW
//	known, anything else              SECCOMP_RET_ERRNO, EPERM
package bpf

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"syscall"

	seccomp "github.com/seccomp/libseccomp-golang"
	"golang.org/x/sys/unix"

	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/profile"
)

// MaxInsns is the longest program the kernel takes: BPF_MAXINSNS of
// <linux/bpf_common.h>.
const MaxInsns = 4096

// binaryTree is the optimisation level of seccomp_attr_set(3) that sorts
// calls into a tree. libseccomp has it since 2.5.0.
const binaryTree = 2

// Compile turns a filter into a program of at most MaxInsns instructions.
func Compile(f profile.Filter) ([]plan.Insn, error) {
	all, err := calls(f)
	if err != nil {
		return nil, err
	}
	tree, err := compileTree(all)
	if err != nil {
		return nil, err
	}
	code := append(prologue(all), tree...)
	return code, fits(code)
}

func fits(code []plan.Insn) error {
	if len(code) > MaxInsns {
		return fmt.Errorf("cannot compile the filter: it has %d instructions, and the kernel takes %d; allow fewer calls by argument", len(code), MaxInsns)
	}
	return nil
}

// compileTree has libseccomp compile the calls. What they do not allow is
// refused with EPERM.
func compileTree(all []call) ([]plan.Insn, error) {
	filter, err := seccomp.NewFilter(errno(syscall.EPERM))
	if err != nil {
		return nil, fmt.Errorf("cannot start a libseccomp filter: %w", err)
	}
	defer filter.Release()
	if err := filter.SetBadArchAction(seccomp.ActKillProcess); err != nil {
		return nil, fmt.Errorf("cannot have libseccomp kill on a foreign architecture: %w", err)
	}
	// Without the tree (libseccomp before 2.5) the program is slower and
	// answers the same.
	if major, minor, _ := seccomp.GetLibraryVersion(); major > 2 || minor >= 5 {
		if err := filter.SetOptimize(binaryTree); err != nil {
			return nil, fmt.Errorf("cannot have libseccomp make a binary tree: %w", err)
		}
	}
	for _, c := range all {
		if err := addCall(filter, c); err != nil {
			return nil, fmt.Errorf("cannot add %s (%d) to the libseccomp filter: %w", c.name, c.number, err)
		}
	}
	return export(filter)
}

func errno(e syscall.Errno) seccomp.ScmpAction { return seccomp.ActErrno.SetReturnCode(int16(e)) }

// addCall adds one call's rules by number, exactly: libseccomp may neither
// know the number nor rewrite the rule.
func addCall(filter *seccomp.ScmpFilter, c call) error {
	number := seccomp.ScmpSyscall(c.number)
	switch c.always {
	case profile.Allow:
		return filter.AddRuleExact(number, seccomp.ActAllow)
	case profile.Absent:
		return filter.AddRuleExact(number, errno(syscall.ENOSYS))
	}
	for _, args := range c.allow {
		conditions, err := convert(args)
		if err != nil {
			return err
		}
		if err := filter.AddRuleConditionalExact(number, seccomp.ActAllow, conditions); err != nil {
			return err
		}
	}
	return nil
}

func convert(args []profile.Cmp) ([]seccomp.ScmpCondition, error) {
	var out []seccomp.ScmpCondition
	for _, c := range args {
		operator, values := seccomp.CompareMaskedEqual, []uint64{c.Mask, c.Value}
		switch c.Op {
		case profile.Equal:
			operator, values = seccomp.CompareEqual, []uint64{c.Value}
		case profile.NotEqual:
			operator, values = seccomp.CompareNotEqual, []uint64{c.Value}
		}
		condition, err := seccomp.MakeCondition(uint(c.Arg), operator, values...)
		if err != nil {
			return nil, err
		}
		out = append(out, condition)
	}
	return out, nil
}

// export reads the program back through an unnamed file: libseccomp before
// 2.6 cannot write it to memory.
func export(filter *seccomp.ScmpFilter) ([]plan.Insn, error) {
	file, err := memfd("volt-filter")
	if err != nil {
		return nil, fmt.Errorf("cannot make a file for the libseccomp filter: %w", err)
	}
	defer file.Close()
	if err := filter.ExportBPF(file); err != nil {
		return nil, fmt.Errorf("cannot export the libseccomp filter: %w", err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("cannot read the libseccomp filter back: %w", err)
	}
	raw, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the libseccomp filter back: %w", err)
	}
	return decode(raw)
}

// memfd makes an unexecutable memory file. Kernels before 6.3 do not know
// MFD_NOEXEC_SEAL and answer EINVAL.
func memfd(name string) (*os.File, error) {
	fd, err := unix.MemfdCreate(name, unix.MFD_CLOEXEC|unix.MFD_NOEXEC_SEAL)
	if err == unix.EINVAL {
		fd, err = unix.MemfdCreate(name, unix.MFD_CLOEXEC)
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), name), nil
}

// decode reads an array of struct sock_filter, <linux/filter.h>.
func decode(raw []byte) ([]plan.Insn, error) {
	const size = 8
	if len(raw) == 0 || len(raw)%size != 0 {
		return nil, fmt.Errorf("cannot read the libseccomp filter: %d bytes are not a whole number of instructions", len(raw))
	}
	var out []plan.Insn
	for ; len(raw) > 0; raw = raw[size:] {
		out = append(out, plan.Insn{
			Code: binary.LittleEndian.Uint16(raw),
			JT:   raw[2],
			JF:   raw[3],
			K:    binary.LittleEndian.Uint32(raw[4:]),
		})
	}
	return out, nil
}
