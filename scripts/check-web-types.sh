#!/usr/bin/env bash
# Checks the types of the browser code (JSDoc) with the TypeScript compiler,
# which is installed into .cache the first time.
set -euo pipefail
cd "$(dirname "$0")/.."

version=7.0.2
dir=.cache/typescript-$version
if [ ! -x "$dir/node_modules/.bin/tsc" ]; then
  if ! command -v npm >/dev/null 2>&1; then
    echo "Checking the browser code needs Node.js and npm." >&2
    exit 1
  fi
  echo "Installing the TypeScript compiler $version into $dir."
  npm install --silent --no-audit --no-fund --no-save --prefix "$dir" "typescript@$version" >/dev/null
fi
exec "$dir/node_modules/.bin/tsc" --project web/tsconfig.json
