#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# survey.sh [-v] FOLDER... reads every file of the folders as a policy and prints
# a row for each folder: how many are read exactly, inexactly, are refused
# because they load no filter, or with a line and a reason. Files that look like
# no policy are counted apart. -v lists every file that is not exact, and why.
#
# SECCORD is the program to use (default: ./seccord). Any folder of profiles will do: packages'
# units, firejail's profiles, policies of minijail. The files themselves are not
# part of the project.
seccord=${SECCORD:-./seccord}
verbose=
[ "$1" != -v ] || { verbose=1; shift; }
[ $# -gt 0 ] || { echo "usage: survey.sh [-v] FOLDER..." >&2; exit 2; }

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

# judge FILE: exact, inexact, none (it loads no filter), other (no policy) or refused, a tab, and the reason
judge()
{
	timeout 60 "$seccord" policy --cap=none -o "$work/policy" "$1" 2>"$work/error" </dev/null
	status=$?
	reason=$(tail -n 1 "$work/error")
	if [ $status = 0 ] && grep -q '"inexact"' "$work/policy"; then
		reason=$(sed -n 's/.*"reason": "\(.*\)"}.*/\1/p' "$work/policy" | sort -u | head -n 3 | tr '\n' ';')
		printf 'inexact\t%s\n' "$reason"
	elif [ $status = 0 ]; then
		printf 'exact\t\n'
	elif [ $status != 2 ]; then
		printf 'broken\tstatus %s\n' $status
	else
		case $reason in
		*"loads a seccomp filter" | *"so none has a filter" | *"they have no filter, or "*) printf 'none\t%s\n' "$reason" ;;
		*"not a trace, a policy or a filter" | *"not a known policy format"* | *"not a seccord policy"* | *": empty" | *"other Kubernetes objects are not policies")
			printf 'other\t%s\n' "$reason" ;;
		*) printf 'refused\t%s\n' "$reason" ;;
		esac
	fi
}

count()
{
	cut -f 1 "$work/all" | grep -c -x "$1"
}

printf '%-32s %6s %6s %8s %8s %10s %8s %7s\n' folder files exact inexact refused 'no filter' 'no policy' broken
for folder; do
	find "$folder" -type f | sort | while read -r file; do
		printf '%s\t%s\n' "$(judge "$file")" "$file"
	done >"$work/all"
	printf '%-32s %6d %6d %8d %8d %10d %8d %7d\n' "$(basename "$folder")" "$(wc -l <"$work/all")" "$(count exact)" "$(count inexact)" \
		"$(count refused)" "$(count none)" "$(count other)" "$(count broken)"
	[ -z "$verbose" ] || grep -v '^exact' "$work/all" | awk -F '\t' '{ print "  " $1 ": " $3 ": " $2 }'
done
