// Sends what the device keeps, whenever there is a signal. An item is let go of only after the server said that it is
// stored; an id that comes twice is one thing there, so whatever is in doubt is sent again.
"use strict";
(() => {
  const { store } = window.cqttField;
  const root = document.getElementById("field");
  const me = Number(root.dataset.officer);
  const PATIENCE = 30000, FILE_PATIENCE = 300000, FIRST_PAUSE = 5000, LONGEST_PAUSE = 300000, EVERY = 30000, BATCH = 10;
  const net = { sending: false, trouble: navigator.onLine ? "" : "offline" };
  let pause = 0, notBefore = 0, running = false, again = false;

  class Trouble extends Error {
    constructor(kind) {
      super(kind);
      this.kind = kind;
    }
  }

  function report(changes) {
    Object.assign(net, changes);
    document.dispatchEvent(new Event("field:net"));
  }

  const addressOf = (session) => root.dataset.page.replace(/\d+$/, session);
  const isMine = (row) => row.officer.id === me || row.sentBy === me;

  async function ask(address, options, patience) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(address, {
        credentials: "same-origin", redirect: "manual", cache: "no-store", signal: stop.signal, ...options,
      });
      if (answer.type === "opaqueredirect" || answer.status === 401) throw new Trouble("signed-out");
      if (answer.status === 403 || answer.status === 404) throw new Trouble("no-access");
      const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      return { status: answer.status, said: isJson ? await answer.json() : null };
    } catch (error) {
      throw error instanceof Trouble ? error : new Trouble("offline");
    } finally {
      clearTimeout(timer);
    }
  }

  /* Whoever is signed in now must be whoever this page was opened for: what one wrote is not sent as another's. */
  async function freshToken(session) {
    const { status, said } = await ask(`${addressOf(session)}/the`, {}, PATIENCE);
    if (status !== 200 || !said) throw new Trouble("server");
    if (said.officer !== me) throw new Trouble("other-officer");
    return said.token;
  }

  async function waiting() {
    const kept = await store.items();
    const items = kept.filter((item) => isMine(item) && ["ready", "sending"].includes(item.state));
    const unsent = new Set(kept.filter((item) => item.state !== "sent").map((item) => item.id));
    const files = (await store.files()).filter((file) => isMine(file) && file.state === "waiting");
    items.sort((one, other) => one.madeAt.localeCompare(other.madeAt));
    return { items, files, ripe: files.filter((file) => !unsent.has(file.owner)) };
  }

  async function sendAll() {
    const { items, files } = await waiting();
    if (!items.length && !files.length) return report({ sending: false });
    report({ sending: true });
    let trouble = "";
    try {
      for (const session of new Set([...items, ...files].map((row) => row.session))) await sendSession(session);
      pause = 0;
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      trouble = error.kind;
      pause = Math.min(Math.max(pause * 2, FIRST_PAUSE), LONGEST_PAUSE);
      notBefore = Date.now() + pause;
    } finally {
      report({ sending: false, trouble: trouble || (navigator.onLine ? "" : "offline") });
    }
  }

  async function sendSession(session) {
    const token = await freshToken(session);
    report({ trouble: "" });
    const items = (await waiting()).items.filter((item) => item.session === session);
    for (let at = 0; at < items.length; at += BATCH) await sendItems(session, token, items.slice(at, at + BATCH));
    for (const file of (await waiting()).ripe) if (file.session === session) await sendFile(session, token, file);
  }

  /* From here on an item cannot be changed until it is known what became of it: it may have arrived. */
  async function sendItems(session, token, batch) {
    const going = [];
    for (const { id } of batch) {
      const item = await store.alter(id, (now) => (now.state === "ready" ? { ...now, state: "sending" } : null));
      if (item?.state === "sending") going.push(item);
    }
    if (!going.length) return;
    const body = JSON.stringify({ items: going.map(asSent) });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const { status, said } = await ask(`${addressOf(session)}/dong-bo`, { method: "POST", headers, body }, PATIENCE);
    if (status !== 200 || !said) throw new Trouble("server");
    for (const answer of said.items) await settle(answer);
  }

  const asSent = ({ id, kind, madeAt, officer, typed }) => ({
    device_id: id, kind, made_at: madeAt, written_by: officer.id, typed,
  });

  async function settle(answer) {
    const id = answer.device_id;
    if (answer.state === "stored" || answer.state === "already") {
      const item = (await store.items()).find((each) => each.id === id);
      await store.acknowledge(id, answer);
      if (item && store.isPrivate(item)) document.dispatchEvent(new Event("field:private-sent"));
      return;
    }
    const state = answer.state === "refused" ? "refused" : "ready";
    await store.alter(id, (item) => ({ ...item, state, sentence: answer.sentence, code: answer.code }));
  }

  async function sendFile(session, token, file) {
    const headers = {
      "Content-Type": "application/octet-stream",
      "X-CSRFToken": token,
      "X-Sha256": file.sha256,
      "X-Owner": file.owner,
      "X-Kind": file.kind,
      "X-Paper": file.paper || "",
      "X-Made-At": file.madeAt,
      "X-Name": encodeURIComponent(file.name.slice(-100)),
    };
    const address = `${addressOf(session)}/tep/${file.id}`;
    const { status, said } = await ask(address, { method: "POST", headers, body: file.blob }, FILE_PATIENCE);
    if (status === 409 || status === 422) return; // its item comes first, or it was damaged on its way: once more
    if (status === 413) return refuseFile(file, root.dataset.textTooLarge);
    if (status !== 200 || !said) throw new Trouble("server");
    if (said.state === "refused") return refuseFile(file, said.sentence);
    if (said.state !== "later") await store.change((items, files) => files.delete(file.id));
  }

  const refuseFile = (file, sentence) =>
    store.change((items, files) => files.put({ ...file, state: "refused", sentence }));

  /* One tab sends at a time; what is asked for meanwhile is done once more afterwards. */
  async function sync(asked = false) {
    if (!asked && Date.now() < notBefore) return;
    if (running) return void (again ||= asked);
    running = true;
    try {
      if (!navigator.locks) await sendAll();
      else await navigator.locks.request("cqtt-field-sync", { ifAvailable: true }, (lock) => lock && sendAll());
    } finally {
      running = false;
    }
    if (again) {
      again = false;
      await sync(true);
    }
  }

  /* Somebody else's unsent items are sent as theirs, by whoever is signed in. */
  function sendForOthers() {
    return store.change((items, files) => {
      for (const table of [items, files]) {
        table.openCursor().onsuccess = ({ target: { result: cursor } }) => {
          if (!cursor) return;
          if (cursor.value.officer.id !== me) cursor.update({ ...cursor.value, sentBy: me });
          cursor.continue();
        };
      }
    });
  }

  function start() {
    addEventListener("online", () => (report({ trouble: "" }), sync(true)));
    addEventListener("offline", () => report({ trouble: "offline" }));
    document.addEventListener("visibilitychange", () => document.hidden || sync(true));
    setInterval(sync, EVERY);
    sync(true);
  }

  window.cqttField.sync = { start, sync, net, sendForOthers, isMine };
})();
