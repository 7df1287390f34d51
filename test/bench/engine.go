package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// engineProfile is the default profile of the container engines, of Debian's
// golang-github-containers-common: containers-seccomp.json(5).
const engineProfile = "/usr/share/containers/seccomp.json"

// profileFile is the profile as it is written, with conditions.
type profileFile struct {
	DefaultAction   string `json:"defaultAction"`
	DefaultErrnoRet *uint  `json:"defaultErrnoRet"`
	ArchMap         []struct {
		Architecture     string   `json:"architecture"`
		SubArchitectures []string `json:"subArchitectures"`
	} `json:"archMap"`
	Syscalls []struct {
		ociSyscall
		Includes condition `json:"includes"`
		Excludes condition `json:"excludes"`
	} `json:"syscalls"`
}

type condition struct {
	Caps   []string `json:"caps"`
	Arches []string `json:"arches"`
}

// ociSeccomp is linux.seccomp of the OCI runtime specification.
type ociSeccomp struct {
	DefaultAction   string       `json:"defaultAction"`
	DefaultErrnoRet *uint        `json:"defaultErrnoRet,omitempty"`
	Architectures   []string     `json:"architectures"`
	Syscalls        []ociSyscall `json:"syscalls"`
}

type ociSyscall struct {
	Names    []string `json:"names"`
	Action   string   `json:"action"`
	ErrnoRet *uint    `json:"errnoRet,omitempty"`
	Args     []ociArg `json:"args,omitempty"`
}

type ociArg struct {
	Index    uint   `json:"index"`
	Value    uint64 `json:"value"`
	ValueTwo uint64 `json:"valueTwo"`
	Op       string `json:"op"`
}

func engineFilter() (*ociSeccomp, error) {
	text, err := os.ReadFile(engineProfile)
	if err != nil {
		return nil, fmt.Errorf("cannot read the container engines' profile: %w; run make deps", err)
	}
	return translate(text)
}

// translate decides the profile's conditions for x86-64 and no capabilities,
// as an engine does when it starts such a container.
func translate(text []byte) (*ociSeccomp, error) {
	var f profileFile
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fmt.Errorf("cannot read the container engines' profile: %w", err)
	}
	out := &ociSeccomp{DefaultAction: f.DefaultAction, DefaultErrnoRet: f.DefaultErrnoRet}
	for _, a := range f.ArchMap {
		if a.Architecture == "SCMP_ARCH_X86_64" {
			out.Architectures = append([]string{a.Architecture}, a.SubArchitectures...)
		}
	}
	for _, s := range f.Syscalls {
		in, ex := &s.Includes, &s.Excludes
		switch {
		case len(in.Caps) > 0, len(in.Arches) > 0 && !slices.Contains(in.Arches, "amd64"):
		case slices.Contains(ex.Arches, "amd64"):
		default:
			out.Syscalls = append(out.Syscalls, s.ociSyscall)
		}
	}
	if len(out.Architectures) == 0 || len(out.Syscalls) == 0 {
		return nil, fmt.Errorf("cannot use the container engines' profile: it says nothing about x86-64")
	}
	return out, nil
}

// ociConfig is config.json of the OCI runtime specification, as much of it as
// a program without needs wants. The only namespace is that of the mounts:
// nothing but the filter should tell the workload from one without.
type ociConfig struct {
	Version string     `json:"ociVersion"`
	Process ociProcess `json:"process"`
	Root    ociRoot    `json:"root"`
	Mounts  []ociMount `json:"mounts"`
	Linux   ociLinux   `json:"linux"`
}

type ociProcess struct {
	User            ociUser  `json:"user"`
	Args            []string `json:"args"`
	Cwd             string   `json:"cwd"`
	Capabilities    struct{} `json:"capabilities"`
	NoNewPrivileges bool     `json:"noNewPrivileges"`
}

type ociUser struct {
	UID int `json:"uid"`
	GID int `json:"gid"`
}

type ociRoot struct {
	Path     string `json:"path"`
	Readonly bool   `json:"readonly"`
}

type ociMount struct {
	Destination string `json:"destination"`
	Type        string `json:"type"`
	Source      string `json:"source"`
}

type ociLinux struct {
	Namespaces []ociNamespace `json:"namespaces"`
	Seccomp    *ociSeccomp    `json:"seccomp"`
}

type ociNamespace struct {
	Type string `json:"type"`
}

// writeBundle makes an OCI bundle whose container holds program alone.
func writeBundle(folder, program string, filter *ociSeccomp) error {
	// The runtimes put device nodes into /dev, asked or not.
	for _, dir := range []string{"proc", "dev"} {
		if err := os.MkdirAll(filepath.Join(folder, "rootfs", dir), 0o755); err != nil {
			return err
		}
	}
	name := filepath.Base(program)
	if err := os.Link(program, filepath.Join(folder, "rootfs", name)); err != nil {
		return err
	}
	config, err := json.Marshal(ociConfig{
		Version: "1.0.2",
		Process: ociProcess{User: ociUser{nobody, nobody}, Args: []string{"/" + name}, Cwd: "/", NoNewPrivileges: true},
		Root:    ociRoot{Path: "rootfs", Readonly: true},
		Mounts:  []ociMount{{"/proc", "proc", "proc"}, {"/dev", "tmpfs", "tmpfs"}},
		Linux:   ociLinux{Namespaces: []ociNamespace{{"mount"}}, Seccomp: filter},
	})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "config.json"), config, 0o644)
}
