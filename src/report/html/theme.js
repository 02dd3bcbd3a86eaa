"use strict";
// What every page does: the theme, and unfolding for print.
(() => {
  // ---- theme: what the system says, unless the reader chose; #theme=dark is for screenshots
  const root = document.documentElement;
  const remembered = () => { try { return localStorage.getItem("capbench-theme"); } catch { return null; } };
  const asked = /[#&]theme=(light|dark)/.exec(location.hash);
  const chosen = asked ? asked[1] : remembered();
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  document.getElementById("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("capbench-theme", root.dataset.theme); } catch { /* a file may have no storage */ }
  });

  // ---- print with everything unfolded
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of folded) one.open = false; });
})();
