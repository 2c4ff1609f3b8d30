#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# make truth-containers: nginx, node and a static Go program in containers, each started,
# asked over loopback, executed into, health-checked and stopped. Recorded from outside, by
# seccord-runtime (podman with crun and with runc, crun and runc alone) and by the hook
# (podman), and inside by `seccord record` in the place of the program. ONLY="nginx go"
# selects images, ROUNDS=3 how often each is recorded.
#
# Servers are not the same twice. What every run inside shows must be in each trace from
# outside (- if it is not), and what all of those have in some run inside (+); calls that depend
# on the moment are only printed (~). Then containers whose recorders are killed. Needs
# root. Prints a table: distinct calls of the container, of exec and of the health check.
here=$(cd "$(dirname "$0")" && pwd)
name=truth-containers
# shellcheck disable=SC1091 # read files
. "$here/head.sh"
[ "$(id -u)" = 0 ] || skip "needs root"
for tool in podman crun runc nginx node go python3 nsenter; do
	command -v $tool >/dev/null || skip "$tool is not installed"
done
if [ -z "${APART:-}" ]; then
	# crun needs one version of control groups; the end of the namespaces takes all mounts along
	APART=1 exec timeout -k 10 "${SECONDS_MOST:-1500}" unshare -m -n --kill-child "$0"
fi
umount /sys/fs/cgroup/unified 2>/dev/null
ip link set lo up

folder=$(mktemp -d)
rounds=${ROUNDS:-3} failed=0 count=0 containers=0
port=8080
# Of threads that wait for each other, and of a signal that comes while a program ends.
momentary='sched_yield|tgkill|rt_sigreturn|restart_syscall'
quiet=GODEBUG=asyncpreemptoff=1             # Go else interrupts threads that are slow just then
podman=(podman --root "$folder/r" --runroot "$folder/u" --tmpdir "$folder/t" --storage-driver=vfs --cgroup-manager=cgroupfs
	--events-backend=file --hooks-dir "$folder/hooks.d")

