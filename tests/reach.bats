#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What the code of a program can call. Most programs here have no libc, so that the
# expected answer is exact: a call that is found too much is as wrong as one missed.

# shellcheck disable=SC2154,SC2016,SC1003 # status and output are set by bats; sources are quoted
load helper

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	[ "$(uname -m)" = x86_64 ] || skip "reads x86_64 code"
	need "${CC:-cc}"
	export XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache
	mkdir cache
}

# What the programs without a libc begin with: `sys` is an instruction of its own for each use.
prelude='
#define KEEP __attribute__((noinline, noipa, used))
#define KEPT __attribute__((noinline, noipa))
static inline __attribute__((always_inline)) long sys(long nr)
{
	long result;
	__asm__ volatile("syscall" : "=a"(result) : "0"(nr), "D"(0), "S"(0), "d"(0) : "rcx", "r11", "memory");
	return result;
}
'

# bare FLAGS...: builds ./p from standard input, behind the prelude
bare()
{
	{
		echo "$prelude"
		cat
	} >p.c
	${CC:-cc} -O1 -nostdlib -ffreestanding -fno-stack-protector -static -o p "$@" p.c || skip "no program without a libc here"
}

# calls PROGRAM: the calls that it can reach, in one line
calls()
{
	seccord reach --json --no-cache "$1" >json
	grep -o '"call": "[^"]*"' json | sed 's/.*: "//; s/"//' | sort | tr '\n' ' '
}

# can EXPECTED...: exactly these
can()
{
	local found
	found=$(calls ./p)
	echo "found: $found"
	[ "$found" = "$(printf '%s\n' "$@" | sort | tr '\n' ' ')" ]
}

# Whether something is said to make the answer incomplete.
says_incomplete()
{
	seccord reach --no-cache ./p >text
	cat text
	grep -qE -- "$1" text
}

says_nothing_incomplete()
{
	seccord reach --json --no-cache ./p | grep -q '"incomplete": \[\]'
}

@test "a function counts only if something reaches it" {
	bare <<-'END'
		KEEP void unused(void) { sys(57); }
		KEPT static void used(void) { sys(39); }
		void _start(void) { used(); sys(60); }
	END
	can getpid exit
	says_nothing_incomplete
}

# Without tables, what lies behind a function looks like a part of it: more may be found, never less.
@test "the same if stripped, position-independent and without section headers" {
	local flags
	for flags in "-s" "-s -static-pie" "-s -no-pie -Wl,-z,norelro"; do
		# shellcheck disable=SC2086 # flags are words
		bare $flags <<-'END'
			KEEP void unused(void) { sys(57); }
			KEPT static void used(void) { sys(39); }
			void _start(void) { used(); sys(60); }
		END
		can getpid exit
	done
	need python3
	bare -s <<-'END'
		KEEP void unused(void) { sys(57); }
		KEPT static void used(void) { sys(39); }
		void _start(void) { used(); sys(60); }
	END
	python3 -c 'b = bytearray(open("p", "rb").read()); b[40:48] = bytes(8); b[60:64] = bytes(4); open("p", "wb").write(b)'
	local found
	found=$(calls ./p)
	echo "$found"
	[[ $found == *exit* && $found == *getpid* ]]
}

@test "code without unwind tables and symbols is split at calls" {
	bare -s -fno-asynchronous-unwind-tables -fno-unwind-tables <<-'END'
		KEEP void unused(void) { sys(57); }
		KEPT static void used(void) { sys(39); }
		void _start(void) { used(); sys(60); }
		KEEP void other(void) { sys(58); __asm__ volatile(".fill 100, 1, 0x90"); }
	END
	local found
	found=$(calls ./p)
	echo "$found"
	[[ $found == *getpid* && $found == *exit* ]]
}

