#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Draws the README's pictures again, from the real window after a real run. Needs no display.
#   packaging/screenshots.sh [FOLDER]     default: resources/screenshots
set -u

. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

pictures=${1:-$source_folder/resources/screenshots}
mkdir -p "$pictures"
pictures=$(cd "$pictures" && pwd)

find_system
install_packages build window server syntax
need_server
build_syntax
build_athanor athanor athanor-cli

step "Pictures"
# A home and a project of their own, always in the same place: neither the user's settings nor the user's sandbox nor the
# clone's path show up in the pictures.
home=/tmp/athanor-pictures
mkdir "$home" || fail "$home is there already." "If no other screenshots.sh is running, delete it."
trap 'athanor-cli --quiet sandbox stop </dev/null; rm -rf "$home"' EXIT
chmod 755 "$home"
cp -r "$source_folder/migrations/example" "$home/trading"
export HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" LC_ALL=C.UTF-8 TZ=UTC
export QT_QPA_PLATFORM=offscreen QT_LOGGING_RULES=default.warning=false
export PATH="$build_folder/bin:$PATH"

draw() { # draw NAME ARGUMENTS...
    local file="$pictures/$1.png"
    shift
    athanor "$home/trading" --url "$DATABASE_URL" --environment development --size 1400x900 --screenshot "$file" "$@" \
        </dev/null || fail "$file could not be drawn." "The message is above."
    note "$file"
}

cd "$home/trading" || exit 1
athanor-cli sandbox start --database trading_dev >/dev/null </dev/null || fail "the private PostgreSQL did not start."
DATABASE_URL=$(athanor-cli sandbox url --database trading_dev </dev/null)
export DATABASE_URL
athanor-cli --quiet upgrade 0013 </dev/null || fail "the example could not be upgraded."
draw window --select a4c81f20
draw window-dark --select 0017 --appearance dark
draw run-dialog --show run-dialog
