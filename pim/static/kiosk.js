// One device for everybody: whoever walks away is forgotten. Without this script the page itself goes
// back after a longer time.
"use strict";
(() => {
  const { home, idle } = document.body.dataset;
  const typed = () => [...document.querySelectorAll("input[type=text]")].some((field) => field.value);
  const atTheBeginning = () => document.body.dataset.start !== undefined && !typed();
  const leave = () => {
    for (const form of document.forms) form.reset();
    location.replace(home);
  };
  let timer;
  const stay = () => {
    clearTimeout(timer);
    // Nothing to forget yet: do not ask the server every half minute, for it may just be away.
    timer = setTimeout(() => (atTheBeginning() ? stay() : leave()), Number(idle) * 1000);
  };
  for (const sign of ["input", "keydown", "pointerdown", "touchstart", "scroll", "wheel"]) {
    addEventListener(sign, stay, { passive: true, capture: true });
  }
  // A page that the browser kept in memory for the back button is the page of the one before.
  addEventListener("pageshow", (event) => {
    if (event.persisted) leave();
  });
  stay();
})();
