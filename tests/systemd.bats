#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Units, compared with the filters that a booted systemd loads for them.
load helper

# One unit per row: its name, and its settings separated by |.
units()
{
	cat <<-'END'
		plain
		mdwx MemoryDenyWriteExecute=yes
		families RestrictAddressFamilies=AF_UNIX AF_INET
		fewer RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6|RestrictAddressFamilies=~AF_INET
		denied RestrictAddressFamilies=~AF_PACKET
		namespaces RestrictNamespaces=yes
		some RestrictNamespaces=cgroup net
		without RestrictNamespaces=~user
		realtime RestrictRealtime=yes
		suid RestrictSUIDSGID=yes
		dynamic DynamicUser=yes
		kernel ProtectKernelModules=yes|ProtectKernelLogs=yes|ProtectKernelTunables=yes
		devices ProtectClock=yes|ProtectHostname=yes|PrivateDevices=yes|LockPersonality=yes
		log SystemCallLog=mkdir rmdir|SystemCallLog=~mkdir
		archs SystemCallArchitectures=native
		allow SystemCallFilter=@system-service|SystemCallFilter=~rmdir:EIO @privileged mkdir:kill|SystemCallErrorNumber=EPERM|SystemCallArchitectures=native
		deny SystemCallFilter=~mkdir:EIO rmdir reboot|SystemCallFilter=rmdir|SystemCallFilter=~|SystemCallErrorNumber=EACCES
		muxed SystemCallFilter=~bind:EIO shmat socketcall:EACCES
		commands SystemCallFilter=~accept semop:EIO getsid|SystemCallErrorNumber=EPERM
		direct SystemCallFilter=@basic-io @file-system bind semop|SystemCallErrorNumber=EPERM
		logged SystemCallLog=bind semget
		again RestrictAddressFamilies=none|RestrictAddressFamilies=~AF_UNIX
	END
}

write_units()
{
	local name settings number=0
	mkdir -p machine/etc/systemd/system
	while read -r name settings; do
		printf '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/sleep 77.%03d\n%s\n' $((number += 1)) \
			"$(tr '|' '\n' <<<"$settings")" >machine/etc/systemd/system/"$name".service
		echo "$name" >>names
	done < <(units)
	emitted $((number += 1))
	printf '[Unit]\nDefaultDependencies=no\nWants=%s\n[Service]\nExecStart=/bin/sleep 60\n' \
		"$(sed 's/$/.service/' names | tr '\n' ' ')" >machine/etc/systemd/system/all.service
}

# unit_of NAME NUMBER: a unit of this program with the drop-in NAME.conf
unit_of()
{
	printf '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/sleep 77.%03d\n' "$2" |
		cat - "$1.conf" >machine/etc/systemd/system/"$1".service
	echo "$1" >>names
}

# emitted NUMBER: two units with drop-ins that seccord writes: with all settings, and with the default to log
emitted()
{
	seccord record -q -o sleep.trace -- /bin/sleep 0.1
	seccord policy --for=systemd -o sleep.json sleep.trace 2>/dev/null
	seccord emit -f systemd --protect -o emitted.conf sleep.json 2>/dev/null
	[ "$(grep -c '^[A-Z][A-Za-z]*=yes$' emitted.conf)" = 11 ]
	grep -q '^RestrictAddressFamilies=none$' emitted.conf
	unit_of emitted "$1"
	echo '{"seccord": 2, "archs": ["x86_64"], "default": {"action": "log"}, "newer": {"action": "log"}, "foreign": {"action": "kill"},
		"calls": [{"call": "brk"}, {"call": "mkdir", "action": "errno", "errno": "ENOSYS"}, {"call": "sync", "action": "kill"}]}' >log.json
	seccord emit -f systemd -o logging.conf log.json
	grep -q '^SystemCallLog=~brk$' logging.conf
	unit_of logging $(($1 + 1))
}

a_machine()
{
	[ -L /bin ] || skip "/bin is not in /usr here"
	mkdir -p machine/{usr,proc,dev,sys,run,tmp,etc,var,root}
	for link in bin lib lib64 sbin; do
		[ ! -L "/$link" ] || ln -sfn "usr/$link" "machine/$link"
	done
	echo ID=none >machine/etc/os-release
	: >machine/etc/machine-id
}

# dump_units: dumps each unit's filters from the running machine, as NAME.N
dump_units()
{
	local name number=0 pid
	while read -r name; do
		printf -v pid '/bin/sleep 77.%03d' $((number += 1))
		pid=$(pgrep -x -f "$pid") || continue
		"$SECCORD" dump -p "$pid" -o "$name"
	done <names
}

boot_and_dump()
{
	local tries=0 machine
	timeout -k 5 300 systemd-nspawn -q -b --register=no --keep-unit -D machine --bind-ro=/usr systemd.unit=all.service \
		</dev/null >boot.log 2>&1 3>&- &
	machine=$!
	until [ "$(pgrep -x -f -c '/bin/sleep 77[.][0-9]*')" = "$(wc -l <names)" ]; do
		[ $((tries += 1)) -lt 150 ] || break
		sleep 0.1
	done
	dump_units
	kill "$machine" 2>/dev/null || true
	wait "$machine" || true
}

# own_filters NAME: the unit's filters that the machine itself does not have
own_filters()
{
	local base=0
	while [ -e "plain.$base" ]; do base=$((base + 1)); done
	while [ -e "$1.$base" ]; do
		echo "$1.$base"
		base=$((base + 1))
	done
}

@test "units under a booted systemd: the filters match the units as read" {
	need_root
	need systemd-nspawn systemd-analyze pgrep
	[[ $(systemd-analyze --version) == "systemd 252 "* ]] || skip "units are read as systemd 252 does"
	[ "$(uname -m)" = x86_64 ] || skip "units are read for x86_64"
	a_machine
	write_units
	boot_and_dump
	[ -e plain.0 ] || skip "systemd-nspawn cannot boot a machine here: $(tail -n 1 boot.log)"
	while read -r name; do
		mapfile -t filters < <(own_filters "$name")
		[ "${#filters[@]}" -gt 0 ]
		seccord merge --intersect -o together "${filters[@]}"
		# Of two errnos, the filter that was loaded last decides, but merge knows no order. The emitted unit has calls
		# that two filters refuse; of it, both sides allow the same.
		unit=machine/etc/systemd/system/$name.service
		if [ "$name" = emitted ]; then
			seccord verify --subset "$unit" together
			run seccord verify --subset together "$unit"
		else
			run seccord verify "$unit" together
		fi
		echo "$name: $output"
		[ "$status" = 0 ]
	done < <(sed 1d names)
}
