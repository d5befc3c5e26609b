#!/usr/bin/env bash
# Installs the browser that the end-to-end tests drive. Says what it does
# before it does it; does nothing when a browser is there.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]; then exit 0; fi

if ! command -v apt-get >/dev/null 2>&1; then
  echo "The browser tests need Chromium. On macOS: brew install --cask chromium. On other systems install it with your package manager." >&2
  exit 1
fi
sudo=""
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "The browser tests need Chromium. As root: apt-get install chromium" >&2
    exit 1
  fi
  sudo="sudo"
fi
echo "Installing Chromium for the browser tests (apt-get install chromium)."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $sudo apt-get update && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-liberation; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "Chromium could not be installed: see the lines above. Try by hand: apt-get install chromium" >&2
  exit 1
fi
