#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# make bench-filter: what seccord's filter costs a program, beside the filters
# that other compilers make of the same policy. The policies are recorded from
# the programs below, and one is of the size of Docker's default. Printed, not
# asserted. ONLY=git: one program. MINIJAIL: the folder of minijail's source,
# without which its compiler is left out. A row that needs no more instructions
# than ours is marked.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
servers=
trap 'stop_servers; rm -rf "$folder"' EXIT
cd "$folder"
mkdir work

stop_servers()
{
	for server in $servers; do
		kill "$server" 2>/dev/null || true
	done
}

# record NAME COMMAND...: writes NAME.trace, or reports why not
record()
{
	name=$1
	shift
	[ -z "${ONLY:-}" ] || [ "$ONLY" = "$name" ] || return 0
	if ! command -v "$1" >/dev/null; then
		echo "$name: SKIP: no $1 here"
		return 0
	fi
	"$SECCORD" record -q -o "$name.trace" -- "$@" >out 2>&1 </dev/null || echo "$name: ended with $?"
}

# shellcheck disable=SC2016 # the scripts are quoted
record_all()
{
	record sh sh -c 'ls -l /usr/bin /usr/lib | sort -k5n | awk "{ s += \$5 } END { print s }" | tee sum'
	record python3 python3 -c 'import json, os
for i in range(200): json.dumps([os.stat(p).st_size for p in os.listdir("/") if os.path.exists(p)])'
	record perl perl -e 'for (1 .. 300) { open my $f, "<", "/etc/passwd"; my @l = <$f>; close $f } print `echo done`'
	record git sh -c 'cd work && git init -q . && seq 2000 >a && git add a &&
		git -c user.name=n -c user.email=e commit -qm m && git log --stat && git gc -q'
	record tar tar czf work.tgz -C "$root" docs testdata tests
	record sqlite3 sqlite3 work/db 'create table t (a, b);
		with recursive n (i) as (select 1 union all select i + 1 from n where i < 500) insert into t select i, i * i from n;
		create index x on t (b); select sum(b) from t; vacuum;'
	record gcc gcc -O1 -c -o work/o.o -x c "$root/core/base/mem.c" -I "$root" -D_GNU_SOURCE
	record docker-sized sh -c 'seq 3000 | sort -R | sort -n | tail -n 1; cd work && seq 500 >b && git add b; tar cf t.tar b
		sqlite3 container "create table t (a); insert into t values (1)"; python3 -c "import json"; perl -e "print 1"; find /etc -name "*.conf"'
	record_servers
}

# Both stop on the signal that the client of the recording sends at its end.
record_servers()
{
	mkdir -p www logs
	seq 500 >www/index.html
	cat >nginx.conf <<END
daemon off; master_process off; pid $folder/nginx.pid; error_log $folder/logs/error.log;
events { worker_connections 64; }
http { access_log off; server { listen unix:$folder/web; root $folder/www; } }
END
	# shellcheck disable=SC2016 # the script is quoted
	record nginx sh -c 'PATH=$PATH:/usr/sbin
		nginx -p . -c "$0/nginx.conf" & until [ -S web ]; do :; done
		i=0; while [ $i -lt 50 ]; do curl -s --unix-socket web http://localhost/; i=$((i + 1)); done >/dev/null
		kill $!; wait' "$folder"
	# shellcheck disable=SC2016 # the script is quoted
	record redis sh -c 'redis-server --port 0 --unixsocket "$0/redis" --save "" & until [ -S redis ]; do :; done
		redis-benchmark -q -n 2000 -s redis -t set,get
		redis-cli -s redis shutdown nosave; wait' "$folder"
	if command -v curl >/dev/null && command -v python3 >/dev/null; then
		(cd www && exec python3 -u -m http.server --bind 127.0.0.1 0 >../port 2>&1) &
		servers=$!
		until grep -q 'port [0-9]' port 2>/dev/null; do
			kill -0 "$servers" 2>/dev/null || break
		done
		record curl curl -s "http://127.0.0.1:$(sed -n 's/.* port \([0-9]*\) .*/\1/p' port)/index.html"
	fi
}

