// Buttons that write the marks of bold words, lists and links, for whoever does not know them.
"use strict";
(() => {
  const TOOLS = "[data-tools]";

  function show(root) {
    for (const tools of root.querySelectorAll(TOOLS)) tools.hidden = false;
  }

  // Through the browser's own editing, so that Ctrl+Z takes it back.
  function write(box, text, from, to) {
    box.focus();
    box.setSelectionRange(from, to);
    if (document.execCommand("insertText", false, text)) return;
    box.setRangeText(text, from, to, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function around(box, mark, sample) {
    const [from, to] = [box.selectionStart, box.selectionEnd];
    const words = box.value.slice(from, to).trim() || sample;
    write(box, mark + words + mark, from, to);
    box.setSelectionRange(from + mark.length, from + mark.length + words.length);
  }

  function before(box, mark, sample) {
    const from = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
    const end = box.value.indexOf("\n", box.selectionEnd);
    const to = end < 0 ? box.value.length : end;
    const lines = (box.value.slice(from, to) || sample).split("\n");
    const opening = from > 0 && box.value[from - 2] !== "\n" && !box.value.slice(0, from - 1).split("\n").at(-1).startsWith(mark) ? "\n" : "";
    write(box, opening + lines.map((line) => (line.startsWith(mark) ? line : mark + line)).join("\n"), from, to);
  }

  function link(box, address, sample) {
    const [from, to] = [box.selectionStart, box.selectionEnd];
    const words = box.value.slice(from, to).trim() || sample;
    write(box, `[${words}](${address})`, from, to);
    const at = from + words.length + 3 + address.length;
    box.setSelectionRange(at, at);
  }

  document.addEventListener("click", (event) => {
    const tool = event.target.closest?.(`${TOOLS} button`);
    if (!tool) return;
    const box = document.getElementById(tool.closest(TOOLS).dataset.tools);
    const { around: mark, before: start, link: address, sample } = tool.dataset;
    if (mark) around(box, mark, sample);
    else if (start) before(box, start, sample);
    else link(box, address, sample);
  });
  document.addEventListener("htmx:load", (event) => show(event.detail.elt));
  show(document);
})();
