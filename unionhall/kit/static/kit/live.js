/* Keeps a region of the page up to date while it is open.

   <section id="result" data-live="TICKET"> opens /live/TICKET. Each event's data is HTML; every outermost
   element in it replaces the element of the same id, changing only what differs. A field that has the focus
   or holds something typed is never touched, nor what stands in a place marked data-own. What is marked data-passes
   holds nothing typed: it goes when it is over, whoever has the focus in it. When the ticket is over the page fetches
   itself anew. */
(() => {
  "use strict";
  const FIELDS = "input, textarea, select, [contenteditable=true]";
  const SENT = new Set(["hidden", "submit", "button", "reset", "image"]);

  const typed = (field) => {
    if (field === document.activeElement || field.contains(document.activeElement)) return true;
    if (field instanceof HTMLInputElement) {
      if (SENT.has(field.type)) return false;
      return field.type === "checkbox" || field.type === "radio"
        ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
    }
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (field instanceof HTMLSelectElement) return [...field.options].some((o) => o.selected !== o.defaultSelected);
    return false;
  };
  const holdsTyping = (node) =>
    node instanceof Element && (node.contains(document.activeElement) && document.activeElement !== document.body ||
      [node, ...node.querySelectorAll(FIELDS)].some((field) => field.matches(FIELDS) && typed(field)));

  const attributes = (old, fresh) => {
    const keep = (name) => name === "data-live" || name === "hidden" && old.matches("[data-copy], [data-print]") ||
      name === "open" && old.matches("details, dialog");
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !keep(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes)
      if (old.getAttribute(name) !== value && !keep(name)) old.setAttribute(name, value);
  };

  const alike = (old, fresh) => old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName &&
    (old.nodeType !== 1 || old.id === fresh.id);

  const morph = (old, fresh) => {
    if (old.nodeType !== 1) { if (old.data !== fresh.data) old.data = fresh.data; return; }
    if (old.matches("[data-own]") || old.matches(FIELDS) && typed(old)) return;
    if (old.isEqualNode(fresh)) return;
    attributes(old, fresh);
    let here = old.firstChild;
    for (const wanted of [...fresh.childNodes]) {
      const named = wanted.nodeType === 1 && wanted.id
        ? [...old.children].find((child) => child.id === wanted.id && alike(child, wanted)) : null;
      if (named && named !== here && !holdsTyping(named)) old.insertBefore(named, here);
      const match = named || (here && alike(here, wanted) ? here : null);
      if (match) { if (match === here) here = here.nextSibling; morph(match, wanted); }
      else old.insertBefore(wanted, here);
    }
    while (here) {
      const next = here.nextSibling;
      const stays = here.id && fresh.querySelector(`:scope > #${CSS.escape(here.id)}`);
      if (!stays && (here.matches?.("[data-passes]") || !holdsTyping(here))) here.remove();
      here = next;
    }
  };

  const take = (root) => {
    for (const fresh of [...root.children]) {
      const old = fresh.id && document.getElementById(fresh.id);
      if (!old || old.isEqualNode(fresh)) continue;
      morph(old, fresh);
      old.classList.remove("fresh");
      requestAnimationFrame(() => old.classList.add("fresh"));
      window.htmx?.process(old);
    }
  };
  const fragment = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content;
  };

  const light = (on) => document.querySelectorAll(".live").forEach((lamp) => lamp.classList.toggle("on", on));
  const streams = new Set();
  let wait = 0;

  const again = async () => {
    streams.forEach((stream) => stream.close());
    streams.clear();
    light(false);
    await new Promise((done) => setTimeout(done, wait + Math.random() * 1000));
    wait = Math.min(60000, wait * 2 + 2000);
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const old of document.querySelectorAll("[data-live][id]")) {
        const fresh = page.getElementById(old.id);
        if (!fresh?.dataset.live) { old.dataset.live = ""; continue; } // it is not theirs to see any more: no old ticket again
        morph(old, fresh);
        old.dataset.live = fresh.dataset.live;
      }
      open();
    } catch { again(); }
  };

  const open = () => {
    for (const region of document.querySelectorAll("[data-live]")) {
      if (!region.dataset.live) continue;
      const stream = new EventSource(`/live/${region.dataset.live}`);
      streams.add(stream);
      stream.onopen = () => { wait = 0; light(true); };
      stream.onmessage = (event) => take(fragment(event.data));
      stream.addEventListener("over", again);
      stream.onerror = () => { light(false); if (stream.readyState === EventSource.CLOSED && streams.has(stream)) again(); };
    }
  };

  const start = () => { if (document.querySelector("[data-live]")) open(); };
  window.addEventListener("pagehide", () => { streams.forEach((stream) => stream.close()); streams.clear(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) again(); });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
