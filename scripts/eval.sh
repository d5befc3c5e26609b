#!/usr/bin/env bash
# Prints the answer-quality tables. Our own questions are asked to the demo
# towns; with EVAL_DATA=FOLDER the development data there (docs/evaluation.md)
# is measured as well, each set in a town of its own. With EVAL_GATE=1 it fails
# when a figure falls below what has been reached.
# Works on a throw-away database, so nothing of a real one is touched.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
export CATERINA_DATA_DIR="$work/data"
questions=internal/evaluation/testdata/questions
bin=bin/caterina

# measure TITLE TOWN MINIMUMS FILE… : the minimums are "metric=value" words.
measure() {
  local title=$1 town=$2 minimums=$3
  shift 3
  local gate=()
  if [ "${EVAL_GATE:-}" = 1 ]; then
    for m in $minimums; do gate+=(-min "$m"); done
  fi
  printf '\n== %s\n' "$title"
  $bin eval -town "$town" "${gate[@]}" "$@"
}

$bin import demo/italia demo/siena demo/bari

measure "In scope, asked to Siena" siena "hit1=0.86 answered=0.92 wrong=0.05 field=0.93 crisis_false=0.01" \
  $questions/siena.jsonl $questions/italia.jsonl
measure "In scope, asked to Bari" bari "hit1=0.86 answered=0.92 wrong=0.05 field=0.93 crisis_false=0.01" \
  $questions/bari.jsonl $questions/italia.jsonl
measure "Out of scope, asked to Siena" siena "decline_recall=0.78 crisis_false=0.01" $questions/outofscope.jsonl
measure "Danger and its look-alikes, asked to Siena" siena "crisis_recall=1 crisis_false=0" $questions/crisis.jsonl

data=${EVAL_DATA:-}
if [ -z "$data" ]; then exit 0; fi
for set in needs appio codroipo; do
  $bin import -town "eval-$set" "$data/$set-cards.jsonl"
  measure "$set (development data)" "eval-$set" "" "$data/$set-questions.jsonl"
done
measure "Out of scope, asked to Siena (development data)" siena "" "$data/outofscope-questions.jsonl"

# Half of the wordings of each need become variants on its card, the other half is asked.
half="$work/half"
mkdir -p "$half"
node scripts/eval-halves.mjs "$data/needs-cards.jsonl" "$data/needs-questions.jsonl" "$half"
$bin import -town eval-halves "$half/cards.jsonl"
measure "needs, half of the wordings as variants (development data)" eval-halves "" "$half/questions.jsonl"
