#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# torture-kill.sh TELLER LINES [ENGINE]: records teller, and kills the recorder when
# LINES calls were told of. The trace must read and hold every call told of, those
# on their way included. Works in the current folder.
set -u

rm -f told heard killed.trace
mkfifo told
"$SECCORD" record -q --engine="${3:-auto}" -o killed.trace -- "$1" 400 >told 3>&- &
recorder=$!
exec 9<told
for ((i = 0; i < $2; i++)); do
	read -r -u 9 line || break
	echo "$line"
done >heard
kill -9 $recorder 2>/dev/null        # it may have come to its end
cat <&9 >>heard
exec 9<&-
{ wait $recorder; } 2>/dev/null
# the last line may be cut off by the death of its writer
sed -n 's/^\(1[0-9][0-9][0-9]\)$/\1/p' heard | sort -u >told.set
[ -s killed.trace ] || { [ ! -s told.set ]; exit; }
ASAN_OPTIONS=detect_leaks=0 "$SECCORD" show killed.trace >/dev/null || exit 1
sed -n 's/^{"call": .*"nr": \(1[0-9][0-9][0-9]\),.*/\1/p' killed.trace | sort -u >held.set
lost=$(comm -23 told.set held.set)
[ -z "$lost" ] || { echo "killed after $2 lines; lost: $lost"; exit 1; }
