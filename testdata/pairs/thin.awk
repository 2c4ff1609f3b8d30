# SPDX-License-Identifier: Apache-2.0
#
# awk -f thin.awk TRACE TRACE: a trace without stacks, without the sites that only
# stacks have, and without the kernel's release.
function id(key) { return match($0, "\"" key "\": [0-9]+") ? substr($0, RSTART + length(key) + 4, RLENGTH - length(key) - 4) : "" }

NR == FNR {
	if (/^\{"call"/) {
		used[id("site")] = 1
		used[id("caller")] = 1
	}
	next
}
/^\{"site"/ && !(id("site") in used) { next }
{
	sub(/, "stack": \[[^]]*\]/, "")
	sub(/"kernel": "[^"]*", /, "")
	print
}
