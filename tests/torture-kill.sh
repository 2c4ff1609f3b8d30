#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# torture-kill.sh LINES ENGINE TELLER...: records teller, and kills the recorder after
# LINES printed calls. The trace must be readable and hold every printed call,
# including those still in the pipe. Works in the current folder.
set -u

lines=$1 engine=$2
shift 2
rm -f printed heard killed.trace
mkfifo printed
"$SECCORD" record -q --engine="$engine" -o killed.trace -- "$@" 400 >printed 3>&- &
recorder=$!
exec 9<printed
for ((i = 0; i < lines; i++)); do
	read -r -u 9 line || break
	echo "$line"
done >heard
kill -9 $recorder 2>/dev/null        # it may have come to its end
cat <&9 >>heard
exec 9<&-
{ wait $recorder; } 2>/dev/null
# killing the writer may cut off the last line
sed -n 's/^\(1[0-9][0-9][0-9]\)$/\1/p' heard | sort -u >printed.set
[ -s killed.trace ] || { [ ! -s printed.set ]; exit; }
ASAN_OPTIONS=detect_leaks=0 "$SECCORD" show killed.trace >/dev/null || exit 1
sed -n 's/^{"call": .*"nr": \(1[0-9][0-9][0-9]\),.*/\1/p' killed.trace | sort -u >held.set
lost=$(comm -23 printed.set held.set)
[ -z "$lost" ] || { echo "killed after $lines lines; lost: $lost"; exit 1; }
