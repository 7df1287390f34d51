package attempts

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Setup is what an attempt must know of the world around it. The harness that
// builds that world fills it in. A field that is absent (zero) makes every
// attempt that needs it an error.
type Setup struct {
	// Network is NetworkNone, NetworkHost or NetworkOff.
	Network string `json:"network,omitempty"`
	// Battery is the path of this program, in a folder listed in fs_execute.
	Battery string `json:"battery,omitempty"`
	// Second is a copy of it beside it, writable for every user.
	Second string `json:"second,omitempty"`
	// Readable is a folder in fs_read, holding "file" and "victim".
	Readable string `json:"readable,omitempty"`
	// Writable is a folder in fs_write and nowhere else.
	Writable string `json:"writable,omitempty"`
	// Program is a program that may be read and not executed.
	Program string `json:"program,omitempty"`
	// HostFile is a file of the host that no rule lists; it holds Secret.
	HostFile string `json:"host_file,omitempty"`
	// Secret is also in the environment of HostPID and in ShmID.
	Secret string `json:"secret,omitempty"`
	// Home is somebody else's home folder.
	Home string `json:"home,omitempty"`
	// SysFile is a file below /sys that root may write.
	SysFile string `json:"sys_file,omitempty"`
	// Disk is a block device node.
	Disk string `json:"disk,omitempty"`
	// ReleaseAgent and CgroupProcs are files of cgroup hierarchies.
	ReleaseAgent string `json:"release_agent,omitempty"`
	CgroupProcs  string `json:"cgroup_procs,omitempty"`
	// HostPID is a process outside, with Secret in its environment.
	HostPID int `json:"host_pid,omitempty"`
	// ShmID is a System V shared memory segment outside, holding Secret.
	ShmID int `json:"shm_id,omitempty"`
	// HostNet is the inode number of the host's network namespace.
	HostNet uint64 `json:"host_net,omitempty"`
	// ListedPort is a TCP port in net_connect with a listener on the host's
	// loopback that greets with Secret; UnlistedPort has one but no rule.
	ListedPort   int `json:"listed_port,omitempty"`
	UnlistedPort int `json:"unlisted_port,omitempty"`
	// BindPort is in net_bind and net_connect; FreePort is in neither and
	// nobody listens on it.
	BindPort int `json:"bind_port,omitempty"`
	FreePort int `json:"free_port,omitempty"`
	// UDPPort answers each datagram with Secret; no rule lists it.
	UDPPort int `json:"udp_port,omitempty"`
	// AbstractStream and AbstractDatagram are abstract UNIX sockets of the
	// host (without the leading NUL), UnixPath one with a pathname.
	AbstractStream   string `json:"abstract_stream,omitempty"`
	AbstractDatagram string `json:"abstract_datagram,omitempty"`
	UnixPath         string `json:"unix_path,omitempty"`
	// LeakedFile and LeakedFolder are descriptors that whoever starts the
	// supervisor left open: HostFile and its folder.
	LeakedFile   int `json:"leaked_file,omitempty"`
	LeakedFolder int `json:"leaked_folder,omitempty"`
	// HostFolder is HostFile's folder, in which the supervisor is started.
	HostFolder string `json:"host_folder,omitempty"`
	// LeakedEnv names a variable in the environment of the supervisor.
	LeakedEnv string `json:"leaked_env,omitempty"`
	// SetUID and FileCaps are copies of this program in a folder listed in
	// fs_execute: root's with the set-user-ID bit, and with CAP_NET_RAW.
	SetUID   string `json:"setuid,omitempty"`
	FileCaps string `json:"file_caps,omitempty"`
	// Jail is the path of the jailer's own binary.
	Jail string `json:"jail,omitempty"`
	// Terminal says that standard input is a terminal.
	Terminal bool `json:"terminal,omitempty"`
}

// ParseSetup reads a setup. An unknown field is an error.
func ParseSetup(text string) (*Setup, error) {
	var s Setup
	dec := json.NewDecoder(bytes.NewReader([]byte(text)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return nil, fmt.Errorf("cannot read the setup: %w", err)
	}
	return &s, nil
}

// missing names the first of the fields that the setup does not give.
func (s *Setup) missing(needs []string) string {
	text, err := json.Marshal(s)
	if err != nil {
		return err.Error()
	}
	var have map[string]json.RawMessage
	if err := json.Unmarshal(text, &have); err != nil {
		return err.Error()
	}
	for _, need := range needs {
		if have[need] == nil {
			return need
		}
	}
	return ""
}
