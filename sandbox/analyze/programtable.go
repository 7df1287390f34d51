package analyze

// programTable is everything known about single programs. The entries are in
// the files that carry the programs' names.
func programTable() []program {
	return []program{
		pythonProgram(), perlProgram(), nodeProgram(), rubyProgram(), javaProgram(), phpProgram(), tclProgram(),
		shellProgram(), makeProgram(), busyboxProgram(),
		envProgram(), niceProgram(), timeoutProgram(), nohupProgram(), xargsProgram(),
		sqliteProgram(), gitProgram(), gccProgram(), curlProgram(), wgetProgram(), tarProgram(),
		nginxProgram(),
	}
}
