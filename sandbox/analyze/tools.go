package analyze

func sqliteProgram() program {
	return program{
		names: "sqlite3",
		places: []place{
			{"/tmp", read | write, "temporary files of large queries; /tmp inside is private"},
			{"{home}/.sqliterc", read, "start-up file of sqlite3"},
		},
		options: []option{
			{"-init", operandRead}, {"-readonly", flag}, {"--readonly", flag},
			{"-cmd -separator -newline -nullvalue -heap -lookaside -mmap -pagecache -vfs -maxsize -escape", ignore},
		},
		args: []action{database, ignore},
	}
}

func gccProgram() program {
	const tools, libs, headers = "the compiler's passes", "libraries to link with", "headers"
	return program{
		names: "gcc gcc-[0-9]* g++ g++-[0-9]* cc c++ cpp c89 c99 *-linux-gnu-gcc* *-linux-gnu-g++* *-linux-gnu-cpp*",
		places: []place{
			{"/etc/alternatives", read, "names of programs in /usr/bin lead through it"},
			{"/lib/{triplet}", read, libs},
			{"/lib64", read, libs},
			{"/tmp", read | write, "the compiler's temporary files; /tmp inside is private"},
			{"/usr/include", read, headers},
			{"/usr/lib/bfd-plugins", read | modules, "plugins of the linker"},
			{"/usr/lib/gcc", read | exec | modules | programs, tools},
			{"/usr/lib/{triplet}", read, libs},
			{"/usr/libexec/gcc", read | exec | modules | programs, tools},
			{"/usr/local/include", read, headers},
			{"/usr/local/lib", read, libs},
		},
		runs: "as ld ld.bfd ld.gold",
		options: []option{
			{"-o", writeFile},
			{"-I -L -B -isystem -iquote -idirafter -include -imacros -T --sysroot -specs", operandRead},
			{"-MF", writeFile},
			{"-D -U -l -x -MT -MQ -Xlinker -Xassembler -Xpreprocessor -u -z -e", ignore},
			{"-O -W -f -g -m", attached},
		},
		args:    []action{sourceFile},
		workdir: workdirWritten,
		also: func(_ *analysis, run *invocation) {
			if run.has(writeFile) {
				run.workdir = workdirRead
			}
		},
	}
}

func curlProgram() program {
	return program{
		names: "curl",
		places: []place{
			{"{home}/.config/curlrc", read, "configuration of curl"},
			{"{home}/.curlrc", read, "configuration of curl"},
		},
		options: []option{
			{"-o --output -D --dump-header -c --cookie-jar --trace --trace-ascii --stderr", writeFile},
			{"-O -J --remote-name --remote-name-all --remote-header-name", flag},
			{"--output-dir", writeTree},
			{"--url -x --proxy", url},
			{"-T --upload-file -K --config -d --data --data-binary --data-raw --data-urlencode -F --form -E --cert --key --cacert --capath -b --cookie --unix-socket --netrc-file --json", operandRead},
			{"-H --header -A --user-agent -u --user -e --referer -X --request -m --max-time -r --range -w --write-out -y -Y -z --connect-timeout --retry --retry-delay --resolve --limit-rate --max-redirs --proto -Q -P -C -t", ignore},
		},
		cluster: true,
		args:    []action{url},
		workdir: workdirUnused,
		also: func(a *analysis, run *invocation) {
			if run.has(flag) {
				run.workdir = workdirWritten
			}
			a.proxies()
		},
	}
}

func wgetProgram() program {
	return program{
		names: "wget",
		places: []place{
			{"/etc/wgetrc", read, "configuration of wget"},
			{"{home}/.wgetrc", read, "configuration of wget"},
		},
		options: []option{
			{"-O --output-document -o --output-file -a --append-output", writeFile},
			{"-P --directory-prefix", writeTree},
			{"-i --input-file --ca-certificate --certificate --private-key --post-file --body-file --load-cookies", operandRead},
			{"-U --user-agent -t --tries -T --timeout -w --wait -e --execute --header --user --password -Q -l -A -R -D -I -X", ignore},
		},
		cluster: true,
		args:    []action{url},
		workdir: workdirWritten,
		also: func(a *analysis, run *invocation) {
			if run.has(writeFile) || run.has(writeTree) {
				run.workdir = workdirUnused
			}
			a.proxies()
		},
	}
}

// proxies adds the ports of the proxies in the environment, curl(1)
// "ENVIRONMENT".
func (a *analysis) proxies() {
	for _, name := range []string{"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"} {
		if v := a.env[name]; v != "" {
			a.urlPort(v, "the variable "+name+" names it")
		}
	}
}
