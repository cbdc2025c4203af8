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
  const { text } = forms, { mayRead, isMine } = sync;
  const session = Number(root.dataset.session);
  const TONES = { draft: "quiet", ready: "amber", sending: "blue", sent: "green", refused: "red" };
  const STATES = { draft: "Draft", ready: "Waiting", sending: "Trying", sent: "Sent", refused: "Refused" };
  const filled = (name, values) => text(name).replace(/\{(\w+)\}/g, (all, key) => values[key]);
  const say = (sentence) => (document.getElementById("spoken").textContent = sentence);
  let ready = false, promised = true;

  async function draw() {
    const items = await store.items(), files = await store.files();
    const here = items.filter((item) => item.session === session);
    const filesOf = (item) => files.filter((file) => file.owner === item.id);
    const own = here.filter((item) => isMine(item) || (item.state === "sent" && sync.isToSend(item)));
    const listed = own.filter((item) => !item.isTally), tallied = own.length - listed.length;
    listed.sort((one, other) => other.madeAt.localeCompare(one.madeAt));
    part("list").replaceChildren(...listed.map((item) => row(item, filesOf(item))));
    part("empty").hidden = own.length > 0;
    const away = mayRead() && tallied ? filled("PrivateCount", { count: tallied }) : "";
    Object.assign(part("private-count"), { textContent: away, hidden: !away });
    const mine = listed.filter(isMine), isOpen = (item) => item.state !== "sent";
    const isWaiting = (item) => sync.isOnItsWay(item) || (!isOpen(item) && filesOf(item).some((file) => file.state === "waiting"));
    const counts = {
      waiting: mine.filter(isWaiting).length,
      refused: mine.filter((item) => item.state === "refused" || filesOf(item).some((file) => file.state === "refused")).length,
      draft: mine.filter((item) => item.state === "draft").length,
      elsewhere: items.filter((item) => isOpen(item) && item.session !== session && isMine(item)).length,
    };
    drawOthers(here.filter((item) => !isMine(item) && (isOpen(item) || filesOf(item).length)), files);
    drawNet(counts, own.length > 0);
    part("print-list").hidden = !mayRead() || !mine.some((item) => item.kind === "opinion" && !store.isPrivate(item));
    part("clear-box").hidden = !own.length || here.some((item) => isOpen(item) || filesOf(item).length);
  }

  function row(item, files) {
    const line = document.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
    const at = (name) => line.querySelector(`[data-row-${name}]`);
    const secret = store.isPrivate(item);
    line.dataset.state = item.state;
    line.dataset.kind = item.kind;
    at("title").textContent = secret && mayRead() ? text("Private") : [text(capital(item.kind)), item.code].filter(Boolean).join(" ");
    at("time").textContent = clock(item.madeAt);
    at("words").textContent = wordsOf(item);
    const bad = files.filter((file) => file.state === "refused");
    const sentence = [item.sentence, ...bad.map((file) => `${file.name}: ${file.sentence}`)].filter(Boolean).join(" ");
    if (mayRead()) Object.assign(at("sentence"), { textContent: sentence, hidden: !sentence });
    const left = item.state === "sent" && files.length ? `, ${filled("Files", { count: files.length })}` : "";
    at("state").textContent = text(STATES[item.state]) + left;
    at("state").classList.add(left ? "amber" : TONES[item.state]);
    if (item.href) Object.assign(at("link"), { href: item.href, textContent: text("Receipt"), hidden: false });
    buttons(item, bad, at);
    return line;
  }

  function wordsOf(item) {
    if (item.state === "sent") return item.attendees || (mayRead() && isMine(item) ? marked(item) : "");
    if (store.isPrivate(item) || sync.net.trouble === "asking") return "";
    return mayRead() ? summary(item) : text("Hidden");
  }

  /* Whose it was, for its writer alone; and that a code which opens nothing is not handed out. */
  function marked({ kind, code, mark }) {
    if (!mark) return ""; // of before
    const words = mark.words || (mark.isSpoken && text("NoWords"));
    const whose = [whoIn(mark), words].filter(Boolean).join(" – ");
    return kind === "opinion" && code && !mark.opens ? `${whose} · ${text("OpensNothing")}` : whose;
  }

  const whoIn = ({ who, isNameless }) => (isNameless ? text("Anonymous") : who);

  function buttons(item, bad, at) {
    if (!mayRead() || !isMine(item)) return;
    if (store.isFree(item)) {
      const label = text(item.state === "draft" ? "GoOn" : "Edit");
      Object.assign(at("edit"), { hidden: false, textContent: label, onclick: () => edit(item.id) });
      sureThen(at("delete"), text("Delete"), () => store.remove(item.id));
    } else if (bad.length) {
      Object.assign(at("save"), { hidden: false, textContent: text("SaveFile"), onclick: () => bad.forEach(saveToDevice) });
      sureThen(at("delete"), text("DropFile"), () => Promise.all(bad.map((file) => store.dropFile(file.id))));
    }
  }

  /* What the server does not take is not lost: as an ordinary file of the tablet it goes wherever it is wanted. */
  function saveToDevice(file) {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file.blob), download: file.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  function sureThen(button, label, act) {
    Object.assign(button, { hidden: false, textContent: label });
    button.onclick = () => {
      if (button.dataset.sure) return act();
      button.dataset.sure = "1";
      button.textContent = text("Sure");
    };
  }

  /* Taken back from what is to be sent, in the same act; too late once it is on its way. */
  async function edit(id) {
    let was = "";
    const item = await store.alter(id, (now) => {
      was = now.state;
      return store.isFree(now) && isMine(now) ? { ...now, state: "draft", sentBy: undefined } : null;
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

  /* Of what somebody else wrote there is a number, not more; what is not finished, or was said in private, waits. */
  function drawOthers(items, files) {
    const names = new Map();
    for (const item of items) {
      const key = JSON.stringify([sync.maySendFor(item, files), item.officer.name]);
      names.set(key, (names.get(key) || 0) + 1);
    }
    const lines = [...names].sort().reverse().map(([key, count]) => {
      const [maySend, name] = JSON.parse(key), line = document.createElement("p");
      line.textContent = filled(maySend ? "Others" : "OthersWait", { name, count });
      return line;
    });
    if (sync.net.trouble === "" && items.some((item) => sync.maySendFor(item, files))) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text("SendOthers") });
      button.onclick = sync.sendForOthers;
      lines.push(button);
    }
    part("others").replaceChildren(...lines);
  }

  function drawNet({ waiting, refused, draft, elsewhere }, some) {
    const { trouble, sending } = sync.net;
    const words = { "signed-out": "SignedOut", "other-officer": "OtherOfficer", "no-access": "NoAccess", offline: "Offline", server: "Server" }[trouble];
    const away = ["Offline", "Server"].includes(words), unsent = waiting + refused + draft;
    part("net").hidden = false;
    part("net").dataset.tone = away ? "amber" : words || refused ? "red" : unsent ? "blue" : "green";
    part("net-words").textContent = text(words || (sending ? "Sending" : "Online"));
    const count = (name, many) => (many ? filled(name, { count: many }) : "");
    const said = [count("Unsent", waiting), count("ToMend", refused), count("Drafts", draft), count("Elsewhere", elsewhere)];
    if (!unsent) said.unshift(text(some ? "AllSent" : "Nothing"));
    part("net-more").textContent = [...said, text(ready ? "Ready" : "NotReady")].filter(Boolean).join(" ");
    part("sign-in-link").hidden = trouble !== "signed-out";
    part("send-now").hidden = !waiting || sending || ["asking", "signed-out", "other-officer"].includes(trouble);
  }

  async function drawRoom() {
    const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) || {};
    const count = Math.floor((quota - usage) / 6e5).toLocaleString("vi-VN");
    part("room").textContent = [quota ? filled("Room", { count }) : "", promised ? "" : text("NotKept")].join(" ");
  }

  /* The list that people sign in the hamlet: what still lies on this device, and the codes and marks of what does not. */
  async function printList() {
    const items = (await store.items()).filter((item) => item.session === session && isMine(item) && item.state !== "draft");
    items.sort((one, other) => one.madeAt.localeCompare(other.madeAt));
    const said = items.filter((item) => item.kind === "opinion" && !store.isPrivate(item));
    const count = items.filter((item) => item.kind === "count").at(-1); // of two the later one holds
    part("sheet-count").textContent = count ? `${text("Count")}: ${count.attendees ?? summary(count)}.` : "";
    part("sheet-rows").replaceChildren(...said.map(sheetRow));
    part("sheet").hidden = false;
    print();
    part("sheet").hidden = true;
  }

  function sheetRow({ madeAt, typed, code, mark }) {
    const box = (name) => typed?.[name]?.[0] || "";
    const who = mark ? whoIn(mark) : box("is_anonymous") ? text("Anonymous") : box("sender_name");
    const words = [mark?.words || box("words") || ((mark?.isSpoken || box("with_voice")) && text("NoWords")), box("solved_how"), box("department"), box("promise_words")].filter(Boolean).join(" – ");
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
    part("send-now").onclick = sync.sendNow;
    part("print-list").onclick = printList;
    part("clear").onclick = clear;
    document.addEventListener("field:changed", draw);
    document.addEventListener("field:net", draw);
    document.addEventListener("field:kept", () => (say(text("Kept")), sync.sendNow(), drawRoom()));
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
