/* SPDX-License-Identifier: Apache-2.0 */
/* Socket options: one name for each number of a level, as the system's headers have it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>

#include "core/kernel/sockopt.h"
#include "core/trace/trace.h"

static const struct named {
	uint64_t level;
	const char *name;
	uint64_t option;
} rows[] = {
#define SOCKOPT(level, name, option) { level, #name, option },
#include "core/kernel/sockopt.def"
#undef SOCKOPT
};

static void each_option_has_one_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(sockopt_word(rows[i].level, rows[i].option), rows[i].name);
	assert_null(sockopt_word(1, 9999));
	assert_null(sockopt_word(9999, 1));
}

static void each_level_has_a_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TEXT struct text level = {0};
		role_spell(ROLE_sockopt_level, rows[i].level, &level);
		if (level.at[0] != 'S' && level.at[0] != 'A')
			fail_msg("%s: level %s", rows[i].name, level.at);
	}
}

static void names_match_the_headers(void **state)
{
#ifdef __x86_64__
#define HEADER(level, name) { level, #name, name }
	static const struct named headers[] = {
		HEADER(SOL_SOCKET, SO_REUSEADDR), HEADER(SOL_SOCKET, SO_ERROR), HEADER(SOL_SOCKET, SO_KEEPALIVE), HEADER(SOL_SOCKET, SO_RCVTIMEO),
		HEADER(SOL_SOCKET, SO_TIMESTAMP), HEADER(SOL_SOCKET, SO_PEERCRED), HEADER(SOL_SOCKET, SO_ATTACH_BPF), HEADER(SOL_SOCKET, SO_RESERVE_MEM),
		HEADER(IPPROTO_IP, IP_TOS), HEADER(IPPROTO_IP, IP_RECVERR), HEADER(IPPROTO_IP, IP_ADD_MEMBERSHIP), HEADER(IPPROTO_IP, IP_HDRINCL),
		HEADER(IPPROTO_TCP, TCP_NODELAY), HEADER(IPPROTO_TCP, TCP_SYNCNT), HEADER(IPPROTO_TCP, TCP_ULP), HEADER(IPPROTO_TCP, TCP_FASTOPEN),
		HEADER(IPPROTO_UDP, UDP_CORK), HEADER(IPPROTO_UDP, UDP_SEGMENT), HEADER(IPPROTO_IPV6, IPV6_V6ONLY), HEADER(IPPROTO_IPV6, IPV6_TCLASS),
		HEADER(IPPROTO_IPV6, IPV6_RECVERR), HEADER(SOL_PACKET, PACKET_RX_RING), HEADER(SOL_PACKET, PACKET_FANOUT),
		HEADER(SOL_NETLINK, NETLINK_EXT_ACK), HEADER(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP),
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(headers); i++)
		assert_string_equal(sockopt_word(headers[i].level, headers[i].option), headers[i].name);
#else
	(void)state;
	skip();
#endif
}

static void check_spelled(const struct trace_call *call, unsigned arg, uint64_t value, const char *expected)
{
	AUTO_TEXT struct text spelled = {0};

	trace_spell(call, arg, value, &spelled);
	assert_string_equal(spelled.at, expected);
}

/* Of a recorded call: by its only level, or by the one of the combinations with this option. */
static void an_option_is_spelled_by_its_level(void **state)
{
	struct trace_call call = {.arch = ARCH_X86_64, .nr = (uint32_t)syscall_nr(CALL_setsockopt, ARCH_X86_64)};
	const uint64_t both[][TUPLE_VALUES] = {{0, 1, 2}, {0, 6, 1}, {0, 0, 9}, {0, 1, 9}};

	(void)state;
	values_add(&call.arg[1], ROLE_sockopt_level, 1);
	check_spelled(&call, 2, 2, "SO_REUSEADDR");
	check_spelled(&call, 2, 999, "999");
	check_spelled(&call, 1, 1, "SOL_SOCKET");
	values_add(&call.arg[1], ROLE_sockopt_level, 6);
	check_spelled(&call, 2, 2, "2");
	for (size_t i = 0; i < COUNT_OF(both); i++)
		tuples_add(&call.tuples, both[i]);
	check_spelled(&call, 2, 2, "SO_REUSEADDR");
	check_spelled(&call, 2, 1, "TCP_NODELAY");
	check_spelled(&call, 2, 9, "9");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_option_has_one_name),
		cmocka_unit_test(each_level_has_a_name),
		cmocka_unit_test(names_match_the_headers),
		cmocka_unit_test(an_option_is_spelled_by_its_level),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