@test "numbers are found through copies, the stack, branches and parts of registers" {
	bare <<-'END'
		__asm__(".globl copies\n.type copies, @function\ncopies: .cfi_startproc\n"
			"mov $39, %r9d\n mov %r9, %rbx\n push %rbx\n pop %rax\n syscall\n"
			"push $102\n pop %rax\n syscall\n"
			"sub $24, %rsp\n movq $104, 8(%rsp)\n mov 8(%rsp), %rax\n syscall\n"
			"mov $107, %ecx\n mov $108, %eax\n cmp %rdi, %rsi\n cmove %rcx, %rax\n syscall\n"
			"xor %eax, %eax\n mov $110, %al\n syscall\n"
			"mov $100, %eax\n add $11, %eax\n syscall\n"
			"or $-1, %rax\n and $112, %eax\n syscall\n"
			"test %rdi, %rdi\n jne 1f\n mov %rdi, %rax\n syscall\n1:\n"
			"add $24, %rsp\n ret\n .cfi_endproc\n .size copies, . - copies\n");
		void copies(void);
		void _start(void) { copies(); sys(60); }
	END
	can getpid getuid getgid geteuid getegid getppid getpgrp setsid read exit
	says_nothing_incomplete
}

@test "numbers are found in callers: in registers, on the stack, and behind a pointer" {
	bare <<-'END'
		KEPT static long by_register(int a, long nr) { return a ? sys(nr) : 0; }
		KEPT static long by_stack(int a, int b, int c, int d, int e, int f, long nr) { return a + b + c + d + e + f ? sys(nr) : 0; }
		struct asked { long other, nr; };
		KEPT static long behind(struct asked *asked) { return sys(asked->nr); }
		KEEP void unused(void) { by_register(1, 57); }
		KEPT static void use(void) { struct asked asked = {1, 107}; behind(&asked); }
		void _start(void) { by_register(1, 39); by_register(2, 102); by_stack(1, 2, 3, 4, 5, 6, 104); use(); sys(60); }
	END
	can getpid getuid getgid geteuid exit
	says_nothing_incomplete
}

@test "numbers are found in variables: never written, written once; constant tables are not guessed" {
	bare <<-'END'
		static volatile long never = 39;
		static long *volatile unused_pointer;
		static long once;
		KEPT static void set(void) { once = 102; }
		KEPT static void use(void) { __asm__ volatile("" ::: "memory"); sys(once); }
		KEPT static void use_never(void) { sys(never); }
		void _start(void) { set(); use_never(); use(); sys(60); }
	END
	can read getpid getuid exit
}

@test "a number that is computed is unknown, and its function is named" {
	bare <<-'END'
		KEPT long guess(long a) { return sys(a * 3); }
		void _start(void) { long a; __asm__ volatile("mov (%%rsp), %0" : "=r"(a)); guess(a); sys(60); }
	END
	can exit
	says_incomplete 'number +guess: the number is computed'
}

@test "a number of a function that is called by pointer is unknown" {
	bare <<-'END'
		KEPT static long call(long nr) { return sys(nr); }
		long (*volatile chosen)(long);
		void _start(void) { chosen = call; chosen((long)&chosen); sys(60); }
	END
	calls ./p
	says_incomplete 'number +call: the number is an argument of a function that is called by pointer|number +call: '
}

@test "a search that is too long is reported" {
	{
		for i in $(seq 60); do
			echo "long g$i(long, long); KEPT long f$i(long a, long nr) { return a ? f$((i + 1))(a - 1, nr) : f$((i + 1))(a, nr); }"
		done
	} | sed 's/long g[0-9]*(long, long); //' | tac >functions
	bare <<-END
		KEPT long f61(long a, long nr) { return a ? sys(nr) : 0; }
		$(cat functions)
		void _start(void) { f1(1, 39); sys(60); }
	END
	calls ./p
	says_incomplete 'number .*took too many steps'
}

@test "pointers in data count if reachable code refers to their object" {
	bare -static-pie <<-'END'
		KEPT static void one(void) { sys(39); }
		KEPT static void two(void) { sys(102); }
		KEPT static void three(void) { sys(104); }
		KEPT static void four(void) { sys(107); }
		static void (*const table[4])(void) = {one, two, one, two};
		static void (*volatile single[4])(void) = {three, four, four, four};
		static void (*const never[4])(void) = {four, four, four, four};
		KEEP void unused(int i) { never[i](); }
		void _start(void) { int i; __asm__ volatile("mov (%%rsp), %0" : "=r"(i)); table[i & 3](); single[0](); sys(60); }
	END
	can getpid getuid getgid exit
}

