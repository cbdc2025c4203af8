/* The file picker: makes photos smaller and sends each file as soon as it is picked. Loaded with `defer`.
   Without this script the form is sent as a whole. What it says stands in data-text-… of the form, what it
   shows of a file on its way in the page's template[data-upload-progress]. */
(() => {
  "use strict";
  const PLAIN = ["image/jpeg", "image/png", "image/webp"];
  const MAX_SIDE = 2200, MAX_PHOTO_BYTES = 1.2e6, AT_ONCE = 2, PATIENCE = 300000;
  const forms = new Map(); // address → the form as it is on the page now
  let jobs = []; // one per picked file, until the server shows the file itself
  let goOn = null; // the "continue" button, when it was pressed while files were on their way
  let warned = false;

  const say = (form, name, values = {}) =>
    (form.dataset["text" + name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const announce = (text) => (document.querySelector("[data-upload-live]").textContent = text);
  const formOf = (job) => forms.get(job.address);
  const underWay = () => jobs.filter((job) => job.state === "sending" || job.state === "waiting");

  function add(form, file) {
    const pattern = document.querySelector("template[data-upload-progress]").content;
    const row = pattern.firstElementChild.cloneNode(true);
    const part = (name) => row.querySelector(name);
    const job = { address: form.action, file, row, bar: part("progress") };
    job.note = part("[data-upload-state]");
    job.retry = part("[data-upload-retry]");
    part("[data-upload-name]").textContent = job.bar.ariaLabel = file.name;
    const act = (button, onclick) =>
      Object.assign(button, { onclick, ariaLabel: `${button.textContent.trim()}: ${file.name}` });
    act(job.retry, () => start([job]));
    act(part("[data-upload-drop]"), () => drop(job));
    jobs.push(job);
    show(job, "waiting", say(form, "Waiting"));
  }

  function show(job, state, text) {
    const stopped = state === "failed" || state === "lost" || state === "refused";
    job.row.dataset.state = job.state = state;
    job.note.textContent = text;
    job.retry.hidden = !stopped || state === "refused"; // the same file would be refused again
    job.bar.hidden = stopped;
    if (!stopped) return;
    announce(`${job.file.name}: ${text}`);
    next();
  }

  function remove(job) {
    jobs = jobs.filter((other) => other !== job);
    job.row.remove();
    next();
  }

  function drop(job) {
    job.xhr?.abort();
    formOf(job).querySelector("input[type=file]").focus();
    remove(job);
  }

  function start(some) {
    for (const job of some) show(job, "waiting", say(formOf(job), "Waiting"));
    next();
  }

  /* One at a time for a paper, so that its pages keep their order and no answer hides a later one. */
  function next() {
    for (const job of jobs) {
      const busy = jobs.filter((other) => other.state === "sending");
      const taken = busy.length >= AT_ONCE || busy.some((other) => other.address === job.address);
      if (job.state === "waiting" && !taken) send(job);
    }
    if (!underWay().length) goOn?.click();
  }

  async function send(job) {
    const form = formOf(job);
    show(job, "sending", say(form, "Preparing"));
    job.small ??= await smaller(job.file);
    if (!jobs.includes(job)) return; // dropped meanwhile
    if (job.small.size > form.dataset.maxBytes) return show(job, "failed", say(form, "TooBig"));
    const body = new FormData();
    for (const input of form.querySelectorAll("input[type=hidden]")) body.append(input.name, input.value);
    body.append("files", job.small);
    const xhr = (job.xhr = new XMLHttpRequest());
    xhr.open("POST", job.address);
    xhr.timeout = PATIENCE;
    xhr.setRequestHeader("HX-Request", "true");
    xhr.setRequestHeader("X-CSRFToken", body.get("csrf_token"));
    xhr.upload.onprogress = (event) => {
      job.bar.value = Math.round((100 * event.loaded) / event.total);
      job.note.textContent = say(form, "Sending", { percent: job.bar.value });
    };
    xhr.upload.onload = () => (job.note.textContent = say(form, "Processing")); // all is there; the server looks at it
    xhr.onload = () => answered(job, xhr);
    xhr.onerror = xhr.ontimeout = () => show(job, "lost", say(form, "Lost"));
    xhr.send(body);
  }

  function answered(job, xhr) {
    const form = formOf(job);
    const elsewhere = xhr.getResponseHeader("HX-Redirect");
    if (elsewhere) {
      jobs = [];
      return location.assign(elsewhere);
    }
    const answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const block = form.closest("section[id]");
    const fresh = answer.getElementById(block.id);
    const sentence = answer.querySelector("[data-upload-error], [data-message]")?.textContent.trim();
    if (xhr.status >= 400 && sentence) return show(job, xhr.status === 422 ? "refused" : "failed", sentence);
    const trouble = xhr.status === 413 ? "TooBig" : "Failed";
    if (xhr.status !== 200 || !fresh) return show(job, "failed", say(form, trouble));
    announce(say(form, "Done", { name: job.file.name }));
    replace(block, document.adoptNode(fresh));
    remove(job);
  }

  /* Put the server's block in place of ours; rows of files still on their way and the focus move over. */
  function replace(block, fresh) {
    const focused = block.contains(document.activeElement) ? document.activeElement : null;
    block.replaceWith(fresh);
    enhance();
    window.htmx?.process(fresh);
    (focused?.isConnected ? focused : document.getElementById(focused?.id))?.focus();
  }

  async function smaller(file) {
    if (!file.type.startsWith("image/")) return file;
    try {
      const plain = PLAIN.includes(file.type);
      const photo = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, MAX_SIDE / Math.max(photo.width, photo.height));
      const canvas = document.createElement("canvas");
      if (plain && scale === 1 && file.size <= MAX_PHOTO_BYTES) return photo.close(), file;
      canvas.width = Math.round(photo.width * scale);
      canvas.height = Math.round(photo.height * scale);
      const pen = canvas.getContext("2d");
      pen.fillStyle = "white";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(photo, 0, 0, canvas.width, canvas.height);
      photo.close();
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      if (!blob || (plain && blob.size >= file.size)) return file;
      return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
    } catch {
      return file; // what the browser cannot read, the server explains
    }
  }

  function enhance() {
    for (const form of document.querySelectorAll("form[data-upload]")) {
      if (forms.get(form.action) === form) continue;
      forms.set(form.action, form);
      form.dataset.ready = "";
      for (const plain of form.querySelectorAll("button:not([type=button])")) plain.hidden = true;
      for (const input of form.querySelectorAll("input[type=file]")) listen(input, form);
      place(form);
    }
  }

  function place(form) {
    const rows = jobs.filter((job) => job.address === form.action).map((job) => job.row);
    const list = form.closest("section[id]").querySelector("[data-upload-list]");
    list.append(...rows);
    if (rows.length) list.hidden = false;
  }

  /* Listens on the input itself: while the camera was open, its form may have been replaced. */
  function listen(input, form) {
    const take = () => {
      const now = forms.get(form.action);
      for (const file of input.files) add(now, file);
      input.value = "";
      place(now);
      warned = false;
      next();
    };
    input.addEventListener("change", take);
    if (input.files.length) queueMicrotask(take); // picked before this script arrived, on a slow network
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-upload-continue]");
    if (!pressed) return;
    const count = underWay().length;
    goOn = count ? pressed : null;
    if (!jobs.length || (warned && !count)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    warned = !count;
    announce(say(pressed, count ? "Wait" : "Unsent", { count: count || jobs.length }));
  }, true);
  addEventListener("online", () => start(jobs.filter((job) => job.state === "lost")));
  addEventListener("beforeunload", (event) => underWay().length && event.preventDefault());
  document.addEventListener("htmx:afterSwap", enhance);
  enhance();
})();
