// Lets a text be dragged to a cluster. Without this file it is chosen and put there with a button.
"use strict";
(() => {
  const form = document.querySelector("form.desk");
  if (!form) return;
  for (const slip of form.querySelectorAll("label.slip")) {
    slip.draggable = true;
    slip.addEventListener("dragstart", (event) => {
      slip.querySelector("input").checked = true;
      event.dataTransfer.setData("text/plain", slip.querySelector("input").value);
      event.dataTransfer.effectAllowed = "move";
    });
  }
  for (const cluster of form.querySelectorAll("[data-cluster]")) {
    cluster.addEventListener("dragover", (event) => { event.preventDefault(); cluster.classList.add("over"); });
    cluster.addEventListener("dragleave", () => cluster.classList.remove("over"));
    cluster.addEventListener("drop", (event) => {
      event.preventDefault();
      cluster.querySelector("input").checked = true;
      form.requestSubmit(form.querySelector("button[value=put]"));
    });
  }
})();
