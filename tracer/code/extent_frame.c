/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bounds from .eh_frame, whose entries libdw splits and checks.
 */
#include <dwarf.h>
#include <elf.h>
#include <elfutils/libdw.h>
#include <string.h>

#include "tracer/code/extent.h"

struct frames {
	const struct binary *binary;
	Elf_Data data;
	uint64_t at;                          /* address of the table */
	Dwarf_Off cie;                        /* the last one that was read */
	int encoding;                         /* of its addresses; -1: not understood */
	bool signal;                          /* it is for signal frames, which begin one byte early */
};

static size_t encoded_size(unsigned encoding)
{
	switch (encoding & 0xf) {
	case DW_EH_PE_absptr: case DW_EH_PE_udata8: case DW_EH_PE_sdata8: return 8;
	case DW_EH_PE_udata4: case DW_EH_PE_sdata4: return 4;
	case DW_EH_PE_udata2: case DW_EH_PE_sdata2: return 2;
	default: return 0;
	}
}

/* Follows the letters of an augmentation string through their data. */
static void read_augmentation(struct frames *frames, const Dwarf_CIE *cie)
{
	const uint8_t *data = cie->augmentation_data, *end = data ? data + cie->augmentation_data_size : NULL;

	frames->encoding = DW_EH_PE_absptr;
	frames->signal = strchr(cie->augmentation, 'S');
	for (const char *letter = cie->augmentation; *letter && data < end; letter++) {
		if (*letter == 'R') {
			frames->encoding = *data;
			return;
		}
		if (*letter == 'P')
			data += 1 + encoded_size(*data);
		if (*letter == 'L')
			data++;
	}
}

static bool next_entry(struct frames *frames, Dwarf_Off offset, Dwarf_Off *next, Dwarf_CFI_Entry *entry)
{
	static const unsigned char ident[EI_NIDENT] = {
		ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT,
	};

	return dwarf_next_cfi(ident, &frames->data, true, offset, next, entry) == 0;
}

static void read_cie(struct frames *frames, Dwarf_Off offset)
{
	Dwarf_CFI_Entry entry;
	Dwarf_Off next;

	if (offset == frames->cie)
		return;
	frames->cie = offset;
	frames->encoding = -1;
	if (offset < frames->data.d_size && next_entry(frames, offset, &next, &entry) && dwarf_cfi_cie_p(&entry))
		read_augmentation(frames, &entry.cie);
}

static uint64_t number_at(const uint8_t *at, unsigned encoding)
{
	size_t size = encoded_size(encoding);
	int64_t wide = 0;
	int32_t word;

	if (size == 4 && encoding & DW_EH_PE_signed) {
		memcpy(&word, at, 4);
		return (uint64_t)(int64_t)word;
	}
	memcpy(&wide, at, size);
	return (uint64_t)wide;
}

static void add_fde(struct frames *frames, struct starts *starts, const Dwarf_FDE *fde)
{
	read_cie(frames, fde->CIE_pointer);
	size_t size = frames->encoding < 0 ? 0 : encoded_size((unsigned)frames->encoding);
	if (!size || (size_t)(fde->end - fde->start) < 2 * size)
		return;
	uint64_t from = number_at(fde->start, (unsigned)frames->encoding);
	if ((frames->encoding & 0x70) == DW_EH_PE_pcrel)
		from += frames->at + (uint64_t)(fde->start - (const uint8_t *)frames->data.d_buf);
	uint64_t length = number_at(fde->start + size, (unsigned)frames->encoding & 0x7);
	unsigned early = frames->signal && length > 1;
	starts_add(starts, from + early, from + length, NULL);
}

/* Without section headers: the header of the search table has the address, and the table ends by itself. */
static uint64_t table_at(const struct binary *binary, uint64_t *size)
{
	const unsigned char *header = binary_at(binary, binary->frame_header, 8);
	const struct elf_segment *segment;
	uint64_t at = binary->frames[0];

	*size = binary->frames[1];
	if (*size || !binary->frame_header || !header || header[0] != 1 || header[1] != (DW_EH_PE_pcrel | DW_EH_PE_sdata4))
		return at;
	at = binary->frame_header + 4 + number_at(header + 4, DW_EH_PE_sdata4);
	segment = binary_segment(binary, at);
	*size = segment && at - segment->at < segment->size ? segment->size - (at - segment->at) : 0;
	return at;
}

void starts_of_frames(struct starts *starts, const struct binary *binary)
{
	struct frames frames = {.binary = binary, .cie = (Dwarf_Off)-1, .encoding = -1};
	Dwarf_CFI_Entry entry;
	Dwarf_Off offset = 0, next;
	uint64_t size;

	frames.at = table_at(binary, &size);
	const unsigned char *bytes = size ? binary_at(binary, frames.at, size) : NULL;
	if (!bytes)
		return;
	frames.data = (Elf_Data){.d_buf = (void *)(uintptr_t)bytes, .d_type = ELF_T_BYTE, .d_version = EV_CURRENT, .d_size = size};
	while (next_entry(&frames, offset, &next, &entry) && next > offset) {
		if (!dwarf_cfi_cie_p(&entry))
			add_fde(&frames, starts, &entry.fde);
		offset = next;
	}
}
