#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# In how many recordings a call was seen, and what several recordings lack.

load helper

# shard FILE END CALLS...: a trace with these numbers of x86_64.
shard()
{
	local file=$1 end=$2 n=0 nr
	shift 2
	{
		echo '{"seccord-trace": 2}'
		for nr; do
			echo "{\"call\": $((n++)), \"arch\": \"x86_64\", \"nr\": $nr, \"count\": 3}"
		done
		echo "$end"
	} >"$file"
}

# three: read and write are in all, close in two; getpid, dup and pause in one.
three()
{
	shard a '{"end": true, "status": 0}' 0 1 3 39
	shard b '{"end": true, "status": 0}' 0 1 3
	shard c '{"end": true, "status": 0}' 0 1 32 34
}

@test "a sum keeps in how many recordings each call was seen, for any grouping" {
	three
	seccord merge -o all a b c
	head -n 1 all | grep -q '^{"seccord-trace": 3, "shards": 3'
	grep '"name": "read"' all | grep -q '"seen": 3, "count": 9'
	grep '"name": "close"' all | grep -q '"seen": 2, "count": 6'
	grep '"name": "pause"' all | grep -q '"seen": 1, "count": 3'
	seccord merge -o ab a b
	seccord merge -o again c ab
	cmp all again
	seccord merge -o again all
	cmp all again
	seccord merge -o twice all all
	grep '"name": "close"' twice | grep -q '"seen": 4, '
	seccord show all >out
	grep -qE '^  close .* seen in 2 of 3$' out
	seccord show --json all | grep -q '"shards": 3'
}

@test "a single recording prints no number of recordings" {
	three
	seccord merge -o one a
	[ "$(head -n 1 one)" = '{"seccord-trace": 3}' ]
	[ "$(grep -c seen one)" = 0 ]
	seccord record -q -o true.trace -- true
	[ "$(grep -cE '"(seen|shards)"' true.trace)" = 0 ]
	[ "$(seccord show a | grep -c 'seen in')" = 0 ]
}

@test "an impossible number of recordings is an error with its line" {
	three
	seccord merge -o all a b c
	for change in 's/"shards": 3/"shards": 0/' 's/"shards": 3/"shards": 2/' 's/"seen": 3/"seen": 0/' \
		's/"seen": 3/"seen": "x"/' 's/-trace": 3/-trace": 2/' 's/"seen": 1/"seen": 4/'; do
		sed "$change" all >bad
		run seccord show bad
		echo "$change: $output"
		[ "$status" = 2 ]
		[[ $output =~ ^"seccord show: bad:"[0-9]+": " ]]
	done
}

@test "--coverage: what each recording adds, in the order given" {
	three
	seccord show --coverage a b c >out
	cat out
	grep -qE '^ +4 +4  a$' out
	grep -qE '^ +3 +0  b$' out
	grep -qE '^ +4 +2  c$' out
	grep -A1 '  a$' out | grep -q 'only here: getpid$'
	grep -A1 '  c$' out | grep -q 'only here: dup, pause$'
	[ "$(grep -A1 '  b$' out | grep -c 'only here')" = 0 ]
	seccord show --coverage c b a >out
	grep -qE '^ +4 +4  c$' out
	grep -qE '^ +4 +1  a$' out
}

# f1 = 3, f2 = 1, N = 11: 3/11, and 1.96 sqrt(3 (1 - 3/11) + 2) / 11.
@test "--coverage: the estimate of Good and Turing, equal for a sum and its parts" {
	three
	seccord show --coverage a b c >out
	grep -qx 'seen in one recording of 3: 3 of 6 calls' out
	grep -q '^unseen: 27.27 % .*95 %: 0.00 % to 63.[0-9]* %; Good-Turing)$' out
	seccord merge -o all a b c
	seccord show --coverage all >sum
	[ "$(grep '^unseen' sum)" = "$(grep '^unseen' out)" ]
	seccord show --coverage --json all | grep -q '"once": 3, "twice": 1, "times": 11, "per_10000": 2727'
	seccord show --coverage a | grep -q '^unseen: cannot be estimated'
	shard b2 '{"end": true}' 0 1
	seccord show --coverage b2 b2 b2 | grep -q '^unseen: 0.00 % .*95 %: 0.00 % to 50.00 %'
}

@test "--coverage: the paths that no recording took" {
	three
	seccord show --coverage a b c >out
	for path in 'stop       SIGTERM' 'interrupt  SIGINT' 'reload     SIGHUP' 'error      an exit status that is not 0'; do
		grep -qx "  $path: NOT taken" out
	done
	shard failed '{"end": true, "status": 3}' 0
	shard stopped '{"end": true, "signal": "SIGTERM"}' 0
	seccord show --coverage a failed stopped >out
	grep -q '^  error .*: taken in 1 of 3 files$' out
	grep -q '^  stop .*: taken in 1 of 3 files$' out
	grep -q '^  reload .*: NOT taken$' out
}

@test "a handler that never ran is reported before the policy is written" {
	cat >trap.sh <<-'END'
	trap 'echo stopped' TERM
	[ "$1" = stop ] && kill -TERM $$
	echo done
	END
	seccord record -q -o plain.trace -- sh trap.sh go >/dev/null
	seccord record -q -o stop.trace -- sh trap.sh stop >/dev/null
	seccord policy -o p.json plain.trace 2>err
	grep -q 'no handler ran: calls on these paths may be missing: SIGTERM' err
	seccord show --coverage plain.trace | grep -q '^  stop .*NOT taken, and the program handles it$'
	seccord policy -o p.json stop.trace plain.trace 2>err
	[ "$(grep -c 'no handler ran' err)" = 0 ]
	seccord show --coverage stop.trace plain.trace | grep -q '^  stop .*possibly taken in 1 of 2 files: '
	run seccord policy -o /nowhere/p.json plain.trace
	[ "$status" = 2 ]
	[[ $output == *"no handler ran"*"/nowhere"* ]]
}

@test "recordings that failed or were interrupted are reported before the policy is written" {
	shard failed '{"end": true, "status": 3}' 0 39
	shard cut '{"note": "no end"}' 0 39
	run seccord policy -o /nowhere/p.json failed
	[ "$status" = 2 ]
	[[ $output == *"ended with status 3"*"/nowhere"* ]]
	run seccord policy -o /nowhere/p.json cut
	[[ $output == *"the trace is incomplete"*"/nowhere"* ]]
}

@test "--coverage accepts only traces" {
	three
	seccord policy -o p.json a 2>/dev/null
	run seccord show --coverage a p.json
	[ "$status" = 2 ]
	[ "${#lines[@]}" = 1 ]
	run seccord show --coverage --danger a
	[ "$status" = 2 ]
}
