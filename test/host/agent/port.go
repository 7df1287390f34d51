package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ports is where the kernel lists virtio-serial ports: drivers/char/virtio_console.c.
const ports = "/sys/class/virtio-ports"

// openPort opens the port that the host gave this name. /dev/virtio-ports is
// not there: udev is not asked about devices of the boot.
func openPort(name string) (*os.File, error) {
	files, err := filepath.Glob(ports + "/*/name")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(string(text)) == name {
			return os.OpenFile("/dev/"+filepath.Base(filepath.Dir(file)), os.O_WRONLY, 0)
		}
	}
	return nil, fmt.Errorf("cannot find virtio-serial port %s in %s", name, ports)
}

// writer hides that a port is a file, so that os/exec puts a pipe before it.
type writer struct{ port *os.File }

func (w writer) Write(p []byte) (int, error) { return w.port.Write(p) }
