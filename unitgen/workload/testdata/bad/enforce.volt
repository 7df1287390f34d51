[Volt]
Exec=/bin/a
Enforce=besteffort
#= enforce.volt:3:9: cannot use "besteffort" for Enforce: it is not known; did you mean best-effort?
