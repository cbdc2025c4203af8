// The forms of the field page: what is typed is on the device a moment later, also before "Lưu" is pressed, so that a
// tablet that dies in the middle of a sentence has lost at most that word.
"use strict";
(() => {
  const { store, photos, voice, errors } = window.cqttField;
  const root = document.getElementById("field");
  const panels = new Map([...document.querySelectorAll("[data-panel]")].map((panel) => [panel.dataset.panel, panel]));
  const SOON = 250, EACH_SECOND = 1000;
  const text = (name) => root.dataset["text" + name] || "";
  let current = null; // the item whose form is open: not in the database before something is typed
  let soon = 0, heardAt = 0;
  const unkept = new Map(); // what was picked and could not be kept; of voice notes there is one
  let refused = 0; // how many voice notes were refused as they were picked
  let saving = Promise.resolve(), picking = Promise.resolve();

  const formOf = (kind) => panels.get(kind).querySelector("form");
  const officer = () => ({ id: Number(root.dataset.officer), name: root.dataset.name });

  /* The row of an item, without what only its open form needs to know. */
  const rowOf = ({ isTouched, isBusy, isLeaving, was, ...row }) => row;

  function fresh(kind) {
    return {
      id: crypto.randomUUID(), session: Number(root.dataset.session), kind, officer: officer(),
      madeAt: new Date().toISOString(), state: "draft", typed: {},
    };
  }

  function typedOf(form) {
    const typed = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !["csrf_token", "device_id"].includes(name)) (typed[name] ??= []).push(value);
    }
    return typed;
  }

  function fill(form, typed) {
    form.reset();
    if (Object.keys(typed).length) {
      for (const box of form.elements) {
        if (!box.name || box.type === "file") continue;
        const given = typed[box.name] || [];
        if (box.type === "checkbox" || box.type === "radio") box.checked = given.includes(box.value);
        else if (given.length) box.value = given[0];
      }
    }
    adapt(form);
    if (typed.received) for (const box of form.querySelectorAll("[name=received]")) box.checked = typed.received.includes(box.value);
    for (const more of form.querySelectorAll("details")) more.open = [...more.querySelectorAll("input, select, textarea")].some((box) => box.type !== "checkbox" && box.value && box.value !== "0");
  }

  /* Show what belongs to the choices made. */
  function adapt(form) {
    for (const part of form.querySelectorAll("[data-if]")) {
      const [name, value] = part.dataset.if.split("=");
      part.hidden = form.elements[name].value !== value;
      for (const box of part.querySelectorAll("input, select, textarea")) box.disabled = part.hidden; // and is not sent
    }
    for (const papers of form.querySelectorAll("[data-papers]")) {
      papers.hidden = papers.disabled = papers.dataset.papers !== form.elements.procedure.value;
    }
  }

  /* The box that lets words stand is there once the server has asked about them, and is ticked for these words alone. */
  function askAnyway(form) {
    const box = form.elements.anyway;
    if (box) box.closest("[data-anyway]").hidden = !box.checked && !current.sentence?.includes(box.labels[0].textContent.trim());
  }

  async function open(kind, item = null) {
    if (!(await close())) return;
    current = item || fresh(kind);
    const form = formOf(kind);
    fill(form, current.typed);
    unkept.clear();
    askAnyway(form);
    await voice.lay(form, rowOf(current));
    await drawFiles(form);
    for (const [name, panel] of panels) panel.hidden = name !== kind;
    root.dataset.writing = kind;
    scrollTo({ top: 0 });
    panels.get(kind).querySelector("h2").focus({ preventScroll: true });
    say(form, errors.showSaid(form, current.sentence || ""));
  }

  /* Put the form away; what was begun stays on the list, what was never touched leaves nothing. False: not yet. */
  async function close() {
    if (!current) return true;
    const item = current, form = formOf(item.kind), before = refused;
    await voice.finish(form);
    await picking;
    if (refused !== before) return false;
    await keepTyped();
    if (!item.isLeaving && !(await keepTheRest())) {
      item.isLeaving = true; // and the next time without the files
      say(form, text("FullLeaving"));
      return false;
    }
    // Only looked at: it is to be sent as before.
    if (item.was && !item.isTouched) await put(item, { state: item.was });
    putAway();
    return true;
  }

  /* One after the other, so that no earlier state of a form comes after a later one. */
  function put(item, changes) {
    const row = { ...rowOf(item), ...changes };
    saving = saving.catch(() => 0).then(() => store.change((items) => items.put(row)));
    return saving;
  }

  async function keepTyped() {
    clearTimeout(soon);
    const item = current;
    if (!item || !item.isTouched || item.isBusy) return;
    item.typed = typedOf(formOf(item.kind));
    await told(item, () => put(item, {}));
  }

  /* What could not be kept is said at the form, where it still stands. */
  async function told(item, act) {
    try {
      await act();
    } catch (error) {
      say(formOf(item.kind), text(error?.name === "QuotaExceededError" ? "Full" : "Failed"));
      throw error;
    }
  }

  function touch() {
    if (!current) return;
    current.isTouched = true;
    clearTimeout(soon);
    soon = setTimeout(() => keepTyped().catch(() => 0), SOON);
  }

  /* What is about no single question stands in the bar with the buttons, which is always in sight. */
  const say = (form, sentence) =>
    Object.assign(form.querySelector("[data-panel-error]"), { textContent: sentence, hidden: !sentence });

  async function submit(event) {
    event.preventDefault();
    const form = event.target, item = current;
    if (!item || item.isBusy) return;
    item.isBusy = true; // from here on the form as it stands now counts
    clearTimeout(soon);
    const before = refused;
    try {
      await picking;
      await told(item, () => voice.recover(rowOf(item)));
      if (refused !== before || !(await keepTheRest())) return touch();
      const files = (await store.files()).filter((file) => file.owner === item.id && file.state === "waiting");
      const wrong = window.cqttField.wrongWith(form, item.kind, files);
      if (wrong.length) return refuseAt(form, wrong), touch();
      const typed = withFiles(typedOf(form), item.kind, files);
      await told(item, () => put(item, { typed, state: "ready", sentence: "" }));
      putAway();
      document.dispatchEvent(new Event("field:kept"));
    } finally {
      item.isBusy = false;
    }
  }

  function refuseAt(form, wrong) {
    say(form, "");
    errors.show(form, wrong.map(([name, sentence]) => [name, text(sentence)]));
  }

  function putAway() {
    current = null;
    for (const panel of panels.values()) panel.hidden = true;
    delete root.dataset.writing;
  }

  function withFiles(typed, kind, files) {
    if (kind === "opinion" && files.some((file) => file.kind === "voice")) typed.with_voice = ["1"];
    if (kind === "dossier") typed.photographed = [...new Set(files.map((file) => file.paper))];
    return typed;
  }

  function pick(input) {
    const item = current, picked = [...input.files];
    if (!item) return;
    const kind = input.matches("[data-photo]") ? "photo" : "voice";
    const paper = input.closest("[data-paper]")?.dataset.paper || "";
    if (kind === "photo") input.value = ""; // the same one may be picked again
    item.isLeaving = false;
    touch();
    picking = picking.then(() => keepPicked({ item, input, left: picked, kind, paper }));
  }

  /* Keep what was picked, one after the other; what did not find room is tried again with the form. */
  async function keepPicked(what) {
    const { item, input, left, kind, paper } = what, form = formOf(item.kind);
    const key = kind === "voice" ? input : what;
    try {
      const wrong = kind === "voice" && left.length ? await voice.wrongWith(left[0]) : "";
      if (wrong) return await refuse(form, item, wrong);
      if (kind === "voice" && !left.length) await told(item, () => voice.drop(item));
      for (; left.length; left.shift()) await told(item, () => photos.keep(left[0], rowOf(item), kind, paper));
    } catch {
      return void unkept.set(key, what); // said at the form
    }
    unkept.delete(key);
    say(form, "");
    errors.clear(input.closest(".field"));
    if (current === item) await drawFiles(form);
  }

  /* Say it while the person still stands there; what was kept before stays. */
  async function refuse(form, item, wrong) {
    refused++;
    unkept.delete(form.elements.voice);
    await voice.lay(form, rowOf(item));
    refuseAt(form, [["voice", wrong]]);
  }

  /* Try again what there was no room for; tell whether all is kept now. */
  async function keepTheRest() {
    for (const what of [...unkept.values()]) await keepPicked(what);
    return !unkept.size;
  }

  /* What somebody is just saying is on the disk a second later. */
  function hear({ timeStamp, detail }) {
    const item = current;
    if (!item || timeStamp - heardAt < EACH_SECOND) return;
    heardAt = timeStamp;
    touch();
    picking = picking.then(() => voice.keepSoFar(rowOf(item), detail.soFar(), detail.name)).catch(() => 0);
  }

  async function drawFiles(form) {
    const files = current ? (await store.files()).filter((file) => file.owner === current.id) : [];
    for (const box of form.querySelectorAll("[data-pictures]")) {
      const here = files.filter((file) => file.kind === "photo" && file.paper === box.dataset.paper);
      box.querySelector("[data-thumbs]").replaceChildren(...here.map((file) => thumb(file, form)));
    }
  }

  function thumb(file, form) {
    const row = document.querySelector("template[data-thumb]").content.firstElementChild.cloneNode(true);
    const image = row.querySelector("[data-thumb-image]");
    row.querySelector("[data-thumb-name]").textContent = file.name;
    image.src = URL.createObjectURL(file.blob);
    image.onload = image.onerror = () => URL.revokeObjectURL(image.src);
    row.querySelector("[data-thumb-drop]").onclick = async () => {
      await store.dropFile(file.id);
      await drawFiles(form);
    };
    return row;
  }

  function start() {
    for (const panel of panels.values()) {
      const form = panel.querySelector("form");
      form.method = "dialog"; // kept here from now on; nothing is sent by the browser itself
      form.addEventListener("submit", (event) => submit(event).catch(() => 0)); // said at the form
      form.addEventListener("input", (event) => {
        errors.clear(event.target.closest(".field") || form);
        if (event.target.name === "promise_words") form.elements.anyway.checked = false;
        if (event.target.type !== "file") touch();
      });
      form.addEventListener("change", (event) => {
        if (event.target.type !== "file") adapt(form);
        else if (event.detail !== "laid") pick(event.target);
      });
      form.addEventListener("voice:piece", hear);
      panel.querySelector("[data-close]").addEventListener("click", () => close().catch(() => 0));
      panel.hidden = true;
    }
    const flush = () => keepTyped().catch(() => 0);
    addEventListener("pagehide", flush);
    addEventListener("pageshow", (event) => event.persisted && current && voice.lay(formOf(current.kind), rowOf(current)));
    document.addEventListener("visibilitychange", () => document.hidden && flush());
  }

  window.cqttField.forms = { start, open, close, text };
})();
