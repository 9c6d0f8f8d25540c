# Installing, configuring and building: what server/run and tests/run share. Sourced, with $root set to the top of the tree.
# shellcheck shell=bash
# Everything said here goes to stderr, so that stdout stays the server's.

export LC_ALL=C.UTF-8
logs="$root/build/log"
installed_something=no

# A clone elsewhere finds what this one compiled: ccache sees paths from the root only.
export CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "$*"
    exit 1
}

# The packages of the named sections of config/packages.txt.
packages_of() {
    awk -v wanted=" $* " '
        { sub(/#.*/, ""); gsub(/[ \t]/, "") }
        /^\[/ { section = substr($0, 2, length($0) - 2); next }
        $0 && index(wanted, " " section " ")' "$root/config/packages.txt"
}

has_node() {
    command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' 2>/dev/null
}

# Runs a command as root, or says that it cannot be.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

# Installs what is missing of the named sections, of [web] too if Node is, and says what. Asks dpkg only, so it is quick when nothing is.
install_packages() {
    local sections="$*" wanted missing
    command -v dpkg-query >/dev/null || stop "This needs Debian 12 (or one of its kind), for its packages: config/packages.txt lists them."
    has_node || sections="$sections web"
    # shellcheck disable=SC2086
    wanted=$(packages_of $sections | sort -u)
    # shellcheck disable=SC2086
    missing=$(comm -23 <(printf '%s\n' $wanted) \
        <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p' | sort -u) | xargs)
    [ -n "$missing" ] || return 0

    say "Installing $(wc -w <<<"$missing") Debian packages: $missing"
    if [ "$(id -u)" != 0 ] && ! { command -v sudo >/dev/null && as_root true; }; then
        stop "Installing needs root or sudo, and there is neither; let an administrator run: apt-get install --no-install-recommends $missing"
    fi
    mkdir -p "$logs"
    # shellcheck disable=SC2086
    if ! as_root apt-get update -q >"$logs/install.txt" 2>&1 || ! as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 $missing </dev/null 2>&1 |
        tee -a "$logs/install.txt" | { grep --line-buffered -E '^(Need to get|Fetched|E:)' >&2 || true; }; then
        sed -n 's/^[EW]: /  /p' "$logs/install.txt" >&2
        stop "The packages could not be installed; the whole output is in build/log/install.txt"
    fi
    installed_something=yes
}

# How many compilers at once: one a core, and each may take 1.5 GB.
jobs() {
    local cores kilobytes limit
    cores=$(nproc)
    kilobytes=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
    limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || true)
    case "$limit" in
    '' | max) ;;
    *) [ $((limit / 1024)) -lt "$kilobytes" ] && kilobytes=$((limit / 1024)) ;;
    esac
    local by_memory=$((kilobytes / 1500000))
    [ "$by_memory" -ge 1 ] || by_memory=1
    echo $((cores < by_memory ? cores : by_memory))
}

# Whether PRESET was configured, and the tree has not moved since.
is_configured() {
    [ -f "$root/build/$1/build.ninja" ] && grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$root/build/$1/CMakeCache.txt"
}

# configure PRESET [CMAKE ARGUMENTS...]
configure() {
    local preset=$1 fresh=()
    shift
    is_configured "$preset" || fresh=(--fresh)
    mkdir -p "$logs"
    if ! (cd "$root" && cmake --preset "$preset" "${fresh[@]}" "$@") >"$logs/configure-$preset.txt" 2>&1; then
        cat "$logs/configure-$preset.txt" >&2
        return 1
    fi
}

# compile PRESET TARGETS...
compile() {
    local preset=$1
    shift
    NINJA_STATUS='[%f/%t %es] ' ninja -C "$root/build/$preset" -j "$(jobs)" "$@"
}

# The web client's packages, again only when their lock file or Node has changed.
install_web() {
    local stamp="$root/build/web-packages.stamp" now
    now=$(cat "$root"/web-client/package{,-lock}.json <(node --version) | sha256sum)
    if [ -d "$root/web-client/node_modules" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then
        return 0
    fi
    say "Installing the web client's npm packages"
    mkdir -p "$root/build"
    (cd "$root/web-client" && npm ci --no-audit --no-fund --loglevel=error) >&2 || return 1
    printf '%s\n' "$now" >"$stamp"
}

# The page, into build/web, again only when something it is made of is newer.
build_web() {
    local stamp="$root/build/web.stamp"
    install_web || return 1
    if [ -e "$stamp" ] && [ -d "$root/build/web" ] && [ -z "$(find "$root/web-client" "$root/protocol" "$root/build/web-packages.stamp" \
        -name node_modules -prune -o -newer "$stamp" -print -quit)" ]; then
        return 0
    fi
    say "Building the web client"
    touch "$stamp.new"
    (cd "$root/web-client" && npm run --silent build) >&2 || return 1
    mv "$stamp.new" "$stamp"
}
