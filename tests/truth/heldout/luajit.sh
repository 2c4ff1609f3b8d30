# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2012,SC2015,SC2016,SC2028,SC2034,SC2094,SC2209 # read by heldout.sh; quoted programs
packages=luajit
# a JIT

a()
{
	run luajit -e 'local s = 0; for i = 1, 1e7 do s = (s * 31 + i) % 1000003 end; print(s)'
	run luajit -e 'local f = io.open("x", "w"); f:write("text"); f:close(); print(#io.open("x"):read("*a")); print(io.open("/missing"))'
	run luajit -e 'error("bad")' 2>&1 | head -n 2
}

b()
{
	run luajit -jv -O3 -e 'local t = {}; for i = 1, 200000 do t[i] = tostring(i) end; table.sort(t); print(#table.concat(t))' 2>/dev/null
	run luajit -e 'local ffi = require "ffi"; ffi.cdef "int getpid(void); int usleep(unsigned); void *malloc(size_t); int kill(int, int);"; print(ffi.C.getpid() > 0); ffi.C.usleep(10); ffi.C.kill(ffi.C.getpid(), 0); local a = ffi.new("char[?]", 5e6); local f = ffi.cast("int (*)(void)", function() return 7 end); print(f())'
	run luajit -e 'print(io.popen("echo piped"):read("*l")); print(os.execute("exit 3")); os.rename("x", "y"); os.remove("y"); local t = os.tmpname(); os.remove(t); print(os.getenv("HOME") ~= nil, os.date("%Y", 0)); local f = io.tmpfile(); f:write("a"); f:seek("set"); print(f:read("*a")); f:setvbuf("no"); print(os.clock() >= 0)'
	run luajit -b -e 'print(1)' out.raw && run luajit out.raw; run luajit -joff missing.lua
	run luajit -e 'io.write("up\n"); io.flush(); while true do end' >out &
	until [ -s out ]; do sleep 0.1; done
	kill -INT $!; kill $!
	wait $!
}
