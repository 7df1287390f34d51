package workload

import (
	"strconv"

	"github.com/volt-project/volt/sandbox/policy"
)

// row is a key, how it is read and how it is printed.
type row struct {
	Key
	// set reads the current value into the model.
	set func(p *parser)
	// show returns the value as Print writes it, "" when it is at its default.
	show func(w *Workload) string
}

// table is every key of the section [Volt], in the order of the manual.
var table = [...]row{
	{Key{
		Name: "Exec", Group: groupProgram, Type: TypeCommand, Form: "PROGRAM [ARGUMENT...]", Alias: "ExecStart Command",
		Doc:     "The program and its arguments, as `ExecStart=` of systemd.service(5) takes them. It is the one key that must be there. The program is an absolute path, or a name that is looked up in the usual folders. Before it may stand `-`, so that a failure counts as success, and `:`, so that variables are not substituted. The prefixes `@`, `+`, `!` and `|` are refused, and so is a second command after `;`.",
		Example: `Exec=/usr/bin/python3 -m http.server 8000`,
	},
		func(p *parser) { p.exec(&p.w.Exec) },
		func(w *Workload) string { return w.Exec.Raw }},
	{Key{
		Name: "User", Group: groupProgram, Type: TypeUser, Form: "USER",
		Doc:     "The user that runs the program, by name or number. Without it the program has a user of its own that exists while it runs. Under the manager of a user it is that user, and the key is refused.",
		Example: `User=www-data`,
	},
		func(p *parser) { p.user(&p.w.User) },
		func(w *Workload) string { return single(w.User) }},
	{Key{
		Name: "Groups", Group: groupProgram, Type: TypeGroup, List: true, Form: "GROUP...", Alias: "Group SupplementaryGroups",
		Doc:     "Supplementary groups, by name or number. A group that may write a folder is one way to let a user of the workload's own write there.",
		Example: `Groups=video render`,
	},
		func(p *parser) { p.groups(&p.w.Groups) },
		func(w *Workload) string { return list(w.Groups) }},
	{Key{
		Name: "WorkingDirectory", Group: groupProgram, Type: TypePath, Form: "PATH", Default: "/",
		Doc:     "The folder in which the program starts. The policy must list it or what is in it.",
		Example: `WorkingDirectory=/srv/www`,
	},
		func(p *parser) { p.path(&p.w.WorkingDirectory) },
		func(w *Workload) string { return single(w.WorkingDirectory) }},
	{Key{
		Name: "Environment", Group: groupProgram, Type: TypeVariable, List: true, Form: "NAME=VALUE...", Alias: "Env",
		Doc:     "Environment variables. Quotes go around a whole assignment, as in `\"MOTD=two words\"`. Of two with the same name the later one holds.",
		Example: `Environment=LANG=C.UTF-8 "MOTD=two words"`,
	},
		func(p *parser) { p.environment(&p.w.Environment) },
		func(w *Workload) string { return list(w.Environment) }},
	{Key{
		Name: "Ready", Group: groupProgram, Type: TypeWord, Form: "started|notify", Default: "started", Values: valuesReady, Alias: "Type",
		Doc:     "When the workload counts as started: `started`, once the program is executed, or `notify`, once it says so with sd_notify(3).",
		Example: `Ready=notify`,
	},
		func(p *parser) { p.w.Ready = Ready(p.choice()) },
		func(w *Workload) string { return unless(w.Ready) }},
	{Key{
		Name: "StartTimeout", Group: groupProgram, Type: TypeSpan, Form: "SPAN", Alias: "TimeoutStartSec TimeoutSec",
		Doc:     "How long the workload may take to be ready before it is stopped, as `TimeoutStartSec=` of systemd.service(5). `infinity` and `0` set no limit. Without it the manager's default holds.",
		Example: `StartTimeout=2min`,
	},
		func(p *parser) { p.span(&p.w.StartTimeout) },
		func(w *Workload) string { return printSpan(w.StartTimeout) }},
	{Key{
		Name: "StopTimeout", Group: groupProgram, Type: TypeSpan, Form: "SPAN", Alias: "TimeoutStopSec",
		Doc:     "How long the workload may take to stop before it is killed, as `TimeoutStopSec=` of systemd.service(5).",
		Example: `StopTimeout=1min 30s`,
	},
		func(p *parser) { p.span(&p.w.StopTimeout) },
		func(w *Workload) string { return printSpan(w.StopTimeout) }},

	{Key{
		Name: "Isolation", Group: groupPolicy, Type: TypeWord, Form: "container|vm", Default: "container", Values: valuesIsolation,
		Doc:     "What is between the workload and the host: `container`, the sandbox on the host's kernel, or `vm`, a kernel of its own besides. It is the only line that needs to change to move a workload from one to the other.",
		Example: `Isolation=vm`,
	},
		func(p *parser) { p.w.Isolation = Isolation(p.choice()) },
		func(w *Workload) string { return unless(w.Isolation) }},
	{Key{
		Name: "Policy", Group: groupPolicy, Type: TypePolicy, Form: "auto|PATH", Values: "auto",
		Doc:     "Where the policy comes from: `auto`, it is worked out from `Exec`, or the path of a policy document, volt-policy(5). What the five keys below list is added to it. Without `Policy` those keys are the whole policy, and without them, too, it is `auto`.",
		Example: `Policy=/etc/volt/web.json`,
	},
		func(p *parser) { p.policySource(&p.w.Policy) },
		func(w *Workload) string { return single(w.Policy.String()) }},
	{Key{
		Name: "FsRead", Group: groupPolicy, Type: TypePath, List: true, Form: "PATH...", Alias: "ReadOnlyPaths",
		Doc:     "Files and folders that may be read: `fs_read` of volt-policy(5).",
		Example: `FsRead=/usr /etc/ssl`,
	},
		func(p *parser) { p.paths(&p.inline.FSRead) },
		func(w *Workload) string { return list(w.rules().FSRead) }},
	{Key{
		Name: "FsWrite", Group: groupPolicy, Type: TypePath, List: true, Form: "PATH...", Alias: "ReadWritePaths",
		Doc:     "Files and folders that may be changed: `fs_write` of volt-policy(5).",
		Example: `FsWrite=/var/data`,
	},
		func(p *parser) { p.paths(&p.inline.FSWrite) },
		func(w *Workload) string { return list(w.rules().FSWrite) }},
	{Key{
		Name: "FsExecute", Group: groupPolicy, Type: TypePath, List: true, Form: "PATH...", Alias: "ExecPaths FsExec",
		Doc:     "Files, and folders of files, that may be executed: `fs_execute` of volt-policy(5).",
		Example: `FsExecute=/usr/bin`,
	},
		func(p *parser) { p.paths(&p.inline.FSExecute) },
		func(w *Workload) string { return list(w.rules().FSExecute) }},
	{Key{
		Name: "NetBind", Group: groupPolicy, Type: TypePort, List: true, Form: "PORT...", Alias: "SocketBindAllow",
		Doc:     "Ports that may be bound: `80`, `8000-8010` or `udp/53`, as `net_bind` of volt-policy(5).",
		Example: `NetBind=80 443 udp/443`,
	},
		func(p *parser) { p.ports(&p.inline.NetBind) },
		func(w *Workload) string { return stringers(w.rules().NetBind) }},
	{Key{
		Name: "NetConnect", Group: groupPolicy, Type: TypePort, List: true, Form: "PORT...",
		Doc:     "Ports that may be connected, in the same forms: `net_connect` of volt-policy(5).",
		Example: `NetConnect=5432`,
	},
		func(p *parser) { p.ports(&p.inline.NetConnect) },
		func(w *Workload) string { return stringers(w.rules().NetConnect) }},
	{Key{
		Name: "Capability", Group: groupPolicy, Type: TypeCapability, List: true, Form: "NAME...", Alias: "Capabilities CapabilityBoundingSet AmbientCapabilities AddCapability",
		Doc:     "Capabilities that the program holds, spelled as in capabilities(7), besides those that the policy lists. Without any it holds none.",
		Example: `Capability=CAP_NET_BIND_SERVICE`,
	},
		func(p *parser) { p.capabilities(&p.w.Capability) },
		func(w *Workload) string { return list(w.Capability) }},
	{Key{
		Name: "Seccomp", Group: groupPolicy, Type: TypeSeccomp, List: true, Form: "[PROFILE] [+NAME...] [~NAME...]", Default: policy.SeccompDefault, Values: valuesSeccomp, Alias: "SystemCallFilter SeccompProfile",
		Doc:     "The filter of system calls: the profile `default` or `strict` of volt-seccomp(7), and changes to it. `+NAME` allows and `~NAME` refuses a system call or a socket family such as `AF_NETLINK`. A name cannot be in both.",
		Example: `Seccomp=strict +AF_NETLINK ~ptrace`,
	},
		func(p *parser) { p.seccomp(&p.w.Seccomp) },
		showSeccomp},
	{Key{
		Name: "Enforce", Group: groupPolicy, Type: TypeWord, Form: "strict|best-effort", Default: "strict", Values: valuesEnforce,
		Doc:     "What happens when this host cannot enforce a rule: `strict` refuses to start, `best-effort` starts and records what is open.",
		Example: `Enforce=best-effort`,
	},
		func(p *parser) { p.w.Enforce = Enforce(p.choice()) },
		func(w *Workload) string { return unless(w.Enforce) }},
	{Key{
		Name: "Hardening", Group: groupPolicy, Type: TypeWord, Form: "full|lean", Default: "full", Values: valuesHardening,
		Doc:     "Which of systemd's own directives are used besides the sandbox: `full`, all of them, or `lean`, without those whose effect Volt's filter of system calls has already, for a quicker start.",
		Example: `Hardening=lean`,
	},
		func(p *parser) { p.w.Hardening = Hardening(p.choice()) },
		func(w *Workload) string { return unless(w.Hardening) }},

	{Key{
		Name: "Network", Group: groupSurrounds, Type: TypeWord, Form: "none|host|private", Default: "none", Values: valuesNetwork, Alias: "PrivateNetwork",
		Doc:     "The network that the workload is on: `none`, a loopback device and nothing else, `host`, the host's, or `private`, one of its own from which the ports that the policy lists can be reached.",
		Example: `Network=host`,
	},
		func(p *parser) { p.w.Network = Network(p.choice()) },
		func(w *Workload) string { return unless(w.Network) }},
	{Key{
		Name: "Publish", Group: groupSurrounds, Type: TypePublish, List: true, Form: "[udp/][ADDRESS:]PORT[:PORT]...", Alias: "PublishPort",
		Doc:     "Ports of the host that lead to the workload on a private network. The second port is the workload's, if it is another one. `8000-8010` is a range. Without an address the port is open on all of them; an IPv6 address stands in brackets.",
		Example: `Publish=127.0.0.1:8080:80 udp/53`,
	},
		func(p *parser) { p.publish(&p.w.Publish) },
		func(w *Workload) string { return stringers(w.Publish) }},
	{Key{
		Name: "Root", Group: groupSurrounds, Type: TypeRoot, Form: "host|folder:PATH|image:PATH", Default: "host", Values: valuesRoot, Alias: "RootDirectory RootImage Rootfs",
		Doc:     "Where the workload's files come from: `host`, the host's own, `folder:/PATH`, a folder with a system in it, or `image:/PATH`, a raw file system image. The policy's paths are inside of it.",
		Example: `Root=folder:/srv/debian`,
	},
		func(p *parser) { p.root(&p.w.Root) },
		func(w *Workload) string {
			if w.Root.Kind == RootHost {
				return ""
			}
			return single(w.Root.String())
		}},
	{Key{
		Name: "Volume", Group: groupSurrounds, Type: TypeVolume, List: true, Form: "SOURCE[:TARGET[:ro|rw]]...", Alias: "BindPaths BindReadOnlyPaths",
		Doc:     "Files and folders of the host that are at `TARGET` inside, or at the same place. The policy says what may be done with them; `ro` mounts them read-only besides.",
		Example: `Volume=/srv/www:/var/www:ro`,
	},
		func(p *parser) { p.volumes(&p.w.Volume) },
		func(w *Workload) string { return stringers(w.Volume) }},

	{Key{
		Name: "Memory", Group: groupLimits, Type: TypeSize, Form: "SIZE|PERCENT%|infinity", Alias: "MemoryMax MemoryLimit",
		Doc:     "The most memory that the workload can use, at least 1M. `K`, `M`, `G` and `T` are to the base of 1024; a percentage is of the machine's memory. Beyond it the workload is killed.",
		Example: `Memory=256M`,
	},
		func(p *parser) { p.amount(&p.w.Memory, parseMemory) },
		func(w *Workload) string { return w.Memory.String() }},
	{Key{
		Name: "MemorySwap", Group: groupLimits, Type: TypeSize, Form: "SIZE|PERCENT%|infinity", Alias: "MemorySwapMax",
		Doc:     "The most swap space that it can use besides. Without it that is none when `Memory` is stated.",
		Example: `MemorySwap=64M`,
	},
		func(p *parser) { p.amount(&p.w.MemorySwap, parseSize) },
		func(w *Workload) string { return w.MemorySwap.String() }},
	{Key{
		Name: "CPUs", Group: groupLimits, Type: TypeNumber, Form: "NUMBER", Alias: "CPUQuota",
		Doc:     "How many processors' time the workload can use, from 0.01 to 8192; `1.5` is `CPUQuota=150%` of systemd.resource-control(5).",
		Example: `CPUs=1.5`,
	},
		func(p *parser) { p.cpus(&p.w.CPUs) },
		func(w *Workload) string {
			if w.CPUs == 0 {
				return ""
			}
			return strconv.FormatFloat(w.CPUs, 'f', -1, 64)
		}},
	{Key{
		Name: "Tasks", Group: groupLimits, Type: TypeCount, Form: "NUMBER|PERCENT%|infinity", Alias: "TasksMax PidsLimit",
		Doc:     "How many processes and threads it can have, `TasksMax=` of systemd.resource-control(5).",
		Example: `Tasks=64`,
	},
		func(p *parser) { p.amount(&p.w.Tasks, parseTasks) },
		func(w *Workload) string { return w.Tasks.String() }},
	{Key{
		Name: "IOWeight", Group: groupLimits, Type: TypeCount, Form: "1-10000",
		Doc:     "Its share of disk time against others that want it at the same moment; 100 is usual.",
		Example: `IOWeight=50`,
	},
		func(p *parser) { p.w.IOWeight = uint16(p.number(1, maxWeight)) },
		func(w *Workload) string { return count(int(w.IOWeight)) }},

	{Key{
		Name: "Kernel", Group: groupVM, Type: TypePath, Form: "PATH", Only: "vm",
		Doc:     "The kernel image to boot. Without it the host's is used.",
		Example: `Kernel=/boot/vmlinuz`,
	},
		func(p *parser) { p.path(&p.w.Kernel) },
		func(w *Workload) string { return single(w.Kernel) }},
	{Key{
		Name: "KernelArguments", Group: groupVM, Type: TypeText, List: true, Form: "WORD...", Only: "vm", Alias: "KernelCommandLine",
		Doc:     "Words that are added to the kernel's command line.",
		Example: `KernelArguments=loglevel=4`,
	},
		func(p *parser) { p.arguments(&p.w.KernelArguments) },
		func(w *Workload) string { return list(w.KernelArguments) }},
	{Key{
		Name: "VCPUs", Group: groupVM, Type: TypeCount, Form: "1-255", Only: "vm",
		Doc:     "How many processors the machine has.",
		Example: `VCPUs=2`,
	},
		func(p *parser) { p.w.VCPUs = int(p.number(1, maxVCPUs)) },
		func(w *Workload) string { return count(w.VCPUs) }},
}

// maxWeight is CGROUP_WEIGHT_MAX of systemd's src/basic/cgroup-util.h.
const maxWeight = 10000

// maxVCPUs is how many processors have an APIC id of eight bits, of which 255
// means all of them (Intel SDM, volume 3, "Local APIC ID").
const maxVCPUs = 255

// count prints a number, "" for 0.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
