# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=gawk

a()
{
	seq 300 >n
	run gawk '{ s += $1 } END { print s }' n
	run gawk 'BEGIN { while ((getline line < "n") > 0) c++; print c; print toupper("a") > "out"; close("out"); split("a b", p); print p[2] }'
	run gawk '{' n
	run gawk 1 /missing
}

b()
{
	seq 300 >n
	run gawk 'BEGIN { "echo piped" | getline x; print x; print "b\na" | "sort"; close("sort"); system("exit 3"); print strftime("%Y", 0, 1); srand(1); print (rand() < 1) }'
	run gawk 'BEGIN { c = "tr a-z A-Z"; print "two way" |& c; close(c, "to"); c |& getline x; print x; PROCINFO["cat", "pty"] = 1; print "y" |& "cat"; "cat" |& getline y; print y + 0 }'
	run gawk 'BEGIN { s = "/inet/tcp/8001/0/0"; t = "/inet/tcp/0/127.0.0.1/1"; print "x" |& t; print ERRNO != "" }' 2>&1 | tail -n 1
	run gawk -i inplace '{ print "l" $0 }' n && head -n 1 n
	run gawk '@load "filefuncs"; @load "fork"; @load "time"; @load "readdir"; BEGIN { stat("n", d); print d["type"]; if ((p = fork()) == 0) exit 3; print waitpid(p) == p; sleep(0.01); chdir("/") }'
	run gawk -M 'BEGIN { print 2 ^ 100; for (i = 0; i < 300000; i++) a[i] = i; print length(a); delete a }' 2>/dev/null
	run gawk -b --profile=prof 'BEGIN { printf "" > "/dev/stderr"; fflush(); exit 4 }' || echo "$?"
	run gawk 'BEGIN { print "x" > "/dev/full"; exit close("/dev/full") != 0 }'
	run gawk 'BEGIN { while (1) ; }' &
	sleep 0.3
	kill -INT $!; kill $!
	wait $!
}
