# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages="tar gzip xz-utils"

a()
{
	mkdir -p in/sub && seq 3000 >in/a && seq 10 >in/sub/b
	run tar -cf x.tar in && run tar -tf x.tar
	mkdir out && run tar -xf x.tar -C out && diff -r in out/in
	run tar -czf x.tgz in && run tar -xzf x.tgz -C out
	run tar -xf missing.tar
}

# links, sparse files, special files, attributes, increments, appending, damage
b()
{
	mkdir -p in/sub out && seq 20 >in/a && ln in/a in/hard && ln -s a in/soft && mkfifo in/fifo && truncate -s 4M in/hole && chmod 640 in/a
	run tar --xattrs --acls -cpf x.tar in && run tar --xattrs -xpf x.tar -C out && ls out/in
	run tar -cSf s.tar in/hole && run tar -xSf s.tar -C out --overwrite && stat -c %b out/in/hole
	echo more >in/more && run tar -rf x.tar in/more && run tar -uf x.tar in && run tar --delete -f x.tar in/hard && run tar -df x.tar
	run tar -g snap -cf l0.tar in && echo new >in/new && run tar -g snap -cf l1.tar in && run tar -tf l1.tar
	run tar -cJf x.txz in && run tar -tJf x.txz | wc -l
	run tar -cf - in --remove-files | run tar -xf - -C out --keep-newer-files --same-owner
	mkdir ro && run tar -xf l0.tar -C ro --to-command=cat | wc -l
	head -c 3000 l0.tar >cut.tar && run tar -xf cut.tar -C ro
	run tar -cML 10 -f v1 -f v2 -f v3 out/in/sub </dev/null
	run tar -tf x.tar --checkpoint=10 >/dev/full
}
