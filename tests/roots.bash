# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2015 # skip ends the test
#
# Roots of containers that show this machine's /usr, and containers of lxc in one.

# a_root FOLDER: ready to mount /usr, with /out to write to.
a_root()
{
	[ -L /bin ] && [ -L /lib ] || skip "/bin and /lib are not in /usr here"
	mkdir -p "$1"/{usr,proc,dev,sys,run,tmp,etc,var,root,out}
	for link in bin lib lib64 sbin; do
		[ ! -L "/$link" ] || ln -sfn "usr/$link" "$1/$link"
	done
	echo ID=none >"$1/etc/os-release"
}

# enter_lxc COMMAND...: runs it in ./root under ./profile.
enter_lxc()
{
	mkdir -p lxc
	cat >lxc.config <<-END
		lxc.rootfs.path = dir:$PWD/root
		lxc.net.0.type = none
		lxc.mount.entry = /usr usr none bind,ro 0 0
		lxc.mount.auto = proc
		lxc.autodev = 1
		lxc.console.path = none
		lxc.environment = LC_ALL=C
		lxc.environment = PATH=/usr/bin
		lxc.seccomp.profile = $PWD/profile
	END
	timeout -k 5 60 lxc-execute -n "seccord-test-$$-$((++containers))" -P "$PWD/lxc" -f lxc.config -- "$@" </dev/null
}
containers=0

# need_lxc: skips where it cannot run.
need_lxc()
{
	need_root
	need lxc-execute
	printf '2\ndenylist allow\n[all]\nkexec_load errno 1\n' >profile
	enter_lxc true >&2 || skip "lxc cannot run a container here"
}
