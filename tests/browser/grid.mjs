// Drives the front end of image grids as a person would: by mouse, keyboard and touch, to passes, failures and bans.
// The right tiles come from `capbench show` with the server's own seed; the server gives nothing away.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const { CAPBENCH, CHROMIUM, SHOTS } = process.env;
const SEED = "7";
const folder = mkdtempSync(join(tmpdir(), "capbench-browser-"));

class Server {
  static async start(profile) {
    const server = new Server();
    server.profile = profile;
    server.now = 1_700_000_000_000;
    server.clock = join(folder, `clock-${profile}`);
    server.wait(0);
    const words = ["serve", "--profile", profile, "--seed", SEED, "--listen", "127.0.0.1:0", "--clock", server.clock];
    server.child = spawn(CAPBENCH, words, { stdio: ["ignore", "pipe", "ignore"] });
    for await (const line of createInterface({ input: server.child.stdout })) {
      server.url = line;
      return server;
    }
    throw new Error("the server did not start");
  }

  // Renamed, so that the server never reads half a number.
  wait(millis) {
    this.now += millis;
    writeFileSync(`${this.clock}.next`, String(this.now));
    renameSync(`${this.clock}.next`, this.clock);
  }

  right(number) {
    const words = ["show", `grid:${this.profile}`, "-O", "tiles=9", "-O", "k=4", "--seed", SEED, "--index", String(number)];
    const shown = execFileSync(CAPBENCH, [...words, "--out", join(folder, "grid.png")], { encoding: "utf8" });
    const stored = /^stored +([01]{9})$/m.exec(shown);
    assert(stored, shown);
    return [...stored[1]].map(Number);
  }
}

// One page, with the number of the challenge that it shows.
class Visit {
  static async open(browser, server, options = {}, path = "/page") {
    const visit = new Visit();
    visit.server = server;
    visit.context = await browser.newContext({ viewport: { width: 760, height: 820 }, ...options });
    visit.page = await visit.context.newPage();
    visit.errors = [];
    visit.page.on("pageerror", (error) => visit.errors.push(String(error)));
    visit.page.on("console", (message) => {
      const expected = /status of 429/.test(message.text());
      if (message.type() === "error" && !expected) visit.errors.push(message.text());
    });
    visit.page.on("response", (response) => {
      if (response.url().endsWith("/captcha") && response.ok()) server.number = (server.number ?? -1) + 1;
    });
    await visit.page.clock.install();
    await visit.page.goto(path.startsWith("http") ? path : server.url + path);
    await visit.ready();
    return visit;
  }

  get tiles() {
    return this.page.locator(".tile");
  }

  async ready() {
    await this.page.locator('[data-state="ready"]').first().waitFor();
    await this.page.waitForFunction(() => {
      const host = [...document.querySelectorAll("*")].find((element) => element.shadowRoot);
      const images = [...host.shadowRoot.querySelectorAll("img")];
      return images.length === 9 && images.every((image) => image.complete && image.naturalWidth > 0);
    });
  }

  right() {
    return this.server.right(this.server.number);
  }

  async validate() {
    await this.page.getByRole("button", { name: "Validate" }).click();
  }

  async told() {
    await this.page.locator('p[data-state="passed"], p[data-state="failed"], p[data-state="banned"]').waitFor();
    return this.page.locator("p[data-state]").getAttribute("data-state");
  }

  async again() {
    await this.page.getByRole("button", { name: "New pictures" }).click();
    await this.ready();
  }

  async chosen() {
    const pressed = await this.tiles.evaluateAll((tiles) => tiles.map((tile) => Number(tile.getAttribute("aria-pressed") === "true")));
    return pressed;
  }

  async shot(name) {
    if (SHOTS) await this.page.screenshot({ path: join(SHOTS, `${name}.png`) });
  }

  async close() {
    assert.deepEqual(this.errors, []);
    await this.context.close();
  }
}

async function byMouse(browser, server) {
  const visit = await Visit.open(browser, server);
  await visit.shot(`${server.profile}-loaded`);
  const right = visit.right();
  await visit.tiles.nth(0).click();
  await visit.tiles.nth(0).click();
  assert.equal((await visit.chosen())[0], 0, "a second click takes the choice back");
  for (const [k, on] of right.entries()) if (on) await visit.tiles.nth(k).click();
  assert.deepEqual(await visit.chosen(), right);
  await visit.shot(`${server.profile}-chosen`);
  const passed = visit.page.evaluate(() => new Promise((done) => addEventListener("captcha-passed", (event) => done(event.detail.id))));
  server.wait(5000);
  await visit.validate();
  assert.equal(await visit.told(), "passed");
  assert.match(await passed, /^[0-9a-f-]{36}$/);
  await visit.tiles.nth(0).click();
  assert.deepEqual(await visit.chosen(), right, "nothing can be changed any more");
  await visit.shot(`${server.profile}-passed`);
  await visit.close();
}

const focused = () => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const style = getComputedStyle(element);
  return { label: element.getAttribute("aria-label") ?? element.textContent, outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth) };
};

