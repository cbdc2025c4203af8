// The field page: what was written on this device, what became of it, and whether there is a connection.
"use strict";
(() => {
  const root = document.getElementById("field");
  const part = (name) => root.querySelector(`[data-${name}]`);
  const able = isSecureContext && "indexedDB" in window && "serviceWorker" in navigator && window.cqttField;
  if (!able) {
    part("plain-only").hidden = false;
    return;
  }
  const { store, sync, forms, photos } = window.cqttField;
  const { text } = forms;
  const session = Number(root.dataset.session);
  const TONES = { draft: "quiet", ready: "amber", sending: "blue", sent: "green", refused: "red" };
  const STATES = { draft: "Draft", ready: "Waiting", sending: "Trying", sent: "Sent", refused: "Refused" };
  const filled = (name, values) => text(name).replace(/\{(\w+)\}/g, (all, key) => values[key]);
  const say = (sentence) => (document.getElementById("spoken").textContent = sentence);
  let ready = false, promised = true;

  // Who may read what is not sent: without a connection whoever holds the tablet, with one only who is signed in.
  const mayRead = () => !["signed-out", "other-officer"].includes(sync.net.trouble);

  async function draw() {
    const items = await store.items(), files = await store.files();
    const here = items.filter((item) => item.session === session);
    const mine = here.filter(sync.isMine).sort((one, other) => other.madeAt.localeCompare(one.madeAt));
    part("list").replaceChildren(...mine.map((item) => row(item, files.filter((file) => file.owner === item.id))));
    part("empty").hidden = mine.length > 0;
    const open = (item) => item.state !== "sent";
    const filesHere = files.filter((file) => file.session === session);
    const counts = {
      waiting: mine.filter((item) => isWaiting(item, filesHere)).length + orphans(filesHere, mine).length,
      refused: mine.filter((item) => item.state === "refused").length,
      draft: mine.filter((item) => item.state === "draft").length,
      elsewhere: items.filter((item) => open(item) && item.session !== session && sync.isMine(item)).length,
    };
    drawOthers(here.filter((item) => open(item) && !sync.isMine(item)));
    drawNet(counts, mine.length > 0);
    part("print-list").hidden = !mine.some((item) => item.kind === "opinion");
    part("clear-box").hidden = !mine.length || here.some(open) || filesHere.length > 0;
  }

  // What still has to go to the server by itself: an item, or a file of one that is there already.
  const isWaiting = (item, files) =>
    ["ready", "sending"].includes(item.state) ||
    (item.state === "sent" && files.some((file) => file.owner === item.id && file.state === "waiting"));

  // Files of what was said in private, whose item leaves nothing behind.
  const orphans = (files, mine) => files.filter((file) => sync.isMine(file) && !mine.some((item) => item.id === file.owner));

  function row(item, files) {
    const line = document.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
    const at = (name) => line.querySelector(`[data-row-${name}]`);
    const secret = store.isPrivate(item);
    line.dataset.state = item.state;
    line.dataset.kind = item.kind;
    at("title").textContent = secret ? text("Private") : [text(capital(item.kind)), item.code].filter(Boolean).join(" ");
    at("time").textContent = clock(item.madeAt);
    at("words").textContent = item.state === "sent" || secret ? "" : mayRead() ? summary(item) : text("Hidden");
    const bad = files.filter((file) => file.state === "refused");
    const sentence = [item.sentence, ...bad.map((file) => `${file.name}: ${file.sentence}`)].filter(Boolean).join(" ");
    if (item.state !== "sent" || bad.length) Object.assign(at("sentence"), { textContent: sentence, hidden: !sentence });
    const left = item.state === "sent" && files.length ? `, ${filled("Files", { count: files.length })}` : "";
    at("state").textContent = text(STATES[item.state]) + left;
    at("state").classList.add(left ? "amber" : TONES[item.state]);
    if (item.href) Object.assign(at("link"), { href: item.href, textContent: text("Receipt"), hidden: false });
    buttons(item, bad, at);
    return line;
  }

  function buttons(item, bad, at) {
    if (store.isFree(item) && mayRead()) {
      const label = text(item.state === "draft" ? "GoOn" : "Edit");
      Object.assign(at("edit"), { hidden: false, textContent: label, onclick: () => edit(item.id) });
      sureThen(at("delete"), () => store.remove(item.id));
    } else if (bad.length) {
      at("delete").hidden = false;
      at("delete").textContent = text("DropFile");
      at("delete").onclick = () => Promise.all(bad.map((file) => photos.drop(file.id)));
    }
  }

  function sureThen(button, act) {
    Object.assign(button, { hidden: false, textContent: text("Delete") });
    button.onclick = () => {
      if (button.dataset.sure) return act();
      button.dataset.sure = "1";
      button.textContent = text("DeleteSure");
    };
  }

  /* Taken back from what is to be sent, in the same act; too late once it is on its way. */
  async function edit(id) {
    let was = "";
    const item = await store.alter(id, (now) => {
      was = now.state;
      return store.isFree(now) ? { ...now, state: "draft" } : null;
    });
    if (!item || item.state !== "draft") return say(text("Locked"));
    await forms.open(item.kind, { ...item, was: was === "draft" ? "" : was });
  }

  const capital = (word) => word[0].toUpperCase() + word.slice(1);
  const clock = (iso) => new Date(iso).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });

  function summary({ kind, typed }) {
    const box = (name) => typed[name]?.[0] || "";
    if (kind === "count") return box("attendees");
    if (kind === "promise") return box("promise_words");
    if (kind === "dossier") return box("applicant_name");
    const who = box("is_anonymous") ? text("Anonymous") : box("sender_name");
    return [who, box("words") || (box("with_voice") && text("NoWords"))].filter(Boolean).join(": ");
  }

  function drawOthers(items) {
    const names = new Map();
    for (const item of items) names.set(item.officer.name, (names.get(item.officer.name) || 0) + 1);
    const lines = [...names].map(([name, count]) => {
      const line = document.createElement("p");
      line.textContent = filled("Others", { name, count });
      return line;
    });
    if (lines.length) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text("SendOthers") });
      button.onclick = async () => (await sync.sendForOthers(), sync.sync(true));
      lines.push(button);
    }
    part("others").replaceChildren(...lines);
  }

  function drawNet({ waiting, refused, draft, elsewhere }, some) {
    const { trouble, sending } = sync.net;
    const words = { "signed-out": "SignedOut", "other-officer": "OtherOfficer", "no-access": "NoAccess", offline: "Offline", server: "Offline" }[trouble];
    const away = words === "Offline", unsent = waiting + refused + draft;
    part("net").hidden = false;
    part("net").dataset.tone = away ? "amber" : trouble || refused ? "red" : unsent ? "blue" : "green";
    part("net-words").textContent = text(words || (sending ? "Sending" : "Online"));
    const count = (name, many) => (many ? filled(name, { count: many }) : "");
    const said = [count("Unsent", waiting), count("ToMend", refused), count("Drafts", draft), count("Elsewhere", elsewhere)];
    if (!unsent) said.unshift(text(some ? "AllSent" : "Nothing"));
    part("net-more").textContent = [...said, text(ready ? "Ready" : "NotReady")].filter(Boolean).join(" ");
    part("sign-in-link").hidden = trouble !== "signed-out";
    part("send-now").hidden = !waiting || sending || ["signed-out", "other-officer"].includes(trouble);
  }

  async function drawRoom() {
    const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) || {};
    const count = Math.floor((quota - usage) / 6e5).toLocaleString("vi-VN");
    part("room").textContent = [quota ? filled("Room", { count }) : "", promised ? "" : text("NotKept")].join(" ");
  }

  /* The list that people sign in the hamlet: what still lies on this device, and the codes of what does not. */
  async function printList() {
    const items = (await store.items()).filter((item) => item.session === session && sync.isMine(item));
    const said = items.filter((item) => item.kind === "opinion" && item.state !== "draft" && !store.isPrivate(item));
    const counts = items.filter((item) => item.kind === "count" && item.typed).map((item) => item.typed.attendees[0]);
    part("sheet-count").textContent = counts.length ? `${text("Count")}: ${counts.at(-1)}.` : "";
    said.sort((one, other) => one.madeAt.localeCompare(other.madeAt));
    part("sheet-rows").replaceChildren(...said.map(sheetRow));
    part("sheet").hidden = false;
    print();
    part("sheet").hidden = true;
  }

  function sheetRow({ madeAt, typed, code }) {
    const box = (name) => typed?.[name]?.[0] || "";
    const who = box("is_anonymous") ? text("Anonymous") : box("sender_name");
    const words = [box("words") || (box("with_voice") && text("NoWords")), box("solved_how"), box("department"), box("promise_words")].filter(Boolean).join(" – ");
    const line = document.createElement("tr");
    for (const cell of [clock(madeAt), who, words, code || ""]) line.insertCell().textContent = cell;
    return line;
  }

  async function clear() {
    const items = (await store.items()).filter((item) => item.session === session && item.state === "sent");
    await store.change((table) => items.forEach((item) => table.delete(item.id)));
    await askWorker({ drop: root.dataset.page });
    location.assign(document.querySelector(".brand").href);
  }

  async function askWorker(message) {
    const { active } = await navigator.serviceWorker.ready;
    return new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event) => done(event.data);
      active.postMessage(message, [port2]);
    });
  }

  /* The page itself is kept too, and anew whenever there is a connection. */
  async function keepPage() {
    try {
      await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope, updateViaCache: "none" });
      await askWorker({ keep: root.dataset.page });
    } catch {
      // Without a connection: the worker that is there goes on.
    }
    ready = Boolean(await caches.match(root.dataset.page, { ignoreVary: true }));
    draw();
  }

  async function start() {
    try {
      await store.items();
    } catch {
      return void (part("plain-only").hidden = false); // a browser that keeps nothing: the plain form goes on
    }
    for (const one of document.querySelectorAll("[data-scripted]")) one.hidden = false;
    for (const one of document.querySelectorAll("[data-unscripted]")) one.hidden = true;
    root.dataset.ready = "";
    forms.start();
    for (const button of root.querySelectorAll("[data-open]")) button.onclick = () => forms.open(button.dataset.open);
    part("send-now").onclick = () => sync.sync(true);
    part("print-list").onclick = printList;
    part("clear").onclick = clear;
    document.addEventListener("field:changed", draw);
    document.addEventListener("field:net", draw);
    document.addEventListener("field:kept", () => (say(text("Kept")), sync.sync(true), drawRoom()));
    document.addEventListener("field:private-sent", () => say(text("PrivateSent")));
    addEventListener("online", keepPage);
    await draw();
    sync.start();
    keepPage();
    drawRoom();
    promised = (await navigator.storage?.persist?.()) ?? false; // some browsers ask first: nothing waits for that
    drawRoom();
  }

  start();
})();