@test "the same in a program that is not position-independent" {
	bare -no-pie <<-'END'
		KEPT static void one(void) { sys(39); }
		KEPT static void two(void) { sys(102); }
		KEPT static void four(void) { sys(107); }
		static void (*const table[4])(void) = {one, two, one, two};
		static void (*const never[4])(void) = {four, four, four, four};
		KEEP void unused(int i) { never[i](); }
		void _start(void) { int i; __asm__ volatile("mov (%%rsp), %0" : "=r"(i)); table[i & 3](); sys(60); }
	END
	can getpid getuid exit
}

@test "addresses inside a function are followed, and so are cases in another part of it" {
	bare <<-'END'
		__asm__(".globl inner\n.type inner, @function\ninner: .cfi_startproc\n ret\n nop\ninside: mov $39, %eax\n syscall\n ret\n .cfi_endproc\n.size inner, . - inner\n"
			".globl outer\n.type outer, @function\nouter: .cfi_startproc\n lea inside(%rip), %rax\n call *%rax\n"
			"cmp $2, %edi\n ja 1f\n lea cases(%rip), %rdx\n movslq (%rdx,%rdi,4), %rax\n add %rdx, %rax\n jmp *%rax\n1: ret\n"
			"2: mov $102, %eax\n syscall\n ret\n .cfi_endproc\n.size outer, . - outer\n"
			".type apart, @function\napart: .cfi_startproc\n mov $104, %eax\n syscall\n ret\n"
			"3: mov $107, %eax\n syscall\n ret\n.cfi_endproc\n.size apart, . - apart\n"
			".section .rodata\n.align 4\ncases: .long 2b - cases, apart - cases, 3b - cases\n.text\n");
		void outer(int);
		void _start(void) { outer(1); sys(60); }
	END
	can getpid getuid getgid geteuid exit
	says_nothing_incomplete
}

@test "a function that continues after its unwind table" {
	bare <<-'END'
		__asm__(".globl split\n.type split, @function\nsplit: .cfi_startproc\n mov $39, %eax\n .cfi_endproc\n syscall\n ret\n.size split, . - split\n");
		void split(void);
		void _start(void) { split(); sys(60); }
	END
	can getpid exit
	says_nothing_incomplete
}

@test "vector instructions that the decoder does not know are no system calls" {
	bare <<-'END'
		__asm__(".globl vector\n.type vector, @function\nvector: .cfi_startproc\n"
			".byte 0x62, 0xf1, 0xfd, 0x48, 0x6f, 0x05, 0x0f, 0x05, 0x00, 0x00\n"
			".byte 0x62, 0xf5, 0x7c, 0x48, 0x58, 0x05, 0xb8, 0x39, 0x0f, 0x05\n"
			".byte 0x62, 0xf3, 0x7d, 0x48, 0x25, 0xc0, 0xff\n"
			"mov $39, %eax\n syscall\n ret\n .cfi_endproc\n.size vector, . - vector\n");
		void vector(void);
		void _start(void) { vector(); sys(60); }
	END
	can getpid exit
	says_nothing_incomplete
}

@test "32-bit calls are reported" {
	bare <<-'END'
		KEPT static void old(void) { __asm__ volatile("int $0x80" :: "a"(20)); }
		void _start(void) { old(); sys(60); }
	END
	can exit
	says_incomplete '32-bit calls +old'
}

@test "a call of a function that does not return ends its path" {
	bare <<-'END'
		__asm__(".globl stop\n.type stop, @function\nstop: .cfi_startproc\n mov $60, %eax\n syscall\n hlt\n.cfi_endproc\n.size stop, . - stop\n"
			".globl user\n.type user, @function\nuser: .cfi_startproc\n mov $57, %ebx\n test %edi, %edi\n je 1f\n mov $39, %ebx\n jmp 2f\n"
			"1: call stop\n 2: mov %rbx, %rax\n syscall\n ret\n .cfi_endproc\n.size user, . - user\n");
		void user(int);
		void _start(void) { user(1); }
	END
	can getpid exit
}

