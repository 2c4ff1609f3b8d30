# SPDX-License-Identifier: Apache-2.0
#
# awk -v seed=N -v count=N -v folder=NAME -f shards.awk
#
# Writes `count` traces as a suite of tests would leave them: the same few
# libraries and much the same calls, each in an order of its own, with values,
# tuples, names, labels and notes that differ. Their names are printed.
function below(bound) { return int(rand() * bound) }
function word(list,    words, n) { n = split(list, words, " "); return words[1 + below(n)] }

function image(id) { return sprintf("{\"image\": %d, \"path\": \"/usr/lib/lib%d.so\", \"build_id\": \"%040x\"}", id, (id + first) % 7, (id + first) % 7) }

function site(id,    offset) {
	offset = 16 * below(60)
	used[id] = offset
	return sprintf("{\"site\": %d, \"image\": %d, \"offset\": \"0x%x\", \"function\": \"f%d\", \"into\": 4}", id, below(7), offset, offset)
}

function mmap(id,    n, seen, list, prots, flags, p, f, i) {
	n = 1 + below(12)
	list = ""
	split("", seen); split("", prots); split("", flags)
	for (i = 0; i < n; i++) {
		p = below(8); f = 2 + 32 * below(8)
		if ((p, f) in seen)
			continue
		seen[p, f] = 1; prots[p] = 1; flags[f] = 1
		list = list (list ? ", " : "") sprintf("{\"prot\": %d, \"mapflags\": %d}", p, f)
	}
	return sprintf("{\"call\": %d, \"arch\": \"x86_64\", \"nr\": 9, \"site\": %d, \"args\": {\"prot\": [%s], \"mapflags\": [%s]}, \"tuples\": [%s], \"count\": %d, \"stack\": [%d, %d]}",
		id, below(40), keys(prots), keys(flags), list, 1 + below(99), below(40), below(40))
}

function keys(set,    key, out) { out = ""; for (key in set) out = out (out ? ", " : "") key; return out }

function plain(id) {
	return sprintf("{\"call\": %d, \"arch\": \"x86_64\", \"nr\": %d, \"site\": %d, \"count\": %d, \"errnos\": [%d], \"threads\": [\"t%d\"]%s}",
		id, word("0 1 3 11 39 60 102 186 231"), below(40), 1 + below(9), 1 + below(30), below(12), label)
}

BEGIN {
	srand(seed)
	for (n = 0; n < count; n++) {
		name = sprintf("%s/shard-%05d.trace", folder, n)
		first = below(7)
		label = below(3) ? sprintf(", \"labels\": [\"test %d\"]", below(count)) : ""
		printf "{\"seccord-trace\": 3, \"kernel\": \"6.%d\", \"host\": \"x86_64\", \"engine\": \"%s\", \"command\": [\"test-%d\"]}\n", below(4), word("seccomp syscall"), below(900) >name
		for (i = 0; i < 7; i++)
			print image(i) >name
		for (i = 0; i < 40; i++)
			print site(i) >name
		for (i = 0; i < 60; i++)
			print (i % 4 ? plain(i) : mmap(i)) >name
		printf "{\"note\": \"note %d\"}\n{\"end\": true}\n", below(300) >name
		close(name)
		print name
	}
}
