// Sends what the device keeps, whenever there is a signal. An item is let go of only after the server said that it is
// stored; an id that comes twice is one thing there, so whatever is in doubt is sent again.
"use strict";
(() => {
  const { store } = window.cqttField;
  const root = document.getElementById("field");
  const me = Number(root.dataset.officer), here = Number(root.dataset.session);
  const PATIENCE = 30000, FILE_PATIENCE = 300000, FIRST_PAUSE = 5000, LONGEST_PAUSE = 300000, EVERY = 30000, BATCH = 10;
  const WEAK = 5000; // a signal that cannot tell in this time who is signed in is none
  const BY_CLOCK = 0, BY_EVENT = 1, BY_HAND = 2;
  const STOPS = ["offline", "signed-out", "other-officer"]; // nothing else can be sent either
  const UNKNOWN = ["asking", "signed-out", "other-officer", "no-access"];
  const net = { sending: false, trouble: "offline" };
  let pause = 0, notBefore = 0, running = false, again = BY_CLOCK, urge = BY_CLOCK;

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
  const isMine = (row) => row.officer.id === me;
  const isToSend = (row) => isMine(row) || row.sentBy === me;
  const isOnItsWay = (item) => ["ready", "sending"].includes(item.state);

  /* Who may read what is not sent: without a connection whoever holds the tablet, with one only who is signed in. */
  const mayRead = () => !UNKNOWN.includes(net.trouble);

  async function ask(address, { headers = {}, ...options }, patience) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    if (urge !== BY_HAND) headers = { ...headers, "X-By-Itself": "1" }; // nobody need be there
    try {
      const answer = await fetch(address, {
        credentials: "same-origin", redirect: "manual", cache: "no-store", signal: stop.signal, headers, ...options,
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
    const unsent = kept.filter((item) => item.state !== "sent");
    const items = unsent.filter((item) => isToSend(item) && isOnItsWay(item));
    const notYet = new Set(unsent.map((item) => item.id));
    const files = (await store.files()).filter((file) => file.state === "waiting" && isToSend(file) && !notYet.has(file.owner));
    items.sort((one, other) => one.madeAt.localeCompare(other.madeAt));
    return { items, files, isAny: files.length > 0 || unsent.some(isToSend) };
  }

  /* Return what went wrong, "" where nothing did. */
  async function troubleOf(act) {
    try {
      await act();
      return "";
    } catch (error) {
      if (error instanceof Trouble) return error.kind;
      throw error;
    }
  }

  /* What is wrong with one thing holds up no other, unless nothing can be sent at all. */
  async function each(things, act) {
    let last = "";
    for (const thing of things) {
      const trouble = await troubleOf(() => act(thing));
      if (STOPS.includes(trouble)) throw new Trouble(trouble);
      last = trouble || last;
    }
    if (last) throw new Trouble(last);
  }

  async function sendAll() {
    const { items, files } = await waiting();
    const sessions = new Set([...items, ...files].map((row) => row.session));
    report({ sending: sessions.size > 0 });
    await each(sessions, sendSession);
  }

  async function sendSession(session) {
    const token = await freshToken(session);
    const ofIt = (rows) => rows.filter((row) => row.session === session);
    const items = ofIt((await waiting()).items), batches = [];
    for (let at = 0; at < items.length; at += BATCH) batches.push(items.slice(at, at + BATCH));
    const inItems = await troubleOf(() => each(batches, (batch) => sendItems(session, token, batch)));
    if (STOPS.includes(inItems)) throw new Trouble(inItems);
    const files = ofIt((await waiting()).files);
    const trouble = (await troubleOf(() => each(files, (file) => sendFile(session, token, file)))) || inItems;
    if (session === here && trouble) report({ trouble });
    if (trouble) throw new Trouble(trouble);
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
    if (said.items.some((answer) => answer.state === "later")) throw new Trouble("later");
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
    const mended = (item) => ({ ...item, state, sentence: answer.sentence, code: answer.code });
    await store.alter(id, (item) => (item.state === "sending" ? mended(item) : null));
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
    if (status === 413) return refuseFile(file, root.dataset.textTooLarge);
    if (said?.state === "refused") return refuseFile(file, said.sentence);
    if (said?.state === "stored" || said?.state === "already") return store.dropFile(file.id);
    throw new Trouble(said?.state === "later" ? "later" : "server"); // once more, after a while
  }

  const refuseFile = (file, sentence) =>
    store.change((items, files) => files.put({ ...file, state: "refused", sentence }));

  /* One tab sends at a time; what is asked for meanwhile is done once more afterwards. */
  async function sync(by = BY_CLOCK) {
    if (!by && Date.now() < notBefore) return;
    if (running) return void (again = Math.max(again, by));
    running = true;
    urge = by;
    try {
      if (by || (await waiting()).isAny) await lookAndSend();
    } finally {
      running = false;
    }
    const next = again;
    again = BY_CLOCK;
    if (next) await sync(next);
  }

  /* First ask who is signed in, whether anything waits or not: until then nothing that was begun is shown. */
  async function lookAndSend() {
    let trouble = await troubleOf(() => freshToken(here));
    report({ trouble });
    try {
      if (!STOPS.includes(trouble)) trouble = (await troubleOf(sendAlone)) || trouble;
      if (STOPS.includes(trouble)) report({ trouble });
    } finally {
      pause = trouble ? Math.min(Math.max(pause * 2, FIRST_PAUSE), LONGEST_PAUSE) : 0;
      notBefore = Date.now() + pause;
      report({ sending: false });
    }
  }

  async function sendAlone() {
    if (!navigator.locks) await sendAll();
    else await navigator.locks.request("cqtt-field-sync", { ifAvailable: true }, (lock) => lock && sendAll());
  }

  /* What another officer wrote and finished here may be sent by whoever is signed in, and is journaled as the other's.
     What was begun, refused or said in private waits for its writer. */
  const maySendFor = (item, files) =>
    item.session === here && !isMine(item) && !store.isPrivate(item) &&
    (isOnItsWay(item) || files.some((file) => file.owner === item.id && file.state === "waiting" && item.state === "sent"));

  async function sendForOthers() {
    urge = BY_HAND;
    const trouble = await troubleOf(() => freshToken(here));
    if (trouble) return report({ trouble });
    await store.change((items, files) => {
      items.getAll().onsuccess = ({ target: { result: allItems } }) => {
        files.getAll().onsuccess = ({ target: { result: allFiles } }) => {
          const theirs = allItems.filter((item) => maySendFor(item, allFiles));
          const ids = new Set(theirs.map((item) => item.id));
          for (const item of theirs) items.put({ ...item, sentBy: me });
          for (const file of allFiles) if (ids.has(file.owner)) files.put({ ...file, sentBy: me });
        };
      };
    });
    await sync(BY_HAND);
  }

  /* Until the server has said who is signed in nobody reads here; a signal too weak for that is none. */
  function lookAgain() {
    report({ trouble: navigator.onLine ? "asking" : "offline" });
    setTimeout(() => net.trouble === "asking" && report({ trouble: "offline" }), WEAK);
    sync(BY_EVENT);
  }

  function start() {
    addEventListener("online", lookAgain);
    addEventListener("offline", () => report({ trouble: "offline" }));
    document.addEventListener("visibilitychange", () => document.hidden || sync(BY_EVENT));
    setInterval(() => sync(), EVERY);
    lookAgain();
  }

  window.cqttField.sync = { start, net, isMine, isToSend, isOnItsWay, mayRead, maySendFor, sendForOthers, sendNow: () => sync(BY_HAND) };
})();
