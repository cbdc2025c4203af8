// Pictures and voice notes of the hamlet: made smaller, digested, and kept with the item they belong to.
"use strict";
(() => {
  const { store } = window.cqttField;
  const PLAIN = ["image/jpeg", "image/png", "image/webp"];
  const MAX_SIDE = 2000, PLAIN_BYTES = 1.2e6;

  async function digest(buffer) {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", buffer));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /* A camera's picture is larger than anybody needs to see a road; a small one stays as it is. */
  async function smaller(file) {
    if (!file.type.startsWith("image/")) return file;
    try {
      const photo = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, MAX_SIDE / Math.max(photo.width, photo.height));
      const plain = PLAIN.includes(file.type);
      if (plain && scale === 1 && file.size <= PLAIN_BYTES) return photo.close(), file;
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(photo.width * scale);
      canvas.height = Math.round(photo.height * scale);
      const pen = canvas.getContext("2d");
      pen.fillStyle = "white";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(photo, 0, 0, canvas.width, canvas.height);
      photo.close();
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      return !blob || (plain && blob.size >= file.size) ? file : renamed(blob, file.name);
    } catch {
      return file; // what the browser cannot read, the server explains
    }
  }

  const renamed = (blob, name) => new File([blob], name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });

  /* Keep a picked file with its item, begun in the same act if it is new: no file is ever there without one. The same
     picture of the same thing is one, however often it is picked. */
  async function keep(file, item, kind, paper) {
    const small = kind === "photo" ? await smaller(file) : file;
    const buffer = await small.arrayBuffer();
    const row = {
      id: crypto.randomUUID(),
      owner: item.id,
      session: item.session,
      officer: item.officer,
      kind,
      paper,
      name: small.name,
      blob: new Blob([buffer], { type: small.type }),
      sha256: await digest(buffer),
      madeAt: new Date().toISOString(),
      state: "waiting",
    };
    const others = (await store.files()).filter((each) => each.owner === item.id && each.kind === kind);
    const isSame = (each) => each.state === "waiting" && each.paper === paper && each.sha256 === row.sha256;
    if (kind === "photo" && others.some(isSame)) return;
    await store.change((items, files) => {
      items.get(item.id).onsuccess = ({ target }) => target.result || items.put(item);
      if (kind === "voice") for (const each of others) files.delete(each.id); // of a voice note there is one
      files.put(row);
    });
  }

  window.cqttField.photos = { keep };
})();
