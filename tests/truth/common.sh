# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # read by the scripts that source it
#
# What heldout.sh, libc.sh, debian.sh and projection.sh share: levels of policies, packages, and a
# tree of Debian 13. Sourced after `name` is set to that of the target.
# shellcheck disable=SC1091 # read files
. "$(dirname "${BASH_SOURCE[0]}")/head.sh"

fail()
{
	echo "$name: $*" >&2
	exit 2
}

# The levels that this seccord has.
levels=${LEVELS:-$("$SECCORD" policy --help | grep -q -- --level && echo exact libc default broad || echo exact default)}

# option_of LEVEL: of seccord policy. A level may be an option itself, as in
# LEVELS="default --portable=musl".
option_of()
{
	case $1 in
	default) ;;
	exact) echo --exact ;;
	--*) echo "$1" ;;
	*) echo "--level=$1" ;;
	esac
}

# derive_policy LEVEL OUT TRACE...: with OPTIONS of the caller
derive_policy()
{
	local level=$1 out=$2
	shift 2
	# shellcheck disable=SC2046,SC2086 # no option, or one; OPTIONS are words
	"$SECCORD" policy $(option_of "$level") ${OPTIONS:-} -o "$out" "$@"
}

is_installed()
{
	dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'
}

install_packages()
{
	DEBIAN_FRONTEND=noninteractive timeout 900 apt-get -qq install -y --no-install-recommends "$@" </dev/null >/dev/null 2>&1
}

# need_packages PACKAGE...: installs what is missing; false if that fails
need_packages()
{
	local package missing=()
	for package; do
		is_installed "$package" || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	command -v apt-get >/dev/null || return 1
	echo "$name: installing ${missing[*]}"
	apt-get -qq update >/dev/null 2>&1
	install_packages "${missing[@]}"
}

# Debian 13, with what the tests of both targets run in it. Made once: it is kept in
# DEBIAN13, with a file that says that it is complete.
debian13=$(realpath -m "${DEBIAN13:-build/debian13}")
need_debian13()
{
	local packages=gcc,libc6-dev,linux-libc-dev,musl-tools,musl-dev,curl,git,sqlite3,tar,xz-utils,bzip2,openssl,python3-minimal,make,patch
	[ ! -e "$debian13/complete" ] || return 0
	[ "$(id -u)" = 0 ] || return 1
	need_packages debootstrap || return
	echo "$name: making Debian 13 in $debian13"
	rm -rf "$debian13"
	timeout 1200 debootstrap --variant=minbase --include=$packages trixie "$debian13" >"$debian13.log" 2>&1 && touch "$debian13/complete"
}
