package attempts

// All returns the whole table, group by group.
func All() []Attempt {
	var all []Attempt
	for _, group := range []struct {
		name string
		rows []Attempt
	}{
		{"control", controls()},
		{"files", files()},
		{"links", links()},
		{"metadata", metadata()},
		{"proc", procfs()},
		{"exec", execs()},
		{"privileges", privileges()},
		{"mounts", mounts()},
		{"namespaces", namespaces()},
		{"processes", processes()},
		{"kernel", kernel()},
		{"devices", devices()},
		{"sockets", sockets()},
		{"tcp", tcp()},
		{"udp", udp()},
		{"unix", unixSockets()},
		{"tty", tty()},
		{"abi", abi()},
		{"jailer", jailer()},
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
