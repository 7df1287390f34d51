package battery_test

import (
	"fmt"
	"io"
	"net"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// listen starts the services of the host: on loopback addresses only.
func (w *world) listen(t *testing.T) {
	t.Helper()
	listed, unlisted := w.serve(t, "tcp4", "127.0.0.1:0"), w.serve(t, "tcp4", "127.0.0.1:0")
	w.setup.ListedPort = listed.(*net.TCPAddr).Port
	w.setup.UnlistedPort = unlisted.(*net.TCPAddr).Port
	w.setup.BindPort, w.setup.FreePort = freePorts(t)
	w.setup.UDPPort = w.answer(t)

	name := w.setup.Secret[:20]
	w.setup.AbstractStream = name + "-stream"
	w.serve(t, "unix", "@"+w.setup.AbstractStream)
	w.setup.UnixPath = w.path("host/socket")
	w.serve(t, "unix", w.setup.UnixPath)
	must(t, os.Chmod(w.setup.UnixPath, 0o777))
	w.setup.AbstractDatagram = name + "-datagram"
	datagram, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: "@" + w.setup.AbstractDatagram, Net: "unixgram"})
	must(t, err)
	t.Cleanup(func() { _ = datagram.Close() })

	var st unix.Stat_t
	must(t, unix.Stat("/proc/self/ns/net", &st))
	w.setup.HostNet = st.Ino
}

// serve greets every connection with the secret and reads until its end: to
// close with something unread would take the greeting back.
func (w *world) serve(t *testing.T, network, address string) net.Addr {
	t.Helper()
	l, err := net.Listen(network, address)
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_, _ = fmt.Fprintln(conn, w.setup.Secret)
				_, _ = io.Copy(io.Discard, conn)
			}()
		}
	}()
	return l.Addr()
}

// answer answers every UDP datagram with the secret.
func (w *world) answer(t *testing.T) int {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		buf := make([]byte, 16)
		for {
			_, from, err := conn.ReadFromUDP(buf)
			if err != nil {
				return
			}
			_, _ = conn.WriteToUDP([]byte(w.setup.Secret), from)
		}
	}()
	return conn.LocalAddr().(*net.UDPAddr).Port
}

// freePorts returns two ports on which nobody listens.
func freePorts(t *testing.T) (int, int) {
	t.Helper()
	var ports [2]int
	for i := range ports {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		must(t, err)
		defer l.Close()
		ports[i] = l.Addr().(*net.TCPAddr).Port
	}
	return ports[0], ports[1]
}

// terminal returns the slave of a new pseudo-terminal.
func terminal(t *testing.T) *os.File {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	must(t, err)
	t.Cleanup(func() { _ = master.Close() })
	must(t, unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	must(t, err)
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	must(t, err)
	t.Cleanup(func() { _ = slave.Close() })
	return slave
}
