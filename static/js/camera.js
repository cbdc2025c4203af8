// Photographs papers with the camera of this computer; each picture goes into the file box that its button names.
"use strict";
(() => {
  const dialog = document.querySelector("dialog[data-camera-dialog]");
  if (!dialog || !navigator.mediaDevices?.getUserMedia) return;
  const SIZE = { width: { ideal: 2592 }, height: { ideal: 1944 } }; // small print stays readable
  const QUALITY = 0.9, REMEMBERED = "cqtt-camera";
  const part = (name) => dialog.querySelector(`[data-camera-${name}]`);
  const live = part("live"), still = part("still"), choice = part("choice"), status = part("status");
  let box = "", stream = null, turn = {};
  let picture = null, keeping = false; // a promise of the picture just taken; whether it is on its way into the box

  const tell = (name, values = {}) => {
    status.textContent = dialog.dataset["text" + name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  };

  /* One of: starting, live, still, trouble. The button that goes on has the focus, so Enter is enough. */
  function show(state) {
    for (const each of dialog.querySelectorAll("[data-when]")) each.hidden = each.dataset.when !== state;
    status.classList.toggle("error", state === "trouble");
    (dialog.querySelector(`.primary[data-when="${state}"]`) ?? part("close")).focus();
  }

  function release(some) {
    for (const track of some?.getTracks() ?? []) track.stop();
  }

  function stop() {
    turn = {};
    release(stream);
    stream = live.srcObject = null;
  }

  async function start() {
    stop();
    const mine = turn;
    tell("Starting");
    show("starting");
    try {
      const opened = await open();
      if (mine !== turn) return release(opened); // closed meanwhile, or another one was chosen
      stream = live.srcObject = opened;
      opened.getVideoTracks()[0].onended = () => fail("Lost");
      await live.play();
      await listCameras();
      if (mine !== turn) return;
      tell("Ready");
      show("live");
    } catch (error) {
      if (mine === turn) fail(reason(error));
    }
  }

  /* The camera used last, as long as it is plugged in. */
  async function open() {
    const last = localStorage.getItem(REMEMBERED);
    const ask = (more) => navigator.mediaDevices.getUserMedia({ video: { ...SIZE, ...more } });
    if (!last) return ask({ facingMode: "environment" });
    try {
      return await ask({ deviceId: { exact: last } });
    } catch (error) {
      if (reason(error) !== "None") throw error;
      localStorage.removeItem(REMEMBERED);
      return ask({ facingMode: "environment" });
    }
  }

  function reason(error) {
    if (["NotAllowedError", "SecurityError"].includes(error.name)) return "Denied";
    return ["NotFoundError", "OverconstrainedError"].includes(error.name) ? "None" : "Busy";
  }

  function fail(why) {
    stop();
    tell(why);
    show("trouble");
  }

  async function listCameras() {
    const all = (await navigator.mediaDevices.enumerateDevices()).filter((each) => each.kind === "videoinput");
    const used = stream?.getVideoTracks()[0].getSettings().deviceId;
    const name = (each, at) => each.label || `${choice.dataset.name} ${at + 1}`;
    choice.replaceChildren(...all.map((each, at) => new Option(name(each, at), each.deviceId, false, each.deviceId === used)));
    choice.parentElement.hidden = all.length < 2;
  }

  function take() {
    still.width = live.videoWidth;
    still.height = live.videoHeight;
    still.getContext("2d").drawImage(live, 0, 0);
    picture = new Promise((done) => still.toBlob(done, "image/jpeg", QUALITY));
    tell("Look");
    show("still");
  }

  /* Until the picture is in the box the window stays: whoever sends the form sends it too. */
  async function use() {
    if (keeping) return;
    keeping = true;
    try {
      keep(await picture);
    } finally {
      keeping = false; // the window can be closed whatever happened
    }
    if (stream) show("live");
  }

  /* The way of a chosen file: into the same box, which hears of it like of any other. */
  function keep(taken) {
    const input = document.getElementById(box), had = input.files.length;
    const name = dialog.dataset.textName.replace("{number}", had + 1);
    const all = new DataTransfer();
    for (const file of input.files) all.items.add(file);
    all.items.add(new File([taken], name, { type: "image/jpeg" }));
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    tell(input.files.length > had ? "Kept" : "Full", { count: input.files.length });
  }

  function showButtons() {
    for (const button of document.querySelectorAll("[data-camera][hidden]")) button.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-camera]");
    if (!button) return;
    box = button.dataset.camera;
    part("paper").textContent = button.dataset.paper;
    dialog.showModal();
    start();
  });
  part("take").onclick = take;
  part("use").onclick = use;
  part("again").onclick = () => (tell("Ready"), show("live"));
  part("retry").onclick = start;
  part("close").onclick = () => keeping || dialog.close();
  dialog.addEventListener("cancel", (event) => keeping && event.preventDefault());
  choice.onchange = () => (localStorage.setItem(REMEMBERED, choice.value), start());
  dialog.addEventListener("close", () => {
    stop();
    picture = null;
    still.width = still.height = 0; // the paper of one citizen is not left behind for the next
  });
  document.addEventListener("htmx:load", showButtons);
  showButtons();
})();
