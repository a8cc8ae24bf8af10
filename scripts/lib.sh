#!/usr/bin/env bash
# Sourced by the scripts here and by .ci/run: installs the packages that are missing, builds a preset.
# Quiet when there is nothing to do; whatever it has to say goes to stderr. Exit code 4: set-up failed.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# What the programs are built with, in Debian's names; Boost's get their version below.
packages=(g++ cmake ninja-build libboost-program-options-dev libboost-json-dev libspdlog-dev libssl-dev
    libpcap0.8-dev libnftables-dev)

say() { printf 'hangup: %s\n' "$*" >&2; }
give_up() { say "$@"; exit 4; }

# Runs a command; its output is shown only if it fails.
quietly() {
    local output status=0
    output=$("$@" 2>&1 </dev/null) || status=$?
    ((status == 0)) || printf '%s\n' "$output" >&2
    return "$status"
}

# The Boost to build with, 1.81 or newer: the installed one, else apt's default, else (Debian 12) 1.81 by name.
boost_version() {
    local found
    found=$({
        dpkg-query -W -f '${db:Status-Status} ${Package}\n' 'libboost1.*-dev' |
            sed -n 's/^installed libboost\(1\.[0-9]*\)-dev$/\1/p'
        apt-cache policy libboost-dev | sed -n 's/^  Candidate: \(1\.[0-9]*\).*/\1/p'
    } 2>/dev/null | head -n 1) || true
    # Before the first apt-get update apt knows of no Boost at all.
    [[ $found || $(. /etc/os-release && echo "${VERSION_ID-}") == 12 ]] || found=1.83
    printf '%s\n' 1.81 "$found" | sort -V | tail -n 1
}

# Prints those of the packages that are not there; a program on the PATH stands for the package of its name.
missing() {
    local package boost
    boost=$(boost_version)
    for package in "$@"; do
        [[ $package != libboost-* ]] || package=${package%-dev}$boost-dev
        command -v "${package%-build}" >/dev/null ||
            [[ $(dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null) == installed* ]] ||
            echo "$package"
    done
}

# need [PACKAGE...]: installs what is missing of the packages above and of these, and asks nothing.
need() {
    set -- "${packages[@]}" "$@"
    local absent command as_root=()
    if ! hash apt-get dpkg-query 2>/dev/null; then
        hash cmake ninja 2>/dev/null && { hash c++ || hash g++ || hash clang++; } 2>/dev/null && return
        give_up 'this system has no apt-get. Please install: a C++20 compiler, CMake 3.25, Ninja,' \
            'Boost 1.81 (Program_options, JSON), spdlog, OpenSSL 3, libpcap, libnftables; for the tests GoogleTest with GoogleMock.'
    fi
    mapfile -t absent < <(missing "$@")
    ((${#absent[@]})) || return 0
    if ((EUID)); then
        as_root=(sudo -n)
        if ! "${as_root[@]}" true 2>/dev/null; then
            command="sudo apt-get install --no-install-recommends ${absent[*]}"
            apt-get -s --no-remove install "${absent[@]}" &>/dev/null || command="sudo apt-get update && $command"
            give_up $'packages are missing, and installing them takes rights that you have to lend. Please run:\n'"$command"
        fi
    fi
    say "installing ${absent[*]}"
    quietly "${as_root[@]}" apt-get update -o APT::Update::Error-Mode=any ||
        say 'apt-get update failed; trying with what apt knows already'
    mapfile -t absent < <(missing "$@") # the default Boost may be known only now
    quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -o DPkg::Lock::Timeout=120 \
        --no-install-recommends --no-remove "${absent[@]}" ||
        give_up 'the packages could not be installed; if others stand in their way, whether to remove those is up to you'
}

# How long a preset takes to build from nothing.
time_to_build() {
    case $1 in
        release) echo 'one to four minutes on two cores' ;;
        dev | clang) echo 'five to ten minutes on two cores' ;;
        *) echo 'several minutes' ;;
    esac
}

# say_progress SECONDS: passes nothing on, but says at such intervals how far ninja is.
say_progress() {
    local line said=$SECONDS
    while IFS= read -r line; do
        if ((SECONDS - said >= $1)) && [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
            say "built ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"
            said=$SECONDS
        fi
    done
}

# build PRESET [ARGUMENT...]: configures when that is due, and builds; says what is built and how long that takes.
build() (
    local log
    cd "$root" || exit
    [[ build/$1/build.ninja -nt CMakePresets.json ]] || quietly cmake --preset "$1" ||
        give_up "the preset '$1' could not be configured"
    ! cmake --build --preset "$@" -- -n | grep -q 'no work to do' || exit 0
    say "building hangup, preset $1 ($(time_to_build "$1") if all of it is new)"
    if [[ -t 2 ]]; then
        cmake --build --preset "$@" >&2
    else
        log=$(mktemp)
        trap 'rm -f "$log"' EXIT
        cmake --build --preset "$@" 2>&1 </dev/null | tee "$log" | say_progress 15 ||
            { grep -v '^\[' "$log" >&2; false; }
    fi || give_up "the preset '$1' could not be built"
)
