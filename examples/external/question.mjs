// A challenge generator for capbench: Node, no packages, questions in words.
import { createInterface } from "node:readline";
import { createHash } from "node:crypto";

const NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

// Whole numbers below n, from the seed alone: Math.random would give another challenge each time.
function dice(seed) {
  let count = 0;
  return (n) => createHash("sha256").update(`${seed}:${count++}`).digest().readUInt32BE() % n;
}

function challenge({ seed, params }) {
  const roll = dice(seed);
  const [a, b] = [2 + roll(9), 2 + roll(9)];
  const times = roll(2) === 1 && params.times !== false;
  const words = times ? "times" : "plus";
  return { question: `What is ${NAMES[a]} ${words} ${NAMES[b]}?`, key: String(times ? a * b : a + b) };
}

// The best constant answer is worked out, not guessed: every sum and every product is as likely as the next.
const counts = {};
for (let a = 2; a < 11; a++) for (let b = 2; b < 11; b++) for (const key of [a + b, a * b]) counts[key] = (counts[key] ?? 0) + 1;
const [answer, hits] = Object.entries(counts).sort((x, y) => y[1] - x[1])[0];

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const hello = { version: 1, repeats: true, prior: { answer, p: hits / 162 } };
  console.log(JSON.stringify(request.type === "hello" ? hello : challenge(request)));
}
