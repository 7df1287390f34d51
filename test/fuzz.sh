#!/bin/sh
# fuzz.sh DURATION
#
# Runs every fuzz target of the module for DURATION (as in go test -fuzztime),
# one after the other, and prints one line for each. An input that makes a
# target fail is written to that package's testdata/fuzz by go test; commit it
# with the fix.
set -eu
cd "$(dirname "$0")/.."
duration=${1:?usage: test/fuzz.sh DURATION}

listing=$(go test -list '^Fuzz' ./...)
targets=$(printf '%s\n' "$listing" | awk '
	/^Fuzz/ { name[++n] = $1; next }
	{ if ($1 == "ok") for (i = 1; i <= n; i++) print $2, name[i]; n = 0 }')
if [ -z "$targets" ]; then
	echo "cannot fuzz: no package has a fuzz target" >&2
	exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT

fuzz() { go test -run '^$' -fuzz "^$2\$" -fuzztime "$duration" "$1" >"$log" 2>&1 </dev/null; }

# deadline reports whether go test failed only because a worker was busy when
# the time was up, which it calls an error; such a target is run once more.
deadline() { grep -q 'context deadline exceeded' "$log" && ! grep -q 'Failing input written' "$log"; }

failed=0
passed=0
while read -r pkg name; do
	if fuzz "$pkg" "$name" || { deadline && fuzz "$pkg" "$name"; }; then
		passed=$((passed + 1))
		echo "fuzz $pkg $name: $(sed -n 's/.*\(execs: [0-9]*\).*/\1/p' "$log" | tail -n 1)"
	else
		failed=$((failed + 1))
		echo "fuzz $pkg $name: FAILED"
		cat "$log"
	fi
done <<EOF
$targets
EOF
echo "fuzz targets: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
