"use strict";
// Plays one maze: the simulation of src/tilt/physics.rs in whole numbers, so that the path is the same on both sides.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const $ = (id) => document.getElementById(id);
  const field = $("field");
  const MILLI = 1000;
  // As steep as keys and drags hold the phone, thousandths of m/s²: slow enough to steer by.
  const KEYS = 1400, DRAG = 3000;
  const shape = (tag, attributes) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };

  // ---- the ball
  const capped = (tilt, cap) => {
    const square = tilt.x * tilt.x + tilt.y * tilt.y;
    if (square <= cap * cap) return tilt;
    const length = Math.floor(Math.sqrt(square)) + 1;
    return { x: Math.trunc((tilt.x * cap) / length), y: Math.trunc((tilt.y * cap) / length) };
  };
  const blocks = (l) => l.bricks.map(([x, y]) => ({
    left: (x - l.offset - l.ball) * MILLI, top: (y - l.offset - l.ball) * MILLI,
    right: (x - l.offset + l.brick) * MILLI, bottom: (y - l.offset + l.brick) * MILLI,
  }));
  const moved = (l, at, wanted) => {
    const tilt = capped(wanted, l.physics.tilt_cap);
    const { speed, bounce } = l.physics;
    let x = at.x * MILLI, y = at.y * MILLI;
    const left = x - speed * tilt.x, top = y + speed * tilt.y;
    const out = (v, size) => v <= 0 || v + l.ball * MILLI >= size * MILLI;
    const outX = out(left, l.size[0]), outY = out(top, l.size[1]);
    if (outX && outY) return at;
    let done = outX || outY;
    if (outX) y = top; else if (outY) x = left;
    for (const b of blocks(l)) {
      const inside = (x, y) => b.left < x && x < b.right && b.top < y && y < b.bottom;
      if (inside(left, y)) x += bounce * tilt.x;
      else if (inside(x, top)) y -= bounce * tilt.y;
      else continue;
      done = true;
      break;
    }
    if (!done) { x = left; y = top; }
    const rounded = (v) => Math.floor((v + MILLI / 2) / MILLI);
    return { x: rounded(x), y: rounded(y) };
  };
  const within = (l, i, at) => {
    const [x, y] = l.boxes[i];
    const low = l.offset + l.dwell_margin, high = l.dwell_size + l.dwell_margin - l.offset;
    return x - low < at.x && at.x < x + high && y - low < at.y && at.y < y + high;
  };

  // ---- the hand
  const held = new Set();
  let drag = null, device = null;
  const hand = () => {
    if (drag) return { x: -drag.x, y: drag.y };
    const x = (held.has("ArrowLeft") ? KEYS : 0) - (held.has("ArrowRight") ? KEYS : 0);
    const y = (held.has("ArrowDown") ? KEYS : 0) - (held.has("ArrowUp") ? KEYS : 0);
    if (x || y) return { x, y };
    return device ?? { x: 0, y: 0 };
  };
  addEventListener("keydown", (e) => { if (e.key.startsWith("Arrow")) { held.add(e.key); e.preventDefault(); } });
  addEventListener("keyup", (e) => held.delete(e.key));
  addEventListener("blur", () => held.clear());
  let from = null;
  field.addEventListener("pointerdown", (e) => { from = e; field.setPointerCapture(e.pointerId); });
  field.addEventListener("pointermove", (e) => {
    if (!from) return;
    // A tenth of the field is a full tilt.
    const full = field.clientWidth / 10;
    const part = (v) => Math.round(Math.max(-1, Math.min(1, v / full)) * DRAG);
    drag = { x: part(e.clientX - from.clientX), y: part(e.clientY - from.clientY) };
  });
  for (const end of ["pointerup", "pointercancel"]) field.addEventListener(end, () => { from = drag = null; });
  addEventListener("deviceorientation", (e) => {
    if (e.beta === null || e.gamma === null) return;
    const pull = (degrees) => Math.round(9810 * Math.sin((degrees * Math.PI) / 180));
    device = { x: -pull(e.gamma), y: pull(e.beta) };
  });

  // ---- one play
  let run = 0;
  const draw = (maze) => {
    const l = maze.layout, [width, height] = l.size;
    field.setAttribute("viewBox", `0 0 ${width} ${height}`);
    field.replaceChildren(shape("rect", { class: "floor", width, height }));
    l.boxes.forEach(([x, y], i) => {
      const inner = shape("svg", { x: x - l.offset, y: y - l.offset, width: l.tile, height: l.tile, viewBox: `${i} 0 1 1`, preserveAspectRatio: "none" });
      inner.append(shape("image", { href: maze.copies, width: 4, height: 1, preserveAspectRatio: "none" }));
      const side = l.dwell_size + 2 * l.dwell_margin + l.ball;
      field.append(inner, shape("rect", { class: "zone", x: x - l.offset - l.dwell_margin, y: y - l.offset - l.dwell_margin, width: side, height: side }));
    });
    for (const [x, y] of l.bricks) field.append(shape("rect", { class: "brick", x: x - l.offset, y: y - l.offset, width: l.brick, height: l.brick, rx: 4 }));
    const ball = shape("circle", { class: "ball", r: l.ball / 2 });
    field.append(ball);
    return ball;
  };
  const say = (text, kind = "") => { $("said").textContent = text; $("said").className = kind; };
  const post = async (maze, guess, path) => {
    const reply = await fetch("/answer", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ id: maze.id, guess, path }) });
    const { accepted } = await reply.json();
    say(accepted ? "Passed." : "Not accepted. Try another one.", accepted ? "right" : "wrong");
    $("start").textContent = "Another one";
    $("start").disabled = false;
  };
  const play = (maze) => {
    const own = ++run, l = maze.layout, p = l.physics;
    const ball = draw(maze);
    let at = { x: Math.trunc((l.size[0] - l.ball) / 2), y: Math.trunc((l.size[1] - l.ball) / 2) };
    const path = [[0, at.x, at.y]];
    let ticks = 0, inside = null, over = false;
    const show = () => { ball.setAttribute("cx", at.x + l.ball / 2); ball.setAttribute("cy", at.y + l.ball / 2); };
    const finish = (guess) => { over = true; $("time").textContent = ""; post(maze, guess, path).catch(() => { say("The server does not answer.", "wrong"); $("start").disabled = false; }); };
    const tick = () => {
      at = moved(l, at, hand());
      ticks += 1;
      const due = path.length * p.sample_ms;
      if (due * p.tick_hz <= ticks * 1000) path.push([due, at.x, at.y]);
      const here = [0, 1, 2, 3].find((i) => within(l, i, at)) ?? null;
      inside = here === null ? null : inside?.here === here ? inside : { here, since: ticks };
      if (inside && ticks - inside.since >= p.dwell_ticks) return finish(inside.here);
      if (Math.floor((ticks * 1000) / p.tick_hz) >= p.limit_ms) return finish(null);
    };
    window.maze = { layout: l, get at() { return at; } };
    field.focus();
    say("");
    show();
    const start = performance.now();
    const frame = (now) => {
      if (own !== run) return;
      const due = Math.floor(((now - start) * p.tick_hz) / 1000);
      while (!over && ticks < due) tick();
      show();
      if (over) return;
      $("time").textContent = `${Math.max(0, (p.limit_ms - (now - start)) / 1000).toFixed(1)} s`;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  };
  $("start").addEventListener("click", async () => {
    $("start").disabled = true;
    // Some phones ask whether the page may feel how they are held, and only after a touch.
    await globalThis.DeviceOrientationEvent?.requestPermission?.().catch(() => {});
    try {
      const maze = await (await fetch("/maze")).json();
      play(maze);
    } catch {
      say("The server does not answer.", "wrong");
      $("start").disabled = false;
    }
  });
})();
