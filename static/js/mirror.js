// The window turned to the citizen shows what the officer types. It goes from window to window of this browser
// (BroadcastChannel) and nowhere else: no server sees it, nothing of it is kept.
"use strict";
(() => {
  const channel = new BroadcastChannel("cqtt-desk");
  const source = () => document.querySelector("form[data-mirror-source]");
  const screen = document.querySelector("[data-mirror-screen]");

  function masked(number) {
    return number.length > 5 ? number.slice(0, 3) + "*".repeat(number.length - 5) + number.slice(-2) : number;
  }

  function typed(form, name) {
    return form.elements[name]?.value.trim() ?? "";
  }

  function shown(form) {
    const hamlet = form.elements.hamlet_id;
    const chosen = hamlet && Number(hamlet.value) ? hamlet.selectedOptions[0].textContent : "";
    const words = (name) => form.querySelector(`[data-mirror="${name}"]`)?.textContent.trim() ?? "";
    const fee = Number(typed(form, "fee").replace(/[. ](?=[0-9]{3}(?![0-9]))/g, "")); // 8.000 is eight thousand
    return {
      name: typed(form, "applicant_name"),
      number: masked(typed(form, "citizen_number")),
      address: [typed(form, "address"), chosen].filter(Boolean).join(", "),
      phone: typed(form, "phone"),
      procedure: words("procedure"),
      fee: fee ? `${fee.toLocaleString("vi-VN")} đ` : words("published-fee"),
      due: words("due"),
    };
  }

  function send() {
    const form = source();
    channel.postMessage({ shown: form ? shown(form) : {} });
  }

  function show(values) {
    const some = Boolean(values.name || values.procedure);
    screen.querySelector("[data-mirror-off]").hidden = true;
    screen.querySelector("[data-mirror-welcome]").hidden = some;
    screen.querySelector("[data-mirror-shown]").hidden = !some;
    for (const place of screen.querySelectorAll("[data-mirror-show]")) {
      place.textContent = some ? values[place.dataset.mirrorShow] ?? "" : "";
      place.parentElement.hidden = !place.textContent;
    }
  }

  if (screen) {
    channel.onmessage = (event) => { if (event.data.shown) show(event.data.shown); };
    show({});
    channel.postMessage({ hello: true }); // an intake that is open already answers
    return;
  }
  channel.onmessage = (event) => { if (event.data.hello && source()) send(); };
  document.addEventListener("input", (event) => { if (source()?.contains(event.target)) send(); });
  document.addEventListener("htmx:afterSettle", send);
  addEventListener("pagehide", () => channel.postMessage({ shown: {} }));
  addEventListener("pageshow", send);
})();
