/* Voting and raising a hand where one reads, on a page that is kept up to date for all alike.

   <form data-here="ID"> is sent without leaving the page, with the page's own token and an id of the ballot that stays the same
   until it got through: pressed again after a lost line, it counts once. The answer is put into the place with that ID, which
   pushes leave alone. <span data-left="SECONDS"> says how much time is left. */
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");

  const newId = () => {
    if (globalThis.crypto?.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };
  const pending = new Map(); // what was pressed and has not got through yet: its ballot's id
  let turn = 0;

  const send = async (form, pressed) => {
    const mine = ++turn;
    const what = `${form.action} ${pressed?.value || ""}`;
    if (!pending.has(what)) pending.set(what, newId());
    const body = new URLSearchParams({ part: "1", client_id: pending.get(what) });
    if (pressed?.name) body.set(pressed.name, pressed.value);
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value || "");
    const lost = form.dataset.lost;
    let words = null;
    try {
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "error" });
      if (answer.ok || answer.status === 409) { words = await answer.text(); pending.delete(what); }
    } catch { /* said below */ }
    const place = document.getElementById(form.dataset.here);
    if (!place || mine !== turn) return; // the vote is over, or something else was pressed since
    const within = place.contains(document.activeElement);
    if (words !== null) place.innerHTML = words;
    else if (within) place.querySelector("p.lost") || place.prepend(Object.assign(document.createElement("p"), { className: "lost", textContent: lost }));
    else place.textContent = lost;
    if (within && place.tabIndex === -1) place.focus({ preventScroll: true });
  };
  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.("form[data-here]")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });

  /* The time left is reckoned from when it was read, by this device's own steady clock: its calendar may be wrong. */
  const ends = new WeakMap();
  const tick = () => {
    for (const place of document.querySelectorAll("[data-left]")) {
      const said = place.dataset.left;
      if (ends.get(place)?.said !== said) ends.set(place, { said, at: performance.now() + 1000 * said });
      const left = Math.max(0, Math.ceil((ends.get(place).at - performance.now()) / 1000));
      const words = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (place.textContent !== words) place.textContent = words;
    }
  };
  const start = () => {
    tick();
    setInterval(tick, 1000);
    for (const region of document.querySelectorAll("[data-live]"))
      new MutationObserver(tick).observe(region, { childList: true, subtree: true, attributeFilter: ["data-left"] });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
