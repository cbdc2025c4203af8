// The files picked at a desk, before they are sent with the form: seen one by one, added to, dropped, never too much.
// What it says stands in data-text-… of the list. Without this script the browser's own file box does the work.
"use strict";
(() => {
  const THUMBNAIL = 96;
  const kept = new WeakMap(); // file box → what is in it
  const listOf = (input) => document.getElementById(input.dataset.list);
  const boxes = () => [...document.querySelectorAll("input[type=file][data-list]")];

  const say = (list, name, values) => list.dataset["text" + name].replace(/\{(\w+)\}/g, (_, key) => values[key]);

  /* Picking again adds to what is there: the browser alone would put the new files in place of the photos. */
  function changed(input) {
    const before = kept.get(input) ?? [], known = new Set(before.map(key));
    const fresh = [...input.files].filter((file) => !known.has(key(file)));
    const list = listOf(input), said = [];
    let all = [...before];
    let room = list.dataset.totalBytes - sum(boxes().filter((other) => other !== input)) - size(all);
    for (const file of fresh) {
      if (file.size > list.dataset.maxBytes) said.push(say(list, "TooBig", { name: file.name }));
      else if (file.size > room) said.push(say(list, "Full", { name: file.name }));
      else all.push(file), (room -= file.size);
    }
    put(input, all, said.join(" "));
  }

  const key = (file) => [file.name, file.size, file.lastModified].join();
  const size = (files) => files.reduce((bytes, file) => bytes + file.size, 0);
  const sum = (inputs) => size(inputs.flatMap((input) => [...input.files]));

  function put(input, files, sentence = "") {
    const all = new DataTransfer();
    for (const file of files) all.items.add(file);
    input.files = all.files;
    kept.set(input, [...input.files]);
    const list = listOf(input);
    list.replaceChildren(...kept.get(input).map((file) => row(input, file)));
    list.nextElementSibling.textContent = sentence;
  }

  function row(input, file) {
    const pattern = document.querySelector("template[data-picked]").content;
    const line = pattern.firstElementChild.cloneNode(true);
    const drop = line.querySelector("button");
    line.querySelector("span").textContent = file.name;
    drop.ariaLabel = `${drop.textContent.trim()}: ${file.name}`;
    drop.onclick = () => {
      put(input, kept.get(input).filter((other) => other !== file));
      input.focus();
    };
    draw(line.querySelector("canvas"), file);
    return line;
  }

  async function draw(canvas, file) {
    try {
      const picture = await createImageBitmap(file, { resizeWidth: THUMBNAIL, imageOrientation: "from-image" });
      canvas.width = picture.width;
      canvas.height = picture.height;
      canvas.getContext("2d").drawImage(picture, 0, 0);
      picture.close();
    } catch {
      canvas.remove(); // a PDF, or what the server will explain
    }
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=file][data-list]")) changed(event.target);
  });
  for (const input of boxes()) if (input.files.length) changed(input); // kept by the browser over a reload
})();
