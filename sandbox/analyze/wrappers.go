package analyze

// Programs that run another in their own place: what matters is the other.

func envProgram() program {
	return program{
		names:       "env",
		options:     []option{{"-S --split-string", splitCommand}, {"-u --unset -C --chdir", ignore}},
		args:        []action{assignments},
		interpreter: true,
		wrapper:     true,
	}
}

func niceProgram() program {
	return program{
		names:       "nice ionice chrt stdbuf setsid time unbuffer",
		options:     []option{{"-n --adjustment -c --class --classdata -i --input -o --output -e --error -f --format", ignore}},
		args:        []action{command},
		interpreter: true,
		wrapper:     true,
	}
}

func timeoutProgram() program {
	return program{
		names:       "timeout taskset",
		options:     []option{{"-k --kill-after -s --signal", ignore}},
		args:        []action{ignore, command},
		interpreter: false,
		wrapper:     true,
	}
}

func nohupProgram() program {
	return program{names: "nohup", args: []action{command}, wrapper: true, workdir: workdirUnused}
}

func xargsProgram() program {
	return program{
		names:   "xargs",
		options: []option{{"-a --arg-file", operandRead}, {"-d -E -I -L -n -P -s --delimiter --max-args --max-lines --max-procs --max-chars", ignore}},
		args:    []action{command},
		wrapper: true,
		note:    "passes its input to the command: paths that are named only there must be listed (--ro).",
	}
}
