#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# contrib/fleet and docs/fleet.md: the traces of many machines, merged by engines
# that exist. Each gives the bytes of one merge. GNU parallel and Slurm really
# run here, Slurm as a cluster of this one machine.

# shellcheck disable=SC2154,SC2153,SC2030,SC2031 # status, output and lines are set by bats, HERE by the helper; a PATH is for one test
load helper

summed_shards()
{
	shards "$1"
	seccord merge -o sum @names
}

need_parallel()
{
	need parallel
	parallel --version 2>/dev/null | grep -q '^GNU parallel' || skip "parallel is not GNU parallel"
}

@test "GNU parallel merges parts, and one merge their sums" {
	need_parallel
	summed_shards 120
	export SECCORD
	# shellcheck disable=SC2016 # parallel's shell expands it
	parallel --will-cite -j 2 --pipe -N 50 '"$SECCORD" merge -o part-{#}.trace @-' <names
	[ "$(echo part-*.trace)" = 'part-1.trace part-2.trace part-3.trace' ]
	seccord merge -o all.trace part-*.trace
	cmp sum all.trace
}

@test "GNU parallel feeds one reduce through a pipe" {
	need_parallel
	summed_shards 120
	export SECCORD
	# shellcheck disable=SC2016 # parallel's shell expands it
	parallel --will-cite -j 2 --pipe -N 20 '"$SECCORD" merge --map=all @- | "$SECCORD" merge --reduce -' <names |
		"$SECCORD" merge --reduce - | cut -f 2- | tr '\t' '\n' >all.trace
	cmp sum all.trace
}

# --- Slurm ---

free_port()
{
	local port=$((20000 + RANDOM % 10000))
	while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
		port=$((port + 1))
	done
	echo "$port"
}

# A cluster of this machine alone, on loopback, without accounts and keys: only for a test.
slurm_conf()
{
	local host
	host=$(hostname -s)
	mkdir -p cluster/state cluster/spool
	cat <<-END
		ClusterName=test
		SlurmctldHost=$host(127.0.0.1)
		SlurmctldPort=$(free_port)
		SlurmdPort=$(free_port)
		SlurmUser=root
		SlurmdUser=root
		AuthType=auth/none
		CredType=cred/none
		ProctrackType=proctrack/pgid
		TaskPlugin=task/none
		SwitchType=switch/none
		MpiDefault=none
		ReturnToService=2
		StateSaveLocation=$PWD/cluster/state
		SlurmdSpoolDir=$PWD/cluster/spool
		SlurmctldPidFile=$PWD/cluster/slurmctld.pid
		SlurmdPidFile=$PWD/cluster/slurmd.pid
		SelectType=select/cons_tres
		SelectTypeParameters=CR_Core_Memory
		JobAcctGatherType=jobacct_gather/none
		AccountingStorageType=accounting_storage/none
		SchedulerParameters=sched_interval=1
		MinJobAge=300
		NodeName=$host NodeAddr=127.0.0.1 CPUs=1 RealMemory=1024 State=UNKNOWN
		PartitionName=all Nodes=ALL Default=YES MaxTime=5 State=UP
	END
}

start_slurm()
{
	need_root
	need slurmctld
	need slurmd
	need sbatch
	slurm_conf >slurm.conf
	export SLURM_CONF=$PWD/slurm.conf
	timeout 180 slurmctld -D -f "$SLURM_CONF" >ctld.log 2>&1 3>&- &
	slurmctld=$!
	timeout 180 slurmd -D -f "$SLURM_CONF" >d.log 2>&1 3>&- &
	slurmd=$!
	# srun waits until the node is up; the daemons may be refused here altogether.
	if ! until_slurm_answers || ! timeout 60 srun -n 1 true; then
		tail -n 5 ctld.log d.log
		skip "Slurm is installed, but does not run here: $(tail -n 1 d.log)"
	fi
}

until_slurm_answers()
{
	local n
	for n in {1..60}; do
		if timeout 5 scontrol ping 2>/dev/null | grep -q UP; then
			return 0
		fi
		echo "slurmctld: not yet ($n)"
		sleep 0.5
	done
	return 1
}

teardown()
{
	[ -n "${slurmd:-}" ] || return 0
	kill "$slurmd" "$slurmctld" 2>/dev/null || :
	wait "$slurmd" "$slurmctld" || :     # not also for what bats has started
}

@test "a Slurm array job merges slices, and a job that depends on it their sums" {
	start_slurm
	summed_shards 60
	export SECCORD
	map=$(sbatch --parsable --array=3-9 --output=%x-%a.log "$HERE/../contrib/fleet/slurm-map.sh" names parts)
	timeout 150 sbatch --wait --dependency="afterok:$map" --output=%x.log "$HERE/../contrib/fleet/slurm-reduce.sh" parts all.trace ||
		{ cat seccord-*.log; squeue -l; false; }
	[ "$(echo parts/* | wc -w)" = 7 ]
	cmp sum all.trace
}

# --- scripts and manifests ---

