# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034 # read by the scripts that source it
#
# How the scripts of `make truth` begin. Sourced after `name` is set to that of the target.
set -u
export LC_ALL=C TZ=UTC
: "${SECCORD:?is set by make} ${name:?}"
truth=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck disable=SC1091 # a file of the folder above
. "$truth/../common.sh"

skip()
{
	echo "$name: $*, SKIP"
	exit 0
}

# Sets `folder` to one that is removed at the end; programs of other users can enter it.
temporary_folder()
{
	folder=$(mktemp -d)
	chmod 711 "$folder"
	trap 'rm -rf "$folder"' EXIT
}

is_wanted()
{
	[ -z "${ONLY:-}" ] || [[ " $ONLY " == *" $1 "* ]]
}

# Whether a requirement of a program is met: a command, or part of the tests.
is_there()
{
	case $1 in
	i386-busybox) "$truth/../../build/i386/busybox" true 2>/dev/null ;;
	m32-*) [ -x "$PROGRAMS/${1%-*}/${1##*-}" ] && [ -z "$(lack_of_i386)" ] ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

# unmet REQUIREMENT...: those that are not met
unmet()
{
	local need
	for need; do
		is_there "$need" || printf ' %s' "$need"
	done
}
