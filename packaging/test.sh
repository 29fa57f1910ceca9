#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sets the machine up, builds Athanor and runs every test against a private PostgreSQL.
#   packaging/test.sh [CTEST ARGUMENTS...]      e.g.  packaging/test.sh -L core   or   packaging/test.sh -R runner -V
# On Debian 12 and 13; needs root or sudo only while packages are missing. Settings: see setup.sh.
set -u

# shellcheck source=setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

find_system
install_packages build window server syntax test
need_server
build_syntax
build_athanor

step "Tests"
exec ctest --test-dir "$build_folder" -j2 --output-on-failure "$@" </dev/null
