/* The line under a form that is saved while it is typed: it never says "saved" of what is not.
   Its words stand in the line's data-… attributes; the server's answer puts a fresh line in its place. */
(() => {
  "use strict";
  let unsent = null; // the part of the form whose last saving did not get through

  function tell(name) {
    const line = document.getElementById("da-luu");
    if (!line || line.dataset.state === name) return;
    line.dataset.state = name;
    line.textContent = line.dataset[name];
  }

  document.addEventListener("input", (event) => {
    if (event.target.closest("[data-autosave]")) tell("typing");
  });
  for (const trouble of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(trouble, (event) => {
      const part = event.detail.elt.closest("[data-autosave]");
      if (!part) return;
      unsent = part;
      tell("unsaved");
    });
  }
  document.addEventListener("htmx:afterOnLoad", (event) => {
    if (event.detail.elt === unsent && event.detail.xhr.status < 400) unsent = null;
  });
  addEventListener("online", () => unsent && window.htmx.trigger(unsent, "change"));
})();
