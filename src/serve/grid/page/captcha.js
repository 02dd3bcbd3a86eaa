// The front end of an image grid. A site includes it and says where the grid goes:
//   <div data-capbench="grid"></div> <script src="https://HOST/captcha.js" defer></script>
// or, as goCaptcha's pages do: <div id="goCaptcha"></div> and a global goCaptchaURL.
// The element sends the events `captcha-passed`, `captcha-failed` and `captcha-banned`.
(() => {
  "use strict";

  const here = document.currentScript ? new URL(document.currentScript.src).origin : location.origin;

  const STYLE = `
    :host { display: block; max-width: 24rem; container-type: inline-size; font: 16px/1.4 system-ui, sans-serif;
      --ink: #1c1f24; --soft: #5b6470; --card: #ffffff; --line: #d4d9df; --cell: #eceff2; --accent: #0b57d0; --on: #ffffff;
      --good: #137333; --bad: #b3261e; color: var(--ink); }
    @media (prefers-color-scheme: dark) {
      :host { --ink: #e8eaed; --soft: #a4adb8; --card: #1e2227; --line: #3a414a; --cell: #2a2f36; --accent: #8ab4f8; --on: #10141a;
        --good: #81c995; --bad: #f2b8b5; }
    }
    * { box-sizing: border-box; }
    section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; }
    header { padding: .75rem 1rem; border-bottom: 1px solid var(--line); }
    h2 { font-size: 1rem; font-weight: 400; margin: 0; }
    h2 b { display: block; font-size: 1.25rem; overflow-wrap: anywhere; }
    .tiles { display: grid; grid-template-columns: repeat(3, 1fr); gap: 6px; padding: 10px; }
    @container (max-width: 15rem) { .tiles { grid-template-columns: repeat(2, 1fr); } }
    .tile { position: relative; aspect-ratio: 1; padding: 0; border: 3px solid transparent; border-radius: 10px; background: var(--cell);
      cursor: pointer; overflow: hidden; touch-action: manipulation; }
    .tile img { display: block; width: 100%; height: 100%; object-fit: contain; border-radius: 6px; }
    .tile[aria-pressed="true"] { border-color: var(--accent); }
    .tile[aria-pressed="true"] img { transform: scale(.86); }
    .tile[aria-pressed="true"]::after { content: ""; position: absolute; top: 5px; right: 5px; width: 24px; height: 24px; border-radius: 50%;
      background: var(--accent) center/16px no-repeat; border: 2px solid var(--card); }
    .tile svg { display: none; position: absolute; top: 9px; right: 9px; width: 16px; height: 16px; z-index: 1; fill: none; stroke: var(--on);
      stroke-width: 3; }
    .tile[aria-pressed="true"] svg { display: block; }
    :focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
    .tile:focus-visible { outline-offset: 0; }
    [aria-disabled="true"] { cursor: default; opacity: .55; }
    footer { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; padding: 0 10px 12px; }
    p { flex: 1 1 8rem; margin: 0; min-height: 1.4em; color: var(--soft); }
    p[data-state="passed"] { color: var(--good); font-weight: 600; }
    p[data-state="failed"], p[data-state="banned"], p[data-state="broken"] { color: var(--bad); font-weight: 600; }
    footer button { font: inherit; padding: .55rem 1rem; min-height: 44px; border-radius: 8px; border: 1px solid var(--line);
      background: transparent; color: inherit; cursor: pointer; }
    footer .go { background: var(--accent); border-color: var(--accent); color: var(--on); font-weight: 600; }
    [hidden] { display: none !important; }
    @media (forced-colors: active) { .tile[aria-pressed="true"] { border-color: Highlight; } }`;

  const TICK = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8.5l3.5 3.5L13 4.5"/></svg>';

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  class Grid {
    constructor(host, base) {
      this.host = host;
      this.base = base.replace(/\/+$/, "");
      const root = host.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      this.question = make("b");
      this.heading = make("h2", { id: "question" }, "Select all images of", " ", this.question);
      this.tiles = make("div", { class: "tiles", role: "group", "aria-labelledby": "question" });
      this.status = make("p", { role: "status", "aria-live": "polite" });
      this.reload = make("button", { type: "button", class: "reload" }, "New pictures");
      this.go = make("button", { type: "button", class: "go" }, "Validate");
      root.append(make("section", { "aria-label": "Image challenge" }, make("header", {}, this.heading), this.tiles,
        make("footer", {}, this.status, this.reload, this.go)));
      this.tiles.addEventListener("click", (event) => this.toggle(event.target.closest(".tile")));
      this.tiles.addEventListener("keydown", (event) => this.key(event));
      this.go.addEventListener("click", () => this.validate());
      this.reload.addEventListener("click", () => this.load(true));
      this.load(false);
    }

    say(state, text) {
      this.status.dataset.state = state;
      this.status.textContent = text;
      this.host.dataset.state = state;
    }

    lock(locked) {
      this.locked = locked;
      this.go.hidden = locked;
      for (const tile of this.tiles.children) tile.setAttribute("aria-disabled", String(locked));
    }

    async fetch(path, options) {
      const response = await fetch(this.base + path, { cache: "no-store", credentials: "omit", ...options });
      const body = JSON.parse(await response.text());
      if (response.status === 429) return { wait: Number(body.retry_after) || 1, error: body.error };
      if (!response.ok) throw new Error(body.error);
      return { body };
    }

    async load(focus) {
      clearInterval(this.ticking);
      const turn = (this.turn = (this.turn || 0) + 1);
      this.lock(true);
      this.reload.hidden = false;
      this.say("loading", "Loading …");
      try {
        const { body, wait, error } = await this.fetch("/captcha");
        if (turn !== this.turn) return;
        if (wait) return this.wait(error, wait);
        this.show(body);
        if (focus) this.tiles.firstChild.focus();
      } catch {
        if (turn === this.turn) this.broken();
      }
    }

    show(captcha) {
      this.id = captcha.id;
      this.question.textContent = captcha.question;
      this.tiles.replaceChildren(...captcha.imgs.map((name, k) => {
        const image = make("img", { alt: "", draggable: "false", src: `${this.base}/image/${encodeURIComponent(name)}` });
        const tile = make("button", { type: "button", class: "tile", "aria-pressed": "false", "aria-disabled": "false",
          "aria-label": `Picture ${k + 1} of ${captcha.imgs.length}`, tabindex: k ? "-1" : "0" }, image);
        tile.insertAdjacentHTML("beforeend", TICK);
        return tile;
      }));
      this.lock(false);
      this.say("ready", "");
    }

    toggle(tile) {
      if (!tile) return;
      this.stand(tile);
      if (this.locked) return;
      const pressed = tile.getAttribute("aria-pressed") !== "true";
      tile.setAttribute("aria-pressed", String(pressed));
      const chosen = this.tiles.querySelectorAll('[aria-pressed="true"]').length;
      this.say("ready", chosen ? `${chosen} chosen` : "");
    }

    // One tile takes part in the order of Tab; arrows move between them.
    stand(tile) {
      for (const other of this.tiles.children) other.tabIndex = other === tile ? 0 : -1;
    }

    key(event) {
      const tiles = [...this.tiles.children];
      const at = tiles.indexOf(event.target.closest(".tile"));
      const wide = getComputedStyle(this.tiles).gridTemplateColumns.split(" ").length;
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: wide, ArrowUp: -wide }[event.key];
      const to = event.key === "Home" ? 0 : event.key === "End" ? tiles.length - 1 : step ? at + step : -1;
      if (at < 0 || (!step && event.key !== "Home" && event.key !== "End") || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      if (!tiles[to]) return;
      this.stand(tiles[to]);
      tiles[to].focus();
    }

    async validate() {
      if (this.locked) return;
      const selection = [...this.tiles.children].map((tile) => (tile.getAttribute("aria-pressed") === "true" ? 1 : 0));
      this.lock(true);
      this.say("checking", "Checking …");
      try {
        const body = JSON.stringify({ captchaid: this.id, selection });
        const told = await this.fetch("/answer", { method: "POST", body });
        if (told.wait) return this.wait(told.error, told.wait);
        const passed = told.body === true;
        this.reload.hidden = passed;
        this.say(passed ? "passed" : "failed", passed ? "Passed" : "Not right. Try new pictures.");
        if (!passed) this.reload.focus();
        this.tell(passed ? "passed" : "failed");
      } catch {
        this.broken();
      }
    }

    wait(error, seconds) {
      const banned = error === "banned";
      const until = Date.now() + seconds * 1000;
      const tick = () => {
        const left = Math.ceil((until - Date.now()) / 1000);
        if (left <= 0) return this.load(false);
        this.say("banned", `Too many ${banned ? "wrong answers" : "pictures asked for"}. New pictures in ${left} s.`);
      };
      this.lock(true);
      this.reload.hidden = true;
      // Said once: a screen reader need not count along.
      this.status.setAttribute("aria-live", "off");
      this.tell("banned");
      tick();
      this.ticking = setInterval(tick, 1000);
    }

    broken() {
      this.lock(true);
      this.say("broken", "The pictures cannot be loaded. Try again.");
    }

    tell(what) {
      this.host.dispatchEvent(new CustomEvent(`captcha-${what}`, { bubbles: true, detail: { id: this.id } }));
    }
  }

  const start = () => {
    for (const host of document.querySelectorAll('[data-capbench="grid"]')) new Grid(host, host.dataset.server || here);
    const host = document.getElementById("goCaptcha");
    if (host) new Grid(host, typeof goCaptchaURL === "string" ? goCaptchaURL : window.goCaptchaURL || here);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