@test "libraries: load order, versions, PLT, ifuncs and initialisers" {
	echo "$prelude" >a.c
	cp a.c b.c
	cp a.c p.c
	cat >>a.c <<-'END'
		KEEP void both(void) { sys(108); }
		__asm__(".symver old, api@V1\n.symver new, api@@V2\n");
		KEEP void old(void) { sys(102); }
		KEEP void new(void) { sys(104); }
		KEPT static void chosen(void) { sys(107); }
		static void (*resolve(void))(void) { return chosen; }
		void picked(void) __attribute__((ifunc("resolve")));
		__attribute__((constructor)) static void start(void) { sys(110); }
		KEEP void unused(void) { sys(57); }
	END
	echo 'V1 { api; }; V2 { api; both; picked; unused; };' >map
	cat >>b.c <<-'END'
		KEEP void both(void) { sys(111); }
	END
	cat >>p.c <<-'END'
		void both(void), api(void), picked(void);
		void _start(void) { both(); api(); picked(); sys(60); }
	END
	local flags='-O1 -nostdlib -ffreestanding -fno-stack-protector -fPIC'
	# shellcheck disable=SC2086 # flags are words
	${CC:-cc} $flags -shared -Wl,--version-script=map -o liba.so a.c && ${CC:-cc} $flags -shared -o libb.so b.c || skip "no versioned libraries here"
	# shellcheck disable=SC2086
	${CC:-cc} $flags -pie -o p p.c -L. -la -lb -Wl,-rpath,'$ORIGIN' || skip "no linking here"
	local found
	found=$(calls ./p)
	echo "$found"
	for call in getegid getgid geteuid getppid exit; do [[ $found == *$call* ]]; done
	[[ $found != *getuid* && $found != *getpgrp* && $found != *" fork "* ]]
	# shellcheck disable=SC2086
	${CC:-cc} $flags -pie -o p p.c -L. -lb -la -Wl,-rpath,'$ORIGIN'
	found=$(calls ./p)
	echo "$found"
	[[ $found == *getpgrp* && $found != *getegid* ]]
}

@test "libraries below another root, and one that is missing" {
	mkdir -p root/bin root/lib
	echo "$prelude" | tee a.c >p.c
	echo 'KEEP void go(void) { sys(39); }' >>a.c
	echo 'void go(void); void _start(void) { go(); sys(60); }' >>p.c
	${CC:-cc} -O1 -nostdlib -fPIC -shared -Wl,-soname,libgo.so.1 -o root/lib/libgo.so.1 a.c || skip "no shared libraries here"
	${CC:-cc} -O1 -nostdlib -pie -Wl,--dynamic-linker=/lib/none -o root/bin/p p.c root/lib/libgo.so.1
	seccord reach --json --no-cache --root="$PWD/root" /bin/p >json
	cat json
	grep -q '"call": "getpid"' json
	grep -q '"path": "/lib/libgo.so.1"' json
	rm root/lib/libgo.so.1
	seccord reach --no-cache --root="$PWD/root" /bin/p >text
	cat text
	grep -qE '^  missing +libgo.so.1' text
}

@test "a string that names a function counts where names are looked up" {
	cat >p.c <<-'END'
		#include <dlfcn.h>
		#include <unistd.h>
		__attribute__((noinline)) static long other(void) { return write(1, "getpgrp", 7); }
		int main(void) { pid_t (*f)(void) = (pid_t (*)(void))dlsym(RTLD_DEFAULT, "getppid"); return !f || other() < 0; }
	END
	${CC:-cc} -O1 -o p p.c -ldl || skip "no libdl here"
	local found
	found=$(calls ./p)
	echo "$found"
	[[ $found == *getppid* && $found != *getpgrp* ]]
}

@test "a trace: what was not recorded, its classes and paths" {
	cat >p.c <<-'END'
		#include <stdio.h>
		#include <stdlib.h>
		#include <unistd.h>
		#include <sys/mount.h>
		__attribute__((noinline)) static void rarely(void) { if (setsid() < 0) umount("/nowhere"); sync(); }
		int main(int c, char **v) { if (c > 1) rarely(); if (c > 2) execlp(v[1], v[1], (char *)0); puts("x"); return 0; }
	END
	${CC:-cc} -O1 -g -o p p.c || skip "no programs here"
	seccord record -q -o p.trace -- ./p
	run seccord reach p.trace
	echo "$output"
	[ "$status" = 0 ]
	grep -qE '^p: recorded [0-9]+; the code of these 3 images can reach [0-9]+ calls at most, except through:$' <<<"$output"
	grep -qE '^  exec +execlp$' <<<"$output"
	grep -q '^  3 calls only through rarely$' <<<"$output"
	grep -qE '^    setsid +p -> main -> rarely -> setsid$' <<<"$output"
	grep -qE '^  execve +p -> main -> execlp -> .*execve$' <<<"$output"
	grep -q '^Not recorded, in every program of this libc' <<<"$output"
	[ "$(grep -cwiE "cannot|complete|told" <<<"$output")" = 0 ]
	seccord reach --json p.trace >json
	grep -q '"recorded_not_reachable": \[\]' json
	grep -q '"sites": {"recorded": [1-9][0-9]*, "not_found": \[\]}' json
}

