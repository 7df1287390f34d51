package payload

// Folders in the machine, without a leading slash.
const (
	// Bin holds every built program, as VOLT_BIN: a link to the installed one,
	// or the program itself if it is not installed.
	Bin = own + "/bin"
	// Tree holds the folders of the source tree that tests read.
	Tree = "usr/local/src/volt"
	own  = "usr/local/libexec/volt-test"
)

// TestProgram is where the test program is in the machine.
const TestProgram = "/" + own + "/test"

// unit starts the agent at the end of the boot. Type=exec: the system counts as
// running while the command runs. The command's limits are the machine's, and
// a test that runs out of memory does not take the agent with it. The machine
// goes off if the agent dies.
const unit = `[Unit]
Description=Run the test
After=multi-user.target
FailureAction=reboot-force
[Service]
Type=exec
ExecStart=/` + own + `/agent
StandardError=journal+console
OOMPolicy=continue
OOMScoreAdjust=-500
TasksMax=infinity
LimitCORE=0
KillMode=process
`
