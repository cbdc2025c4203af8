// A word on this telephone when there is news: asks the browser, tells the server where, and takes it back.
"use strict";
(() => {
  const part = document.querySelector("[data-push]");
  if (!part || !("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return;
  const { key, worker, scope } = part.dataset;
  const ask = part.querySelector("[data-push-ask]"), stop = part.querySelector("[data-push-stop]");
  const words = part.querySelector("[data-push-words]"), status = part.querySelector("[role=status]");

  function show(state) {
    part.hidden = false;
    ask.hidden = state !== "Ask";
    stop.hidden = state !== "On";
    ask.parentElement.hidden = state === "Denied";
    words.textContent = part.dataset["text" + state];
  }

  const tell = (name) => { status.textContent = name ? part.dataset["text" + name] : ""; };

  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

  async function send(address, fields) {
    const body = new URLSearchParams({ csrf_token: part.querySelector("[name=csrf_token]")?.value || "", ...fields });
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.ok) return "";
    return (await answer.json().catch(() => ({}))).said || part.dataset.textFailed;
  }

  /* Only a worker that runs can be told something; the page itself stays outside its scope. */
  async function running() {
    const registration = await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
    const coming = registration.installing || registration.waiting;
    while (coming && !registration.active) {
      await new Promise((done) => coming.addEventListener("statechange", done, { once: true }));
      if (coming.state === "redundant") throw new Error("the worker does not run");
    }
    return registration.pushManager;
  }

  async function subscription() {
    const manager = await running();
    const wanted = { userVisibleOnly: true, applicationServerKey: bytes(key) };
    try {
      return await manager.subscribe(wanted);
    } catch (problem) {
      if (problem.name !== "InvalidStateError") throw problem;
      await (await manager.getSubscription())?.unsubscribe(); // made with a key that the site has no longer
      return manager.subscribe(wanted);
    }
  }

  async function begin() {
    if ((await Notification.requestPermission()) !== "granted") return Notification.permission === "denied" ? show("Denied") : tell("");
    const made = (await subscription()).toJSON();
    const refused = await send(part.dataset.ask, { endpoint: made.endpoint, p256dh: made.keys.p256dh, auth: made.keys.auth });
    if (refused) return (status.textContent = refused);
    show("On");
    tell("");
    stop.focus();
  }

  async function end() {
    const refused = await send(part.dataset.stop, {});
    if (refused) return (status.textContent = refused);
    show("Ask");
    tell("");
    ask.focus();
  }

  function pressed(button, work) {
    button.addEventListener("click", async () => {
      button.disabled = true;
      tell("Busy");
      await work().catch(() => tell("Failed"));
      button.disabled = false;
    });
  }

  async function now() {
    if (Notification.permission === "denied") return "Denied";
    if (!("told" in part.dataset) || Notification.permission !== "granted") return "Ask";
    const registration = await navigator.serviceWorker.getRegistration(scope);
    return (await registration?.pushManager.getSubscription()) ? "On" : "Ask";
  }

  pressed(ask, begin);
  pressed(stop, end);
  now().then(show, () => show("Ask"));
})();
