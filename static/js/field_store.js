// What is written in the hamlet lies in this browser's database, on disk before anybody is told so, until the server
// has said that it is stored. Two tables: items, each a form that was filled in; files, each with the id of its item.
"use strict";
window.cqttField = {};
(() => {
  const NAME = "cqtt-field", VERSION = 1;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
  let opened = null;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, VERSION);
      request.onupgradeneeded = () => {
        for (const table of ["items", "files"]) request.result.createObjectStore(table, { keyPath: "id" });
      };
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
    });
    return opened;
  }

  /* Do all of `work` or nothing of it; when this returns it lies on the disk. */
  async function change(work) {
    const base = await open();
    await new Promise((resolve, reject) => {
      const act = base.transaction(["items", "files"], "readwrite", { durability: "strict" });
      act.oncomplete = resolve;
      act.onabort = () => reject(act.error);
      work(act.objectStore("items"), act.objectStore("files"));
    });
    tell();
    tabs?.postMessage("changed");
  }

  async function all(table) {
    const base = await open();
    return new Promise((resolve, reject) => {
      const request = base.transaction(table).objectStore(table).getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

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

  function eachFileOf(files, owner, act) {
    files.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      if (cursor.value.owner === owner) act(cursor);
      cursor.continue();
    };
  }

  /* The server has it: what was written is erased here, its code stays. Of what was said in private nothing stays. */
  function acknowledge(id, answer) {
    return change((items) => {
      items.get(id).onsuccess = ({ target: { result: item } }) => {
        if (!item) return;
        if (isPrivate(item)) return void items.delete(id);
        const { session, kind, officer, sentBy, madeAt } = item;
        items.put({ id, session, kind, officer, sentBy, madeAt, state: "sent", code: answer.code, href: answer.href });
      };
    });
  }

  const isPrivate = (item) => Boolean(item.typed?.conduct_line?.[0]);

  Object.assign(window.cqttField, {
    store: {
      change, alter, remove, acknowledge, isPrivate, isFree,
      items: () => all("items"),
      files: () => all("files"),
    },
  });
})();
