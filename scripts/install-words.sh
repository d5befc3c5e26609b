#!/usr/bin/env bash
# Installs the Italian thesaurus and word list (Debian packages mythes-it and
# witalian, GPL-3), which make answers to unusual wordings better. Caterina
# works without them, so a machine that cannot have them is told and goes on.
set -euo pipefail

thesaurus=/usr/share/mythes/th_it_IT_v2.dat
words=/usr/share/dict/italian
if [ -r "$thesaurus" ] && [ -r "$words" ]; then exit 0; fi

without() {
  echo "install-words: $1 Caterina goes on without the Italian thesaurus: it understands unusual wordings a little less well."
  exit 0
}

command -v apt-get >/dev/null 2>&1 || without "this machine has no apt-get."
sudo=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || without "as root: apt-get install mythes-it witalian."
  sudo="sudo"
fi
echo "install-words: installing the Italian thesaurus and word list (apt-get install mythes-it witalian)."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $sudo apt-get update && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends mythes-it witalian; } >"$log" 2>&1; then
  without "they could not be installed."
fi
