// One press writes a place, {ho_ten}, where the cursor stands. Without scripts the places are read and typed.
"use strict";
(() => {
  let box = null; // where was typed last

  function show(root) {
    for (const each of root.querySelectorAll("[data-place], [data-with-script]")) each.hidden = false;
    for (const each of root.querySelectorAll("[data-without-script]")) each.hidden = true;
  }

  // Through the browser's own editing, so that Ctrl+Z takes it back.
  function write(into, text) {
    into.focus();
    if (document.execCommand("insertText", false, text)) return;
    into.setRangeText(text, into.selectionStart, into.selectionEnd, "end");
    into.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("focusin", (event) => {
    const ids = document.querySelector("[data-places]")?.dataset.places.split(" ") ?? [];
    if (ids.includes(event.target.id)) box = event.target;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-place]");
    if (!button) return;
    const first = button.closest("[data-places]").dataset.places.split(" ")[0];
    write(box?.isConnected ? box : document.getElementById(first), button.dataset.place);
  });
  show(document);
})();
