// Frames over a picture, drawn with finger, mouse or keys. What is sent stands in the boxes of the form, rows of numbers
// in per cent. Without this script the boxes are filled in by hand.
"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg", WHOLE = 1000, SMALLEST = 15, STEP = 10, NEW = [400, 400, 200, 200];
  const SIDES = ["x", "y", "width", "height"];

  function begin(part) {
    if ("ready" in part.dataset) return;
    part.dataset.ready = "";
    const rows = [...part.querySelectorAll("[data-blur-row]")];
    const add = part.querySelector("[data-blur-add]"), remove = part.querySelector("[data-blur-remove]");
    const status = part.querySelector("[role=status]"), most = Number(part.dataset.most);
    const layer = document.createElementNS(SVG, "svg");
    layer.setAttribute("viewBox", `0 0 ${WHOLE} ${WHOLE}`);
    layer.setAttribute("preserveAspectRatio", "none");
    part.querySelector(".blur-picture").append(layer);
    let chosen = null;

    const frames = () => [...layer.querySelectorAll("rect")];
    const at = (rect) => SIDES.map((side) => Number(rect.getAttribute(side)));

    /* Put a frame where it is asked for, as far as it lies in the picture. */
    function put(rect, [x, y, width, height]) {
      const wide = Math.min(Math.max(width, SMALLEST), WHOLE), high = Math.min(Math.max(height, SMALLEST), WHOLE);
      const left = Math.min(Math.max(x, 0), WHOLE - wide), top = Math.min(Math.max(y, 0), WHOLE - high);
      [left, top, wide, high].forEach((value, number) => rect.setAttribute(SIDES[number], Math.round(value)));
    }

    function frame(values) {
      const rect = document.createElementNS(SVG, "rect");
      rect.setAttribute("tabindex", "0");
      rect.setAttribute("role", "button");
      put(rect, values);
      layer.append(rect);
      return rect;
    }

    function choose(rect) {
      chosen = rect;
      for (const each of frames()) each.setAttribute("aria-pressed", String(each === rect));
      remove.disabled = !rect;
    }

    /* The boxes are what is sent: they follow every change. */
    function write() {
      const all = frames();
      all.forEach((rect, number) => rect.setAttribute("aria-label", part.dataset.textFrame.replace("{number}", number + 1)));
      rows.forEach((row, number) => {
        const values = all[number] ? at(all[number]).map((value) => (value / 10).toFixed(1).replace(".0", "")) : [];
        row.querySelectorAll("input").forEach((input, side) => (input.value = (values[side] ?? "").replace(".", ",")));
      });
      const name = all.length >= most ? "Full" : all.length ? "Count" : "";
      status.textContent = name && part.dataset["text" + name].replace("{count}", all.length);
      add.disabled = all.length >= most;
      part.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function read() {
      const number = (typed) => parseFloat(typed.replace(",", "."));
      return rows.map((row) => [...row.querySelectorAll("input")].map((input) => (number(input.value) * WHOLE) / 100));
    }

    function takeOut() {
      const next = chosen?.nextElementSibling ?? chosen?.previousElementSibling ?? add;
      chosen?.remove();
      choose(null);
      write();
      next.focus();
    }

    const place = (event) => {
      const { left, top, width, height } = layer.getBoundingClientRect();
      return [((event.clientX - left) / width) * WHOLE, ((event.clientY - top) / height) * WHOLE];
    };

    layer.addEventListener("pointerdown", (event) => {
      if (event.button || !event.isPrimary) return;
      const old = event.target.closest("rect");
      if (!old && frames().length >= most) return;
      event.preventDefault();
      const [x, y] = place(event), rect = old ?? frame([x, y, SMALLEST, SMALLEST]), before = at(rect);
      layer.setPointerCapture(event.pointerId);
      const follow = (moved) => {
        const [toX, toY] = place(moved);
        if (old) put(rect, [before[0] + toX - x, before[1] + toY - y, before[2], before[3]]);
        else put(rect, [Math.min(x, toX), Math.min(y, toY), Math.abs(toX - x), Math.abs(toY - y)]);
      };
      const end = (done) => {
        layer.removeEventListener("pointermove", follow);
        layer.removeEventListener("pointerup", end);
        layer.removeEventListener("pointercancel", end);
        const cancelled = done.type === "pointercancel", [, , width, height] = at(rect);
        if (old && cancelled) put(rect, before);
        if (!old && (cancelled || (width <= SMALLEST && height <= SMALLEST))) rect.remove(); // a tap, no frame
        else rect.focus();
        write();
      };
      layer.addEventListener("pointermove", follow);
      layer.addEventListener("pointerup", end);
      layer.addEventListener("pointercancel", end);
    });
    layer.addEventListener("focusin", (event) => choose(event.target.closest("rect")));
    layer.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!chosen || !(way || ["Delete", "Backspace"].includes(event.key))) return;
      event.preventDefault();
      if (!way) return takeOut();
      const [x, y, width, height] = at(chosen), [right, down] = way.map((one) => one * STEP);
      put(chosen, event.shiftKey ? [x, y, width + right, height + down] : [x + right, y + down, width, height]);
      write();
    });
    add.addEventListener("click", () => {
      const rect = frame(NEW);
      write();
      rect.focus();
    });
    remove.addEventListener("click", takeOut);

    for (const values of read()) if (values.length === 4 && values.every(Number.isFinite)) frame(values);
    write();
    part.querySelector("[data-blur-boxes]").hidden = true;
    for (const each of part.querySelectorAll("[data-blur-help], [data-blur-buttons]")) each.hidden = false;
  }

  const beginAll = () => document.querySelectorAll("[data-blur]").forEach(begin);
  document.addEventListener("htmx:load", beginAll);
  beginAll();
})();
