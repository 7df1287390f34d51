#!/usr/bin/env bash
# What `make demo` shows: real servers that work confined, and attempts to
# leave the sandbox that fail, each beside the same command without Volt.
# VOLT_BIN names another folder of programs than bin/. Ends with status 1 when
# anything is not as it should be.
#
# Kernels before 6.12 cannot enforce ports on the host's network, and volt run
# refuses it there. Then servers and their client share a private network, as
# they do with DEMO_NETWORK=none.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
bin=$(cd "${VOLT_BIN:-bin}" && pwd) || exit 1
export PATH=$bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL=C DEMO_SECRET=hunter2
if ! [[ -x $bin/volt ]]; then
	echo "cannot find volt in $bin: run make first" >&2
	exit 1
fi

work=$(mktemp -d) && chmod 755 "$work" || exit 1
pids=()
cleanup() {
	# Only what this script started, by its numbers.
	((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null
	wait 2>/dev/null
	rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [[ -t 1 ]]; then green=$'\e[32m' red=$'\e[31m' bold=$'\e[1m' plain=$'\e[0m'; else green='' red='' bold='' plain=''; fi
checks=0 wrong=0

title() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }

# check LABEL RESULT: RESULT is ok, or what went wrong.
check() {
	checks=$((checks + 1))
	if [[ $2 == ok ]]; then
		printf '  %-62s %sok%s\n' "$1" "$green" "$plain"
	else
		wrong=$((wrong + 1))
		printf '  %-62s %sWRONG%s\n    %s\n' "$1" "$red" "$plain" "$2"
	fi
}

# free_port prints a TCP port of loopback that nobody uses.
free_port() {
	/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# fetch LABEL URL TEXT: curl, without Volt, gets TEXT from the server.
fetch() {
	local got
	for _ in {1..100}; do # until the server is up
		got=$(curl --silent --show-error --fail --max-time 10 "$2" 2>&1) && break
		sleep 0.1
	done
	if [[ $got == "$3" ]]; then check "$1" ok; else check "$1" "curl says: $got"; fi
}

# confined LABEL PID: what the kernel says about every process of the workload
# that volt run PID has started.
confined() {
	local jail children pid got want bad=
	want='CapAmb 0 CapBnd 0 CapEff 0 CapInh 0 CapPrm 0 NoNewPrivs 1 Seccomp 2'
	jail=$(pgrep -P "$2") && children=$(pgrep -P "$jail") || bad='there is no workload'
	for pid in ${children:-}; do
		got=$(awk '/^(Cap|NoNewPrivs|Seccomp:)/ { sub(":", "", $1); sub("^0+", "", $2); print $1, $2 == "" ? 0 : $2 }' \
			"/proc/$pid/status" | sort | paste -sd' ')
		[[ $got == "$want" ]] || bad="process $pid has $got"
	done
	check "$1" "${bad:-ok}"
}

# stop PID: SIGTERM for volt run is one for the workload.
stop() {
	kill -TERM "$1"
	wait "$1"
	local code=$?
	if ((code == 0 || code == 143)); then check 'SIGTERM ends it' ok; else check 'SIGTERM ends it' "exit status $code"; fi
}

network=${DEMO_NETWORK:-host}
if [[ $network == host ]] && ! volt run --network host --dry-run -- true >/dev/null 2>"$work/refused"; then
	title "This kernel cannot enforce ports on the host's network:"
	sed 's/^/  /' "$work/refused"
	network=none
fi

# serve LABEL PORT FLAGS... -- COMMAND...: COMMAND, confined, serves the page.
serve() {
	local label=$1 port=$2 flags=() got
	shift 2
	while [[ $1 != -- ]]; do flags+=("$1") && shift; done
	shift
	echo "  \$ volt run --network $network -- \\"
	echo "        $*"
	if [[ $network == none ]]; then
		# The client is inside, too, where nothing but it can reach the server.
		got=$(volt run "${flags[@]}" --bind "$port" --connect "$port" -- bash -c '
			"${@:2}" >&2 & for ((i = 0; i < 100; i++)); do curl -sSf "$1" && break; sleep 0.1; done; kill $!; wait' \
			bash "http://127.0.0.1:$port/" "$@" 2>"$work/log")
		if [[ $got == "$page" ]]; then check "$label" ok; else check "$label" "curl says: $got; $(tail -n 1 "$work/log")"; fi
		return
	fi
	volt run --network host -- "$@" >"$work/log" 2>&1 &
	server=$!
	pids+=("$server")
	fetch "$label" "http://127.0.0.1:$port/" "$page"
	confined 'the kernel says: no capability, no_new_privs, a filter' "$server"
	stop "$server"
}

page='<p>Hello from inside.</p>'
site=$work/site
mkdir "$site"
echo "$page" >"$site/index.html"
chmod -R a+rX "$site"

title 'A web server, as it comes from Debian. Nobody wrote a policy for it.'
port=$(free_port)
serve 'curl gets the page' "$port" --ro "$site" -- python3 -m http.server "$port" --directory "$site"

title 'nginx with its worker processes, its own configuration, and no root.'
port=$(free_port)
nginx=$work/nginx
mkdir "$nginx" && chmod 777 "$nginx"
cat >"$nginx/nginx.conf" <<EOF
daemon off;
worker_processes 2;
pid $nginx/pid;
error_log stderr;
events {}
http {
    access_log off;
    client_body_temp_path $nginx/body;
    proxy_temp_path $nginx/proxy;
    fastcgi_temp_path $nginx/fastcgi;
    uwsgi_temp_path $nginx/uwsgi;
    scgi_temp_path $nginx/scgi;
    server { listen 127.0.0.1:$port; root $site; }
}
EOF
serve 'curl gets the page' "$port" --ro "$site" --rw "$nginx" -- nginx -c "$nginx/nginx.conf"

title 'The same commands outside and inside a sandbox with this policy:'
listed=$(free_port)
while unlisted=$(free_port) && [[ $unlisted == "$listed" ]]; do :; done
open=$work/open
mkdir "$open" && chmod 777 "$open"
cat >"$work/policy.json" <<EOF
{
  "fs_read": ["/usr", "$site"],
  "fs_write": ["$open", "/tmp"],
  "fs_execute": ["/usr/bin"],
  "net_connect": [$listed]
}
EOF
sed 's/^/    /' "$work/policy.json"
for p in "$listed" "$unlisted"; do
	/usr/bin/python3 -m http.server "$p" --bind 127.0.0.1 --directory "$site" >/dev/null 2>&1 &
	pids+=($!)
	fetch "a server of the host listens on port $p" "http://127.0.0.1:$p/" "$page"
done
sleep 4321 &
neighbour=$!
pids+=("$neighbour")

inside() { volt run --network "$network" --policy "$work/policy.json" -- bash -c "$1"; }

# reason prints why a command failed: the end of the complaint that says so.
reason() {
	local line
	line=$(grep -m 1 -E 'denied|not permitted|No such|Read-only' "$1" || tail -n 1 "$1")
	line=${line##*: }
	line=${line##* - }
	line=${line##*] }
	printf '%.38s' "${line:-no result}"
}

# attempt LABEL WANT NEEDS COMMAND: COMMAND works outside, and inside it works
# (WANT is works) or fails (WANT is fails). NEEDS is root for what an ordinary
# user cannot do outside either.
attempt() {
	local out=works in=works
	if [[ $3 == root && $(id -u) != 0 ]]; then
		out='root only'
	elif ! timeout 20 bash -c "$4" >/dev/null 2>"$work/outside" </dev/null; then
		out=fails
	fi
	inside "$4" >/dev/null 2>"$work/inside" </dev/null || in=fails
	checks=$((checks + 1))
	local said=works colour=$green
	[[ $in == works ]] || said=$(reason "$work/inside")
	if [[ $out == fails || $in != "$2" ]]; then
		wrong=$((wrong + 1)) colour=$red said="WRONG: $said"
	fi
	printf '  %-27s %-10s %s%s%s\n' "$1" "$out" "$colour" "$said" "$plain"
}

printf '\n  %-27s %-10s %s\n' '' OUTSIDE INSIDE
connect='exec 3<>/dev/tcp/127.0.0.1'
attempt 'read what is listed' works user "cat $site/index.html"
attempt 'write what is listed' works user "echo x > $open/file && rm $open/file"
if [[ $network == host ]]; then attempt 'connect to a listed port' works user "$connect/$listed"; fi
attempt 'pipes, background jobs' works user 'seq 9 | sort -r | head -1 | grep 9 & wait $!'
attempt 'read /etc/shadow' fails root 'cat /etc/shadow'
attempt 'list the home of root' fails root 'ls /root'
attempt 'open /etc/passwd to write' fails root ': >> /etc/passwd'
attempt 'open /usr/bin/env to write' fails root ': >> /usr/bin/env'
attempt 'write a read-only folder' fails user "touch $site/new && rm $site/new"
attempt 'run a program it wrote' fails user "cp /usr/bin/true $open/t && $open/t"
attempt 'run an unlisted program' fails user '/usr/sbin/nginx -v'
attempt 'connect to another port' fails user "$connect/$unlisted"
attempt 'signal a host process' fails user "kill -0 $neighbour"
attempt 'see a host process' fails user "ps -e -o args= | grep '[s]leep 4321' || { echo none >&2; exit 1; }"
attempt "read a host process's env" fails user "grep -q hunter2 /proc/$neighbour/environ"
attempt 'trace a process' fails user 'strace -o /dev/null true'
attempt 'mount a file system' fails root 'unshare --mount mount -t tmpfs none /mnt'
attempt 'mount, as a fake root' fails user 'unshare --user --map-root-user --mount mount -t tmpfs none /mnt'
attempt 'open a raw socket' fails root "/usr/bin/python3 -c 'import socket; socket.socket(2, 3, 1)'"
attempt "read the caller's secret" fails user 'printenv DEMO_SECRET || { echo not set >&2; exit 1; }'

title 'The sandbox ends with volt run.'
volt run --policy "$work/policy.json" -- bash -c 'sleep 4322 & setsid sleep 4322 & echo ready; wait' >"$work/ready" 2>&1 &
server=$!
pids+=("$server")
until grep -q ready "$work/ready" || ! kill -0 "$server" 2>/dev/null; do sleep 0.05; done
jail=$(pgrep -P "$server")
below=$(pgrep --nslist pid --ns "$jail" -f 'sleep 4322' | paste -sd,)
{ kill -KILL "$server" && wait "$server"; } 2>/dev/null
for _ in {1..50}; do
	left=$(ps -o pid= -p "${below:-1}" | wc -l)
	((left == 0)) && break
	sleep 0.05
done
if [[ $below == *,* && $left == 0 ]]; then
	check 'kill -9 of volt run: its processes are gone' ok
else
	check 'kill -9 of volt run: its processes are gone' "of the processes '$below' $left are left"
fi

echo
if ((wrong)); then
	echo "$red$wrong of $checks checks are not as they should be.$plain"
	exit 1
fi
echo "${green}All $checks checks are as they should be.$plain"