@test "several traces of a program, and its path" {
	seccord record -q -o a.trace -- ls
	seccord record -q -o b.trace -- ls -la /
	seccord reach --json a.trace b.trace >both
	seccord reach --json a.trace b.trace "$(type -P ls)" >named
	cmp both named
	run seccord reach a.trace "$(type -P ls)" "$(type -P cat)"
	echo "$output"
	[ "$status" = 2 ]
	[[ $output == *"reach takes one program"* ]]
}

@test "a trace of --only is of the program whose calls it has" {
	need ls
	cp "$(type -P ls)" kv
	printf './kv /; cat /dev/null\n' >t.sh
	seccord record -q --only=kv -o one.trace -- sh t.sh
	seccord record -q --only=kv,cat -o two.trace -- sh t.sh
	seccord record -q -o plain.trace -- ./kv
	seccord reach one.trace >text
	head -n 1 text | grep -q '^kv: recorded [1-9]'
	seccord reach plain.trace one.trace >text
	head -n 1 text | grep -q '^kv: recorded [1-9]'
	seccord policy --reach=errors -o one.json one.trace
	seccord policy --reach=errors -o plain.json plain.trace
	[ "$(grep -c '"reachable"' one.json)" = "$(grep -c '"reachable"' plain.json)" ]
	run seccord reach two.trace
	one_line_of_trouble "several programs: $(readlink -f kv), "
	run seccord policy --reach=errors two.trace
	one_line_of_trouble "calls of $(readlink -f kv), "
	seccord reach two.trace ./kv >text || [ $? = 1 ]
	head -n 1 text | grep -q '^kv: '
	# As before: with calls of the command, it is of the command.
	seccord record -q -o all.trace -- sh t.sh
	seccord reach all.trace >text || [ $? = 1 ]
	head -n 1 text | grep -q '^sh: '
}

@test "a program that is missing under --root is reported" {
	run seccord reach --root=/nonexistent "$(type -P true)"
	one_line_of_trouble "/nonexistent$(type -P true): No such file or directory"
}

@test "a call that was recorded and is not in the code: exit 1" {
	bare -no-pie <<-'END'
		__asm__(".globl hidden\nhidden: .cfi_startproc\n mov $39, %eax\n syscall\n ret\n.cfi_endproc\n");
		void _start(void) { long a; __asm__ volatile("movabs $hidden + 0x7000000, %0\n sub $0x7000000, %0\n call *%0" : "=&r"(a) :: "rax", "rcx", "r11", "memory"); sys(60); }
	END
	seccord record -q -o p.trace -- ./p
	run seccord reach --no-cache p.trace
	echo "$output"
	[ "$status" = 1 ]
	grep -A1 '^Recorded of these images, but not found' <<<"$output" | grep -q '^  getpid$'
	run seccord reach --json --no-cache p.trace
	[ "$status" = 1 ]
	[[ $output == *'"recorded_not_reachable": ["getpid"]'* ]]
}

@test "calls of programs that it starts are listed separately" {
	cat >p.c <<-'END'
		#include <stdlib.h>
		int main(void) { return system("getconf PAGESIZE >/dev/null; cat /proc/self/stat >/dev/null"); }
	END
	${CC:-cc} -O1 -o p p.c || skip "no programs here"
	seccord record -q -o p.trace -- ./p
	run seccord reach p.trace
	echo "$output"
	[ "$status" = 0 ]
	[[ $output == *"perhaps of a program that this one started"* || $output != *"not found in their code"* ]]
}

@test "a changed image is reported" {
	bare -Wl,--build-id <<<'void _start(void) { sys(39); sys(60); }'
	seccord record -q -o p.trace -- ./p
	bare -Wl,--build-id <<<'void _start(void) { sys(102); sys(60); }'
	run seccord reach p.trace
	echo "$output"
	grep -qE '^  changed +/.*/p$' <<<"$output"
}