end()
{
	"${podman[@]}" --runtime crun rm -fa -t 0 >/dev/null 2>&1
	for runtime in crun runc; do
		for id in "$folder"/state."$runtime"/*/; do
			[ ! -d "$id" ] || "$runtime" --root "$folder/state.$runtime" delete -f "$(basename "$id")" 2>/dev/null
		done
	done
	rm -rf "$folder"
}
trap end EXIT

fail()
{
	echo "FAILED: $*"
	failed=$((failed + 1))
}

# ------------------------------------------------------------ images

# with_libraries ROOT FILE...: copies files, and the libraries that they need.
with_libraries()
{
	local root=$1 file
	shift
	for file; do
		echo "$file"
		ldd "$file" 2>/dev/null | grep -o '/[^ ]*'
	done | sort -u | while read -r file; do
		mkdir -p "$root$(dirname "$file")"
		cp -L "$file" "$root$file"
	done
}

make_images()
{
	local image root
	cat >"$folder/app.go" <<-'END'
		// app serve PORT; app check PORT
		package main

		import (
			"fmt"
			"io"
			"net/http"
			"os"
			"os/signal"
			"syscall"
		)

		func main() {
			address := "127.0.0.1:" + os.Args[2]
			if os.Args[1] == "check" {
				answer, err := http.Get("http://" + address + "/")
				if err != nil {
					os.Exit(1)
				}
				io.Copy(io.Discard, answer.Body)
				fmt.Println(answer.StatusCode)
				return
			}
			ends := make(chan os.Signal, 1)
			signal.Notify(ends, syscall.SIGTERM)
			go http.ListenAndServe(address, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "go") }))
			<-ends
		}
	END
	(cd "$folder" && GOCACHE=$folder/go GO111MODULE=off CGO_ENABLED=0 go build -o app app.go) || skip "go builds nothing here"
	for image in nginx node go; do
		root=$folder/$image
		mkdir -p "$root"/{etc,tmp,run,proc,dev,sys,out,host,var/log/nginx,var/lib/nginx}
		cp "$folder/app" "$root/app"
		printf 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' >"$root/etc/passwd"
		printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
	done
	with_libraries "$folder/nginx" "$(command -v nginx)"
	cat >"$folder/nginx/nginx.conf" <<-END
		daemon off; user nobody nogroup; pid /run/nginx.pid; error_log stderr;
		events {}
		http { access_log off; server { listen 127.0.0.1:$port; location / { return 200 "nginx\n"; } } }
	END
	with_libraries "$folder/node" "$(command -v node)"
	cp -r --parents /usr/share/nodejs "$folder/node/" 2>/dev/null
	cat >"$folder/node/app.js" <<-END
		require('http').createServer((request, answer) => answer.end('node\n')).listen($port, '127.0.0.1');
		process.on('SIGTERM', () => process.exit(0));
	END
	for image in nginx node go; do
		tar -C "$folder/$image" -c . | "${podman[@]}" import -q - "$image" >/dev/null || skip "podman imports no image here"
	done
}

words_of()
{
	case $1 in
	nginx) words=("$(command -v nginx)" -c /nginx.conf) ;;
	node) words=("$(command -v node)" /app.js) ;;
	go) words=(/app serve "$port") ;;
	esac
}

# Sets `inside` to a recorder for a container that has none of its libraries.
recorder_inside()
{
	local loader
	loader=$(realpath "$(ldd "$SECCORD" | grep -o '/[^ ]*ld-linux[^ ]*')")
	inside=("/host$loader" --library-path "$(ldd "$SECCORD" | grep -o '/[^ ]*' | xargs -n1 dirname | xargs realpath | sort -u | sed 's|^|/host|' | tr '\n' ':')"
		"/host$SECCORD" record -q --engine=syscall)
}

# ------------------------------------------------------------ one run

has_port()
{
	nsenter -t "$1" -n bash -c "exec 3<>/dev/tcp/127.0.0.1/$port" 2>/dev/null
}

use_runtime()
{
	cat >"$folder/runtime" <<-END
		#!/bin/sh
		export SECCORD='$SECCORD' SECCORD_TRACES='$run' SECCORD_RUNTIME='$1'
		exec '$here/../../contrib/containers/seccord-runtime' "\$@"
	END
	chmod +x "$folder/runtime"
}

# through_podman HOW REAL IMAGE: the traces are in $run.
through_podman()
{
	local how=$1 real=$2 image=$3 runtime=$2 start=() exec=() check=() more=() id pid
	case $how in
	inside)
		start=("${inside[@]}" -o /out/start.trace --) exec=("${inside[@]}" -o /out/exec.trace --)
		check=("${inside[@]}" -o /out/check.trace --)
		;;
	hook) more=(--annotation io.seccord.record=1) ;;
	runtime) use_runtime "$real" && runtime=$folder/runtime ;;
	esac
	id=$(DISABLE_HC_SYSTEMD=true "${podman[@]}" --runtime "$runtime" run -d --network=none --ulimit nofile=1024:1024 --ulimit nproc=4096:4096 \
		--cap-add=SYS_PTRACE --env "$quiet" -v "$run:/out" -v /:/host:ro --health-interval=disable \
		--health-cmd "CMD ${check[*]} /app check $port" "${more[@]}" "$image" "${start[@]}" "${words[@]}") || return
	pid=$("${podman[@]}" inspect -f '{{.State.Pid}}' "$id")
	await has_port "$pid" || return
	[ "$("${podman[@]}" --runtime "$runtime" exec "$id" "${exec[@]}" /app check $port)" = 200 ] || return
	"${podman[@]}" --runtime "$runtime" healthcheck run "$id" || return
	"${podman[@]}" --runtime "$runtime" stop -t 20 "$id" >/dev/null || return
	ended=$("${podman[@]}" inspect -f '{{.State.ExitCode}}' "$id")
	"${podman[@]}" --runtime "$runtime" rm -f "$id" >/dev/null
}

# The hook's folder of traces is that of the run.
hooked()
{
	sed "s|/usr/local/bin/seccord|$SECCORD|; s|/var/lib/seccord|$run|" "$here/../../contrib/containers/oci-hook.json" >"$folder/hooks.d/seccord.json"
	through_podman "$@"
}

write_bundle()
{
	local runtime=$1 image=$2
	shift 2
	rm -rf "$folder/bundle"
	mkdir "$folder/bundle"
	(cd "$folder/bundle" && "$runtime" spec) || return
	python3 -I - "$folder/bundle/config.json" "$folder/$image" "$run" "$quiet" "$@" <<-'END'
		import json, sys
		name, root, out, quiet, *words = sys.argv[1:]
		config = json.load(open(name))
		config["root"] = {"path": root}
		config["process"].update({"terminal": False, "args": words, "cwd": "/"})
		config["process"]["env"].append(quiet)
		for caps in config["process"]["capabilities"].values():
		    caps += ["CAP_SYS_PTRACE", "CAP_SETUID", "CAP_SETGID", "CAP_CHOWN", "CAP_DAC_OVERRIDE"]
		config["linux"]["namespaces"] = [n for n in config["linux"]["namespaces"] if n["type"] in ("pid", "mount", "ipc")]
		config["linux"].pop("resources", None)
		config.pop("hostname", None)
		config["mounts"] = [m for m in config["mounts"] if m["type"] not in ("cgroup", "mqueue")]
		config["mounts"] += [{"destination": "/out", "type": "bind", "source": out, "options": ["rbind"]},
		                     {"destination": "/host", "type": "bind", "source": "/", "options": ["rbind", "ro"]}]
		json.dump(config, open(name, "w"))
	END
}

# through REAL HOW IMAGE: the runtime alone.
through()
{
	local real=$1 how=$2 image=$3 runtime=$1 start=() exec=() id waiter status
	case $how in
	inside) start=("${inside[@]}" -o /out/start.trace --) exec=("${inside[@]}" -o /out/exec.trace --) ;;
	runtime) use_runtime "$real" && runtime=$folder/runtime ;;
	esac
	write_bundle "$real" "$image" "${start[@]}" "${words[@]}" || return
	id=truth-$$-$((++containers))
	"$runtime" --root "$folder/state.$real" run -b "$folder/bundle" "$id" </dev/null >"$folder/out" 2>&1 &
	waiter=$!
	await has_port $$ || { cat "$folder/out"; return 1; }
	[ "$("$runtime" --root "$folder/state.$real" exec "$id" "${exec[@]}" /app check $port)" = 200 ] || return
	"$runtime" --root "$folder/state.$real" kill "$id" TERM
	wait $waiter
	status=$?
	ended=$status
}

# ------------------------------------------------------------ comparing

is_complete()
{
	local trace
	for trace in "$1"/*.trace; do
		grep -q '^{"end": ' "$trace" 2>/dev/null || return 1
	done
}

kinds_of()
{
	sed -n 's/^{"call": [0-9]*, "arch": "\([^"]*\)", "nr": [0-9]*, "name": "\([^"]*\)", "origin": "\([^"]*\)".*/\1 \2 \3/p' "$@" | sort -u
}

