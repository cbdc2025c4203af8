// What is written in the hamlet lies in this browser's database, on disk before anybody is told so, until the server
// has said that it is stored. Two tables: items, each a form that was filled in; files, each with the id of its item.
"use strict";
window.cqttField = {};
(() => {
  const NAME = "cqtt-field", VERSION = 1, TABLES = ["items", "files"], FEW_WORDS = 4, FEW_LETTERS = 30;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
  let opened = null; // the connection; the browser may close it at any time

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, VERSION);
      request.onupgradeneeded = () => {
        for (const table of TABLES) request.result.createObjectStore(table, { keyPath: "id" });
      };
      request.onsuccess = () => {
        const base = request.result;
        base.onclose = () => (opened = null);
        base.onversionchange = () => (base.close(), (opened = null));
        resolve(base);
      };
      request.onerror = () => {
        opened = null; // asked for again, it may be there
        reject(request.error);
      };
    });
    return opened;
  }

  /* Call `work` with a transaction, over a new connection where the old one was closed without a word. */
  async function transact(mode, work) {
    const begin = (base) => work(base.transaction(TABLES, mode, { durability: "strict" }));
    try {
      return begin(await open());
    } catch (error) {
      if (error.name !== "InvalidStateError") throw error;
      opened = null;
      return begin(await open());
    }
  }

  /* Do all of `work` or nothing of it; when this returns it lies on the disk. */
  async function change(work) {
    await transact("readwrite", (act) => new Promise((resolve, reject) => {
      act.oncomplete = resolve;
      act.onabort = () => reject(act.error);
      try {
        work(act.objectStore("items"), act.objectStore("files"));
      } catch (error) {
        act.abort();
        reject(error);
      }
    }));
    tell();
    tabs?.postMessage("changed");
  }

  const all = (table) => transact("readonly", (act) => new Promise((resolve, reject) => {
    const request = act.objectStore(table).getAll();
    request.onsuccess = () => resolve(request.result);
    act.onabort = () => reject(act.error);
  }));

  const tell = () => document.dispatchEvent(new Event("field:changed"));
  if (tabs) tabs.onmessage = tell;

  /* Replace an item by what `next` makes of it; null leaves it as it is. Return what it is now. */
  async function alter(id, next) {
    let result = null;
    await change((items) => {
      items.get(id).onsuccess = ({ target }) => {
        result = target.result ? next(target.result) : null;
        if (result) items.put(result);
        else result = target.result;
      };
    });
    return result;
  }

  /* The files of an item go with it. What is on its way already may have arrived: it stays. */
  function remove(id) {
    return change((items, files) => {
      items.get(id).onsuccess = ({ target: { result: item } }) => {
        if (!item || !isFree(item)) return;
        items.delete(id);
        eachFileOf(files, id, (cursor) => cursor.delete());
      };
    });
  }

  const isFree = (item) => ["draft", "ready", "refused"].includes(item.state);

  function eachFileOf(files, owner, act, afterwards = () => 0) {
    files.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return afterwards();
      if (cursor.value.owner === owner) act(cursor);
      cursor.continue();
    };
  }

  /* The server has it: what was written is erased here. Its code stays, with a mark for its writer of whose it is, and
     of a count its number. Of what was said in private a bare row stays until its last file is away, then a tally. */
  function acknowledge(id, answer) {
    return change((items, files) => {
      items.get(id).onsuccess = ({ target: { result: item } }) => {
        if (!item || item.state === "sent") return;
        const { session, kind, officer, sentBy, madeAt } = item;
        const bare = { id, session, kind, officer, sentBy, madeAt, state: "sent" };
        if (!isPrivate(item)) {
          const attendees = kind === "count" ? item.typed.attendees?.[0] : undefined;
          return void items.put({ ...bare, code: answer.code, href: answer.href, attendees, mark: markOf(item) });
        }
        let left = 0;
        const secret = { ...bare, isSecret: true };
        eachFileOf(files, id, () => left++, () => (left ? items.put(secret) : tally(items, secret)));
      };
    });
  }

  /* Let go of a file that is away, or is not wanted any more. */
  function dropFile(id) {
    return change((items, files) => {
      files.get(id).onsuccess = ({ target: { result: file } }) => {
        if (!file) return;
        files.delete(id);
        items.get(file.owner).onsuccess = ({ target: { result: item } }) => {
          let left = 0;
          if (item?.isSecret) eachFileOf(files, item.id, () => left++, () => left || tally(items, item));
        };
      };
    });
  }

  /* That something was said in private and is away is all that is left of it: neither when nor under which id. */
  function tally(items, { id, session, kind, officer }) {
    items.delete(id);
    items.put({ id: crypto.randomUUID(), session, kind, officer, madeAt: "", state: "sent", isSecret: true, isTally: true });
  }

  /* Enough to tell whose code it is, for whoever was there: "Lê V. T.", "Đường tổ 3…"; never a longer number or a name in full. */
  function markOf({ kind, typed }) {
    const box = (name) => (typed[name]?.[0] || "").trim(), isNameless = Boolean(box("is_anonymous"));
    if (kind === "dossier") return { who: shortName(box("applicant_name")), words: "" };
    if (kind === "promise") return { who: "", words: beginningOf(box("promise_words")) };
    if (kind !== "opinion") return undefined;
    const who = isNameless ? "" : shortName(box("sender_name"));
    return { who, words: beginningOf(box("words")), isNameless, isSpoken: !box("words"), opens: !isNameless && Boolean(box("phone")) };
  }

  function shortName(name) {
    const [family, ...others] = name.split(/\s+/);
    return [family, ...others.map((word) => `${word[0]}.`)].join(" ");
  }

  /* Up to what looks like a name: two words with a capital side by side. */
  function beginningOf(words) {
    const all = words.replace(/[+\d][\d .\-]{4,}/g, "… ").split(/\s+/).filter(Boolean);
    const isCapital = (word) => /^\P{L}*\p{Lu}/u.test(word || ""), named = all.findIndex((word, at) => isCapital(word) && isCapital(all[at + 1]));
    const first = all.slice(0, named < 0 ? FEW_WORDS : Math.min(named, FEW_WORDS)).join(" ").slice(0, FEW_LETTERS);
    return first && first.length < all.join(" ").length ? `${first.replace(/[\s.,;:…–-]+$/, "")}…` : first;
  }

  const isPrivate = (item) => Boolean(item.isSecret || item.typed?.conduct_line?.[0]);

  Object.assign(window.cqttField, {
    store: {
      change, alter, remove, acknowledge, dropFile, isPrivate, isFree,
      items: () => all("items"),
      files: () => all("files"),
    },
  });
})();