@test "scripts lead to their interpreter" {
	printf '#!/bin/sh\n:\n' >script
	chmod +x script
	seccord reach --json --no-cache ./script >json
	grep -q '"program": "/bin/sh"' json
}

@test "without /proc, it is /proc that is missed" {
	need_root
	need unshare
	works unshare -m true || skip "no mount namespace can be made here"
	# shellcheck disable=SC2016 # of the inner shell
	run unshare -m sh -c 'mount -t tmpfs none /proc && exec "$0" reach /bin/true' "$SECCORD"
	one_line_of_trouble 'reach: /bin/true: cannot be opened without /proc; mount it'
}

@test "files that are not x86_64 programs" {
	printf '\177ELF\1\1\1\0\0\0\0\0\0\0\0\0\2\0\3\0\1\0\0\0' >i386
	head -c 100 /dev/zero >>i386
	printf '\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\267\0\1\0\0\0' >arm64
	head -c 100 /dev/zero >>arm64
	printf '\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\76\0\1\0\0\0' >short
	cp "$(type -P true)" half
	truncate -s 5000 half
	local cases=("i386|cannot say: i386 is a 32-bit x86" "arm64|cannot say: arm64 is an arm64 file" "short|short: no loadable segment" "half|half: truncated"
		"none|none: No such file")
	local case
	for case in "${cases[@]}"; do
		run seccord reach --no-cache "${case%%|*}"
		echo "$output"
		[ "$status" = 2 ] && [ "${#lines[@]}" = 1 ]
		[[ $output == *"${case#*|}"* ]]
	done
}

@test "the trace of a program that was removed, or without a program" {
	cp "$(type -P true)" gone
	seccord record -q -o gone.trace -- ./gone
	rm gone
	run seccord reach gone.trace
	echo "$output"
	[ "$status" = 2 ]
	[[ $output == *"the program of the trace was not found; give its path after the trace"* ]]
	echo '1 getpid() = 1' >log
	seccord import --from=strace -o log.trace log
	run seccord reach log.trace
	echo "$output"
	[ "$status" = 2 ]
	[[ $output == *"does not name its program"* ]]
	seccord reach log.trace "$(type -P true)" >text
	grep -q '^true: recorded 1;' text
}

@test "results are cached by build-id, and a damaged cache is ignored" {
	need ls
	local program
	program=$(type -P ls)
	seccord reach --json "$program" >first
	local file
	file=$(echo cache/seccord/reach-*.json)
	[ -f "$file" ] && [ "$(stat -c %a "$file")" = 600 ]
	seccord reach --json "$program" >second
	cmp first second
	seccord reach --json --no-cache "$program" >third
	cmp first third
	cp "$file" good
	sed 's/"calls": \[\[[0-9]*/"calls": [[999/' good >"$file"
	seccord reach --json "$program" >fourth
	cmp first fourth
	cmp good "$file"
	sed 's/"functions": \[\[0/"functions": [[4000/' good >"$file"
	seccord reach --json "$program" | cmp first
	head -c 2000 good >"$file"
	seccord reach --json "$program" | cmp first
	sed 's/"seccord-reach": [0-9]*/"seccord-reach": 0/' good >"$file"
	seccord reach --json "$program" | cmp first
	chmod 666 "$file"
	echo '{}' >"$file"
	seccord reach --json "$program" | cmp first
	chmod 777 cache/seccord
	seccord reach --json "$program" | cmp first
	rm -rf cache
	ln -s /dev/full cache
	seccord reach --json "$program" | cmp first
	unset XDG_CACHE_HOME HOME
	seccord reach --json "$program" | cmp first
}

@test "the cached file names what it is for" {
	seccord reach "$(type -P true)" >text
	seccord reach --json "$(type -P true)" >json
	grep -q '"key": "2\\n' cache/seccord/reach-*.json
	grep -q '"seccord-reach": 2' cache/seccord/reach-*.json
}

