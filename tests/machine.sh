#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# machine.sh SECONDS OPTION...: boots a tree by systemd-nspawn with these options, from a control group of its own. Of two
# machines that are booted from one group, each would have the other's processes in its units of the same name.
limit=$1
shift

# MOUNT PATH of each hierarchy that systemd uses
hierarchies()
{
	local controllers path mount
	while IFS=: read -r _ controllers path; do
		case $controllers in
		name=systemd) mount=/sys/fs/cgroup/systemd ;;
		'') mount=/sys/fs/cgroup
			[ -e $mount/cgroup.procs ] || mount=$mount/unified ;;
		*) continue ;;
		esac
		echo "$mount" "${path%/}"
	done </proc/self/cgroup
}

groups=$(hierarchies)
while read -r mount path; do
	mkdir "$mount$path/seccord-$$" && echo $$ >"$mount$path/seccord-$$/cgroup.procs"
done <<<"$groups" 2>/dev/null
timeout -k 5 "$limit" systemd-nspawn -q -b --register=no --keep-unit "$@" &
machine=$!
trap 'kill "$machine"' TERM
wait "$machine"
status=$?
wait "$machine"                       # a signal ends the first
while read -r mount path; do
	echo $$ >"$mount$path/cgroup.procs"
	find "$mount$path/seccord-$$" -depth -type d -exec rmdir {} +
done <<<"$groups" 2>/dev/null
exit "$status"
