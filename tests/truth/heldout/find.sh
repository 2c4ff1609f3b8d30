# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=findutils

a()
{
	mkdir -p d/e/f && touch d/a d/e/b d/e/f/c
	run find d -type f | sort
	run find d -name 'a*' -o -name b | sort
	run find d -size +0 -print0 | wc -c
	run find /missing
}

b()
{
	mkdir -p d/e/f loop && touch d/a d/e/b d/e/f/c && ln -s ../loop loop/self && ln -s nowhere loop/dead && mkfifo d/p
	run find d -type f -exec wc -c {} + | tail -n 1
	run find d -type f -execdir echo {} \; | sort
	run find d -newermt 2001-01-01 -printf '%p %u %m %y\n' | sort
	run find -L loop -type l 2>&1 | wc -l
	run find d -type f -print0 | run xargs -0 -P 2 -n 1 basename | sort
	run find d -xdev -inum 1 -o -samefile d/a -fprint out && cat out
	run find d -fstype tmpfs -user root -writable -readable -empty | sort
	run find d -ls | wc -l && run find . -maxdepth 1 -ok true \; </dev/null
	run find d -name c -delete && run find d -mindepth 1 -delete && ls d
	run find /proc/self/task -maxdepth 2 -regex '.*/comm' | wc -l
	run find . -files0-from missing; run find d -print >/dev/full
}
