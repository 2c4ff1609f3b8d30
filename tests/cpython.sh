#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# make cpython: CPython's own tests of signals, processes and threads must end under
# the recorder as they do alone, case by case. ROUNDS= (20), ENGINES= (learn) and ONLY=
# select. As root every second round is nobody's, so with no_new_privs. What a case
# does alone is learned from ALONE= runs (2): some depend on timing. What differs is
# printed with the end of its log, and the exit status is then 1.
set -u
export LC_ALL=C.UTF-8 TZ=UTC

here=$(cd "$(dirname "$0")" && pwd)
: "${SECCORD:?is set by make cpython}"
rounds=${ROUNDS:-20} alone=${ALONE:-2}
modules=${ONLY:-test_signal test_subprocess test_thread test_threading test_fork1 test_os}
folder=$(mktemp -d)
chmod 711 "$folder"
trap 'rm -rf "$folder"' EXIT
differences=0

python=
for candidate in ${PYTHON:-/usr/bin/python3 python3}; do
	"$candidate" -c 'import test.test_signal' 2>/dev/null && python=$(command -v "$candidate") && break
done
[ -n "$python" ] || { echo "cpython: no python3 with its tests (Debian: libpython3-testsuite), SKIP"; exit 0; }

# user_of ROUND: root, nobody, or who runs this
user_of()
{
	if [ "$(id -u)" = 0 ] && [ $(($1 % 2)) = 0 ]; then echo nobody; else id -un; fi
}

# as USER COMMAND...
as()
{
	local user=$1
	shift
	if [ "$user" = "$(id -un)" ]; then "$@"; else setpriv --reuid="$user" --regid=65534 --clear-groups --inh-caps=-all -- "$@"; fi
}

# run_module USER MODULE COMMAND...: the outcome of each case in $folder/now; the log in $folder/log
run_module()
{
	local user=$1 module=$2 status
	shift 2
	rm -rf "$folder/work"
	mkdir -m 777 "$folder/work"
	(cd "$folder/work" && HOME=$folder/work as "$user" "$here/ordeal.sh" "${SECONDS_MOST:-600}" "$@" \
		"$python" -m test -v --junit-xml "$folder/work/cases.xml" "$module") >"$folder/log" 2>&1 </dev/null
	status=$?
	{
		echo "exit status $status"
		"$python" - "$folder/work/cases.xml" <<-'END'
			import sys, xml.etree.ElementTree as tree
			for case in tree.parse(sys.argv[1]).iter("testcase"):
			    print(case.get("name"), *sorted({part.tag for part in case if not part.tag.startswith("system-")}) or ["passed"])
		END
	} 2>&1 | sort -u >"$folder/now"
}

# outcomes_alone USER MODULE: all that occur without the recorder, in $folder/alone.USER.MODULE
outcomes_alone()
{
	local known=$folder/alone.$1.$2
	[ ! -e "$known" ] || return
	for _ in $(seq "$alone"); do
		run_module "$1" "$2"
		cat "$folder/now" >>"$known"
	done
	sort -u -o "$known" "$known"
}

compare()
{
	local user=$1 module=$2 engine=$3 different line
	different=$(comm -23 "$folder/now" "$folder/alone.$user.$module"
		comm -13 <(cut -d' ' -f1 "$folder/now" | sort -u) <(cut -d' ' -f1 "$folder/alone.$user.$module" | sort -u) | sed 's/$/: missing/')
	if [ -z "$different" ]; then
		echo "  $module, $user: $(grep -c ' passed$' "$folder/now") cases passed as alone"
		return
	fi
	differences=$((differences + 1))
	echo "  $module, $user, $engine: DIFFERENT"
	while read -r line; do echo "    $line"; done <<<"$different"
	tail -n "${TAIL:-60}" "$folder/log" | sed 's/^/    | /'
}

for round in $(seq "$rounds"); do
	user=$(user_of "$round")
	for engine in ${ENGINES:-learn}; do
		echo "round $round of $rounds, engine $engine:"
		for module in $modules; do
			outcomes_alone "$user" "$module"
			run_module "$user" "$module" "$SECCORD" record -q --engine="$engine" -o t --
			compare "$user" "$module" "$engine"
		done
	done
done
echo "cpython: $differences differences in $rounds rounds"
[ "$differences" = 0 ]
