// Where the telephone is, when its owner asks for it to be written down; five decimals are about a metre.
"use strict";
(() => {
  const part = document.querySelector("[data-position]");
  const boxes = ["latitude", "longitude"].map((name) => document.querySelector(`input[name=${name}]`));
  if (!part || boxes.includes(null) || !navigator.geolocation) return;
  const ask = part.querySelector("[data-position-ask]"), drop = part.querySelector("[data-position-drop]");
  const status = part.querySelector("[role=status]");

  function tell(name, meters) {
    status.textContent = name ? part.dataset["text" + name].replace("{meters}", meters) : "";
  }

  function write(values) {
    boxes.forEach((box, number) => {
      box.value = values ? values[number].toFixed(5) : "";
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
    drop.hidden = !values;
  }

  ask.addEventListener("click", () => {
    ask.disabled = true;
    tell("Asking");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        ask.disabled = false;
        write([coords.latitude, coords.longitude]);
        tell("Found", Math.max(1, Math.round(coords.accuracy)));
      },
      (problem) => {
        ask.disabled = false;
        tell(problem.code === problem.PERMISSION_DENIED ? "Denied" : "Failed");
      },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
    );
  });
  drop.addEventListener("click", () => {
    write(null);
    tell("");
    ask.focus();
  });
  part.hidden = false;
  drop.hidden = !boxes[0].value;
  if (boxes[0].value) tell("Kept");
})();
