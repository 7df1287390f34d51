package unit

// RefuseOption makes volt-unit print its argument and fail.
const RefuseOption = "--refuse"

// Failing is a unit in place of one that cannot be: its start fails, and
// systemctl status and the journal show why.
func Failing(name, source, voltUnit string, err error) *Unit {
	u := &Unit{Name: name}
	add := func(s Section, name string, v Value) { u.Settings = append(u.Settings, Setting{s, name, v}) }
	add(UnitSection, "Description", Word("Volt workload that cannot start"))
	if source != "" {
		add(UnitSection, "SourcePath", Word(source))
	}
	add(ServiceSection, "Type", Word("oneshot"))
	add(ServiceSection, "NotifyAccess", Word("main"))
	add(ServiceSection, "ExecStart", Command{Argv: []string{voltUnit, RefuseOption, err.Error()}})
	// It needs nothing.
	add(ServiceSection, "ProtectSystem", Word("strict"))
	add(ServiceSection, "NoNewPrivileges", Flag(true))
	return u
}
