/* Questions that only some answers ask for are shown and hidden as one answers, the lines that say so left out.
   The server decides alike whatever is sent; without this script every question is shown, with its line. */
(() => {
  "use strict";

  function given(form, box) {
    const chosen = [...form.querySelectorAll(`[name="${CSS.escape(box)}"]:checked`)];
    return chosen.filter((input) => !input.closest("[hidden]")).map((input) => input.value);
  }

  // In the order of the page: an answer that is hidden itself decides nothing further down.
  function arrange(form) {
    let more = false;
    for (const waiting of form.querySelectorAll("[data-shown-box]")) {
      const values = JSON.parse(waiting.dataset.shownValues);
      const shown = given(form, waiting.dataset.shownBox).some((value) => values.includes(value));
      more ||= shown && waiting.hidden;
      waiting.hidden = !shown;
    }
    for (const line of form.querySelectorAll("[data-shown-line]")) line.hidden = true;
    return more;
  }

  function say(form) {
    const words = form.querySelector("[data-more]");
    if (words) document.getElementById("spoken").textContent = words.dataset.more;
  }

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && arrange(form)) say(form);
  });
  document.addEventListener("htmx:load", () => [...document.forms].forEach(arrange));
  addEventListener("pageshow", () => [...document.forms].forEach(arrange)); // the back button may restore answers
  [...document.forms].forEach(arrange);
})();