@test "slices cover the list once, also if there are more tasks than traces" {
	summed_shards 5
	export SECCORD SLURM_ARRAY_TASK_COUNT=8 SLURM_ARRAY_TASK_MIN=1
	local SLURM_ARRAY_TASK_ID
	for SLURM_ARRAY_TASK_ID in {1..8}; do
		export SLURM_ARRAY_TASK_ID
		"$HERE/../contrib/fleet/slurm-map.sh" names parts
	done
	[ "$(echo parts/* | wc -w)" = 5 ]
	"$HERE/../contrib/fleet/slurm-reduce.sh" parts all.trace
	cmp sum all.trace
	# A task that failed leaves nothing, so a second run is like the first.
	SLURM_ARRAY_TASK_ID=1 SECCORD=false run "$HERE/../contrib/fleet/slurm-map.sh" names empty
	[ "$status" != 0 ]
}

# What Hadoop does with lines is what sort does, and hdfs a program that prints a file.
@test "Hadoop streaming: map, combine, sort and reduce give the bytes of one merge" {
	summed_shards 30
	mkdir bin
	# shellcheck disable=SC2016 # it is a script
	printf '#!/bin/sh\n[ "$1 $2" = "dfs -cat" ] && exec cat "$3"\n' >bin/hdfs
	chmod +x bin/hdfs
	PATH=$PWD/bin:$PATH
	export SECCORD
	split -n l/4 names split.
	for part in split.*; do
		sh "$HERE/../contrib/fleet/hadoop-map.sh" all <"$part" | sort | "$SECCORD" merge --reduce -
	done >combined
	[ "$(wc -l <combined)" = 4 ]
	sort combined | "$SECCORD" merge --reduce - >sums
	awk -F '\t' '{ file = $1 ".trace"; sub(/^[^\t]*\t/, ""); gsub(/\t/, "\n"); print >file; close(file) }' sums
	cmp sum all.trace
	echo missing.trace >list
	not sh "$HERE/../contrib/fleet/hadoop-map.sh" all <list
}

@test "the commands of the Kubernetes jobs give the bytes of one merge" {
	need_yaml
	summed_shards 30
	mkdir bin fleet
	ln -s "$SECCORD" bin/seccord
	PATH=$PWD/bin:$PATH
	cp names fleet/names
	"$python" - "$HERE/../contrib/fleet/kubernetes.yaml" <<-'END'
		import sys, yaml
		jobs = list(yaml.safe_load_all(open(sys.argv[1])))
		assert [job["metadata"]["name"] for job in jobs] == ["seccord-map", "seccord-reduce"]
		first = jobs[0]["spec"]
		assert first["completionMode"] == "Indexed"
		for job in jobs:
		    container, = job["spec"]["template"]["spec"]["containers"]
		    assert container["command"][:3] == ["sh", "-eu", "-c"]
		    open(job["metadata"]["name"], "w").write(container["command"][3].replace("/fleet/", "fleet/"))
		parts, = [e["value"] for e in first["template"]["spec"]["containers"][0]["env"] if e["name"] == "PARTS"]
		assert int(parts) == first["completions"]
	END
	export PARTS=40 JOB_COMPLETION_INDEX
	for JOB_COMPLETION_INDEX in {0..39}; do
		sh -eu seccord-map
	done
	[ "$(echo fleet/part-*.trace | wc -w)" = 30 ]
	sh -eu seccord-reduce
	cmp sum fleet/all.trace
}

# The package has the schema of each version of the API, so that nothing is fetched.
@test "Kubernetes' schema accepts the manifest" {
	need_yaml
	need node
	export NODE_PATH=${NODE_PATH:-$(npm root --global 2>/dev/null)}
	node -e 'require("kubernetes-models/batch/v1")' 2>/dev/null ||
		skip "kubernetes-models is not installed (npm install --global kubernetes-models)"
	"$python" -c 'import json, sys, yaml; json.dump(list(yaml.safe_load_all(open(sys.argv[1]))), sys.stdout)' \
		"$HERE/../contrib/fleet/kubernetes.yaml" >jobs.json
	cat >validate.js <<-'END'
		const { Job } = require('kubernetes-models/batch/v1');
		for (const job of JSON.parse(require('fs').readFileSync(process.argv[2]))) new Job(job).validate();
	END
	node validate.js jobs.json
	sed 's/"completions": 100/"completions": "many"/' jobs.json >bad.json
	not node validate.js bad.json
}

@test "traces come from and go to object storage through standard streams" {
	need curl
	need python3
	summed_shards 20
	python3 -u -c 'import functools, http.server as h
s = h.HTTPServer(("127.0.0.1", 0), functools.partial(h.SimpleHTTPRequestHandler, directory="."))
print(s.server_port, flush=True)
s.serve_forever()' >port 2>/dev/null 3>&- &
	local server=$! n
	for n in {1..100}; do
		[ ! -s port ] || break
		sleep 0.1
	done
	while read -r name; do
		curl --silent --fail "http://127.0.0.1:$(cat port)/$name" | "$SECCORD" merge --map=all -
	done <names >mapped || { kill "$server"; false; }
	kill "$server"
	"$SECCORD" merge --reduce mapped | cut -f 2- | tr '\t' '\n' | cat >all.trace
	cmp sum all.trace
}

@test "the scripts pass shellcheck" {
	need shellcheck
	shellcheck "$HERE"/../contrib/fleet/*.sh
}
