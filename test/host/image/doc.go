// Package image makes what a test machine is booted from, and keeps it in a
// cache: per variant a folder with a disk image, a kernel and an initial
// ramdisk, and one folder with the QEMU that boots them.
//
// A recipe (recipe.go) is data; its hash names the folder, so that a changed
// recipe is a new folder and an unchanged one is never built twice. Packages
// are the newest the mirror has on the day of the build.
package image