@test "policy --reach=errors adds harmless calls of error paths, and lists the others" {
	{
		echo "$prelude"
		echo 'void abort(void) { sys(96); sys(161); sys(157); }'
		echo 'void perror(void (*back)(void)) { back(); }'
	} >c.c
	${CC:-cc} -O1 -shared -fPIC -nostdlib -ffreestanding -fno-stack-protector -Wl,-soname,libc-mine.so -o libc-mine.so c.c ||
		skip "no library without a libc here"
	{
		echo "$prelude"
		cat <<-'END'
			void abort(void); void perror(void (*back)(void));
			KEEP void work(void) { sys(39); }
			KEEP void idle(void) { sys(110); }
			KEEP void error(void) { sys(87); }
			KEEP void back(void) { sys(83); }
			void _start(void) { long argc = (long)__builtin_frame_address(0) & 1; work(); if (argc) { abort(); idle(); error(); perror(back); } sys(60); }
		END
	} >p.c
	${CC:-cc} -O1 -nostdlib -ffreestanding -fno-stack-protector -o p p.c ./libc-mine.so -Wl,-rpath,"$PWD" -Wl,-z,now || skip "no program here"
	seccord record -q -o p.trace -- ./p
	run seccord policy --exact --reach=errors -o p.json p.trace
	echo "$output"
	[ "$status" = 0 ]
	grep '"why": "reachable"' p.json | grep -o '"call": "[^"]*"\|"by": "[^"]*"' | tr '\n' ' ' >added
	cat added
	[ "$(cat added)" = '"call": "gettimeofday" "by": "abort" ' ]
	[[ $output == *"on error paths of the code, but not added"*": prctl, chroot"* ]]
	not grep -q '"getppid"\|"chroot"\|"prctl"\|"unlink"\|"mkdir"' p.json
	seccord policy --exact --reach=errors --deny=gettimeofday p.trace >denied 2>notes
	not grep -q '"gettimeofday"' denied
	seccord policy --exact p.trace >without
	not grep -q '"gettimeofday"' without
}

@test "policy --reach=errors adds the equivalents of what it adds" {
	need ls
	seccord record -q -o ls.trace -- ls /
	seccord policy --reach=errors -o ls.json ls.trace
	grep -q '"why": "reachable", "by": "C library"' ls.json
	seccord policy -o plain.json ls.trace
	seccord verify --subset ls.json plain.json && return 1
	seccord verify --subset plain.json ls.json
	diff <(seccord show --danger plain.json | tail -n +2) <(seccord show --danger ls.json | tail -n +2)
}

@test "policy --reach rejects what it cannot answer" {
	need ls
	seccord record -q -o a.trace -- ls /
	seccord record -q -o b.trace -- cat /dev/null
	echo '1 getpid() = 1' >log
	seccord import --from=strace -o log.trace log
	local cases=("--reach=all a.trace|--reach=all: not one of errors" "--reach=errors a.trace b.trace|traces of one program"
		"--reach=errors --exe=ls a.trace|cannot be combined" "--reach=errors log.trace|does not name its program")
	local case
	for case in "${cases[@]}"; do
		# shellcheck disable=SC2086 # words
		run seccord policy ${case%%|*}
		echo "$output"
		[ "$status" = 2 ] && [ "${#lines[@]}" = 1 ]
		[[ $output == *"${case#*|}"* ]]
	done
}

@test "a name that is looked up at run time is reported as incomplete" {
	cat >p.c <<-'END'
		#define _GNU_SOURCE
		#include <dlfcn.h>
		int main(int count, char **word) { void (*f)(void) = count > 1 ? (void (*)(void))dlsym(RTLD_DEFAULT, word[1]) : 0; if (f) f(); return 0; }
	END
	${CC:-cc} -O1 -o p p.c || skip "no programs here"
	seccord reach --no-cache ./p >text
	grep -qE '^  dlsym +dlsym$' text
	seccord reach --no-cache "$(type -P true)" >text
	not grep -q dlsym text
}

@test "the size that a compressed section claims does not matter: none is unpacked" {
	need python3
	echo 'int _start(void) { sys(39); sys(60); return 0; }' | bare -g -gz=zlib
	calls ./p >before
	python3 - <<-'END'
		import struct
		file = bytearray(open("p", "rb").read())
		start, = struct.unpack_from("<Q", file, 0x28)
		for i in range(struct.unpack_from("<H", file, 0x3c)[0]):
		    _, _, flags, _, at, _ = struct.unpack_from("<IIQQQQ", file, start + 64 * i)
		    if flags & 0x800:
		        struct.pack_into("<Q", file, at + 8, 1 << 45)
		open("p", "wb").write(file)
	END
	calls ./p | cmp - before
	grep -q getpid before
}
