# SPDX-FileCopyrightText: The Athanor authors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Sourced by run.sh and test.sh: packages, KSyntaxHighlighting, configure, build. Nothing here reads standard input
# except sudo, which may ask for a password on a terminal.
#
# Settings (environment):
#   ATHANOR_PACKAGES=skip    use what is installed; never call apt-get
#   ATHANOR_CMAKE_FLAGS      more arguments for the configuring cmake
#   ATHANOR_JOBS             parallel compile jobs (default: one per processor)
#   ATHANOR_OS_RELEASE       read this instead of /etc/os-release
#   ATHANOR_SERVER_ROOT      look for PostgreSQL's programs here instead of /usr/lib/postgresql

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
preset=${ATHANOR_PRESET:-release}
build_folder="$source_folder/build/$preset"
syntax_version=5.116.0
syntax_prefix="$source_folder/build/third-party/ksyntaxhighlighting-$syntax_version"
step_count=0

# step WORDS: says what happens now.
step() {
    step_count=$((step_count + 1))
    printf '\n==> Step %d: %s\n' "$step_count" "$*"
}

note() { printf '    %s\n' "$@"; }

# fail WHAT ADVICE...: what went wrong, then what to do about it, one line each; ends the script.
fail() {
    {
        printf '\nathanor: %s\n' "$1"
        shift
        [ $# -eq 0 ] || printf '  %s\n' "$@"
    } >&2
    exit 1
}

# find_system: sets $release to bookworm, trixie, or empty where the package names are not known.
find_system() {
    local file=${ATHANOR_OS_RELEASE:-/etc/os-release}
    release=
    system_name="this system"
    [ -r "$file" ] || return 0
    # A subshell, so that the file's variables stay out of this script.
    system_name=$(. "$file" && printf '%s' "${PRETTY_NAME:-${ID:-this system}}")
    case $(. "$file" && printf '%s:%s' "${ID:-}" "${VERSION_ID:-}") in
        debian:12) release=bookworm ;;
        debian:13) release=trixie ;;
    esac
}

# packages GROUP...: the package names of these groups for this release, one a line.
packages() {
    local column=2
    [ "$release" = trixie ] && column=3
    awk -v column="$column" -v groups=" $* " \
        '!/^#/ && NF && index(groups, " " $1 " ") && $column != "-" { print $column }' \
        "$source_folder/packaging/dependencies"
}

# missing_packages GROUP...: those that are not installed. Server programs from elsewhere count as installed.
missing_packages() {
    local name
    for name in $(packages "$@"); do
        [ "$name" = postgresql ] && server_programs >/dev/null && continue
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
    done
}

