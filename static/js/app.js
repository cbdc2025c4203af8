// What makes every page a little kinder where scripts run; nothing here is needed to get anything done.
"use strict";

// Buttons that only a script can serve are hidden until one is here.
function showScriptedButtons(root) {
  for (const button of root.querySelectorAll("[data-copy][hidden], [data-print][hidden]")) button.hidden = false;
}

function say(sentence) {
  const spoken = document.getElementById("spoken");
  spoken.textContent = "";
  setTimeout(() => { spoken.textContent = sentence; }, 50);
}

// Forms: the button says that it is busy, and a second tap sends nothing.
const RELEASE_AFTER_MS = 30000;

function isByHtmx(form) {
  return form.matches("[hx-post], [hx-get], [hx-put], [hx-delete], [hx-patch]");
}

function markBusy(event) {
  const form = event.target;
  const button = event.submitter;
  form.dataset.sent = "";
  // After this event: the browser leaves a disabled button's value out, and another script may take over.
  setTimeout(() => {
    const takenOver = event.defaultPrevented && !isByHtmx(form);
    if (takenOver) delete form.dataset.sent;
    if (takenOver || !button || !("sent" in form.dataset)) return;
    button.setAttribute("aria-disabled", "true");
    if (!button.dataset.busy) return;
    button.dataset.label = button.innerHTML;
    button.textContent = button.dataset.busy;
    say(button.dataset.busy);
  });
}

function release(form) {
  delete form.dataset.sent;
  // A button may stand outside of the form it belongs to.
  for (const button of [...form.elements].filter((one) => one.matches("button[aria-disabled]"))) {
    button.removeAttribute("aria-disabled");
    if (button.dataset.label) button.innerHTML = button.dataset.label;
    delete button.dataset.label;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.target === "_blank") return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (!navigator.onLine) {
    // The browser would show its own page of failure in place of what was typed.
    event.preventDefault();
    event.stopImmediatePropagation();
    showTrouble(0);
    return;
  }
  markBusy(event);
  // A download, or a network that never answers, leaves the page standing: let people try again.
  if (!isByHtmx(form)) setTimeout(release, RELEASE_AFTER_MS, form);
}, true);

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest("form");
  if (form) release(form);
});

// Coming back with the back button finds the page as it was left: busy.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

// Copy and print.
async function copyFrom(button) {
  const source = document.querySelector(button.dataset.copy);
  const text = "value" in source ? source.value : source.textContent.trim();
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Old browsers and plain http have no clipboard: select it, so that one long press copies.
    getSelection().selectAllChildren(source);
    if (source.select) source.select();
    if (!document.execCommand("copy")) return;
  }
  const copied = document.getElementById("spoken").dataset.copied;
  say(copied);
  const label = button.dataset.label || (button.dataset.label = button.innerHTML);
  button.textContent = copied;
  setTimeout(() => { button.innerHTML = label; }, 2500);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-print]");
  if (button && "print" in button.dataset) print();
  else if (button) copyFrom(button);
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Menus close on Escape, and when the keyboard walks out of them.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("focusin", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// What htmx could not get done is said in one line at the top, read aloud.
function showTrouble(status, answer) {
  const line = document.getElementById("connection");
  const own = answer && new DOMParser().parseFromString(answer, "text/html").querySelector("[data-message]");
  const key = String(status >= 500 ? 500 : status);
  line.textContent = own ? own.textContent : line.dataset[status ? key : "network"] || line.dataset[500];
  line.hidden = false;
  line.scrollIntoView({ block: "nearest" });
}
addEventListener("online", () => { document.getElementById("connection").hidden = true; });
document.addEventListener("htmx:responseError", (event) => {
  showTrouble(event.detail.xhr.status, event.detail.xhr.responseText);
});
document.addEventListener("htmx:sendError", () => showTrouble(0));
document.addEventListener("htmx:timeout", () => showTrouble(0));
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.xhr.status < 400) document.getElementById("connection").hidden = true;
});

// The summary of mistakes takes focus, on a fresh page and after a swap alike.
function focusMistakes(root) {
  const summary = root.querySelector("[data-focus]");
  if (summary) summary.focus();
}
document.addEventListener("htmx:load", (event) => {
  showScriptedButtons(event.detail.elt);
  focusMistakes(event.detail.elt.parentElement || document);
});
showScriptedButtons(document);
focusMistakes(document);
