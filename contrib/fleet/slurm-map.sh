#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
#SBATCH --job-name=seccord-map
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=256M
#
# sbatch --array=0-99 slurm-map.sh LIST FOLDER
#
# LIST names the traces, one per line, on a file system that all nodes share. Each
# task merges its slice into FOLDER/part-I.trace, and makes FOLDER if need be. A task
# that is run again writes the same bytes; a file appears only when it is complete.
set -eu

list=$1 folder=$2
seccord=${SECCORD:-seccord}
index=$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN))

# More tasks than traces leave some of them without any.
[ "$index" -lt "$(wc -l <"$list")" ] || exit 0
mkdir -p "$folder"
awk -v own="$index" -v count="$SLURM_ARRAY_TASK_COUNT" '(NR - 1) % count == own' "$list" |
	"$seccord" merge -o "$folder/part-$index.trace" @-
