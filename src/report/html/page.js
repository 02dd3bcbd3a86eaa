"use strict";
// Sorting and the table of attempts. Texts from the run reach the page by textContent alone.
(() => {
  const $ = (id) => document.getElementById(id);
  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };

  // ---- sortable tables: by data-value where there is one; fixed rows stay below
  const flip = (th) => {
    const next = th.getAttribute("aria-sort") === "descending" ? "ascending" : "descending";
    for (const other of th.parentNode.children) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
    th.setAttribute("aria-sort", next);
    return next === "descending" ? -1 : 1;
  };
  const compare = (a, b, sign) => {
    if (a === b) return 0;
    // Whatever has no value comes last, whichever way.
    if (a === null || a === "") return 1;
    if (b === null || b === "") return -1;
    return sign * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((th, at) => th.querySelector("button").addEventListener("click", () => {
      const sign = flip(th);
      const key = (row) => {
        const text = row.cells[at]?.dataset.value ?? row.cells[at]?.textContent ?? "";
        return text === "" || Number.isNaN(Number(text)) ? text : Number(text);
      };
      const rows = [...table.tBodies[0].rows];
      const free = rows.filter((row) => !row.classList.contains("fixed"));
      free.sort((a, b) => compare(key(a), key(b), sign));
      table.tBodies[0].append(...free, ...rows.filter((row) => row.classList.contains("fixed")));
    }));
  }

  // ---- attempts
  const PAGE = 50;
  const SIGNS = { solved: "✓", wrong: "✗", abstained: "○", "timed-out": "…", faulted: "!" };
  const drill = JSON.parse($("data").textContent);
  for (const one of drill.cases) one.byIndex = new Map(one.challenges.map((challenge) => [challenge.i, challenge]));
  const view = { case: "", solver: "", verdict: "", text: "", i: null, key: "i", sign: 1, page: 0 };
  const dialog = $("drill-dialog");

  const group = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  const three = (x) => { const text = x.toPrecision(3); return text.includes("e") ? String(Math.round(x)) : text; };
  const time = (us) => us < 999.5 ? `${us} µs` : us < 999500 ? `${three(us / 1e3)} ms` : us < 119.5e6 ? `${three(us / 1e6)} s` : `${three(us / 6e7)} min`;
  const shown = (c) => {
    const code = c.codePointAt(0);
    if (code < 32) return String.fromCodePoint(0x2400 + code);
    if (code === 127) return "\u2421";
    if (/[\u0080-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/.test(c)) return "\ufffd";
    return c;
  };
  const visible = (text) => [...text].map(shown).join("");

  // Levenshtein, walked back like the harness does: match or substitution before deletion before insertion.
  const align = (truth, read, fold) => {
    const a = [...truth], b = [...read];
    if (a.length * b.length > 250000) return null;
    const same = (x, y) => x === y || (fold && x.toLowerCase() === y.toLowerCase());
    const d = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i === 0 ? j : j === 0 ? i : 0));
    for (let i = 1; i <= a.length; i++) for (let j = 1; j <= b.length; j++)
      d[i][j] = Math.min(d[i - 1][j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1), d[i - 1][j] + 1, d[i][j - 1] + 1);
    const ops = [];
    for (let i = a.length, j = b.length; i > 0 || j > 0;) {
      if (i > 0 && j > 0 && d[i][j] === d[i - 1][j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1)) {
        ops.push([same(a[i - 1], b[j - 1]) ? "match" : "sub", a[--i], b[--j]]);
      } else if (i > 0 && d[i][j] === d[i - 1][j] + 1) ops.push(["del", a[--i], ""]);
      else ops.push(["ins", "", b[--j]]);
    }
    return { ops: ops.reverse(), edits: d[a.length][b.length] };
  };
  // Tiles are held against each other place by place.
  const tiles = (truth, read) => {
    const ops = [...truth].map((t, i) => [t === read[i] ? "match" : "sub", t, read[i] ?? ""]);
    return { ops, edits: ops.filter(([kind]) => kind === "sub").length };
  };
  // The grid with a frame around each tile that is right or was chosen.
  const framed = (img, challenge, answer) => {
    const box = make("span", "shot");
    const over = make("span", "over");
    const truth = challenge.stored ?? "";
    over.style.gridTemplateColumns = `repeat(${challenge.grid.columns}, 1fr)`;
    [...truth].forEach((t, i) => {
      const chosen = answer?.[i] === "1";
      const kind = t === "1" ? (chosen ? "hit" : "missed") : chosen ? "false" : "";
      const tile = make("span", kind, { hit: "✓", missed: "?", false: "✗" }[kind] ?? "");
      tile.title = { hit: "right, and chosen", missed: "right, not chosen", false: "chosen, not right" }[kind] ?? "";
      over.append(tile);
    });
    box.append(img, over);
    return box;
  };
  // What was asked, and each tile that was taken for something else.
  const asked = (row) => {
    const { challenge, attempt } = row;
    const shown = challenge.drawn.split(","), read = attempt.raw?.split(",") ?? [];
    const box = make("span", "");
    box.append(make("span", "", visible(challenge.grid.question)));
    const wrong = (row.aligned?.ops ?? []).map(([kind], i) => kind === "match" ? null :
      `tile ${i + 1}: ${shown[i]}${read[i] !== undefined && read[i] !== shown[i] ? `, read as ${read[i]}` : ""}`);
    const text = wrong.filter((one) => one !== null).join("; ");
    if (text) box.append(make("div", "faint", visible(text)));
    return box;
  };
  const MARKS = { match: "", sub: "≠", del: "−", ins: "+" };
  const diff = (row) => {
    const box = make("span", "diff");
    box.setAttribute("role", "img");
    if (!row.aligned) { box.append(make("span", "", visible(row.drawn))); box.setAttribute("aria-label", `drawn ${visible(row.drawn)}`); return box; }
    box.setAttribute("aria-label", `drawn ${visible(row.drawn)}, read ${visible(row.read)}: ${row.edits} edits`);
    for (const [kind, drawn, read] of row.aligned.ops) {
      const one = make("span", kind);
      const symbol = (tag, c) => make(tag, c ? "" : "gap", c ? shown(c) : "·");
      one.append(symbol("u", drawn), symbol("b", read), make("i", "", MARKS[kind]));
      box.append(one);
    }
    return box;
  };

  // Whether the site wants something else than what is drawn: the value of a sum, say.
  const computed = ({ drawn, stored }) => stored !== undefined && stored.toLowerCase() !== drawn.toLowerCase();
  // What is held against what: a reading against the drawn text, blanks in a sum aside; an answer without a
  // reading against what the site wants.
  const compared = (row) => {
    const { attempt, challenge } = row;
    if (challenge.grid) { row.drawn = challenge.stored ?? ""; row.read = attempt.answer; return; }
    // A path is no reading: it is judged by its checks, and played.
    if (challenge.maze) { row.drawn = challenge.drawn; row.read = undefined; return; }
    const sum = computed(challenge);
    const truth = sum && attempt.answer !== undefined && attempt.raw === undefined ? challenge.stored : challenge.drawn;
    const tidy = (text) => sum ? text?.replace(/\s+/g, "") : text?.trim();
    row.drawn = tidy(truth);
    row.read = tidy(attempt.raw ?? attempt.answer);
  };

  const rows = () => {
    const found = [];
    const needle = view.text.toLowerCase();
    for (const one of drill.cases) {
      if (view.case && one.case !== view.case) continue;
      for (const solver of one.solvers) {
        if (view.solver && solver.solver !== view.solver) continue;
        for (const attempt of solver.attempts) {
          if (view.verdict && attempt.verdict !== view.verdict) continue;
          if (view.i !== null && attempt.i !== view.i) continue;
          const challenge = one.byIndex.get(attempt.i) ?? { drawn: "" };
          const all = [challenge.drawn, challenge.stored, attempt.answer, attempt.raw, attempt.why];
          if (needle && !all.some((text) => text?.toLowerCase().includes(needle))) continue;
          found.push({ one, solver: solver.solver, challenge, attempt });
        }
      }
    }
    for (const row of found) {
      compared(row);
      row.aligned = row.read === undefined ? null : row.challenge.grid ? tiles(row.drawn, row.read) : align(row.drawn, row.read, !row.one.case_sensitive);
      row.edits = row.aligned ? row.aligned.edits : null;
    }
    const key = { i: (r) => r.attempt.i, solver: (r) => r.solver, drawn: (r) => r.drawn, answer: (r) => r.attempt.answer ?? null, verdict: (r) => r.attempt.verdict,
      edits: (r) => r.edits, conf: (r) => r.attempt.conf ?? null, us: (r) => r.attempt.us }[view.key];
    return found.sort((a, b) => compare(key(a), key(b), view.sign) || a.attempt.i - b.attempt.i);
  };

  const cell = (label, className, ...nodes) => {
    const td = make("td", className);
    if (label) td.dataset.label = label;
    td.append(...nodes.filter((node) => node !== null));
    return td;
  };
  // ---- paths through mazes: the text of a trace, and its play on the maze that the record holds
  const SVG = "http://www.w3.org/2000/svg";
  const shape = (tag, attributes, ...inner) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...inner);
    return node;
  };
  const trace = (text) => {
    const words = (text ?? "").split(/\s+/);
    const samples = [];
    let due = 0;
    for (const word of words.slice(3)) {
      const [at, ms] = word.split("@");
      const [x, y] = at.split(",").map(Number);
      const time = ms === undefined ? due : Number(ms);
      if (!Number.isFinite(x + y + time)) return null;
      samples.push({ x, y, ms: time });
      due = time + 62;
    }
    return words.length < 3 ? null : { guess: words[0], clock: Number(words[1]), posted: Number(words[2]), samples };
  };
  const drawn = (row, path) => {
    const { layout, upright } = row.challenge.maze;
    const [width, height] = layout.size;
    const tile = layout.tile, off = layout.offset;
    const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, width: width * 0.8, height: height * 0.8, role: "img", "aria-label": `path of ${row.solver} at #${row.attempt.i}` });
    svg.append(shape("rect", { width, height, fill: "#f4f1ea", stroke: "#444" }));
    layout.boxes.forEach(([x, y], i) => {
      const inner = shape("svg", { x: x - off, y: y - off, width: tile, height: tile, viewBox: `${i} 0 1 1`, preserveAspectRatio: "none" });
      if (row.challenge.picture?.startsWith("data:image/")) inner.append(shape("image", { href: row.challenge.picture, width: 4, height: 1, preserveAspectRatio: "none" }));
      svg.append(inner);
      const from = x - off - layout.dwell_margin, top = y - off - layout.dwell_margin, side = layout.dwell_size + 2 * layout.dwell_margin + layout.ball;
      svg.append(shape("rect", { x: from, y: top, width: side, height: side, fill: "none", stroke: i === upright ? "#2e7d32" : "#8a8a8a", "stroke-width": i === upright ? 2 : 1, "stroke-dasharray": "4 3" }));
    });
    for (const [x, y] of layout.bricks) svg.append(shape("rect", { x: x - off, y: y - off, width: layout.brick, height: layout.brick, rx: 4, fill: "#9c5b42" }));
    const half = layout.ball / 2;
    const colour = row.attempt.verdict === "solved" ? "#1f6feb" : "#c62828";
    const way = shape("polyline", { fill: "none", stroke: colour, "stroke-width": 2, points: "" });
    const ball = shape("circle", { r: half, fill: "#2e7d32" });
    svg.append(way, ball);
    for (const { x, y } of path.samples) svg.insertBefore(shape("circle", { cx: x + half, cy: y + half, r: 2.5, fill: colour, "fill-opacity": 0.35 }), way);
    const show = (ms) => {
      const past = path.samples.filter((sample) => sample.ms <= ms);
      const here = past.at(-1) ?? path.samples[0];
      if (!here) return;
      const next = path.samples[past.length] ?? here;
      const part = next.ms > here.ms ? Math.min(1, Math.max(0, (ms - here.ms) / (next.ms - here.ms))) : 0;
      const x = here.x + (next.x - here.x) * part + half, y = here.y + (next.y - here.y) * part + half;
      ball.setAttribute("cx", x);
      ball.setAttribute("cy", y);
      way.setAttribute("points", [...past.map((s) => `${s.x + half},${s.y + half}`), `${x},${y}`].join(" "));
    };
    return { svg, show };
  };
  const said = (row) => {
    const counting = new Set(row.one.checks ?? []);
    const failed = row.attempt.failed ?? [];
    const box = make("div", "checks");
    const hard = failed.filter((name) => counting.has(name)), soft = failed.filter((name) => !counting.has(name));
    if (hard.length) box.append(make("div", "v-wrong", `✗ refused by ${hard.join(", ")}`));
    if (soft.length) box.append(make("div", "faint", `would also be refused by ${soft.join(", ")}`));
    return box;
  };
  const posted = (row, tr) => {
    const box = make("div");
    const path = trace(row.attempt.answer);
    if (!path) return box;
    const end = path.samples.at(-1)?.ms ?? 0;
    box.append(make("span", "", `box ${path.guess}, ${path.samples.length} samples of ${(end / 1000).toFixed(1)} s, after ${(path.clock / 1000).toFixed(1)} s${path.posted ? ", posted before" : ""} `));
    const button = make("button", "linkish", "▶ play");
    button.type = "button";
    box.append(button, said(row));
    button.addEventListener("click", () => {
      if (tr.nextElementSibling?.classList.contains("played")) { tr.nextElementSibling.remove(); button.textContent = "▶ play"; return; }
      button.textContent = "✕ close";
      const { svg, show } = drawn(row, path);
      const under = make("tr", "played");
      const td = make("td");
      td.colSpan = 9;
      const again = make("button", "linkish", "↻ again");
      again.type = "button";
      td.append(svg, make("div"), again, said(row));
      under.append(td);
      tr.after(under);
      let run = 0;
      const play = () => {
        const own = ++run, start = performance.now();
        const step = (now) => {
          if (own !== run || !under.isConnected) return;
          show(Math.min(end, now - start));
          if (now - start < end) requestAnimationFrame(step);
        };
        if (matchMedia("(prefers-reduced-motion: reduce)").matches) show(end); else requestAnimationFrame(step);
      };
      again.addEventListener("click", play);
      play();
    });
    return box;
  };

  const line = (row) => {
    const { attempt, challenge } = row;
    const tr = make("tr");
    const number = make("button", "linkish", `#${attempt.i}`);
    number.type = "button";
    number.title = "everybody's answers to this challenge";
    number.addEventListener("click", () => go({ case: row.one.case, solver: "", i: attempt.i }));
    let picture = make("span", "faint", "not on the page");
    if (challenge.picture?.startsWith("data:image/")) {
      picture = make("img");
      picture.src = challenge.picture;
      picture.alt = `challenge ${attempt.i}`;
      picture.loading = "lazy";
      if (challenge.grid) picture = framed(picture, challenge, attempt.answer);
    }
    const marks = (challenge.marks ?? []).map((word) => make("span", "mark", word));
    const verdict = make("span", `verdict v-${attempt.verdict}`);
    verdict.append(make("span", "", SIGNS[attempt.verdict] ?? "?"), make("span", "", attempt.verdict));
    const answer = make("bdi", "", attempt.answer === undefined ? "–" : visible(attempt.answer));
    const answered = cell("answer", "long", answer);
    if (challenge.maze) { answer.textContent = ""; answered.append(posted(row, tr)); }
    else if (computed(challenge) && !challenge.grid) answered.append(make("span", "faint", ` (site wants ${visible(challenge.stored)})`));
    if (attempt.why) answered.append(make("div", "faint", visible(attempt.why)));
    tr.append(cell("", "", number, ...marks), cell("", "", picture), cell("", "", make("span", "", (view.case ? "" : `${visible(row.one.case)} · `) + visible(row.solver))),
      cell("", challenge.grid ? "long" : "", challenge.grid ? asked(row) : diff(row)), answered, cell("", "", verdict), cell("edits", "num", row.edits === null ? "" : String(row.edits)),
      cell("confidence", "num", attempt.conf === undefined ? "" : attempt.conf.toFixed(3)), cell("", "num", time(attempt.us)));
    return tr;
  };

  const kept = () => {
    let on = 0, all = 0;
    const parts = new Map();
    for (const one of drill.cases) if (!view.case || one.case === view.case)
      for (const solver of one.solvers) if (!view.solver || solver.solver === view.solver)
        for (const k of solver.kept) {
          on += k.shown; all += k.total;
          const sum = parts.get(k.verdict) ?? [0, 0];
          parts.set(k.verdict, [sum[0] + k.shown, sum[1] + k.total]);
        }
    const each = [...parts].map(([verdict, [s, t]]) => `${verdict} ${group(s)} of ${group(t)}`).join(", ");
    return on === all ? `All ${group(all)} attempts are on this page.` : `${group(on)} of ${group(all)} attempts are on this page: ${each}. The record holds the rest.`;
  };

  const options = (select, names, all) => {
    select.replaceChildren(new Option(all, ""), ...names.map((name) => new Option(visible(name), name)));
  };
  const render = () => {
    const cases = drill.cases.filter((one) => !view.case || one.case === view.case);
    const solvers = [...new Set(cases.flatMap((one) => one.solvers.map((solver) => solver.solver)))];
    options($("f-solver"), solvers, "all");
    $("f-case").value = view.case; $("f-solver").value = view.solver; $("f-verdict").value = view.verdict;
    if ($("f-text").value !== view.text) $("f-text").value = view.text;
    $("f-one").hidden = view.i === null;
    $("f-one").textContent = view.i === null ? "" : `only #${view.i} ✕`;
    const all = rows();
    const pages = Math.max(1, Math.ceil(all.length / PAGE));
    view.page = Math.min(view.page, pages - 1);
    $("drill-rows").replaceChildren(...all.slice(view.page * PAGE, (view.page + 1) * PAGE).map(line));
    $("drill-kept").textContent = `${group(all.length)} match. ${kept()}`;
    $("p-where").textContent = `page ${view.page + 1} of ${pages}`;
    $("p-prev").disabled = view.page === 0;
    $("p-next").disabled = view.page === pages - 1;
  };
  const update = (change) => { Object.assign(view, { page: 0 }, change); render(); };
  const address = () => {
    const parts = new URLSearchParams();
    for (const name of ["case", "solver", "verdict"]) if (view[name]) parts.set(name, view[name]);
    if (view.i !== null) parts.set("i", view.i);
    return `#drill?${parts}`;
  };
  const go = (change) => { Object.assign(view, { page: 0 }, change); location.hash = address(); };
  const route = () => {
    if (!location.hash.startsWith("#drill")) { if (dialog.open) dialog.close(); return; }
    const asked = new URLSearchParams(location.hash.split("?")[1] ?? "");
    const i = asked.get("i");
    update({ case: asked.get("case") ?? "", solver: asked.get("solver") ?? "", verdict: asked.get("verdict") ?? "", text: "",
      i: i === null || i === "" ? null : Number(i) });
    if (!dialog.open) dialog.showModal();
  };

  options($("f-case"), drill.cases.map((one) => one.case), "all");
  options($("f-verdict"), Object.keys(SIGNS), "all");
  $("f-case").addEventListener("change", (e) => update({ case: e.target.value, solver: "", i: null }));
  $("f-solver").addEventListener("change", (e) => update({ solver: e.target.value }));
  $("f-verdict").addEventListener("change", (e) => update({ verdict: e.target.value }));
  $("f-text").addEventListener("input", (e) => update({ text: e.target.value }));
  $("f-one").addEventListener("click", () => update({ i: null }));
  $("p-prev").addEventListener("click", () => update({ page: view.page - 1 }));
  $("p-next").addEventListener("click", () => update({ page: view.page + 1 }));
  for (const button of dialog.querySelectorAll("th button")) button.addEventListener("click", () => {
    update({ key: button.dataset.key, sign: flip(button.parentNode) });
  });
  const forget = () => {
    if (location.hash.startsWith("#drill")) history.replaceState(null, "", location.pathname + location.search);
  };
  const shut = () => { dialog.close(); forget(); };
  $("drill-close").addEventListener("click", shut);
  dialog.addEventListener("click", (e) => { if (e.target === dialog) shut(); });
  dialog.addEventListener("close", forget);
  addEventListener("hashchange", route);
  route();
})();
