#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The pipeline of this project: build, record the tests in two shards, compare.
# Only calls of wordcount count, not those of the shell that tests it.
set -eu
cd "$(dirname "$0")"
ci=${SECCORD_CI:-seccord-ci}

make
"$ci" --policy=policy.json --only=wordcount --shards=2 --fail-on=gained,widened,danger "$@" \
	-- sh tests/run.sh '{shard}' '{shards}'
