package image

import "io/fs"

// File is a file or a link that is written over the unpacked packages.
type File struct {
	Path string // below the root, without a leading slash
	Mode fs.FileMode
	Text string
	Link string // the target, if it is a symbolic link
}

// MachineID is /etc/machine-id of every machine: with none, the first boot
// would run as such, presets and all.
const MachineID = "766f6c74766f6c74766f6c74766f6c74"

// files is the configuration of the machine.
func files() []File {
	const etc = "etc/systemd/system/"
	return []File{
		{Path: "etc/fstab", Mode: 0o644},
		{Path: "etc/hostname", Mode: 0o644, Text: "volt-test\n"},
		{Path: "etc/hosts", Mode: 0o644, Text: "127.0.0.1 localhost volt-test\n::1 localhost\n"},
		{Path: "etc/machine-id", Mode: 0o444, Text: MachineID + "\n"},
		{Path: "etc/locale.conf", Mode: 0o644, Text: "LANG=C.UTF-8\n"},
		// A test's journal must hold every line of it.
		{Path: "etc/systemd/journald.conf.d/volt-test.conf", Mode: 0o644, Text: "[Journal]\nStorage=volatile\nRateLimitIntervalSec=0\n"},
		// loginctl enable-linger tester, which needs a running machine.
		{Path: "var/lib/systemd/linger/tester", Mode: 0o644},
		{Path: etc + "default.target", Link: "/usr/lib/systemd/system/multi-user.target"},
	}
}

// masks are the units that cost time at boot, and that no test is about:
// hardware, terminals, clean-up and first boot. udevd itself stays, for devices
// that come later; what is there at boot is not asked for again.
func masks() []File {
	var out []File
	for _, unit := range []string{
		"apt-daily-upgrade.timer",
		"apt-daily.timer",
		"dpkg-db-backup.timer",
		"e2scrub_all.timer",
		"e2scrub_reap.service",
		"fstrim.timer",
		"getty.target",
		"getty@tty1.service",
		"ldconfig.service",
		"modprobe@configfs.service",
		"modprobe@dm_mod.service",
		"modprobe@drm.service",
		"modprobe@efi_pstore.service",
		"modprobe@fuse.service",
		"modprobe@loop.service",
		"nginx.service", // a workload of tests, not a service of the machine
		"proc-sys-fs-binfmt_misc.automount",
		"serial-getty@ttyS0.service",
		"sys-fs-fuse-connections.mount",
		"systemd-binfmt.service",
		"systemd-firstboot.service",
		"systemd-hwdb-update.service",
		"systemd-journal-catalog-update.service",
		"systemd-journal-flush.service",
		"systemd-machine-id-commit.service",
		"systemd-modules-load.service",
		"systemd-pstore.service",
		"systemd-random-seed.service",
		"systemd-remount-fs.service",
		"systemd-rfkill.socket",
		"systemd-sysusers.service",
		"systemd-timesyncd.service",
		"systemd-tmpfiles-clean.timer",
		"systemd-udev-trigger.service",
		"systemd-update-done.service",
		"systemd-update-utmp-runlevel.service",
		"systemd-update-utmp.service",
	} {
		out = append(out, File{Path: "etc/systemd/system/" + unit, Link: "/dev/null"})
	}
	for _, generator := range []string{
		"systemd-bless-boot-generator",
		"systemd-cryptsetup-generator",
		"systemd-debug-generator",
		"systemd-fstab-generator",
		"systemd-getty-generator",
		"systemd-gpt-auto-generator",
		"systemd-hibernate-resume-generator",
		"systemd-integritysetup-generator",
		"systemd-rc-local-generator",
		"systemd-ssh-generator",
		"systemd-system-update-generator",
		"systemd-sysv-generator",
		"systemd-tpm2-generator",
		"systemd-veritysetup-generator",
	} {
		out = append(out, File{Path: "etc/systemd/system-generators/" + generator, Link: "/dev/null"})
	}
	return out
}
