// The desk by keyboard: the work goes on in the box the server names, a key is a button, nothing is pressed twice.
"use strict";
(() => {
  function goOn() {
    const form = document.querySelector("form[data-next]");
    const next = form && document.getElementById(form.dataset.next);
    if (!next) return;
    next.focus();
    next.select?.();
  }

  function showKeys(root) {
    for (const hint of root.querySelectorAll("[data-shortcut][hidden]")) hint.hidden = false;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    // A key held down, or pressed by a hurried hand, must not run through several buttons.
    if (event.repeat && event.key === "Enter") return event.preventDefault();
    if (event.key === "ArrowDown" && event.target.id === "search") return intoList(event);
    const place = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!place) return;
    event.preventDefault();
    if (place.matches("input")) place.focus();
    else place.click();
  });

  // From the box into the list under it; from there on the arrow keys are the browser's own.
  function intoList(event) {
    const radios = [...document.querySelectorAll("#procedures input[type=radio]")];
    if (!radios.length) return;
    event.preventDefault();
    const at = radios.findIndex((radio) => radio.checked);
    const radio = radios[Math.min(at + 1, radios.length - 1)];
    radio.checked = true;
    radio.focus();
  }

  // With the mouse one click chooses; the arrow keys "click" too, but without a finger.
  document.addEventListener("click", (event) => {
    const line = event.target.closest("#procedures label");
    if (line && event.detail) setTimeout(() => document.getElementById("again").click());
    const opened = event.target.closest("a[data-then]");
    if (opened) setTimeout(() => document.querySelector(opened.dataset.then)?.focus());
  });

  // Photos are sent once, with the button that ends the intake, not with every look at the screen.
  document.addEventListener("htmx:configRequest", (event) => {
    const sent = event.detail.formData;
    for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    showKeys(document);
    if (event.detail.target?.id === "intake" || event.detail.elt?.id === "intake") goOn();
  });
  // Once htmx has looked at the page, its mistakes have taken the focus; a box that is named goes before.
  document.addEventListener("htmx:load", () => {
    if (document.activeElement?.matches("[data-focus]")) goOn();
  });
  showKeys(document);
  goOn();
})();
