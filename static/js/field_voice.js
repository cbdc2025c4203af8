// A voice note on the tablet: looked at before it is kept, kept while it is being spoken, and laid into its box again.
"use strict";
(() => {
  const { store, photos } = window.cqttField;
  const { voiceBytes, voiceSeconds, textVoiceCut } = document.getElementById("field").dataset;
  const SEGMENT = 0x18538067, CLUSTER = 0x1f43b675;
  const PATIENCE = 2000; // a file or a microphone that does not answer keeps nobody

  const notesOf = async (item) => (await store.files()).filter((file) => file.owner === item.id && file.kind === "voice");

  /* The name of the sentence that says why the server would refuse it; "" where nothing is wrong. */
  async function wrongWith(file) {
    if (file.size > Number(voiceBytes)) return "VoiceLarge";
    if (!(await isSound(file))) return "VoiceKind";
    return (await secondsOf(file)) > Number(voiceSeconds) ? "VoiceLong" : "";
  }

  /* The content decides, as at the server: WebM, Ogg or MP4. */
  async function isSound(file) {
    const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 8).arrayBuffer()));
    return head.startsWith("\x1a\x45\xdf\xa3") || head.startsWith("OggS") || head.endsWith("ftyp");
  }

  /* How long it lasts, as far as this browser can tell; some tell it only after going to the end. */
  function secondsOf(file) {
    const player = new Audio(), address = URL.createObjectURL(file);
    return new Promise((done) => {
      player.onloadedmetadata = player.ondurationchange = () => {
        if (player.duration === Infinity) player.currentTime = 1e6;
        else done(player.duration);
      };
      player.onerror = () => done(0);
      setTimeout(done, PATIENCE, 0);
      player.src = address;
    }).finally(() => (player.removeAttribute("src"), URL.revokeObjectURL(address)));
  }

  /* What was said so far, while it is being said: a tablet that dies now has lost the last second. */
  function keepSoFar(item, blob, name) {
    const { session, officer } = item;
    const row = { id: `speaking-${item.id}`, owner: item.id, session, officer, kind: "voice", name, blob, state: "speaking" };
    return store.change((items, files) => {
      items.get(item.id).onsuccess = ({ target }) => target.result || items.put(item);
      files.put(row);
    });
  }

  /* Without the element of a WebM that was only begun when the recording was cut off. */
  async function wholeOf(blob) {
    const bytes = new DataView(await blob.arrayBuffer()), { byteLength: end } = bytes;
    if (end < 4 || bytes.getUint32(0) !== 0x1a45dfa3) return blob;
    let at = 0, whole = 0;
    for (; at < end; ) {
      whole = at;
      const size = at + Math.clz32(bytes.getUint8(at)) - 23; // the first bits tell how long each number is
      if (size >= end) break;
      const body = size + Math.clz32(bytes.getUint8(size)) - 23;
      if (body > end) break;
      const opens = size - at === 4 && [SEGMENT, CLUSTER].includes(bytes.getUint32(at));
      at = opens ? body : body + lengthAt(bytes, size, body);
    }
    return at === end ? blob : blob.slice(0, whole, blob.type);
  }

  function lengthAt(bytes, at, body) {
    let length = bytes.getUint8(at) & (0xff >> (body - at));
    while (++at < body) length = length * 256 + bytes.getUint8(at);
    return length;
  }

  /* What a recording that was cut off left behind is the voice note, unless a longer one is there. */
  async function recover(item) {
    const notes = await notesOf(item);
    const cut = notes.find((note) => note.state === "speaking"), whole = notes.find((note) => note !== cut);
    if (!cut) return false;
    if (whole && whole.blob.size >= cut.blob.size) return store.dropFile(cut.id), false;
    await photos.keep(new File([await wholeOf(cut.blob)], cut.name, { type: cut.blob.type }), item, "voice", "");
    return true;
  }

  /* Lay the voice note that is kept with the item into its box again, where it can be heard (voice.js); or nothing. */
  async function lay(form, item) {
    const input = form.elements.voice;
    if (!input) return;
    const isCut = await recover(item);
    const [note] = await notesOf(item), all = new DataTransfer();
    if (note) all.items.add(new File([note.blob], note.name, { type: note.blob.type }));
    input.files = all.files;
    input.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "laid" }));
    const box = input.closest("[data-voice]"), said = isCut ? textVoiceCut : note ? "" : box.dataset.textReady;
    if (said) box.querySelector("[data-voice-status]").textContent = said;
  }

  async function drop(item) {
    for (const note of await notesOf(item)) await store.dropFile(note.id);
  }

  /* Whoever puts the form away while speaking has finished speaking. */
  function finish(form) {
    const stop = form.querySelector("[data-voice-stop]:not([hidden])");
    if (!stop) return null;
    return new Promise((done) => {
      form.elements.voice.addEventListener("change", done, { once: true });
      setTimeout(done, PATIENCE);
      stop.click();
    });
  }

  window.cqttField.voice = { wrongWith, keepSoFar, recover, lay, drop, finish };
})();
