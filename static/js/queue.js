// The queue: tick all boxes of the page with one press, and say how many are ticked. Without scripts a link does it.
"use strict";

const BOX = "#queue input[name=chon]";

function sayHowMany() {
  const line = document.querySelector("[data-ticked]");
  if (!line) return;
  const ticked = document.querySelectorAll(`${BOX}:checked`).length;
  line.textContent = ticked ? line.dataset.ticked.replace("{count}", ticked) : "";
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-tick-all]");
  if (!link) return;
  event.preventDefault();
  const boxes = [...document.querySelectorAll(BOX)];
  const tick = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = tick;
  [link.textContent, link.dataset.tickAll] = [link.dataset.tickAll, link.textContent];
  sayHowMany();
});
document.addEventListener("change", (event) => { if (event.target.matches(BOX)) sayHowMany(); });
sayHowMany();
