// Package machine boots a test machine in QEMU, waits for the end of its job,
// and says what became of both.
package machine

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/volt-project/volt/test/host/image"
	"github.com/volt-project/volt/test/host/job"
)

// Config is a machine to be booted.
type Config struct {
	Emulator  string // root folder of the unpacked QEMU
	Machine   image.Machine
	Payload   string // the tar file
	CPUs      int
	MemoryMiB int
	Limits    Limits
}

// Limits bound the machine's time around the command's own.
type Limits struct {
	Boot time.Duration // from QEMU's start to the command's
	End  time.Duration // from the end of the command's time to QEMU's end
}

// DefaultLimits are ten times what a quiet machine with two CPUs takes.
func DefaultLimits() Limits { return Limits{Boot: 4 * time.Minute, End: time.Minute} }

// channel is a stream that leaves the machine through a file descriptor of
// QEMU's.
type channel struct {
	name string // also of the virtio-serial port; "console" is the serial line
	fd   int
}

const console = "console"

// channels are in the order of the descriptors. 0, 1 and 2 are taken.
func channels() []channel {
	return []channel{{console, 3}, {job.PortOutput, 4}, {job.PortReport, 5}, {job.PortJournal, 6}}
}

// commandLine is the kernel's. The machine restarts at once when the kernel
// panics, which QEMU takes as the end. TERM is for systemd: no escape sequences.
const commandLine = "console=ttyS0 quiet loglevel=4 panic=-1 mitigations=off nokaslr tsc=reliable " +
	"no_timer_check random.trust_cpu=on systemd.show_status=0 TERM=dumb"

// Command is QEMU with its arguments. It runs without being installed: its own
// loader is told where its libraries are. Of EPYC's features that TCG emulates,
// SVM is the one that matters: /dev/kvm works inside.
func (c Config) Command() []string {
	lib := filepath.Join(c.Emulator, "usr/lib/x86_64-linux-gnu")
	args := []string{
		filepath.Join(c.Emulator, "usr/lib64/ld-linux-x86-64.so.2"), "--library-path", lib,
		filepath.Join(c.Emulator, "usr/bin/qemu-system-x86_64"),
		"-L", filepath.Join(c.Emulator, "usr/share/qemu"),
		"-L", filepath.Join(c.Emulator, "usr/share/seabios"),
		"-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
		"-machine", "q35", "-cpu", "EPYC", "-accel", "tcg,thread=multi,tb-size=512",
		"-smp", strconv.Itoa(c.CPUs), "-m", strconv.Itoa(c.MemoryMiB),
		"-kernel", c.Machine.Kernel, "-initrd", c.Machine.Initrd, "-append", commandLine,
		"-drive", "if=none,id=disk,format=raw,snapshot=on,cache=unsafe,file=" + escape(c.Machine.Disk),
		"-device", "virtio-blk-pci,drive=disk",
		"-drive", "if=none,id=payload,format=raw,readonly=on,file=" + escape(c.Payload),
		"-device", "virtio-blk-pci,drive=payload",
		"-device", "virtio-serial-pci",
	}
	for _, ch := range channels() {
		args = append(args, // a set of one descriptor; append, since pipes cannot be truncated
			"-add-fd", fmt.Sprintf("fd=%d,set=%d", ch.fd, ch.fd),
			"-chardev", fmt.Sprintf("file,id=%s,append=on,path=/dev/fdset/%d", ch.name, ch.fd))
		if ch.name == console {
			args = append(args, "-serial", "chardev:"+ch.name)
		} else {
			args = append(args, "-device", "virtserialport,chardev="+ch.name+",name="+ch.name)
		}
	}
	return args
}

// escape keeps the commas of a path from ending QEMU's option.
func escape(path string) string { return strings.ReplaceAll(path, ",", ",,") }
