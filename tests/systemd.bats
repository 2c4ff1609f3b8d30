#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Units, as releases of systemd read them, and compared with the filters that a booted systemd loads for them: this machine's, or
# that of a tree, UNITS_TREE (make units: Debian 13's).
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
		most RestrictNamespaces=no|RestrictNamespaces=~user
		writes SystemCallFilter=~@debug write mkdir|SystemCallErrorNumber=EIO
		kills SystemCallFilter=@basic-io @file-system @network-io|SystemCallFilter=~socket:EACCES|SystemCallLog=~@file-system|SystemCallLog=mkdir
	END
}

write_units()
{
	local name settings number=0
	mkdir -p machine/etc/systemd/system
	while read -r name settings; do
		printf '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/sleep 7777.%03d\n%s\n' $((number += 1)) \
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
	printf '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/sleep 7777.%03d\n' "$2" |
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

# Sets `tree`, options of systemd-nspawn, and `release`.
a_machine()
{
	tree=(-D machine --bind-ro=/usr)
	release=$(systemd-analyze --version | sed -n '1s/^systemd \([0-9]*\) .*/\1/p')
	if [ -n "${UNITS_TREE:-}" ]; then
		tree=(-D "$UNITS_TREE" --bind="$PWD/machine/etc/systemd/system:/etc/systemd/system")
		release=$(chroot "$UNITS_TREE" systemd-analyze --version | sed -n '1s/^systemd \([0-9]*\) .*/\1/p')
	fi
	[ "$release" = 252 ] || [ "$release" = 257 ] || skip "units are read as systemd 252 and 257 do, not $release"
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
		printf -v pid '/bin/sleep 7777.%03d' $((number += 1))
		pid=$(pgrep -x -f "$pid") || continue
		"$SECCORD" dump -p "$pid" -o "$name"
	done <names
}

boot_and_dump()
{
	local tries=0 machine
	SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=${UNITS_TREE:+1} "$HERE/machine.sh" 300 "${tree[@]}" systemd.unit=all.service </dev/null >boot.log 2>&1 3>&- &
	machine=$!
	until [ "$(pgrep -x -f -c '/bin/sleep 7777[.][0-9]*')" = "$(wc -l <names)" ]; do
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

# a_unit SETTING...: u.service
a_unit()
{
	printf '%s\n' '[Service]' "$@" >u.service
}

# policy_of RELEASE SETTING...: p.json, as that release reads the unit
policy_of()
{
	local release=$1
	shift
	a_unit "$@"
	seccord merge --file-version="$release" -o p.json u.service
}

# doubted RELEASE REASON SETTING...
doubted()
{
	local release=$1 reason=$2
	shift 2
	a_unit "$@"
	run seccord verify --file-version="$release" u.service u.service
	echo "$release: $output"
	[ "$status" = 2 ]
	[[ $output == *"$reason"* ]]
}

is_exact()
{
	local release=$1
	shift
	a_unit "$@"
	seccord verify --file-version="$release" u.service u.service
}

@test "an allow list: what systemd 257 answers to calls that it does not name" {
	policy_of 252 SystemCallFilter=@io-event SystemCallErrorNumber=EPERM
	grep -q '"default": {"action": "errno", "errno": "EPERM"}' p.json
	not grep -q '"call": "\(write\|landlock_create_ruleset\)"' p.json
	policy_of 257 SystemCallFilter=@io-event SystemCallErrorNumber=EPERM
	grep -q '"default": {"action": "errno", "errno": "ENOSYS"}' p.json
	grep -q '"newer": {"action": "errno", "errno": "ENOSYS"}' p.json
	grep '"call": "chown"' p.json | grep -q '"x86_64", "i386", "x32"\], "action": "errno", "errno": "EPERM"\|"call": "chown", "action": "errno", "errno": "EPERM"'
	grep '"call": "sysfs"' p.json | grep -q EPERM
	not grep -q '"call": "\(uselib\|chown32\)"' p.json
	[ "$(grep -c '{"call": "\(write\|landlock_create_ruleset\)"}' p.json)" = 2 ]
	policy_of 257 SystemCallFilter=~write
	not grep -q '"call": "write"' p.json
}

@test "units that systemd does not start, and releases that are not known" {
	doubted 252 'does not start this unit' SystemCallFilter=@io-event SystemCallFilter=~mkdir:EPERM SystemCallErrorNumber=EPERM
	doubted 252 'does not start this unit' SystemCallFilter=@io-event SystemCallFilter=~mkdir:kill
	is_exact 257 SystemCallFilter=@io-event SystemCallFilter=~mkdir:EPERM SystemCallErrorNumber=EPERM
	doubted 257 'does not start this unit' SystemCallFilter=@io-event SystemCallFilter=~mkdir:ENOSYS SystemCallErrorNumber=EPERM
	doubted 257 'does not start this unit' SystemCallFilter=@io-event SystemCallFilter=~write:EIO SystemCallErrorNumber=EPERM
	doubted 257 'does not start this unit' SystemCallFilter=~mkdir SystemCallErrorNumber=4095
	is_exact 252 SystemCallFilter=~mkdir SystemCallErrorNumber=4094
	doubted 257 'PR_SET_MDWE' MemoryDenyWriteExecute=yes
	is_exact 252 MemoryDenyWriteExecute=yes
	doubted 256 'the lists of systemd 256 are not known; read as systemd 257 does' SystemCallFilter=~mkdir
	doubted 254.1 'the lists of systemd 254.1 are not known; read as systemd 254.19 does' SystemCallFilter=~mkdir
	doubted 260 'read as systemd 257 does' SystemCallFilter=~mkdir
	doubted 240 'read as systemd 252 does' SystemCallFilter=~mkdir
	is_exact 257.13 SystemCallFilter=~mkdir
}

@test "names that libseccomp 2.5.4 lacks: only what takes nothing out of an allow list is sure" {
	doubted 252 'systemd ignores it with libseccomp 2.5.4 or older' SystemCallFilter=mseal
	doubted 252 'systemd ignores it with libseccomp 2.5.4 or older' SystemCallFilter=~mseal
	doubted 252 'systemd ignores it with libseccomp 2.5.4 or older' SystemCallFilter=@io-event SystemCallFilter=~mseal:EIO
	is_exact 252 SystemCallFilter=@io-event SystemCallFilter=~mseal
	is_exact 252 SystemCallFilter=@io-event SystemCallFilter=~uretprobe
	is_exact 252 SystemCallFilter=riscv_hwprobe SystemCallLog=riscv_hwprobe
	is_exact 252 SystemCallFilter=mseal SystemCallFilter= SystemCallFilter=read
	doubted 252 'systemd ignores it with libseccomp 2.5.4 or older' SystemCallFilter=riscv_hwprobe 'SystemCallArchitectures=native riscv64'
}

@test "RestrictAddressFamilies=: AF_FILE is another name of AF_UNIX" {
	a_unit RestrictAddressFamilies=AF_UNIX
	mv u.service unix.service
	a_unit RestrictAddressFamilies=AF_FILE
	seccord verify u.service unix.service
}

@test "RestrictNamespaces=: a list after yes or no changes what that allows" {
	policy_of 252 RestrictNamespaces=no RestrictNamespaces=net SystemCallFilter=~mkdir
	not grep -q '"call": "unshare"' p.json
	policy_of 252 RestrictNamespaces=yes RestrictNamespaces=net
	grep -q '"call": "unshare"' p.json
	a_unit RestrictNamespaces=no
	run seccord merge -o none u.service
	one_line_of_trouble 'no setting of the unit loads a seccomp filter'
}

@test "units under a booted systemd: the filters match the units as read" {
	need_root
	need systemd-nspawn systemd-analyze pgrep
	[ "$(uname -m)" = x86_64 ] || skip "units are read for x86_64"
	a_machine
	write_units
	boot_and_dump
	[ -e plain.0 ] || skip "systemd-nspawn cannot boot a machine here: $(tail -n 1 boot.log)"
	# whether it loads a filter for this depends on the kernel
	[ "$release" = 252 ] || sed -i 's/^mdwx$//; s/^emitted$//; /^$/d' names
	while read -r name; do
		mapfile -t filters < <(own_filters "$name")
		[ "${#filters[@]}" -gt 0 ]
		seccord merge --intersect -o together "${filters[@]}"
		# Of two errnos, the filter that was loaded last decides, but merge knows no order. The emitted unit has calls
		# that two filters refuse; of it, both sides allow the same.
		unit=machine/etc/systemd/system/$name.service
		if [ "$name" = emitted ]; then
			seccord verify --file-version="$release" --subset "$unit" together
			run seccord verify --file-version="$release" --subset together "$unit"
		else
			run seccord verify --file-version="$release" "$unit" together
		fi
		echo "$name: $output"
		[ "$status" = 0 ]
	done < <(sed 1d names)
}
