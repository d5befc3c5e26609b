// Splits a set of questions: of each card's wordings the even ones become
// question variants on the card, the odd ones are left to be asked.
// Usage: node eval-halves.mjs CARDS.jsonl QUESTIONS.jsonl FOLDER
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [cardsFile, questionsFile, folder] = process.argv.slice(2);
const lines = (/** @type {string} */ file) => readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));

const seen = new Map();
const variants = new Map();
const asked = [];
for (const question of lines(questionsFile)) {
  const n = seen.get(question.card) ?? 0;
  seen.set(question.card, n + 1);
  if (n % 2 === 0) {
    variants.set(question.card, [...(variants.get(question.card) ?? []), question.question]);
  } else {
    asked.push(question);
  }
}
const cards = lines(cardsFile).map((card) => ({ ...card, questions: variants.get(card.slug) ?? [] }));
const write = (/** @type {string} */ name, /** @type {object[]} */ rows) =>
  writeFileSync(join(folder, name), rows.map((row) => JSON.stringify(row) + "\n").join(""));
write("cards.jsonl", cards);
write("questions.jsonl", asked);
