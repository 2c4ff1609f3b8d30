/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors in other tools' files, one line each with its location.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/emit/in_text.h"

#define POD "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n"
#define POD_PROFILE "    securityContext:\n      seccompProfile: {type: "
#define ENDED "read already has an unconditional action, in line "

static const struct { const char *file, *error; } error_rows[] = {
	{ "@default log\nread: 1\n", "file:1: minijail accepts kill, kill-process, kill-thread, trap or user-notify as the default" },
	{ "kind: SeccompProfile\nspec: {defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [read], action: SCMP_ACT_ERRNO, errnoRet: \"010\"}]}\n",
	  "file: spec: syscalls[0]: \"errnoRet\" is a number in quotes, which runtimes refuse: remove the quotes" },
	{ "ALLOW { nosuch }\n", "file:1: kafel knows no system call 'nosuch' on x86_64" },
	{ "ALLOW {\n fstat\n}\n", "file:3: kafel knows no system call 'fstat' on x86_64" },
	{ "ALLOW { read, }\n", "file:1: expected a system call after the comma, not '}'" },
	{ "ALLOW { read { fd } }\n", "file:1: expected a comparison, not '}'" },
	{ "ALLOW { read { fd == 1 == 1 } }\n", "file:1: expected '}', not an operator" },
	{ "ALLOW { read { handle == 1 } }\n", "file:1: expected an argument of the call, or a constant, not 'handle'" },
	{ "ALLOW { read { (fd == 1) | 2 } }\n", "file:1: expected values, not conditions, on both sides of & and |, not '}'" },
	{ "USE p\n", "file:1: expected the name of a policy above, not 'p'" },
	{ "ALLOW { read(a, b, a) { a == 1 } }\n", "file:1: expected another name for the argument, not 'a'" },
	{ "POLICY p {} POLICY p {}\n", "file:1: a second policy 'p'" },
	{ "#define A 1\n#define A 2\nDEFAULT ALLOW\n", "file:3: 'A' is already defined with another value" },
	{ "DEFAULT ALLOW\nDEFAULT ALLOW\n", "file:2: expected one DEFAULT at most, not 'DEFAULT'" },
	{ "DEFAULT ERRNO(65536)\n", "file:1: the number is too large: the maximum is 65535" },
	{ "ALLOW { read /* }\n", "file:1: a comment without an end" },
	{ "/* a *\n * b */ ALLOW {\n nosuch }\n", "file:3: kafel knows no system call 'nosuch' on x86_64" },
	{ "ALLOW { read ON vax }\n", "file:1: expected an architecture of kafel, not 'vax'" },
	{ "#include \"nosuch\"\nDEFAULT ALLOW\n", "file:1: nosuch: No such file or directory" },
	{ "seccomp_string: \"ALLOW { nosuch }\"\n", "file: seccomp_string:1: kafel knows no system call 'nosuch' on x86_64" },
	{ "seccomp_string: ALLOW\n", "file:1: expected a string after seccomp_string:" },
	{ "3\nallowlist\n", "not recognised" },
	{ "2\nallowlist \n", "file:2: lxc refuses a blank without an action after it" },
	{ "2\nallowlist maybe\n", "file:2: expected kill, errno N, allow, trap or notify, not 'maybe'" },
	{ "1\nallowlist\n0\n\n1\n", "file:4: lxc refuses a blank line of version 1" },
	{ "1\nallowlist\n0\n\n", "file:4: lxc refuses a blank line of version 1" },
	{ "apiVersion: v1\nkind: SeccompProfile\nspec: {disabled: \"yes\", defaultAction: SCMP_ACT_ERRNO}\n", "file: spec: \"disabled\" is not true or false" },
	{ "1\nallowlist\nread\n", "file:3: version 1 is a list of system call numbers" },
	{ "1\nwhitelist\n0\n", "file:2: lxc knows version 1 with allowlist only" },
	{ "2\ndenylist\n[arch]\n", "file:3: lxc knows no section '[arch]'" },
	{ "2\ndenylist\nopen allow\n", "file:3: open: the action is the default one, which libseccomp refuses" },
	{ "2\ndenylist\nopen errno 1 [0,1,==\n", "file:3: expected ']'" },
	{ "2\ndenylist\nopen errno 1 [0,1,~]\n", "file:3: unknown comparison '~'" },
	{ "2\ndenylist\nopen errno 1 [0,x,==]\n", "file:3: 'x' is not a number from 0 to 2^64 - 1" },
	{ "seccomp\nseccomp.32 mkdir\nseccomp.block-secondary\n", "file: firejail does not start: with seccomp.block-secondary it lacks the file of the "
	  "default list, which a seccomp.32 line then stands for" },
	{ "hello\n", "not recognised" },
	{ "{\"seccord\": 1}", "not recognised" },
	{ "{\"defaultAction\": \"SCMP_ACT_MAYBE\"}", "file: unknown action 'SCMP_ACT_MAYBE'" },
	{ "{\"defaultAction\": \"SCMP\\nACT\"}", "file: unknown action 'SCMP\\x0aACT'" },
	{ "{\"ociVersion\": 1}", "file: a container's configuration without \"seccomp\"" },
	{ OCI(ENTRY("read", "") ", " ENTRY("write", WHERE("6"))), "file: syscalls[1]: args[0]: \"index\" is too large: the maximum is 5" },
	{ OCI(ENTRY("read", WHERE("0, \"value\": 99999999999999999999"))), "file: syscalls[0]: args[0]: \"value\" is not a number from 0 to 2^64 - 1" },
	{ OCI(ENTRY("read", INCLUDES("\"minKernel\": \"4.8.\""))), "file: syscalls[0]: \"includes\": \"minKernel\": expected MAJOR.MINOR, not '4.8.'" },
	{ OCI(ENTRY("read", INCLUDES("\"minKernel\": \"new\""))), "file: syscalls[0]: \"includes\": \"minKernel\": expected MAJOR.MINOR, not 'new'" },
	{ OCI(ENTRY("read", INCLUDES("\"caps\": [\"CAP BPF\"]"))), "file: syscalls[0]: \"includes\": \"caps\": invalid capability name 'CAP BPF'" },
	{ OCI(ENTRY("read", ", \"name\": \"write\"")),
	  "file: syscalls[0]: \"name\" and \"names\" exclude each other: Docker and Podman refuse both, runc ignores \"name\"" },
	{ OCI(ENTRY("read", WHERE("0, \"value\": \"0x10\", \"op\": \"SCMP_CMP_EQ\""))),
	  "file: syscalls[0]: args[0]: \"value\" is a number in quotes, which runtimes refuse: remove the quotes" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\"], \"archMap\": [{\"architecture\": \"SCMP_ARCH_X86_64\"}]}",
	  "file: \"archMap\" and \"architectures\" exclude each other: Docker and Podman refuse both" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"archMap\": [{\"architecture\": \"SCMP_ARCH_X86_64\", \"subArchitectures\": [\"SCMP_ARCH_x32\"]}]}",
	  "file: \"archMap\": runtimes refuse it on each host: \"subArchitectures\" unknown, or of another byte order" },
	{ "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"flags\": [\"SECCOMP_FILTER_FLAG_LGO\"]}",
	  "file: \"flags\": unknown flag 'SECCOMP_FILTER_FLAG_LGO'; did you mean 'SECCOMP_FILTER_FLAG_LOG'?" },
	{ OCI(ENTRY("re ad", "")), "file: syscalls[0]: expected a system call name: letters, digits and _" },
	{ "{\"t\": {\"mismatch_action\": \"allow\", \"match_action\": \"allow\", \"filter\": []}}", "file: t: both actions are the same, which seccompiler and Firecracker refuse" },
	{ "{\"t\": {\"mismatch_action\": \"trap\", \"match_action\": \"allow\", \"filter\": [{\"syscall\": \"read\", \"args\": []}]}}",
	  "file: t: filter[0]: \"args\" is empty, which seccompiler refuses; leave it out" },
	{ "{\"vmm\": {\"default_action\": \"trap\", \"filter_action\": \"allow\", \"filter\": [{\"syscall\": \"read\", \"args\": [{}]}]}}",
	  "file: vmm: filter[0]: args[0]: \"index\" is missing" },
	{ "apiVersion: v1\nkind: Pod\n", "file: no SeccompProfile found; other Kubernetes objects are not policies" },
	{ POD "  - name: a\n", "file: no container has a seccompProfile: they have no filter, or that of RuntimeDefault if the kubelet has seccompDefault" },
	{ POD "  - name: a\n" POD_PROFILE "Unconfined}\n", "file: every container is Unconfined, so none has a filter" },
	{ POD "  - name: a\n" POD_PROFILE "RuntimeDefault}\n      privileged: true\n",
	  "file: privileged containers have no filter, whatever their seccompProfile" },
	{ "kind: Pod\nspec:\n  securityContext: {seccompProfile: {type: RuntimeDefault}}\n  initContainers: [{securityContext: {privileged: true}}]\n"
	  "  ephemeralContainers: [{securityContext: {privileged: true}}]\n  containers: []\n",
	  "file: privileged containers have no filter, whatever their seccompProfile" },
	{ POD "  - name: a\n    securityContext: {privileged: maybe}\n", "file: containers[0]: \"privileged\" is not true or false" },
	{ POD "  - name: a\n" POD_PROFILE "Localhost, localhostProfile: no/such.json}\n",
	  "file: the profile of the node, no/such.json, is not beside the file" },
	{ POD "  - name: a\n" POD_PROFILE "Localhost}\n",
	  "file: seccompProfile: expected type RuntimeDefault, Unconfined or Localhost with a localhostProfile" },
	{ POD "  - name: a\n" POD_PROFILE "Localhost, localhostProfile: a/../b.json}\n",
	  "file: localhostProfile: a/../b.json has a '..', which Kubernetes refuses" },
	{ POD "  - name: a\n" POD_PROFILE "RuntimeDefault, localhostProfile: b.json}\n",
	  "file: seccompProfile: a localhostProfile beside type RuntimeDefault, which Kubernetes refuses" },
	{ "kind: Pod\nspec:\n  securityContext: {seccompProfile: {type: Unconfined}}\n  containers: [{securityContext: {seccompProfile: null}}]\n",
	  "file: every container is Unconfined, so none has a filter" },
	{ "kind: Pod\nx: &x {securityContext: {privileged: true}}\nspec:\n  containers: [{<<: *x}]\n",
	  "file: privileged containers have no filter, whatever their seccompProfile" },
	{ "apiVersion: v1\nspec: {a: b}\n", "file: no SeccompProfile found; other Kubernetes objects are not policies" },
	{ "kind: SeccompProfile\nspec:\n  a: b\n    c: d\n", "file:4: mapping values are not allowed in this context" },
	{ "kind: SeccompProfile\nkind: SeccompProfile\n", "file:2: duplicate key" },
	{ "[Service]\nExecStart=/bin/true\n", "file: no setting of the unit loads a seccomp filter" },
	{ "kind: SeccompProfile\nspec: {a: b\n", "file:3: did not find expected ',' or '}'" },
	{ "kind: SeccompProfile\nspec:\n  a: !!int 3\n", "file:3: unsupported YAML: a tag (!...)" },
	{ "kind: SeccompProfile\nspec: !x {}\n", "file:2: unsupported YAML: a tag (!...)" },
	{ "kind: SeccompProfile\nspec:\n  a: *b\n", "file:3: alias (*...) without a preceding anchor" },
	{ "kind: SeccompProfile\nspec: &b\n  a: *b\n", "file:3: alias (*...) without a preceding anchor" },
	{ "kind: SeccompProfile\nspec:\n  ? [a]\n  : b\n", "file:3: unsupported YAML: a key that is not a plain word" },
	{ "kind: SeccompProfile\nspec:\n  a: 010\n",
	  "file:3: ambiguous number with a leading 0 (octal or decimal): write it without the 0" },
	{ "kind: SeccompProfile\nspec:\n  a: \"x\\0y\"\n", "file:3: a NUL in a word" },
	{ "kind: SeccompProfile\na: {b: c, <<: {b: d}}\n", "file:2: unsupported YAML: a merge (<<) after a member that it has too" },
	{ "kind: SeccompProfile\na:\n  <<: {b: d}\n  <<: {c: d}\n", "file:4: unsupported YAML: a second merge (<<) in a mapping" },
	{ "kind: SeccompProfile\na: {<<: [b]}\n", "file:2: a merge (<<) of what is not a mapping" },
	{ "kind: SeccompProfile\na: {<<: {b: c}, b: d, b: e}\n", "file:2: duplicate key" },
	{ K8S "  '<<': {}\n", "file: spec: unknown member \"<<\"" },
	{ "kind: SeccompProfile\nmetadata: {}\n", "file: \"spec\" is missing" },
	{ "kind: SeccompProfile\nspecs: {}\n", "file: unknown member \"specs\"; did you mean 'spec'?" },
	{ K8S "  syscalls: [{names: [read], action: SCMP_ACT_ALLOW, arg: 1}]\n", "file: spec: syscalls[0]: unknown member \"arg\"; did you mean 'args'?" },
	{ K8S "  seccomp: x\n", "file: spec: unknown member \"seccomp\"" },
	{ K8S "---\n" K8S "  flags: []\n", "file: the file contains 2 policies, 1, 2: choose one with --document=" },
	{ "{\"kind\": \"List\", \"items\": [{\"kind\": \"SeccompProfile\", \"metadata\": {\"name\": \"a\"}}, "
	  "{\"kind\": \"SeccompProfile\", \"metadata\": {\"name\": \"b\"}}]}", "file: the file contains 2 policies, 1 (a), 2 (b): choose one with --document=" },
	{ "read: 1\nwrite: arg9 == 1\n", "file:2: expected arg0 to arg5" },
	{ "read: 1\nread: kill\n", "file:2: " ENDED "1; remove one of them" },
	{ "read: 1\n\nread: allow\n", "file:3: " ENDED "1; remove one of them" },
	{ "read: return 1\nread: return 1\n", "file:2: " ENDED "1; remove one of them" },
	{ "@default trap\nread: 1\nread: 1\n", "file:3: " ENDED "2; remove one of them" },
	{ "@denylist\nread: return 1\nread: return 1\n", "file:3: " ENDED "2; remove one of them" },
	{ "{read, read}: 1\n", "file:1: " ENDED "1; remove one of them" },
	{ "{read, write}: 1\nread: 1\n", "file:2: " ENDED "1; remove one of them" },
	{ "read[arch=x86_64]: 1\nread[arch=x86_64]: 1\n", "file:2: " ENDED "1; remove one of them" },
	{ "read: 1\nread: 1\nwrite: allow\n", "file:2: read already has an unconditional action" },
	{ "read: { 1, 1 }\n", "file:1: " ENDED "1; remove one of them" },
	{ "read: { arg0 == 1, 1, arg0 == 2 }\n", "file:1: " ENDED "1; remove one of them" },
	{ "@include common.policy\n", "file:1: minijail expects a path that begins with / or ./ after @include: use ./common.policy" },
	{ "read: maybe\n", "file:1: expected a condition or one of 1, allow, log, trap, trace, user-notify, kill, kill-process, "
	  "kill-thread, return ERRNO" },
	{ "{ read, write: 1\n", "file:1: expected '}' after the system call names" },
	{ "read: { arg0 == 1; allow\n", "file:1: expected '}' or ',', not ''" },
	{ "read[arch: 1\n", "file:1: expected ']' at the end of [arch=...]" },
	{ "read[x86_64]: 1\n", "file:1: expected KEY=VALUE between [ and ]" },
	{ "read[]: 1\n", "file:1: expected KEY=VALUE between [ and ]" },
	{ "read[arch=]: 1\n", "file:1: expected a name after arch=, and names separated by commas" },
	{ "read[arch=arm x86_64]: 1\n", "file:1: expected a name after arch=, and names separated by commas" },
	{ "read[arch=arm; arch=x86_64]: 1\n", "file:1: 'arch' is given twice between [ and ]; write its values behind one '='" },
	{ "257[arch=arm]: 1\n", "file:1: expected a system call name before [arch=...]" },
	{ "read[arch=arm]: arg9 == 1\n", "file:1: expected arg0 to arg5" },
	{ "read[arch=arm]: arg0 == 0x10000000000000000\n", "file:1: '0x10000000000000000' does not fit into a register of 64 bits" },
	{ "read[arch=arm]: return\n", "file:1: expected an errno after return" },
	{ "read:\n", "file:1: expected a condition or an action after the colon" },
	{ "read: return 5000\n", "file:1: expected an errno after return: a name, or a number up to 4095" },
	{ "read: arg0 == 0x10000000000000000\n", "file:1: '0x10000000000000000' does not fit into a register of 64 bits" },
	{ "read[arch=x86_64]: 1\n@nosuch\n", "file:2: unknown directive '@nosuch'" },
	{ "prctl: arg0 == 1 2\n", "file:1: unexpected '2'" },
	{ "@include ./no-such-file.policy\nread: 1\n", "file:1: ./no-such-file.policy: No such file or directory" },
	{ "@include /dev/null\n", "file:1: /dev/null: not a regular file of at most 16 MiB" },
	{ "@include\n", "file:1: expected one path after @include" },
	{ "quiet\nnoblacklist /a\n", "file: no line of the profile loads a seccomp filter" },
	{ "quiet\nseccomp.drop @nosuch\n", "file:2: firejail 0.9.72 has no group '@nosuch'" },
	{ "quiet\nseccomp.drop mkdir,@clock:EPERM\n", "file:2: firejail accepts no answer behind a group: '@clock:EPERM'; write it behind each call" },
	{ "seccomp.keep @clock:kill\n", "file:1: firejail accepts no answer behind a group: '@clock:kill'; write it behind each call" },
	{ "seccomp.keep read, write\n", "file:1: firejail expects names separated by commas, without blanks" },
	{ "seccomp.drop read,\\\nseccomp\n", "file:1: firejail expects names separated by commas, without blanks" },
	{ "seccomp.drop\n", "file:1: unknown firejail line: 'seccomp.drop'" },
	{ "seccomp.drop ,\n", "file:1: firejail does not accept an empty list of calls" },
	{ "seccomp.drop $x\n", "file:1: not a system call number: expected $NUMBER" },
	{ "seccomp\nseccomp-error-action ENOSUCH\n", "file:2: firejail has no errno 'ENOSUCH'" },
	{ "protocol unix, inet\n", "file:1: ' inet' is not a name that firejail accepts here" },
	{ "protocol unix,-unix\n", "file: firejail does not accept an empty list of protocols" },
	{ "seccomp\n?HAS_X11\n", "file:2: expected a colon and a line after the condition" },
};

static void test_errors(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(error_rows); i++) {
		AUTO_TEXT struct text notes = { 0 };
		struct policy policy;
		struct err err = { "" };
		if (!read_text(&policy, error_rows[i].file, &notes, &err))
			fail_msg("is read: %s", error_rows[i].file);
		assert_null(strchr(err.text, '\n'));
		bool guessed = !strncmp(err.text, "file: not a known policy format", 31);
		if (error_rows[i].error && guessed)      /* names the format, and has the same reason */
			assert_non_null(strstr(err.text, strchr(error_rows[i].error, ' ')));
		else if (error_rows[i].error)
			assert_string_equal(err.text, error_rows[i].error);
		assert_int_equal(policy.rule_count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
