// Goes on with long work by itself. Without this file a button does it.
"use strict";
(() => {
  const form = document.getElementById("goon");
  if (form) setTimeout(() => form.requestSubmit(), 400);
})();
