#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# record.sh SECCORD READ_FILES POLICY: records the process that reads ELF files for
# the recorder, without its filter, and writes the policy that it needs. Two calls
# of libraries stay refused: realpath() of the file's name only shapes a name that
# nothing reads, and sysinfo() only sizes the memory of a sort.
set -e
cd "$(dirname "$0")/../.."
seccord=$1
read_files=$2
policy=$3
trace=$(mktemp)
trap 'rm -f "$trace"' EXIT

# ldd prints the libraries that the recorder itself uses, with their paths.
libraries=$(ldd "$seccord" | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p')
# shellcheck disable=SC2086 # a list
"$seccord" record -q --no-command -o "$trace" "$read_files" testdata/fuzz/symbol/* testdata/bad/* "$seccord" $libraries
"$seccord" policy --exact --no-exec --thread=seccord-elf --arch=arm64 --deny=readlink --deny=sysinfo \
	-o "$policy" "$trace" testdata/confine/own.json 2>/dev/null
