package compile

// Supervisor is what makes the world around a workload, as far as that decides
// what is enforced and what a refusal advises. An empty mechanism is one that
// this supervisor has not.
type Supervisor struct {
	View     string // shows only the places that are listed
	ReadOnly string // keeps places that are only read from being written
	Network  string // makes NetworkNone

	// Processes keep the workload from signalling and looking into processes
	// outside; NeedsProcesses says what would, where none does.
	Processes      []string
	NeedsProcesses string

	// HidesProcesses: /proc shows the workload's own processes only, without a
	// PID namespace. Landlock's scope and its domains then do the rest.
	HidesProcesses bool

	// PIDNamespace: the workload has one, so there are no processes outside
	// that it could name.
	PIDNamespace bool

	// Sysctls: the settings of the workload's own namespaces can be written
	// before it starts.
	Sysctls bool

	// NoOpenat2: openat2(2) is unknown where the plan is carried out.
	NoOpenat2 bool

	// How a user of this supervisor asks: for no network, for going without
	// what cannot be enforced, and for a user who may write a place.
	NoNetwork, BestEffort, OtherUser string
}

// Direct is the supervisor of package direct.
func Direct() Supervisor {
	return Supervisor{
		View:         "mount view",
		ReadOnly:     "read-only mounts",
		Network:      "private network namespace",
		Processes:    []string{"PID namespace"},
		PIDNamespace: true,
		Sysctls:      true,
		NoNetwork:    "--network none",
		BestEffort:   "--enforce best-effort",
		OtherUser:    "choose a user that may with --user, or change the owner or mode",
	}
}

// Made is a place that the supervisor makes at the start and mounts where the
// workload sees it: a folder, or a socket.
type Made struct {
	Path   string // absolute, as the workload sees it, without links
	Write  bool   // or connect
	Socket bool
}

// NoUser stands for a user that is made at the start: nobody that a file can
// belong to. To setresuid(2) it means no change, so it is no user's id.
const NoUser = 1<<32 - 1
