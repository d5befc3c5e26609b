#!/bin/sh
# Makes web/assets/console/bootstrap-italia.css anew: the parts of Bootstrap
# Italia's style sheet that the console uses (scripts/console-css/parts.scss),
# compiled from the sources in its npm package. Needs npm; run it only to take a
# newer version or other parts. The result is committed.
set -eu
VERSION=2.18.3
SASS=1.81.0
root=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts "bootstrap-italia@$VERSION" "sass@$SASS" >/dev/null
out="$root/web/assets/console"
{
	echo "/*! Bootstrap Italia $VERSION, parts of it; BSD 3-Clause, see bootstrap-italia-license.txt. Made by scripts/console-css.sh: do not edit. */"
	npx --no-install sass --no-source-map --quiet --style=compressed --load-path=node_modules/bootstrap-italia/src/scss --load-path=node_modules \
		"$root/scripts/console-css/parts.scss" | sed '1s/^\xef\xbb\xbf//'
} >"$out/bootstrap-italia.css"
cp node_modules/bootstrap-italia/LICENSE "$out/bootstrap-italia-license.txt"
chmod 644 "$out/bootstrap-italia-license.txt"
wc -c "$out/bootstrap-italia.css"
