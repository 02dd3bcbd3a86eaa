// Plays a tilt maze by keyboard in headless Chromium, to a pass and to a refusal. The way comes from `capbench show` with
// the server's own seed; the page and the server give nothing away.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const { CAPBENCH, CHROMIUM, SHOTS } = process.env;
const SEED = "7";
const folder = mkdtempSync(join(tmpdir(), "capbench-tilt-"));
const kept = join(folder, "attempts.jsonl");

const way = (index) => {
  const words = ["show", "tilt:recap-hardened", "--seed", SEED, "--index", String(index), "--play", "--out", join(folder, "maze.png")];
  const shown = execFileSync(CAPBENCH, words, { encoding: "utf8" });
  const path = /^path +(.*)$/m.exec(shown)[1].split(" ").slice(3).map((word) => word.split("@")[0].split(",").map(Number));
  return { upright: Number(/^stored +([0-3])$/m.exec(shown)[1]), path };
};

// Steers as a person would: looks where the ball is and holds the arrows that lead to the next place of the way.
const steer = ({ path, keep }) => new Promise((done) => {
  const held = new Set();
  const press = (key, on) => {
    if (held.has(key) === on) return;
    if (on) held.add(key); else held.delete(key);
    dispatchEvent(new KeyboardEvent(on ? "keydown" : "keyup", { key }));
  };
  let next = 0;
  const step = () => {
    if (document.getElementById("said").textContent) { for (const key of [...held]) press(key, false); return done(); }
    const { at } = window.maze;
    while (next + 1 < path.length && Math.hypot(path[next][0] - at.x, path[next][1] - at.y) < 12) next += 1;
    const dx = path[next][0] - at.x, dy = path[next][1] - at.y;
    press("ArrowLeft", !keep && dx < -5); press("ArrowRight", !keep && dx > 5);
    press("ArrowUp", !keep && dy < -5); press("ArrowDown", !keep && dy > 5);
    requestAnimationFrame(step);
  };
  step();
});

const server = spawn(CAPBENCH, ["serve", "--scheme", "tilt", "--preset", "recap-hardened", "--seed", SEED, "--attempts", kept, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
let url;
for await (const line of createInterface({ input: server.stdout })) { url = line; break; }
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-background-networking"] });
try {
  const page = await browser.newPage({ viewport: { width: 460, height: 900 } });
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && !/data:,|favicon/.test(message.text() + message.location().url) && errors.push(message.text()));
  await page.goto(`${url}/`);

  const play = async (keep, index) => {
    await page.locator("#start").click();
    await page.waitForFunction(() => window.maze !== undefined && document.getElementById("said").textContent === "");
    const { path } = way(index);
    if (SHOTS && !keep) setTimeout(() => page.screenshot({ path: join(SHOTS, "tilt-playing.png") }).catch(() => {}), 600);
    await page.evaluate(steer, { path, keep });
    return page.locator("#said").textContent();
  };
  way(0);
  assert.equal(await play(false, 0), "Passed.");
  if (SHOTS) await page.screenshot({ path: join(SHOTS, "tilt-passed.png") });
  // Nobody rolls: the page gives up after its time.
  await page.evaluate(() => { window.maze = undefined; });
  assert.equal(await play(true, 1), "Not accepted. Try another one.");
  assert.deepEqual(errors, []);

  const rows = readFileSync(kept, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(rows.length, 2);
  const [passed, refused] = rows;
  assert.deepEqual([passed.solver, passed.verdict, refused.verdict], ["person", "solved", "wrong"]);
  const judged = execFileSync(CAPBENCH, ["show", "tilt:recap-hardened", "--seed", SEED, "--index", "0", "--trace", passed.answer, "--out", join(folder, "played.svg")], { encoding: "utf8" });
  assert.match(judged, /^ +accepted$/m);
  if (SHOTS) execFileSync(CAPBENCH, ["show", "tilt:recap-hardened", "--seed", SEED, "--index", "0", "--trace", passed.answer, "--out", join(SHOTS, "tilt-played.png")]);
  console.log(`ok: a maze by keyboard: ${passed.answer.split(" ").length - 3} samples, ${(passed.us / 1e6).toFixed(1)} s; one left alone is refused by ${refused.failed.join(", ")}`);
} finally {
  await browser.close();
  server.kill("SIGINT");
  rmSync(folder, { recursive: true, force: true });
}
