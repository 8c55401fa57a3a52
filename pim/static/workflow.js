// Checks and draws a workflow while it is typed. Without this file a button does it.
"use strict";
(() => {
  const form = document.getElementById("editor");
  const text = document.getElementById("text");
  if (!form || !text) return;
  let waiting = 0;
  let asked = null;
  function ask() {
    asked?.abort();
    // The browser reads the answer as a document of its own: nothing in it runs, and no text becomes HTML here.
    asked = new XMLHttpRequest();
    asked.responseType = "document";
    asked.open("POST", "/admin/workflows/check");
    asked.onload = (event) => {
      const found = event.target.responseXML?.getElementById("found");
      if (found) document.getElementById("found").replaceWith(document.adoptNode(found));
    };
    asked.send(new URLSearchParams(new FormData(form)));
  }
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 700);
  });
})();