# In every one of these files.
common()
{
	sort "$@" | uniq -c | sed -n "s/^ *$# //p" | sort -u
}

# both_ways NAME: $folder/in.N and $folder/out.N, N up to the rounds.
both_ways()
{
	local one
	common "$folder"/in.? >"$folder/always.in"
	common "$folder"/out.? >"$folder/always.out"
	{
		for one in "$folder"/out.?; do
			comm -23 "$folder/always.in" "$one" | sed 's/^/-/'
		done
		sort -u "$folder"/in.? | comm -23 "$folder/always.out" - | sed 's/^/+/'
	} | sort -u | sed -E "s/^.(.* ($momentary) )/~\1/; s/ /_/g" >"$folder/differences"
	printf '%-8s %-22s %4s inside, %4s outside %s\n' "$image" "$1" "$(wc -l <"$folder/always.in")" "$(wc -l <"$folder/always.out")" \
		"$(tr '\n' ' ' <"$folder/differences")"
	count=$((count + 1))
	! grep -q '^[-+]' "$folder/differences" || fail "$image, $1: differs"
}

# once COMMAND HOW...: runs it into a new folder of traces
once()
{
	run=$folder/run.$((count_runs += 1))
	mkdir "$run"
	ended=none
	"$@" || { fail "$*: did not run"; return 1; }
	await is_complete "$run" || { fail "$*: no complete trace"; return 1; }
}
count_runs=0

# compare NAME FILES COMMAND...: `HOW` in the command is `inside` and then $outside.
compare()
{
	local name=$1 pattern=$2 round how words_now
	shift 2
	rm -f "$folder"/in.? "$folder"/out.?
	for ((round = 1; round <= rounds; round++)); do
		for how in inside "$outside"; do
			words_now=("${@/HOW/$how}")
			once "${words_now[@]}" || return
			[ "$how" = inside ] && status_inside=$ended
			[ "$ended" = "$status_inside" ] || fail "$name: status $ended, inside $status_inside"
			case $how in
			inside) eval "kinds_of $run/$pattern" >"$folder/in.$round" ;;
			*) kinds_of "$run"/*.trace >"$folder/out.$round" ;;
			esac
		done
	done
	both_ways "$name"
}

# The container answers after its recorders were killed.
survives()
{
	local id pid one
	run=$folder/run.$((count_runs += 1))
	mkdir "$run"
	use_runtime "$1"
	id=$("${podman[@]}" --runtime "$folder/runtime" run -d --network=none --ulimit nofile=1024:1024 --ulimit nproc=4096:4096 "$image" "${words[@]}")
	pid=$("${podman[@]}" inspect -f '{{.State.Pid}}' "$id")
	await has_port "$pid"
	one=$(sed -n 's/^TracerPid:	//p' "/proc/$pid/status")
	kill -9 "$one" || fail "$image: not traced"
	[ "$("${podman[@]}" --runtime "$folder/runtime" exec "$id" /app check $port)" = 200 ] || fail "$image with $1: no answer after kill -9"
	"${podman[@]}" --runtime "$folder/runtime" stop -t 20 "$id" >/dev/null
	[ "$("${podman[@]}" inspect -f '{{.State.ExitCode}}' "$id")" = 0 ] || fail "$image with $1: status after kill -9"
	printf '%-8s %-22s alive after kill -9\n' "$image" "$1"
	"${podman[@]}" --runtime "$folder/runtime" rm -f "$id" >/dev/null
}

# ------------------------------------------------------------ all

mkdir "$folder/hooks.d"
make_images
recorder_inside
for image in nginx node go; do
	is_wanted $image || continue
	words_of $image
	for real in crun runc; do
		outside=runtime
		compare "podman, $real" '*.trace' through_podman HOW $real $image
		compare "$real" '*.trace' through $real HOW $image
		outside=hook
		compare "podman, $real, hook" 'start.trace' hooked HOW $real $image
		survives $real
	done
done
echo "truth-containers: $count comparisons, $failed failed"
[ "$failed" = 0 ]
