// What is wrong in a form of the field page is said at its question, between the help and the box, and the hand is led there.
"use strict";
(() => {
  const ASKED = ":scope > :is(legend, .help, label:not(.choice))"; // what stands before the box

  /* The box of a question; of a date the day, of a choice the first one. */
  function boxOf(form, name) {
    const found = form.elements[name] ?? form.elements[`${name}-ngay`];
    return found instanceof RadioNodeList ? found[0] : found;
  }

  function mark(box, sentence) {
    const place = box.closest(".field"), line = document.createElement("p");
    Object.assign(line, { className: "error", id: `${box.id}-said`, textContent: sentence });
    line.dataset.said = "";
    const before = [...place.querySelectorAll(ASKED)].at(-1);
    if (before) before.after(line);
    else place.prepend(line);
    place.classList.add("wrong");
    box.setAttribute("aria-invalid", "true");
    box.setAttribute("aria-describedby", [box.getAttribute("aria-describedby"), line.id].filter(Boolean).join(" "));
    const more = box.closest("details");
    if (more) more.open = true;
  }

  /* What is being mended, or was sent, is not called wrong any more. */
  function clear(within) {
    for (const line of within.querySelectorAll("[data-said]")) {
      const box = document.getElementById(line.id.replace(/-said$/, "")), place = line.closest(".field");
      const others = (box.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== line.id);
      if (others.length) box.setAttribute("aria-describedby", others.join(" "));
      else box.removeAttribute("aria-describedby");
      box.removeAttribute("aria-invalid");
      place.classList.remove("wrong");
      line.remove();
    }
  }

  /* Lead to the first one, above the bar of buttons (scroll-padding in field.css). */
  function lead(form) {
    const line = form.querySelector("[data-said]");
    if (!line) return;
    document.getElementById(line.id.replace(/-said$/, "")).focus({ preventScroll: true });
    line.closest(".field").scrollIntoView({ block: "nearest" });
  }

  /* Say `wrong`, a list of names of boxes with sentences. */
  function show(form, wrong) {
    clear(form);
    for (const [name, sentence] of wrong) mark(boxOf(form, name), sentence);
    lead(form);
  }

  /* The server says "question: sentence", one after the other. Return what belongs to no question of this form. */
  function showSaid(form, said) {
    clear(form);
    const parts = [];
    for (const label of form.querySelectorAll(".field > :is(legend, label:not(.choice))")) {
      const name = `${label.firstChild.textContent.trim()}: `, at = name.length > 2 ? said.indexOf(name) : -1;
      const box = label.control || label.parentElement.querySelector("input");
      if (at >= 0 && box && !box.disabled) parts.push({ at, from: at + name.length, box });
    }
    parts.sort((one, other) => one.at - other.at);
    parts.forEach(({ from, box }, number) => mark(box, said.slice(from, parts[number + 1]?.at).trim()));
    lead(form);
    return said.slice(0, parts[0]?.at).trim();
  }

  window.cqttField.errors = { show, showSaid, clear };
})();
