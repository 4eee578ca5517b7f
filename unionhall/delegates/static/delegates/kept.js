/* What a delegate notes is kept on their phone until it has got through: sent in the order in which it was noted, and once.

   <form data-kept="WORDS"> is not sent by the browser but put at the end of a row, which this page keeps and a later one finds
   again; each has a key, by which the server knows it if it comes twice. The row belongs to one member and one delegation
   (`data-kept-of`). What the server refuses for good (409) is taken out, and said. Without this script, or where the browser
   keeps nothing, the forms are sent as ever. */
(() => {
  "use strict";
  const place = document.querySelector("[data-kept-of]");
  if (!place) return;
  const name = `kept:${place.dataset.keptOf}`;
  const read = () => { try { return JSON.parse(localStorage.getItem(name)) || []; } catch { return []; } };
  const keep = (row) => { if (row.length) localStorage.setItem(name, JSON.stringify(row)); else localStorage.removeItem(name); };
  const newKey = () => {
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };

  const refused = [];
  let sent = 0;
  const line = (tag, words) => Object.assign(document.createElement(tag), { textContent: words });
  const list = (title, rows) => {
    const items = document.createElement("ul");
    for (const words of rows) items.append(Object.assign(line("li", words), { dir: "auto" }));
    place.append(line("p", title), items);
  };
  const show = () => {
    const row = read();
    place.replaceChildren();
    place.className = row.length || refused.length || sent ? "box flow" : "";
    if (refused.length) list(place.dataset.saidRefused, refused);
    if (row.length) list(place.dataset.saidWaits, row.map((one) => one.words));
    else if (sent) {
      const link = Object.assign(line("a", place.dataset.saidLook), { href: location.pathname });
      const said = line("p", `${place.dataset.saidSent} `);
      said.append(link);
      place.append(said);
    }
  };

  let busy = false;
  const send = async () => {
    if (busy) return;
    busy = true;
    try {
      for (let first = read()[0]; first; first = read()[0]) {
        const body = new URLSearchParams(first.fields);
        body.set("part", "1");
        body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value || "");
        const answer = await fetch(first.to, { method: "POST", body, credentials: "same-origin", redirect: "error" });
        if (answer.status === 409) refused.push(`${first.words}: ${await answer.text()}`);
        else if (answer.ok) sent += 1;
        else break; // the server is in trouble, or does not know this page any more: it stays kept
        keep(read().filter((one) => one.key !== first.key));
        show();
      }
    } catch { /* no network: it stays kept */ }
    busy = false;
    show();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches?.("form[data-kept]")) return;
    const fields = Object.fromEntries([...new FormData(form)].filter(([field]) => field !== "csrfmiddlewaretoken"));
    fields.key = newKey();
    const words = [form.dataset.kept, fields.votes, fields.words].filter(Boolean).join(" · ");
    try {
      keep([...read(), { key: fields.key, to: new URL(form.action).pathname, fields, words }]);
    } catch { return; } // nothing can be kept here: the browser sends it itself
    event.preventDefault();
    form.reset();
    form.closest("details").open = false;
    show();
    place.scrollIntoView({ block: "nearest" });
    send();
  });
  addEventListener("online", send);
  setInterval(send, 15000);
  show();
  send();
})();
