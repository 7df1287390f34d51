#!/bin/busybox sh
# /init of the test machine's initial ramdisk: loads modules, mounts the disk,
# unpacks the tar file on the second disk over it, and hands over.
b=/bin/busybox
fail() {
	echo "volt-test: cannot start the machine: $*" >/dev/console
	$b poweroff -f
}
$b mount -t proc proc /proc
$b mount -t devtmpfs dev /dev
for module in /modules/*; do
	$b insmod "$module" || fail "insmod $module failed"
done
tries=0
until [ -b /dev/vda ] && [ -b /dev/vdb ]; do
	tries=$((tries + 1))
	[ $tries -lt 500 ] || fail "the disks did not appear"
	$b usleep 20000
done
$b mount -t ext4 -o rw,noatime /dev/vda /root || fail "the root file system cannot be mounted"
$b tar -x -f /dev/vdb -C /root || fail "the payload cannot be unpacked"
$b mount --move /dev /root/dev
$b umount /proc
exec $b switch_root /root /sbin/init