# peer LABEL COMMAND...: makes LABEL's filter of the resolved policy, and puts it into the list
peer()
{
	label=$1
	shift
	if "$@" <resolved >"$label.bpf" 2>messages; then
		set -- "$filters" "$label=$label.bpf"
		filters="$*"
	else
		echo "  $label: SKIP: $(tail -n 1 messages)"
	fi
}

# minijail STRATEGY FREQUENCY
minijail()
{
	{
		[ -z "$2" ] || echo "@frequency ./$2"
		cat minijail.policy
	} >m.policy
	python3 "$MINIJAIL/tools/compile_seccomp_policy.py" --use-kill-process --optimization-strategy "$1" \
		--arch-json minijail.json m.policy m.bpf >&2 && cat m.bpf
}

# ours POLICY TRACE: by the counts of the trace, where emit takes them
ours()
{
	if "$SECCORD" emit --help | grep -q -- '--weights'; then
		"$SECCORD" emit -f bpf --weights="$2" "$1"
	else
		"$SECCORD" emit -f bpf "$1"
	fi
}

# counts TRACE: "COUNT NAME" of its calls on x86_64, the most frequent first. A
# call is repeated in a trace when more is known: the last line counts.
counts()
{
	sed -n 's/^{"call": \([0-9]*\), "arch": "x86_64", "nr": [0-9]*, "name": "\([a-z0-9_]*\)",.* "count": \([0-9]*\).*/\1 \2 \3/p' "$1" |
		awk '{ name[$1] = $2; count[$1] = $3 }
		     END { for (i in name) sum[name[i]] += count[i]; for (n in sum) print sum[n], n }' | sort -k1,1nr -k2
}

# compare NAME POLICY TRACE
compare()
{
	echo "$1: $("$SECCORD" emit -f asm "$2" 2>/dev/null | sed -n 's/^; \(rules: [0-9]*\).*/\1/p; s/^; \(allowed: .*\)/\1/p' | paste -sd, -)"
	"$SECCORD" emit -f json "$2" >resolved 2>/dev/null
	counts "$3" >frequent
	sed 's/^\([0-9]*\) \(.*\)/\2: \1/' frequent >frequency
	filters=
	peer seccord ours "$2" "$3"
	peer libseccomp "$PEERS/peer_libseccomp" 1
	peer libseccomp-priorities "$PEERS/peer_libseccomp" 1 frequent
	peer libseccomp-tree "$PEERS/peer_libseccomp" 2
	peer chromium-like "$PEERS/peer_chromium"
	if [ -d "${MINIJAIL:-}/tools" ]; then
		"$PEERS/peer_minijail" policy <resolved >minijail.policy
		"$PEERS/peer_minijail" arch <resolved >minijail.json
		awk -F: 'NR == FNR { there[$1]; next } $1 in there' minijail.policy frequency >known
		peer minijail-linear minijail linear ''
		peer minijail-linear-counts minijail linear known
		peer minijail-bst minijail bst ''
		peer minijail-bst-counts minijail bst known
	fi
	# shellcheck disable=SC2086 # a list
	"$PEERS/filters" "$3" $filters
	echo "  compiled in: seccord $("$PEERS/compile_time" "$2") ms, libseccomp $("$PEERS/peer_libseccomp" time <resolved 2>&1) ms"
}

[ -d "${MINIJAIL:-}/tools" ] || echo "minijail: SKIP: MINIJAIL does not name its source"
record_all
for trace in *.trace; do
	name=${trace%.trace}
	[ -e "$trace" ] || continue
	[ "$name" != docker-sized ] || continue
	"$SECCORD" policy -o "$name.json" "$trace" 2>/dev/null
	compare "$name" "$name.json" "$trace"
done
[ ! -e docker-sized.trace ] || compare docker-sized "$root/testdata/bench/docker-sized.json" docker-sized.trace
