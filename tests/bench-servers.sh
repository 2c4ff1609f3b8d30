#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Operations a second of servers, alone and recorded, side by side: the median of RUNS.
# Each server listens on loopback, or in a folder, answers a fixed number of requests
# of its own benchmark, and ends. The client is not recorded. ONLY="redis nginx postgres".
set -u

runs=${RUNS:-3} requests=${REQUESTS:-50000} port=$((20000 + $$ % 20000))
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 711 "$folder"
mkdir -m 777 "$folder/data"
data=$folder/data

# mode NAME USER COMMAND...: the server alone, or recorded, by root or nobody: PostgreSQL does not run as root
# shellcheck disable=SC2086 # words
mode()
{
	name=$1 as=
	[ "$2$(id -u)" != nobody0 ] || as='setpriv --reuid=nobody --regid=65534 --clear-groups --'
	shift 2
	case $name in
	native) exec $as "$@" ;;
	known) exec $as "$SECCORD" record -q --engine=learn --known="$data/$server_name.learn" -o "$data/$server_name.known" -- "$@" ;;
	strace) exec $as strace -f -c -o "$data/$server_name.strace" "$@" ;;
	*) exec $as "$SECCORD" record -q --engine="$name" -o "$data/$server_name.$name" -- "$@" ;;
	esac
}

# until_it_answers COMMAND...
until_it_answers()
{
	tries=0
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ $tries -lt 300 ] || return 1
		sleep 0.1
	done
}

# --- redis ---

has_redis()
{
	command -v redis-server >/dev/null && command -v redis-benchmark >/dev/null
}

serve_redis()
{
	(mode "$1" root redis-server --port "$port" --bind 127.0.0.1 --save '' --dir "$data" >/dev/null 2>&1) &
	server=$!
	until_it_answers redis-cli -p "$port" ping
}

ask_redis()
{
	redis-benchmark -h 127.0.0.1 -p "$port" -n "$requests" -c 20 -t get -q 2>/dev/null | tr '\r' '\n' | sed -n 's/^GET: \([0-9.]*\) requests.*/\1/p' | tail -n 1
}

stop_redis()
{
	redis-cli -p "$port" shutdown nosave >/dev/null 2>&1
}

# --- nginx: its workers give up root, so a filter needs no_new_privs ---

has_nginx()
{
	command -v nginx >/dev/null && command -v ab >/dev/null && command -v setpriv >/dev/null
}

serve_nginx()
{
	echo 0123456789 >"$data/page"
	cat >"$data/conf" <<-END
		daemon off; worker_processes 2; pid $data/pid; error_log /dev/null;
		events { }
		http { access_log off; keepalive_requests 1000000; client_body_temp_path $data/body; proxy_temp_path $data/proxy;
			fastcgi_temp_path $data/fastcgi; uwsgi_temp_path $data/uwsgi; scgi_temp_path $data/scgi;
			server { listen 127.0.0.1:$port; root $data; } }
	END
	(mode "$1" root setpriv --no-new-privs nginx -c "$data/conf" >/dev/null 2>&1) &
	server=$!
	until_it_answers ab -q -n 1 "http://127.0.0.1:$port/page"
}

ask_nginx()
{
	ab -q -k -n "$requests" -c 20 "http://127.0.0.1:$port/page" 2>/dev/null | sed -n 's/^Requests per second: *\([0-9.]*\).*/\1/p'
}

stop_nginx()
{
	[ ! -s "$data/pid" ] || kill -TERM "$(cat "$data/pid")"
}

# --- PostgreSQL, by its socket ---

has_postgres()
{
	command -v pgbench >/dev/null && command -v pg_config >/dev/null && binaries=$(pg_config --bindir) && [ -x "$binaries/initdb" ]
}

serve_postgres()
{
	if [ ! -d "$data/pg" ]; then
		(mode native nobody "$binaries/initdb" -D "$data/pg" -U bench -A trust >/dev/null 2>&1) || return 1
		printf "listen_addresses = ''\nunix_socket_directories = '%s'\nfsync = off\n" "$data" >>"$data/pg/postgresql.conf"
	fi
	(mode "$1" nobody "$binaries/postgres" -D "$data/pg" >/dev/null 2>&1) &
	server=$!
	until_it_answers psql -h "$data" -U bench -c 'select 1' postgres || return 1
	[ -e "$data/filled" ] || { pgbench -h "$data" -U bench -q -i postgres >/dev/null 2>&1 && touch "$data/filled"; }
}

ask_postgres()
{
	pgbench -h "$data" -U bench -n -S -c 4 -t $((requests / 4)) postgres 2>/dev/null | sed -n 's/^tps = \([0-9.]*\).*/\1/p'
}

stop_postgres()
{
	[ ! -s "$data/pg/postmaster.pid" ] || kill -INT "$(head -n 1 "$data/pg/postmaster.pid")"
}

# --- the table ---

# once SERVER MODE: prints operations a second
once()
{
	"serve_$1" "$2" && "ask_$1"
	"stop_$1"
	wait "$server"
}

# In turn, so that all meet the same load of the machine.
measure()
{
	for _ in $(seq "$runs"); do
		for how in $modes; do
			once "$1" "$how" >>"$folder/$1.$how"
		done
	done
}

median()
{
	sort -n "$1" | sed -n "$(((runs + 1) / 2))p"
}

bench()
{
	"has_$1" || { echo "$1: SKIP, not installed"; return; }
	echo
	echo "$1, $requests requests, median of $runs:"
	measure "$1"
	native=$(median "$folder/$1.native")
	for how in $modes; do
		now=$(median "$folder/$1.$how")
		echo "$how|${now:-0}|${native:-0}" | awk -F'|' '{ printf "%-24s %10d a second %6.0f %% of native\n", $1, $2, 100 * $2 / ($3 > 0 ? $3 : 1) }'
	done
}

modes='native learn known seccomp syscall'
! command -v strace >/dev/null || modes="$modes strace"
for server_name in ${ONLY:-redis nginx postgres}; do
	bench "$server_name"
done
