#!/bin/sh
# Run by mmdebstrap in the end, with the root's folder as $1 and VOLT_KERNEL,
# VOLT_RELEASE in the environment. Unpacks the kernel, which is not installed:
# that would pull in and run an initramfs generator. Adds the ordinary user.
set -eu
root=$1
export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"

# The metapackage depends on the image, and that on what has been split off it.
packages=$(apt-cache -o APT::Default-Release="$VOLT_RELEASE" depends --recurse \
	--no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "$VOLT_KERNEL" |
	grep -E '^linux-(base|binary|image|modules)-[0-9]' | sort -u)
[ -n "$packages" ] || { echo "E: $VOLT_KERNEL of $VOLT_RELEASE depends on no kernel" >&2; exit 1; }

folder=$(mktemp -d "$root/kernel.XXXXXX")
(
	cd "$folder"
	for package in $packages; do
		apt-get -q -o APT::Sandbox::User=root -o APT::Default-Release="$VOLT_RELEASE" download "$package"
	done
	for file in *.deb; do dpkg-deb -x "$file" unpacked; done
	# Debian 12 has /lib in these packages, Debian 13 /usr/lib; the kernel is in
	# /boot, or beside its modules since 6.19.
	mkdir -p "$root/usr/lib/modules"
	for modules in unpacked/lib/modules unpacked/usr/lib/modules; do
		[ ! -d "$modules" ] || cp -a "$modules/." "$root/usr/lib/modules/"
	done
	for kernel in unpacked/boot/vmlinuz-* "$root"/usr/lib/modules/*/vmlinuz; do
		[ ! -f "$kernel" ] || mv "$kernel" "$root/boot/vmlinuz"
	done
)
rm -rf "$folder"
for version in "$root"/usr/lib/modules/*; do chroot "$root" depmod "${version##*/}"; done

chroot "$root" useradd --create-home --uid 1000 --shell /bin/bash tester
