// The forms of the field page: what is typed is on the device a moment later, also before "Lưu" is pressed, so that a
// tablet that dies in the middle of a sentence has lost at most that word.
"use strict";
(() => {
  const { store, photos } = window.cqttField;
  const root = document.getElementById("field");
  const panels = new Map([...document.querySelectorAll("[data-panel]")].map((panel) => [panel.dataset.panel, panel]));
  const SOON = 250;
  const text = (name) => root.dataset["text" + name] || "";
  let current = null; // the item whose form is open: not in the database before something is typed
  let soon = 0, offering = false;
  const unkept = new Set(); // boxes whose files could not be kept: there was no room
  let saving = Promise.resolve(), picking = Promise.resolve();

  const formOf = (kind) => panels.get(kind).querySelector("form");
  const officer = () => ({ id: Number(root.dataset.officer), name: root.dataset.name });

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
    for (const more of form.querySelectorAll("details")) more.open = [...more.querySelectorAll("input, select, textarea")].some((box) => box.value && box.value !== "0");
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

  async function open(kind, item = null) {
    await close();
    current = item || fresh(kind);
    const form = formOf(kind);
    fill(form, current.typed);
    complain(form, "");
    unkept.clear();
    await offerVoice(form);
    await drawFiles(form);
    for (const [name, panel] of panels) panel.hidden = name !== kind;
    root.dataset.writing = kind;
    scrollTo({ top: 0 });
    panels.get(kind).querySelector("h2").focus({ preventScroll: true });
  }

  /* Put the form away; what was begun stays on the list, what was never touched leaves nothing. */
  async function close() {
    if (!current) return;
    await finishSpeaking(formOf(current.kind));
    await picking;
    await keepTyped();
    // Only looked at: it is to be sent as before.
    if (current.was && !current.touched) await put(current, { state: current.was });
    putAway();
  }

  /* One after the other, so that no earlier state of a form comes after a later one. */
  function put(item, changes) {
    const { touched, busy, was, ...row } = item;
    saving = saving.catch(() => 0).then(() => store.change((items) => items.put({ ...row, ...changes })));
    return saving;
  }

  async function keepTyped() {
    clearTimeout(soon);
    const item = current;
    if (!item || !item.touched || item.busy) return;
    item.typed = typedOf(formOf(item.kind));
    await told(item, () => put(item, {}));
  }

  /* What could not be kept is said at the form, where it still stands. */
  async function told(item, act) {
    try {
      await act();
    } catch (error) {
      complain(formOf(item.kind), text(error?.name === "QuotaExceededError" ? "Full" : "Failed"));
      throw error;
    }
  }

  function touch() {
    if (!current) return;
    current.touched = true;
    clearTimeout(soon);
    soon = setTimeout(() => keepTyped().catch(() => 0), SOON);
  }

  function complain(form, sentence) {
    const place = form.querySelector("[data-panel-error]");
    place.textContent = sentence;
    place.hidden = !sentence;
    if (sentence) place.scrollIntoView({ block: "nearest" });
  }

  async function submit(event) {
    event.preventDefault();
    const form = event.target, item = current;
    if (!item || item.busy) return;
    item.busy = true; // from here on the form as it stands now counts
    clearTimeout(soon);
    try {
      await picking;
      const files = (await store.files()).filter((file) => file.owner === item.id && file.state !== "refused");
      const wrong = unkept.size ? "Full" : window.cqttField.wrongWith(form, item.kind, files);
      if (wrong) return complain(form, text(wrong)), touch();
      const typed = withFiles(typedOf(form), item.kind, files);
      await told(item, () => put(item, { typed, state: "ready", sentence: "" }));
      putAway();
      document.dispatchEvent(new Event("field:kept"));
    } finally {
      item.busy = false;
    }
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
    touch();
    picking = picking.then(() => keepPicked(item, input, picked, kind, paper));
  }

  async function keepPicked(item, input, picked, kind, paper) {
    const { touched, busy, was, ...row } = item;
    try {
      for (const file of picked) await told(item, () => photos.keep(file, row, kind, paper));
      if (kind === "photo") input.value = "";
      else if (!picked.length) await dropVoice(item);
      unkept.delete(input);
    } catch {
      return unkept.add(input); // said at the form
    }
    if (current === item) await drawFiles(formOf(item.kind));
  }

  async function dropVoice(item) {
    const voice = await photos.voiceOf(item);
    if (voice) await photos.drop(voice.id);
  }

  /* Whoever puts the form away while speaking has finished speaking. */
  function finishSpeaking(form) {
    const stop = form.querySelector("[data-voice-stop]:not([hidden])");
    if (!stop) return null;
    return new Promise((done) => {
      form.elements.voice.addEventListener("change", done, { once: true });
      setTimeout(done, 2000); // a microphone that does not answer keeps nobody
      stop.click();
    });
  }

  /* Lay the voice note that is kept with the item into its box again, where it can be heard (voice.js); or nothing. */
  async function offerVoice(form) {
    const input = form.elements.voice, voice = input && (await photos.voiceOf(current));
    if (!input) return;
    const all = new DataTransfer();
    if (voice) all.items.add(new File([voice.blob], voice.name, { type: voice.blob.type }));
    input.files = all.files;
    offering = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    offering = false;
    const box = input.closest("[data-voice]");
    if (!voice) box.querySelector("[data-voice-status]").textContent = box.dataset.textReady;
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
      await photos.drop(file.id);
      await drawFiles(form);
    };
    return row;
  }

  function start() {
    for (const panel of panels.values()) {
      const form = panel.querySelector("form");
      form.method = "dialog"; // kept here from now on; nothing is sent by the browser itself
      form.addEventListener("submit", submit);
      form.addEventListener("input", (event) => event.target.type === "file" || touch());
      form.addEventListener("change", (event) => {
        if (event.target.type === "file") offering || pick(event.target);
        else adapt(form);
      });
      panel.querySelector("[data-close]").addEventListener("click", () => close().catch(() => 0));
      panel.hidden = true;
    }
    const flush = () => keepTyped().catch(() => 0);
    addEventListener("pagehide", flush);
    document.addEventListener("visibilitychange", () => document.hidden && flush());
  }

  window.cqttField.forms = { start, open, close, text };
})();
