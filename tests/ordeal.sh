#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# ordeal.sh SECONDS COMMAND...: a command that makes processes without rest, or that
# may hang. It has room for some thousands of tasks beside those that are there, and
# so many seconds: a test that has gone wrong takes no machine with it. (The limit
# is none for root, so such programs count their children themselves.)
set -u

read -r _ _ _ tasks _ </proc/loadavg
ulimit -u $((${tasks#*/} + 8000)) 2>/dev/null
exec timeout -k 10 "$@"
