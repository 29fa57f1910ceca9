#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sets the machine up, builds Athanor and starts it.
#   packaging/run.sh                 opens the window on migrations/example, connected to a private PostgreSQL.
#                                    Without a display: does the main job by athanor-cli, then draws the window
#                                    into a PNG file.
#   packaging/run.sh ARGUMENTS...    starts the window with these arguments.
# On Debian 12 and 13; needs root or sudo only while packages are missing. Settings: see setup.sh.
set -u

# shellcheck source=setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

# has_display: whether a window can be shown here.
has_display() {
    [ -n "${WAYLAND_DISPLAY:-}" ] && return 0
    case ${DISPLAY:-} in
        "") return 1 ;;
        :*)
            local number=${DISPLAY#:}
            number=${number%%.*}
            [ -S "/tmp/.X11-unix/X$number" ] || grep -qs "@/tmp/.X11-unix/X$number\$" /proc/net/unix
            ;;
    esac
}

# show COMMAND...: prints it the way one would type it, then runs it.
show() {
    printf '\n$ %s\n' "$*"
    "$@" </dev/null
}

# headless: the main job without a window, in the sandbox that the window's example uses.
headless() {
    step "PostgreSQL (there is no display: the main job follows on the command line)"
    export PATH="$build_folder/bin:$PATH"
    cd "$source_folder/migrations/example" || exit 1
    trap 'athanor-cli --quiet sandbox stop </dev/null' EXIT
    show athanor-cli sandbox start || fail "the private PostgreSQL did not start." "Its message is above."
    DATABASE_URL=$(athanor-cli sandbox url </dev/null) || fail "the private PostgreSQL is not running."
    export DATABASE_URL

    step "The main job"
    local command
    for command in history current "upgrade head" current "downgrade -1" "upgrade head"; do
        # shellcheck disable=SC2086
        show athanor-cli $command || fail "\"athanor-cli $command\" failed." "Its message is above."
    done

    step "A picture of the window"
    local picture="$build_folder/athanor.png"
    rm -f "$picture"
    if ! QT_QPA_PLATFORM=offscreen QT_LOGGING_RULES=default.warning=false athanor --example --size 1400x900 --screenshot "$picture" </dev/null || [ ! -s "$picture" ]; then
        fail "the window could not be drawn." "The message is above."
    fi
    note "The window after this run: $picture"
}

find_system
install_packages build window server syntax
need_server
build_syntax
build_athanor athanor athanor-cli

if [ $# -gt 0 ]; then
    step "Start"
    exec "$build_folder/bin/athanor" "$@"
elif has_display; then
    step "Start, on migrations/example with a private PostgreSQL"
    exec "$build_folder/bin/athanor" --example
else
    headless
fi
