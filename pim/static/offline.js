// An answer that cannot be sent now is kept on this device and sent when there is a network again. Only on
// somebody's own link. Sent twice it is still one answer: the server knows the place of this link.
"use strict";
(() => {
  const box = document.getElementById("unsent");
  if (!box) return;
  const form = document.querySelector("form[data-offline]");
  const place = `pim.unsent:${location.pathname}`;
  const AGAIN = 30_000; // milliseconds between two tries while the page is open
  const PATIENCE = 20_000; // a network that says nothing for so long is none
  let timer = 0;
  let busy = false;

  const kept = () => {
    try { return localStorage.getItem(place); } catch { return null; }
  };
  const keep = (said) => {
    try { localStorage.setItem(place, said); return true; } catch { return false; }
  };
  const wipe = () => {
    clearTimeout(timer);
    try { localStorage.removeItem(place); } catch { /* then there was none either */ }
  };
  const show = (state) => {
    box.hidden = !state;
    for (const part of box.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== state;
    if (state) box.scrollIntoView({ block: "start" });
  };

  if (!form) { // the round is closed: what still lay here did not count
    if (kept() !== null) { wipe(); show("late"); }
    return;
  }

  const typed = () => new URLSearchParams(new FormData(form)).toString();
  const fill = (said) => {
    for (const [name, value] of new URLSearchParams(said)) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio") field.checked = field.value === value;
        else if (field.type !== "hidden") field.value = value;
        if (value) field.closest("details")?.setAttribute("open", "");
      }
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(again, AGAIN);
  };
  const again = () => {
    const said = kept();
    if (said !== null) send(said);
  };

  async function send(said) {
    if (busy) return;
    busy = true;
    let answer = null;
    try {
      answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(said), signal: AbortSignal.timeout(PATIENCE),
      });
    } catch { /* no network */ }
    busy = false;
    if (answer?.ok) {
      wipe();
      location.assign(answer.url);
    } else if (answer?.status === 409) {
      wipe();
      show("late");
    } else if (answer && answer.status < 500 && answer.status !== 429) {
      wipe();
      form.submit(); // the page that comes says what is wrong, with all that was typed
    } else if (keep(said)) {
      show("kept");
      later();
    } else {
      show("full");
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(typed());
  });
  box.querySelector("[data-do=away]").addEventListener("click", () => {
    wipe();
    show("away");
  });
  box.querySelector("[data-do=now]").addEventListener("click", again);
  addEventListener("online", again);
  const before = kept();
  if (before !== null) {
    fill(before);
    show("kept");
    again();
  }
})();
