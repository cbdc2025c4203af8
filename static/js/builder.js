// A question that was dragged to another place of its list (sortable.js) is sent there at once.
"use strict";
document.addEventListener("input", (event) => {
  const row = event.target;
  if (!row.matches?.(".builder [data-name]")) return;
  const form = row.querySelector(":scope > form");
  form.elements.position.value = [...row.parentElement.children].indexOf(row);
  form.requestSubmit(form.querySelector("[data-place]"));
});
