#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# box.sh WORKLOAD LETTER PLACE: runs a workload of heldout/ in an empty folder that
# is PLACE, as the first process of namespaces of its own: it reaches no network but
# loopback, and whatever it leaves running ends with it. Prints each exit status
# that is not 0.
set -u
workload=$1 letter=$2 place=$3

mount -t tmpfs -o size=1g,mode=1777 none "$place" && cd "$place" && ip link set lo up || exit 125
ulimit -u 4096 -f 4000000
export HOME=$place TMPDIR=$place
# shellcheck source=/dev/null
. "$workload"
set -E
trap 'echo "status $?"' ERR
"$letter"
exit 0
