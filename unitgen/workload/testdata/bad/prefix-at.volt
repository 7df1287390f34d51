[Volt]
Exec=-@/bin/a b
#= prefix-at.volt:2:7: cannot use the prefix "@" in Exec: a workload's argv[0] is its program's name, which audits rely on; remove it; the prefixes "-" and ":" can be used
