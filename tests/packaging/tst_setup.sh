#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What setup.sh says and does on machines that lack something. The machine is made up: a folder of stand-ins on PATH.
set -u

setup=$(cd "$(dirname "$0")/../../packaging" && pwd)/setup.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

# machine: an empty one with Debian 12, nothing installed, nobody root, no sudo, and apt-get noting its calls.
machine() {
    rm -rf "${folder:?}"/*
    mkdir -p "$folder/bin" "$folder/server"
    local tool
    for tool in bash awk cat dirname env grep head ls mkdir mktemp rm sed sort tail tr true; do
        ln -s "$(type -P "$tool")" "$folder/bin/$tool"
    done
    printf 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n' >"$folder/os-release"
    stand_in id 'echo 1000'
    stand_in dpkg-query 'echo not-installed; exit 1'
    stand_in apt-get "echo \"\$@\" >>$folder/calls"
}

stand_in() {
    rm -f "$folder/bin/$1"
    printf '#!%s\n%s\n' "$(command -v bash)" "$2" >"$folder/bin/$1"
    chmod +x "$folder/bin/$1"
}

# try CODE: runs it after setup.sh on the made-up machine; sets $output and $code.
try() {
    output=$(env -i PATH="$folder/bin" TMPDIR="$folder" ATHANOR_OS_RELEASE="$folder/os-release" \
        ATHANOR_SERVER_ROOT="$folder/server" ${settings:-} \
        "$folder/bin/bash" -c ". '$setup'; find_system; $1" </dev/null 2>&1)
    code=$?
}

check() { # check WORDS CONDITION...
    local words=$1
    shift
    if "$@"; then
        echo "ok: $words"
    else
        echo "NOT OK: $words"
        printf '  exit code %s, output:\n%s\n' "$code" "$output"
        failures=$((failures + 1))
    fi
}

says() { [[ $output == *"$1"* ]]; }
fails_saying() { [ "$code" -eq 1 ] && says "$1"; }
calls() { cat "$folder/calls" 2>/dev/null; }

machine
try 'install_packages build'
check "without root and sudo it names the command for an administrator" \
    fails_saying "apt-get install g++ cmake ninja-build"
check "without root nothing is installed" test -z "$(calls)"

machine
stand_in sudo 'exit 1'
try 'install_packages build'
check "a sudo that refuses is explained" fails_saying "sudo refused"

machine
stand_in sudo '[ "$1" = -n ] && shift; exec "$@"'
try 'install_packages build window'
check "with sudo it installs" test "$code" -eq 0
check "packages have Debian 12's names" grep -q "install .*libqt6svg6" <(calls)
check "no question is asked" grep -q -- "-y" <(calls)
check "the lists are read first" test "$(calls | head -n 1)" = "-q update"

machine
stand_in id 'echo 0'
printf 'ID=debian\nVERSION_ID="13"\n' >"$folder/os-release"
try 'install_packages window'
check "packages have Debian 13's names" grep -q "install .*qt6-svg-plugins .*libkf6syntaxhighlighting-dev" <(calls)

machine
stand_in dpkg-query 'echo installed'
try 'install_packages build window test'
check "when all is installed apt-get is not called" test "$code:$(calls)" = "0:"

machine
stand_in id 'echo 0'
stand_in dpkg-query 'for last; do :; done; if [ "$last" = cmake ]; then exit 1; else echo installed; fi'
try 'install_packages build'
check "only what is missing is installed" grep -qx -- ".*install cmake" <(calls)

machine
stand_in id 'echo 0'
stand_in apt-get 'echo "E: Failed to fetch, temporary failure resolving" >&2; exit 100'
try 'install_packages build'
check "offline is explained" fails_saying "If this machine is offline"
check "apt's own words are shown" says "temporary failure resolving"

machine
printf 'ID=fedora\nVERSION_ID=41\nPRETTY_NAME="Fedora Linux 41"\n' >"$folder/os-release"
try 'install_packages build'
check "another system is named, with the way on" fails_saying "Fedora Linux 41 is not Debian 12 or 13"
check "the way on is a setting" says "ATHANOR_PACKAGES=skip"

settings=ATHANOR_PACKAGES=skip try 'install_packages build'
check "that setting leaves packages alone" test "$code:$(calls)" = "0:"

machine
rm "$folder/os-release"
try 'install_packages build'
check "a system without a name is refused too" fails_saying "is not Debian 12 or 13"

machine
try need_server
check "missing server programs are explained" fails_saying "apt-get install postgresql"
mkdir -p "$folder/server/9/bin" "$folder/server/15/bin"
for program in 9/bin/initdb 9/bin/pg_ctl 9/bin/postgres 15/bin/initdb 15/bin/pg_ctl; do
    ln -s "$folder/bin/cat" "$folder/server/$program"
done
try server_programs
check "a folder without postgres is passed over" test "$output" = "$folder/server/9/bin"
ln -s "$folder/bin/cat" "$folder/server/15/bin/postgres"
try server_programs
check "the newest server is chosen" test "$output" = "$folder/server/15/bin"
try 'install_packages server'
check "server programs from elsewhere count" test "$code:$(calls)" = "0:"

machine
try 'syntax_prefix=/nowhere; source_folder='"$folder"'; packages() { echo some; }; build_syntax'
check "without the highlighter's source the build goes on" test "$code" -eq 0
check "and says so" says "building without it"

echo
[ "$failures" -eq 0 ] && echo "All passed." || echo "$failures failed."
exit "$((failures > 0))"
