#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds the benchmarks and prints every figure that has a goal, beside its peers where they are installed.
#   tests/bench/run.sh [PART...]      parts: open look plan paint upgrade python window
# ATHANOR_DBMATE may name dbmate's program; BENCH_ROUNDS (5) and BENCH_SCALE (1) shorten a trial.
set -u

# shellcheck source=../../packaging/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../packaging/setup.sh"

# setup.sh builds this one.
# shellcheck disable=SC2034
preset=bench
build_folder="$source_folder/build/bench"
find_system
install_packages build window server syntax bench
need_server
build_syntax
build_athanor

step "Figures"
exec python3 -B "$source_folder/tests/bench/bench.py" "$build_folder" "$@"
