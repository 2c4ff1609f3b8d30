# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=openssh-client

a()
{
	run ssh-keygen -q -t ed25519 -N '' -C c -f key && ls key key.pub
	run ssh-keygen -lf key.pub | wc -l
	run ssh-keygen -yf key | cut -d' ' -f1
	run ssh-keygen -lf /missing
}

b()
{
	run ssh-keygen -q -t rsa -b 2048 -N secret -C c -f ca && run ssh-keygen -q -t ecdsa -N '' -f user
	run ssh-keygen -q -P secret -s ca -I id -n root -V 20010101:20300101 user.pub && ls user-cert.pub
	run ssh-keygen -p -P secret -N other -f ca >/dev/null; run ssh-keygen -yf ca -P wrong
	echo text >file && run ssh-keygen -q -Y sign -f user -n file file && echo "root $(cat user.pub)" >allowed && run ssh-keygen -q -Y verify -f allowed -I root -n file -s file.sig <file
	echo "host $(cat user.pub)" >known && run ssh-keygen -H -f known >/dev/null && run ssh-keygen -R host -f known >/dev/null 2>&1; ls known*
	run ssh-keygen -k -f krl -s ca user.pub >/dev/null 2>&1; run ssh-keygen -k -f krl user.pub >/dev/null && run ssh-keygen -Q -f krl user.pub | grep -c REVOKED
	mkdir -p etc/ssh && run ssh-keygen -A -f "$PWD" >/dev/null && ls etc/ssh | wc -l
	echo n | run ssh-keygen -q -t ed25519 -N '' -f user | wc -l
	run ssh-keygen -e -m PKCS8 -f user.pub | wc -l && run ssh-keygen -i -f /dev/null
}
