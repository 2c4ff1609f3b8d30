#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
#SBATCH --job-name=seccord-reduce
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=256M
#
# sbatch --dependency=afterok:MAP_JOB slurm-reduce.sh FOLDER OUTPUT
set -eu

folder=$1 output=$2
"${SECCORD:-seccord}" merge -o "$output" "$folder"/part-*.trace
