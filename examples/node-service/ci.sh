#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The pipeline of this service: record the tests, compare. A service that gains
# power, by a new call or by more arguments of one, is reviewed by a person.
set -eu
cd "$(dirname "$0")"
ci=${SECCORD_CI:-seccord-ci}

"$ci" --policy=policy.json --fail-on=gained,widened,danger "$@" -- node tests/server.test.js
