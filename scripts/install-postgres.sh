#!/usr/bin/env bash
# Puts PostgreSQL (15 or newer) and pgvector (0.8 or newer) on this machine, and
# does nothing when they are there. Debian and Ubuntu only; elsewhere it says
# which commands do it and fails. Says what it installs before it does so.
set -euo pipefail

min_postgres=15
min_pgvector=0.8

say() { printf 'install-postgres: %s\n' "$*"; }
die() { printf 'install-postgres: %s\n' "$*" >&2; exit 1; }

at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n1)" = "$2" ]; }

# Prints "major bindir pgvector-version" of each usable server on this machine;
# the version is 0 where pgvector is missing.
servers() {
  local bin dir major control version
  for bin in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
    /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
    "$(pg_config --bindir 2>/dev/null || true)"; do
    [ -x "$bin/postgres" ] && [ -x "$bin/initdb" ] || continue
    major=$("$bin/postgres" --version | sed -E 's/[^0-9]*([0-9]+).*/\1/')
    [ "$major" -ge "$min_postgres" ] || continue
    dir=/usr/share/postgresql/$major
    if [ -x "$bin/pg_config" ]; then dir=$("$bin/pg_config" --sharedir); fi
    control=$dir/extension/vector.control
    version=0
    if [ -r "$control" ]; then version=$(sed -n "s/^default_version *= *'\(.*\)'.*/\1/p" "$control"); fi
    printf '%s %s %s\n' "$major" "$bin" "${version:-0}"
  done | sort -rn -u
}

# Prints the first server that needs nothing more.
ready() {
  local major bin version
  while read -r major bin version; do
    if at_least "$version" "$min_pgvector"; then
      printf 'PostgreSQL %s with pgvector %s in %s\n' "$major" "$version" "$bin"
      return
    fi
  done < <(servers)
}

elsewhere="With Homebrew: 'brew install postgresql@17 pgvector'. \
With Docker: 'docker run -d -p 5432:5432 -e POSTGRES_PASSWORD=secret pgvector/pgvector:pg17', \
then set CATERINA_DATABASE_URL=postgres://postgres:secret@localhost:5432/postgres."

found=$(ready)
if [ -n "$found" ]; then
  say "nothing to do: $found"
  exit 0
fi

command -v apt-get >/dev/null 2>&1 ||
  die "Caterina needs PostgreSQL $min_postgres or newer with pgvector $min_pgvector or newer, and this machine has no apt-get. $elsewhere"

root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 ||
    die "PostgreSQL with pgvector is missing and can only be installed by root: run this script as root. $elsewhere"
  root=(sudo)
fi

work=$(mktemp -d)
conf=/etc/postgresql-common/createcluster.d/caterina-install.conf
cleanup() {
  rm -rf "$work"
  [ ! -e "$conf" ] || "${root[@]}" rm -f "$conf"
}
trap cleanup EXIT

# Runs apt-get and shows what it says only when it fails.
apt() {
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >"$work/log" 2>&1 || {
    tail -n 20 "$work/log" >&2
    die "'apt-get $1' failed (its reason is above; is the network there?). $elsewhere"
  }
}

# Installs packages of PostgreSQL without the server that Debian sets up with
# them: Caterina runs its own. The setting is only there meanwhile.
programs_only() {
  apt install -y --no-install-recommends postgresql-common
  "${root[@]}" mkdir -p "${conf%/*}"
  echo 'create_main_cluster = false' | "${root[@]}" tee "$conf" >/dev/null
  apt install -y --no-install-recommends "$@"
  "${root[@]}" rm -f "$conf"
}

candidate() { apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p' | grep -v '(none)' || true; }

say "Caterina keeps everything in PostgreSQL and searches with its pgvector extension; they are missing here."
say "reading the package lists"
apt update

major=$(servers | head -n1 | cut -d' ' -f1)
if [ -z "$major" ]; then
  major=$(candidate postgresql | sed -E 's/^([0-9]+).*/\1/')
fi
[ -n "$major" ] && [ "$major" -ge "$min_postgres" ] ||
  die "this release offers PostgreSQL ${major:-none}, Caterina needs $min_postgres or newer: upgrade it, or use a database elsewhere. $elsewhere"

packaged=$(candidate "postgresql-$major-pgvector")
if [ -n "$packaged" ] && at_least "$packaged" "$min_pgvector"; then
  say "installing the packages postgresql-$major and postgresql-$major-pgvector"
  programs_only "postgresql-$major" "postgresql-$major-pgvector"
  say "done: $(ready)"
  exit 0
fi

# No fitting package in this release: build the source package of a newer one.
# Its address and key come from this machine's own sources, its lists live in a
# temporary folder, so nothing in /etc/apt or /var/lib/apt changes.
# shellcheck source=/dev/null
. /etc/os-release
case "${ID:-}" in
  debian) newer=trixie component=main keyring=/usr/share/keyrings/debian-archive-keyring.gpg ;;
  ubuntu) newer=resolute component=universe keyring=/usr/share/keyrings/ubuntu-archive-keyring.gpg ;;
  *) die "no package of pgvector $min_pgvector for ${PRETTY_NAME:-this system}. $elsewhere" ;;
esac
# shellcheck disable=SC2016 # the dollar signs are apt's
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
  awk -v release="${VERSION_CODENAME:-}" '$2 == release { print $1; exit }')
[ -n "$mirror" ] || die "the sources of apt name no mirror of $ID ${VERSION_CODENAME:-}: cannot find pgvector's source. $elsewhere"
[ -r "$keyring" ] || die "$keyring is missing (package $ID-archive-keyring): cannot check pgvector's source. $elsewhere"

say "installing the packages postgresql-$major, postgresql-server-dev-$major, build-essential and dpkg-dev"
programs_only "postgresql-$major" "postgresql-server-dev-$major" build-essential dpkg-dev

mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/source"
printf 'deb-src [signed-by=%s] %s %s %s\n' "$keyring" "$mirror" "$newer" "$component" >"$work/sources.list"
own_lists=(-qq -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
  -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)

say "building pgvector from $ID's source package ($newer), because ${VERSION_CODENAME:-this release} has no package of it"
build() {
  # OPTFLAGS="": for any processor, as the packages are; no bitcode, it is not used.
  local options=(OPTFLAGS="" with_llvm=no "PG_CONFIG=/usr/lib/postgresql/$major/bin/pg_config")
  cd "$work/source" &&
    apt-get "${own_lists[@]}" update &&
    apt-get "${own_lists[@]}" source --download-only pgvector &&
    dpkg-source --no-check -x pgvector_*.dsc tree &&
    make -s -C tree -j"$(nproc)" "${options[@]}" &&
    "${root[@]}" make -s -C tree install "${options[@]}"
}
(build) >"$work/log" 2>&1 || {
  tail -n 20 "$work/log" >&2
  die "pgvector could not be built (its last lines are above). $elsewhere"
}
found=$(ready)
[ -n "$found" ] || die "pgvector was built but PostgreSQL $major does not find it. $elsewhere"
say "done: $found"
