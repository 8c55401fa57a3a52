// Shows ideas that look like what somebody types. Without this file the page asks with a button.
"use strict";
(() => {
  const text = document.querySelector("textarea[data-like]");
  const place = document.getElementById("alike");
  if (!text || !place) return;
  // The part comes from our own page, which escaped every word of it; no other name may make one (CSP).
  const trusted = window.trustedTypes
    ? window.trustedTypes.createPolicy("pim-part", { createHTML: (html) => html })
    : { createHTML: (html) => html };
  let waiting = 0;
  let asked = "";
  async function ask() {
    const said = text.value.trim();
    if (said === asked) return;
    asked = said;
    if (said.length < 8) { place.replaceChildren(); return; }
    const body = new URLSearchParams({ text: said, csrf: text.form.elements.csrf.value });
    const answer = await fetch(text.dataset.like, { method: "POST", body });
    if (!answer.ok || said !== text.value.trim()) return;
    const found = new DOMParser().parseFromString(trusted.createHTML(await answer.text()), "text/html").body.children;
    place.replaceChildren();
    if (!found.length) return;
    const head = document.createElement("h2");
    head.textContent = place.dataset.head;
    place.append(head, ...found);
  }
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask().catch(() => { asked = ""; }), 600);
  });
})();