# server_programs: the newest folder with initdb and postgres; fails where there is none.
server_programs() {
    local folder
    for folder in $(ls -d "${ATHANOR_SERVER_ROOT:-/usr/lib/postgresql}"/*/bin 2>/dev/null | sort -rV); do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/pg_ctl" ]; then
            echo "$folder"
            return 0
        fi
    done
    return 1
}

# as_root COMMAND...: runs it as root, by sudo where needed.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

# install_packages GROUP...: installs what is missing and nothing else.
install_packages() {
    step "Packages ($*)"
    if [ "${ATHANOR_PACKAGES:-}" = skip ]; then
        note "Not looked at (ATHANOR_PACKAGES=skip)."
        return 0
    fi
    if [ -z "$release" ] || ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        fail "$system_name is not Debian 12 or 13; the names of its packages are not known here." \
            "Install what packaging/dependencies lists under its names on your system," \
            "then run the same command with ATHANOR_PACKAGES=skip before it."
    fi
    local missing
    missing=$(missing_packages "$@" | tr '\n' ' ')
    if [ -z "${missing// /}" ]; then
        note "All installed."
        return 0
    fi
    note "Missing: $missing"
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        fail "installing packages needs root, and there is no sudo." \
            "As root, run:  apt-get install $missing" \
            "then run the same command again as you are."
    fi
    if [ "$(id -u)" -ne 0 ] && ! as_root true; then
        fail "installing packages needs root, and sudo refused or wanted a password it could not ask for." \
            "Run the same command on a terminal, or as root run:  apt-get install $missing"
    fi
    local log
    log=$(mktemp)
    # Lists may be stale or absent; a failure here shows as a failed install below.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update >"$log" 2>&1 </dev/null || true
    # shellcheck disable=SC2086
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $missing \
        >>"$log" 2>&1 </dev/null; then
        grep -E '^(E|W|Err)' "$log" | tail -n 8 | sed 's/^/    /' >&2
        fail "the packages could not be installed." \
            "If this machine is offline: connect it (or set apt's proxy) and run the same command again." \
            "If a package is not found: enable Debian's \"main\" component in apt's sources." \
            "The whole output is in $log"
    fi
    rm -f "$log"
    note "Installed."
}

# need_server: PostgreSQL's server programs must be there, for the sandbox.
need_server() {
    server_programs >/dev/null && return 0
    fail "PostgreSQL's server programs (initdb, pg_ctl, postgres) were not found below ${ATHANOR_SERVER_ROOT:-/usr/lib/postgresql}." \
        "Athanor starts a private server for its example and its tests; a remote database is not enough." \
        "On Debian:  apt-get install postgresql"
}

# fetch_syntax_source FOLDER: the source archive, through this machine's own package mirror, with lists of its own.
# The system's sources and lists stay as they are; apt checks the signature of the index and the hash of the archive.
fetch_syntax_source() {
    local folder=$1 mirror
    mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
    for mirror in $(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | awk '!seen[$0]++'); do
        printf 'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s trixie main\n' "$mirror" \
            >"$folder/sources.list"
        local options=(-q -o "Dir::Etc::SourceList=$folder/sources.list" -o Dir::Etc::SourceParts=/dev/null
            -o "Dir::State::Lists=$folder/lists" -o "Dir::Cache=$folder/cache" -o APT::Sandbox::User=
            -o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o APT::Get::List-Cleanup=0)
        (cd "$folder" && apt-get "${options[@]}" update && apt-get "${options[@]}" source --download-only --tar-only \
            "ksyntax-highlighting=$syntax_version-1") >>"$folder/log" 2>&1 </dev/null || continue
        ls "$folder"/ksyntax-highlighting_"$syntax_version".orig.tar.* >/dev/null 2>&1 && return 0
    done
    return 1
}

# make_syntax FOLDER: unpacks, builds and installs what fetch_syntax_source put there. Its translations need Qt's
# Linguist and only name the languages: left out.
make_syntax() {
    local work=$1 launcher
    launcher=$(command -v ccache)
    mkdir "$work/source" &&
        tar -xf "$work"/ksyntax-highlighting_"$syntax_version".orig.tar.* -C "$work/source" --strip-components=1 &&
        rm -rf "$work"/source/poqm/* &&
        sed -i 's/find_package(ECM 5\.[0-9.]*/find_package(ECM 5.103.0/' "$work/source/CMakeLists.txt" &&
        cmake -S "$work/source" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DQT_MAJOR_VERSION=6 \
            -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON \
            -DCMAKE_INSTALL_PREFIX="$syntax_prefix" \
            -DCMAKE_C_COMPILER_LAUNCHER="$launcher" -DCMAKE_CXX_COMPILER_LAUNCHER="$launcher" &&
        cmake --build "$work/build" ${ATHANOR_JOBS:+-j "$ATHANOR_JOBS"} &&
        cmake --install "$work/build" &&
        touch "$syntax_prefix/stamp"
}

# build_syntax: KSyntaxHighlighting for Qt 6 where the distribution has it for Qt 5 only. Built once; without it the
# editor falls back to a simpler highlighter.
build_syntax() {
    [ -z "$(packages syntax)" ] && return 0
    step "KSyntaxHighlighting $syntax_version"
    if [ -e "$syntax_prefix/stamp" ]; then
        note "Built already."
        return 0
    fi
    local work log failure
    work="$source_folder/build/third-party/work"
    log="$work/log"
    failure="$source_folder/build/third-party/ksyntaxhighlighting.log"
    if [ -e "$failure" ]; then
        note "It did not build last time: going on without it, highlighting is simpler." \
            "To try again, delete $failure"
        return 0
    fi
    rm -rf "$work"
    mkdir -p "$work"
    if [ "${ATHANOR_PACKAGES:-}" = skip ] || ! fetch_syntax_source "$work"; then
        rm -rf "$work"
        note "Its source could not be fetched (offline?): building without it, highlighting is simpler." \
            "A later run tries again."
        return 0
    fi
    note "Building it once (about a minute) ..."
    if make_syntax "$work" >>"$log" 2>&1 </dev/null; then
        rm -rf "$work"
        note "Done."
    else
        cp "$log" "$failure"
        rm -rf "$work" "$syntax_prefix"
        note "It did not build: building without it, highlighting is simpler." \
            "The output is in $failure"
    fi
}

# build_athanor TARGET...: configures when needed and builds; no targets means everything.
build_athanor() {
    step "Build (preset $preset)"
    command -v cmake >/dev/null || fail "cmake was not found." "On Debian:  apt-get install cmake ninja-build g++"
    local flags=()
    [ -e "$syntax_prefix/stamp" ] && flags+=("-DCMAKE_PREFIX_PATH=$syntax_prefix")
    # shellcheck disable=SC2206
    flags+=(${ATHANOR_CMAKE_FLAGS:-})
    cd "$source_folder" || exit 1
    mkdir -p "$build_folder"
    if ! cmake --preset "$preset" "${flags[@]}" >"$build_folder/configure.log" 2>&1 </dev/null; then
        tail -n 25 "$build_folder/configure.log" >&2
        fail "cmake could not configure the build." "The whole output is in $build_folder/configure.log"
    fi
    grep -E '^-- Athanor' "$build_folder/configure.log" | sed 's/^-- /    /'
    cmake --build "$build_folder" ${ATHANOR_JOBS:+-j "$ATHANOR_JOBS"} ${1:+--target "$@"} </dev/null ||
        fail "the build failed." "Its messages are above. To start afresh, delete $build_folder"
}
