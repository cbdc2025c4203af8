// A list put in order: by dragging its handles (mouse, finger, pen) or with its arrow buttons. Without this script the
// buttons send the form. Every move is one "change" of the list, which whoever saves it listens to.
"use strict";
(() => {
  const LIST = "[data-sortable]";
  let dragged = null;
  let before = null; // what followed it when it was picked up

  const rows = (list) => [...list.querySelectorAll(":scope > [data-name]")];

  function moved(row) {
    const list = row.closest(LIST);
    const place = rows(list).indexOf(row) + 1;
    const said = list.dataset.moved.replace("{name}", row.dataset.name).replace("{place}", place);
    document.getElementById("spoken").textContent = said;
    row.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(`${LIST} [data-move]`);
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const row = button.closest("[data-name]");
    const list = rows(row.parentElement);
    const other = list[list.indexOf(row) + Number(button.dataset.move)];
    if (!other) return;
    if (button.dataset.move > 0) other.after(row);
    else other.before(row);
    button.focus();
    row.scrollIntoView({ block: "nearest" });
    moved(row);
  }, true);

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.(`${LIST} [data-handle]`);
    if (!handle || event.button) return;
    event.preventDefault();
    dragged = handle.closest("[data-name]");
    before = dragged.nextElementSibling;
    handle.setPointerCapture(event.pointerId);
    dragged.classList.add("dragged");
  });

  document.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const list = rows(dragged.parentElement);
    const at = list.indexOf(dragged);
    const middle = (row) => row.getBoundingClientRect().top + row.getBoundingClientRect().height / 2;
    if (at > 0 && event.clientY < middle(list[at - 1])) list[at - 1].before(dragged);
    else if (at < list.length - 1 && event.clientY > middle(list[at + 1])) list[at + 1].after(dragged);
  });

  function drop(event) {
    if (!dragged) return;
    const row = dragged;
    dragged = null;
    row.classList.remove("dragged");
    if (event.type === "pointercancel") row.parentElement.insertBefore(row, before);
    else if (row.nextElementSibling !== before) moved(row);
  }
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
})();
