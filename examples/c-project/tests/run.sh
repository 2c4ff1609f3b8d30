#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run.sh SHARD SHARDS: runs every SHARDS-th test, from the SHARD-th on
set -eu

program=$(dirname "$0")/../wordcount
shard=$1 shards=$2 n=0 failed=0

# words NUMBER TEXT: TEXT has NUMBER words
words()
{
	n=$((n + 1))
	[ $((n % shards)) = $((shard % shards)) ] || return 0
	got=$(printf '%b' "$2" | "$program")
	[ "$got" = "$1" ] || { echo "test $n: '$2' has $1 words, not $got"; failed=1; }
}

words 0 ''
words 1 'one'
words 2 ' two\nwords '
words 3 'and\tthree of'
n=$((n + 1))
if [ $((n % shards)) = $((shard % shards)) ]; then
	[ "$("$program" "$0")" -gt 10 ] || failed=1
	! "$program" /missing 2>/dev/null || failed=1
fi
exit "$failed"
