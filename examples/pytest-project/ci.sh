#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The pipeline of this project: record the tests, compare, fail on what is
# dangerous. The policy is one for the tests: Python and pytest run in one process
# with the code that they test.
set -eu
cd "$(dirname "$0")"
ci=${SECCORD_CI:-seccord-ci}

# Whether there are .pyc files already must make no difference.
export PYTHONDONTWRITEBYTECODE=1
"$ci" --policy=policy.json "$@" -- "${PYTHON:-python3}" -m pytest -q -p no:cacheprovider tests
