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
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "ArrowDown" && event.target.id === "search") return intoList(event);
    const place = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!place) return;
    event.preventDefault();
    if (!place.matches("input")) return place.click();
    place.focus();
    hand = place.id;
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

  // What is typed while an answer is on its way is not in it: it is carried over, and the cursor stays there.
  // A box that a key led to meanwhile goes before the box the server names, too.
  const boxes = () => document.querySelectorAll("#intake :is(input:not([type]), input[type=text], input[type=tel], input[type=email], input[type=search], textarea)");
  let sent = new Map();
  let typed = new Map();
  let hand = ""; // the box where the officer is since the request

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target?.id !== "intake") return;
    sent = new Map([...boxes()].map((box) => [box.id, box.value]));
    hand = "";
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "intake") return;
    const changed = [...boxes()].filter((box) => box.id && sent.has(box.id) && sent.get(box.id) !== box.value);
    typed = new Map(changed.map((box) => [box.id, box.value]));
    const here = document.activeElement?.id;
    hand = typed.has(here) || here === hand ? here : "";
  });

  function carryOver() {
    for (const [id, value] of typed) {
      const box = document.getElementById(id);
      if (!box) continue;
      box.value = value;
      box.dispatchEvent(new Event("input", { bubbles: true })); // the citizen's window shows it too
    }
    typed.clear();
  }

  // Photos are sent once, with the button that ends the intake, not with every look at the screen.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id === "intake") return;
    const sent = event.detail.formData;
    for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
  });

  // An intake with files is ended by htmx too: what has to be mended, or a lost connection, costs no photo.
  function keepFiles() {
    const form = document.getElementById("intake");
    if (!form || form.hasAttribute("hx-post") || ![...form.querySelectorAll("[type=file]")].some((box) => box.files.length)) return;
    for (const [name, value] of [["hx-post", form.action], ["hx-target", "#intake"], ["hx-swap", "outerHTML"]]) form.setAttribute(name, value);
    htmx.process(form);
  }
  document.addEventListener("change", keepFiles);
  document.addEventListener("htmx:afterSettle", (event) => {
    showKeys(document);
    keepFiles();
    if (event.detail.target?.id !== "intake" && event.detail.elt?.id !== "intake") return;
    carryOver();
    const there = hand && document.getElementById(hand);
    hand = "";
    if (there) there.focus();
    else goOn();
  });
  // Once htmx has looked at the page, its mistakes have taken the focus; a box that is named goes before.
  document.addEventListener("htmx:load", () => {
    if (document.activeElement?.matches("[data-focus]")) goOn();
  });
  showKeys(document);
  goOn();
})();
