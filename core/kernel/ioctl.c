/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Command rows name a group of drivers, and driver rows name their groups, so
 * one driver can belong to several: a loop device is a block device too.
 */
#include "core/kernel/ioctl.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdbool.h>

enum group {
	GROUP_any, GROUP_tty, GROUP_socket, GROUP_vsock, GROUP_tun, GROUP_ppp, GROUP_file, GROUP_block, GROUP_loop,
	GROUP_nbd, GROUP_nvme, GROUP_cdrom, GROUP_floppy, GROUP_dm, GROUP_scsi, GROUP_random, GROUP_rtc, GROUP_watchdog,
	GROUP_perf, GROUP_kvm, GROUP_vhost, GROUP_vfio, GROUP_vfio_device, GROUP_userfaultfd, GROUP_seccomp, GROUP_nsfs,
	GROUP_pidfd, GROUP_epoll, GROUP_inotify, GROUP_autofs, GROUP_fuse, GROUP_input, GROUP_hidraw, GROUP_usb, GROUP_drm,
	GROUP_dma_buf, GROUP_sync, GROUP_fb, GROUP_video, GROUP_sound, GROUP_i2c, GROUP_gpio, GROUP_rfkill
};

static const struct {
	enum group group;
	const char *driver;                   /* a pattern */
} drivers[] = {
	{ GROUP_any,         "*" },
	{ GROUP_tty,         "tty*" },
	{ GROUP_tty,         "pty*" },
	{ GROUP_tty,         "pts" },
	{ GROUP_tty,         "ptmx" },
	{ GROUP_tty,         "vt" },
	{ GROUP_tty,         "console" },
	{ GROUP_tty,         "hvc" },
	{ GROUP_tty,         "rfcomm" },
	{ GROUP_socket,      "socket" },
	{ GROUP_vsock,       "vsock" },
	{ GROUP_tun,         "tun" },
	{ GROUP_ppp,         "ppp" },
	{ GROUP_file,        "file" },
	{ GROUP_file,        "dir" },
	{ GROUP_file,        "memfd" },
	{ GROUP_block,       "block:*" },
	{ GROUP_loop,        "block:loop" },
	{ GROUP_loop,        "loop-control" },
	{ GROUP_nbd,         "block:nbd" },
	{ GROUP_nvme,        "block:nvme*" },
	{ GROUP_nvme,        "nvme*" },
	{ GROUP_cdrom,       "block:sr" },
	{ GROUP_floppy,      "block:fd" },
	{ GROUP_dm,          "device-mapper" },
	{ GROUP_scsi,        "sg" },
	{ GROUP_scsi,        "bsg" },
	{ GROUP_scsi,        "block:s[dr]" },
	{ GROUP_random,      "random" },
	{ GROUP_random,      "urandom" },
	{ GROUP_rtc,         "rtc" },
	{ GROUP_watchdog,    "watchdog" },
	{ GROUP_perf,        "anon:perf_event" },
	{ GROUP_kvm,         "kvm" },
	{ GROUP_kvm,         "anon:kvm-*" },
	{ GROUP_vhost,       "vhost-*" },
	{ GROUP_vfio,        "vfio" },
	{ GROUP_vfio_device, "anon:vfio-device" },
	{ GROUP_userfaultfd, "userfaultfd" },
	{ GROUP_userfaultfd, "anon:userfaultfd" },
	{ GROUP_seccomp,     "anon:seccomp_notify" },
	{ GROUP_nsfs,        "nsfs" },
	{ GROUP_pidfd,       "pidfd" },
	{ GROUP_epoll,       "anon:eventpoll" },
	{ GROUP_inotify,     "anon:inotify" },
	{ GROUP_autofs,      "autofs" },
	{ GROUP_fuse,        "fuse" },
	{ GROUP_input,       "input" },
	{ GROUP_input,       "uinput" },
	{ GROUP_hidraw,      "hidraw" },
	{ GROUP_usb,         "usb_device" },
	{ GROUP_drm,         "drm" },
	{ GROUP_dma_buf,     "dmabuf" },
	{ GROUP_dma_buf,     "dma_heap" },
	{ GROUP_dma_buf,     "udmabuf" },
	{ GROUP_sync,        "anon:sync_file" },
	{ GROUP_fb,          "fb" },
	{ GROUP_video,       "video4linux" },
	{ GROUP_sound,       "alsa" },
	{ GROUP_sound,       "sound" },
	{ GROUP_i2c,         "i2c" },
	{ GROUP_gpio,        "gpiochip" },
	{ GROUP_gpio,        "anon:gpio-*" },
	{ GROUP_rfkill,      "rfkill" },
};

static const struct {
	enum group group;
	const char *name;
	uint32_t value;
} commands[] = {
#define IOCTL(driver, name, value) { GROUP_##driver, #name, value },
#include "core/kernel/ioctl.def"
#undef IOCTL
};

static bool is_of(const char *driver, enum group group)
{
	for (size_t i = 0; driver && i < COUNT_OF(drivers); i++)
		if (drivers[i].group == group && !fnmatch(drivers[i].driver, driver, 0))
			return true;
	return false;
}

const char *ioctl_word(uint32_t command, const char *driver)
{
	const char *first = NULL;

	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		if (commands[i].value != command)
			continue;
		if (is_of(driver, commands[i].group))
			return commands[i].name;
		if (!first)
			first = commands[i].name;
	}
	return first;
}

bool ioctl_is_ambiguous(uint32_t command)
{
	size_t count = 0;

	for (size_t i = 0; i < COUNT_OF(commands); i++)
		count += commands[i].value == command;
	return count > 1;
}

/* linux/ioctl.h as in asm-generic and x86. */
static void spell_parts(uint32_t command, struct text *out)
{
	static const char *const makers[] = { "_IO", "_IOW", "_IOR", "_IOWR" };
	unsigned direction = command >> 30, size = command >> 16 & 0x3fff, type = command >> 8 & 0xff;

	if (!type || (!direction && size)) {
		text_format(out, "0x%x", command);
		return;
	}
	text_format(out, isalnum((int)type) ? "%s('%c', 0x%x" : "%s(0x%x, 0x%x", makers[direction], type, command & 0xff);
	if (direction)
		text_format(out, ", %u", size);
	text_add(out, ")");
}

void ioctl_spell(uint32_t command, const char *driver, struct text *out)
{
	const char *word = ioctl_word(command, driver);

	if (word)
		text_add(out, word);
	else
		spell_parts(command, out);
}
