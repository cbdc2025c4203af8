// Records what somebody says and puts it into the file box of the form, from where it goes like any other file.
// What it says stands in data-text-… of the markup. Without this script the file box alone does the work.
"use strict";
(() => {
  const KINDS = { "audio/webm;codecs=opus": ".webm", "audio/mp4": ".m4a", "audio/ogg;codecs=opus": ".ogg" };
  const BITS_A_SECOND = 32000; // two minutes are half a megabyte
  const LAST_SECONDS = 15, TICK_MS = 200, PIECE_MS = 250;
  const kind = Object.keys(KINDS).find((each) => window.MediaRecorder?.isTypeSupported(each));
  if (!kind || !navigator.mediaDevices?.getUserMedia) return;
  let running = null; // the one recording under way, with everything that must be ended with it

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

  function enhance(box) {
    if ("ready" in box.dataset) return;
    box.dataset.ready = "";
    const part = (name) => box.querySelector(`[data-voice-${name}]`);
    const input = box.querySelector("input[type=file]"), player = part("player"), status = part("status");
    const most = Number(box.dataset.seconds), name = box.dataset.name + KINDS[kind];
    const tell = (name, values = {}) => {
      status.textContent = box.dataset["text" + name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
    };

    /* One of: idle, asking, recording, recorded. */
    function show(state) {
      for (const each of box.querySelectorAll("[data-when]")) each.hidden = !each.dataset.when.split(" ").includes(state);
      status.classList.remove("error");
    }

    function fail(why) {
      show(input.files.length ? "recorded" : "idle");
      tell(why);
      status.classList.add("error");
      part("record").focus();
    }

    async function record() {
      if (running) return;
      player.pause();
      const mine = (running = { input, stop, cancel });
      show("asking");
      tell("Asking");
      try {
        mine.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
        if (mine !== running) return release(mine);
        begin(mine);
      } catch (error) {
        release(mine);
        fail(reason(error));
      }
    }

    function begin(mine) {
      const pieces = [], soFar = () => new Blob(pieces, { type: kind.split(";")[0] });
      mine.recorder = new MediaRecorder(mine.stream, { mimeType: kind, audioBitsPerSecond: BITS_A_SECOND });
      mine.recorder.ondataavailable = (event) => {
        if (event.data.size) mine.heard ??= performance.now() - PIECE_MS; // a microphone may take a moment to wake
        pieces.push(event.data);
        if (event.data.size) box.dispatchEvent(new CustomEvent("voice:piece", { bubbles: true, detail: { soFar, name } }));
      };
      mine.recorder.onstop = () => keep(mine, soFar());
      mine.stream.getAudioTracks()[0].onended = stop; // the microphone was pulled out
      mine.recorder.start(PIECE_MS);
      mine.timer = setInterval(tick, TICK_MS, mine);
      listen(mine);
      show("recording");
      tell("Recording");
      tick(mine);
      part("stop").focus();
    }

    function tick(mine) {
      const seconds = spoken(mine);
      part("clock").textContent = `${clock(seconds)} / ${clock(most)}`;
      if (mine.analyser) part("level").value = loudness(mine);
      if (!mine.warned && seconds > most - LAST_SECONDS) {
        mine.warned = true;
        tell("Ending", { seconds: LAST_SECONDS });
      }
      if (seconds >= most) mine.full = true, stop();
    }

    function stop() {
      if (running?.recorder?.state === "recording") running.recorder.stop();
    }

    function cancel() {
      const mine = running;
      if (mine.recorder) mine.recorder.onstop = null;
      release(mine);
      show(input.files.length ? "recorded" : "idle");
      tell("Ready");
    }

    function keep(mine, blob) {
      const seconds = Math.min(spoken(mine), most);
      release(mine);
      if (!blob.size) return fail("Empty");
      put(new File([blob], name, { type: blob.type }));
      tell(mine.full ? "Full" : "Recorded", { time: clock(seconds) });
      if (mine.after) mine.after();
      else player.focus();
    }

    function put(file) {
      const all = new DataTransfer();
      if (file) all.items.add(file);
      input.files = all.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    /* What is in the file box can be heard, whether it was recorded here or chosen. */
    function changed() {
      if (player.src) URL.revokeObjectURL(player.src);
      const file = input.files[0];
      if (file) player.src = URL.createObjectURL(file);
      else player.removeAttribute("src");
      show(file ? "recorded" : "idle");
      if (file) tell("Chosen", { name: file.name });
    }

    function remove() {
      player.pause();
      put(null);
      tell("Removed");
      part("record").focus();
    }

    /* A recording does not say how long it is until the browser has gone to its end once. */
    player.addEventListener("loadedmetadata", () => {
      if (player.duration !== Infinity) return;
      player.addEventListener("durationchange", () => (player.currentTime = 0), { once: true });
      player.currentTime = 1e6;
    });
    part("record").onclick = part("again").onclick = record;
    part("stop").onclick = stop;
    part("remove").onclick = remove;
    input.addEventListener("change", changed);
    input.removeAttribute("capture"); // the telephone's own recorder is for pages without this script
    part("recorder").hidden = false;
    show("idle");
    if (input.files.length) changed();
    else tell("Ready");
  }

  /* Seconds since the first sound arrived: the clock stands still while nothing is recorded. */
  const spoken = (mine) => (mine.heard === undefined ? 0 : (performance.now() - mine.heard) / 1000);

  function reason(error) {
    if (["NotAllowedError", "SecurityError"].includes(error.name)) return "Denied";
    return ["NotFoundError", "OverconstrainedError"].includes(error.name) ? "None" : "Busy";
  }

  function listen(mine) {
    try {
      mine.context = new AudioContext();
      mine.analyser = mine.context.createAnalyser();
      mine.context.createMediaStreamSource(mine.stream).connect(mine.analyser);
      mine.samples = new Uint8Array(mine.analyser.fftSize);
    } catch {
      mine.analyser = null; // no level then; the recording goes on
    }
  }

  function loudness(mine) {
    mine.analyser.getByteTimeDomainData(mine.samples);
    return Math.max(...mine.samples.map((value) => Math.abs(value - 128))) / 1.28;
  }

  function release(mine) {
    clearInterval(mine.timer);
    for (const track of mine.stream?.getTracks() ?? []) track.stop();
    mine.context?.close();
    if (running === mine) running = null;
  }

  /* Who sends the form while speaking has finished speaking: the recording goes with it. */
  addEventListener("submit", (event) => {
    if (!running || running.input.form !== event.target) return;
    if (!running.recorder) return running.cancel();
    event.preventDefault();
    event.stopImmediatePropagation();
    running.after = () => event.target.requestSubmit(event.submitter);
    running.stop();
  }, true);
  addEventListener("pagehide", () => running?.cancel());
  const enhanceAll = () => document.querySelectorAll("[data-voice]").forEach(enhance);
  document.addEventListener("htmx:load", enhanceAll);
  enhanceAll();
})();
