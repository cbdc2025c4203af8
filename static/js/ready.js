/* A standard answer is tapped: its text goes into the box at once, the cursor where something is still to be filled in.
   By keyboard the arrows only walk through the texts and the button takes one; without this script it asks the server. */
(() => {
  "use strict";
  const GAP = "…";
  let byHand = false;

  function take(list) {
    const picked = list.querySelector("[data-text] input:checked");
    if (!picked) return;
    intoTheBox(list.closest("form").elements[list.dataset.ready], picked.closest("[data-text]").dataset.text);
    list.querySelector("input[value='']").checked = true; // the text stands in the box now, once
  }

  function intoTheBox(box, text) {
    const before = box.value.trimEnd(), start = before ? before.length + 1 : 0;
    box.value = before ? `${before}\n${text}` : text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    const gap = box.value.indexOf(GAP, start);
    box.focus();
    box.setSelectionRange(gap < 0 ? box.value.length : gap, gap < 0 ? box.value.length : gap + GAP.length);
  }

  document.addEventListener("pointerdown", () => (byHand = true), true);
  document.addEventListener("keydown", () => (byHand = false), true);
  document.addEventListener("change", (event) => {
    const list = event.target.closest("[data-ready]");
    if (list && byHand) take(list);
  });
  for (const button of document.querySelectorAll("[data-ready] button")) {
    button.type = "button";
    button.onclick = () => take(button.closest("[data-ready]"));
  }
})();