async function byKeyboard(browser, server) {
  const visit = await Visit.open(browser, server);
  const right = visit.right();
  const press = (key) => visit.page.keyboard.press(key);
  await press("Tab");
  let at = await visit.page.evaluate(focused);
  assert.equal(at.label, "Picture 1 of 9");
  assert(at.outline >= 2, "the focus is seen");
  await press("ArrowDown");
  await press("ArrowRight");
  assert.equal((await visit.page.evaluate(focused)).label, "Picture 5 of 9");
  await visit.shot(`${server.profile}-focus`);
  await press("End");
  await press("ArrowDown");
  assert.equal((await visit.page.evaluate(focused)).label, "Picture 9 of 9", "at the edge it stays");
  await press("Home");
  for (const [k, on] of right.entries()) {
    if (on) await press(k % 2 ? "Enter" : "Space");
    if (k < 8) await press("ArrowRight");
  }
  assert.deepEqual(await visit.chosen(), right);
  await press("Tab");
  assert.equal((await visit.page.evaluate(focused)).label, "New pictures", "one stop for all tiles");
  await press("Tab");
  assert.equal((await visit.page.evaluate(focused)).label, "Validate");
  server.wait(5000);
  await press("Enter");
  assert.equal(await visit.told(), "passed");
  await visit.close();
}

async function failures(browser, server) {
  const visit = await Visit.open(browser, server);
  for (let failure = 1; failure <= 4; failure++) {
    for (const [k, on] of visit.right().entries()) if (!on) await visit.tiles.nth(k).click();
    await visit.validate();
    assert.equal(await visit.told(), "failed");
    assert.equal((await visit.page.evaluate(focused)).label, "New pictures");
    if (failure === 1) await visit.shot(`${server.profile}-failed`);
    if (failure < 4) await visit.again();
  }
  await visit.page.getByRole("button", { name: "New pictures" }).click();
  if (server.profile === "hardened") {
    assert.equal(await visit.told(), "banned");
    assert.match(await visit.page.locator("p[data-state]").textContent(), /New pictures in \d+ s/);
    await visit.shot("hardened-banned");
    server.wait(31_000);
    await visit.page.clock.fastForward(31_000);
    await visit.ready();
  } else {
    // The original hands out pictures all the same, and refuses what is right.
    await visit.ready();
    for (const [k, on] of visit.right().entries()) if (on) await visit.tiles.nth(k).click();
    server.wait(5000);
    await visit.validate();
    assert.equal(await visit.told(), "failed");
    await visit.shot("gocaptcha-banned");
    server.wait(31_000);
    await visit.again();
  }
  for (const [k, on] of visit.right().entries()) if (on) await visit.tiles.nth(k).click();
  server.wait(5000);
  await visit.validate();
  assert.equal(await visit.told(), "passed", "after the ban");
  await visit.close();
}

async function byTouch(browser, server) {
  const options = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, colorScheme: "dark" };
  const visit = await Visit.open(browser, server, options);
  const wide = await visit.page.evaluate(() => document.documentElement.scrollWidth);
  assert(wide <= 320, `nothing stands out to the right: ${wide}`);
  const right = visit.right();
  for (const [k, on] of right.entries()) if (on) await visit.tiles.nth(k).tap();
  assert.deepEqual(await visit.chosen(), right);
  await visit.shot(`${server.profile}-narrow-dark`);
  server.wait(5000);
  await visit.page.getByRole("button", { name: "Validate" }).tap();
  assert.equal(await visit.told(), "passed");
  await visit.close();
}

// On a page of another origin, mounted as goCaptcha's own pages do.
async function embedded(browser, server) {
  const html = `<!doctype html><title>A shop</title><h1>A shop</h1><div id="goCaptcha"></div>
    <script>goCaptchaURL = "${server.url}/";</script><script src="${server.url}/captcha.js"></script>`;
  const shop = createServer((request, response) => {
    const page = request.url === "/";
    response.writeHead(page ? 200 : 204, { "Content-Type": "text/html" });
    response.end(page ? html : undefined);
  });
  await new Promise((listening) => shop.listen(0, "127.0.0.1", listening));
  const visit = await Visit.open(browser, server, {}, `http://127.0.0.1:${shop.address().port}/`);
  for (const [k, on] of visit.right().entries()) if (on) await visit.tiles.nth(k).click();
  server.wait(5000);
  await visit.validate();
  assert.equal(await visit.told(), "passed");
  await visit.shot(`${server.profile}-embedded`);
  await visit.close();
  shop.close();
}

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-background-networking"] });
let done = 0;
try {
  for (const profile of ["gocaptcha", "hardened"]) {
    const server = await Server.start(profile);
    try {
      for (const scenario of [byMouse, byKeyboard, byTouch, embedded, failures]) {
        await scenario(browser, server);
        console.log(`ok: ${profile} ${scenario.name}`);
        done += 1;
      }
    } finally {
      server.child.kill("SIGINT");
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${done} passed, 0 failed`);
