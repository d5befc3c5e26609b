#!/usr/bin/env bash
# Prints the answer-quality table. Our own questions are asked to the demo
# towns; with EVAL_DATA=FOLDER the development data there (see
# docs/evaluation.md) is measured as well, each set in a town of its own.
# Works on a throw-away database, so nothing of a real one is touched.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
export CATERINA_DATA_DIR="$work/data"
questions=internal/evaluation/testdata/questions
bin=bin/caterina

$bin import demo/italia demo/siena demo/bari

echo; echo "== Our questions, asked to Siena"
$bin eval -town siena "$@" $questions/siena.jsonl $questions/italia.jsonl $questions/crisis.jsonl
echo; echo "== Our questions, asked to Bari"
$bin eval -town bari "$@" $questions/bari.jsonl $questions/italia.jsonl

data=${EVAL_DATA:-}
if [ -n "$data" ]; then
  for set in needs appio codroipo; do
    echo; echo "== $set (development data, titles and texts only)"
    $bin import -town "eval-$set" "$data/$set-cards.jsonl"
    $bin eval -town "eval-$set" "$data/$set-questions.jsonl"
  done
  echo; echo "== Out of scope, asked to Siena (development data)"
  $bin eval -town siena "$data/outofscope-questions.jsonl"
fi
