package attempts

// All returns the whole table, group by group.
func All() []Attempt {
	var all []Attempt
	for _, group := range []struct {
		name string
		rows []Attempt
	}{
		{"control", controls()}, {"control", controlsImplied()},
		{"files", reads()}, {"files", writes()}, {"files", readOnly()},
		{"links", links()}, {"metadata", metadata()}, {"set-ids", setIDs()},
		{"proc", procKernel()}, {"proc", procLinks()}, {"proc", procOthers()},
		{"exec", execFiles()}, {"exec", execMemfds()},
		{"privileges", privileges()},
		{"mounts", mounts()}, {"mounts", newMounts()},
		{"namespaces", namespaces()}, {"namespaces", enter()},
		{"processes", traces()}, {"processes", signals()}, {"processes", others()},
		{"kernel", interfaces()}, {"kernel", machine()}, {"kernel", settings()}, {"kernel", oddities()},
		{"devices", devices()}, {"sockets", sockets()},
		{"tcp", connects()}, {"tcp", fastOpens()}, {"tcp", binds()},
		{"udp", udp()}, {"unix", unixSockets()},
		{"tty", tty()}, {"abi", abi()},
		{"jailer", leftOpen()}, {"jailer", leftAround()},
	} {
		for _, row := range group.rows {
			row.Group = group.name
			if row.Want == "" {
				row.Want = Denied
			}
			all = append(all, row)
		}
	}
	return all
}

// Find returns the row with this name, or nil.
func Find(name string) *Attempt {
	all := All()
	for i := range all {
		if all[i].Name == name {
			return &all[i]
		}
	}
	return nil
}
