// A page whose sections are saved as one types: each says whether it is saved, and nothing typed is lost on the way.
"use strict";
(() => {
  const FORM = "form[data-draft]";
  const AGAIN_AFTER = 5000; // milliseconds after which what did not get through is sent once more
  const unsent = new Set(); // sections whose last saving did not get through
  const typing = new Set(); // sections with something typed that no answer is about yet
  let sent = new Map(); // what stood in the boxes when a whole section was asked for
  let carried = new Map();
  let waiting; // for what did not get through to be sent again
  let opened = [];

  const formOf = (element) => element.closest?.(FORM);
  const partOf = (form) => form.closest("section[id]").id;
  const boxes = (form) => form.querySelectorAll("input:not([type=hidden], [type=file]), select, textarea");
  const valueOf = (box) => (box.type === "checkbox" || box.type === "radio" ? box.checked : box.value);

  function tell(form, name) {
    const line = form.querySelector(".saved[role=status]");
    if (line && line.dataset.state !== name) Object.assign(line, { textContent: line.dataset[name] }).dataset.state = name;
  }

  document.addEventListener("input", (event) => {
    const form = formOf(event.target);
    if (!form || event.target.type === "file" || "adds" in event.target.dataset) return;
    typing.add(partOf(form));
    tell(form, "typing");
    for (const shown of form.querySelectorAll(`[data-shows="${event.target.id}"]`)) shown.textContent = event.target.value;
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = formOf(event.detail.elt);
    if (!form) return;
    typing.delete(partOf(form));
    tell(form, "sending");
    if (event.detail.target.matches("section")) sent = new Map([...boxes(form)].map((box) => [box.id, valueOf(box)]));
  });

  for (const trouble of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(trouble, (event) => {
      const form = formOf(event.detail.elt);
      if (!form) return;
      unsent.add(partOf(form));
      tell(form, "unsaved");
      const { status } = event.detail.xhr;
      if (status && status < 500) return; // the same again would be refused again
      clearTimeout(waiting); // a server that was busy, or a gap that the browser takes for no loss of its connection
      waiting = setTimeout(sendAgain, AGAIN_AFTER);
    });
  }
  const sendAgain = () => unsent.forEach((part) => window.htmx.trigger(`#${part} fieldset`, "change"));
  addEventListener("online", sendAgain);

  // Somebody else was faster: the answer shows both texts, so it belongs on the page.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { elt, xhr, target } = event.detail;
    const form = formOf(elt);
    if (!form) return;
    if (xhr.status === 409 && xhr.responseText.includes('class="state"')) Object.assign(event.detail, { shouldSwap: true, isError: false });
    if (xhr.status < 500) unsent.delete(partOf(form));
    if (xhr.status >= 400) typing.add(partOf(form)); // refused: it stands in the boxes and nowhere else
    if (!target.matches("section")) return;
    const changed = [...boxes(form)].filter((box) => sent.has(box.id) && sent.get(box.id) !== valueOf(box));
    carried = new Map(changed.map((box) => [box.id, valueOf(box)]));
    opened = [...form.querySelectorAll("details[open][id]")].map((fold) => fold.id);
  });

  // What was typed while the answer was on its way is not in it: it is carried over, and saved in its turn.
  document.addEventListener("htmx:afterSettle", () => {
    for (const id of opened.splice(0)) document.getElementById(id)?.setAttribute("open", "");
    for (const [id, value] of carried) {
      const box = document.getElementById(id);
      if (!box) continue;
      if (typeof value === "boolean") box.checked = value;
      else box.value = value;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    carried = new Map();
    for (const box of document.querySelectorAll(`${FORM} [aria-describedby]`)) {
      const wrong = [...box.getAttribute("aria-describedby").split(" ")].some((id) => {
        const place = document.getElementById(id);
        return place?.matches(".error") && !place.hidden;
      });
      if (box.matches("input, select, textarea")) wrong ? box.setAttribute("aria-invalid", "true") : box.removeAttribute("aria-invalid");
    }
  });

  // A file is sent as soon as it is picked; the name of another document is added with Enter.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-send]") && event.target.files.length) event.target.nextElementSibling.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-adds]")) return;
    event.preventDefault();
    event.target.nextElementSibling.click();
  });

  addEventListener("beforeunload", (event) => {
    if (typing.size || unsent.size) event.preventDefault();
  });
})();
