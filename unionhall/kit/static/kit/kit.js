/* Small helps on every page; each page works without them. */
(() => {
  "use strict";
  const said = (name) => document.body.dataset[name] || "";

  /* Leave: the Escape key, or the button, shows something anybody may be reading, at once. The page is emptied
     first, because the other one takes a moment to come, and it takes this page's place in the history. */
  let written = false;
  const leave = (url) => {
    written = false;
    try { sessionStorage.setItem("left", "1"); } catch { /* then Back shows what lies behind */ }
    document.title = " ";
    document.body.hidden = true;
    location.replace(url);
  };
  const somethingIsOpen = (target) =>
    document.querySelector("dialog[open], [popover]:popover-open, details[data-menu][open]") ||
    target.closest?.("[aria-expanded=true]");
  /* Words half written are not thrown away by one key: in a field that holds some, or that may have its list or calendar
     open, Escape takes the focus out and says so; pressed again, it leaves. Nothing typed is kept anywhere for later. */
  const holdsWords = (target) => target.matches?.("select, input[list], input[type=date], input[type=time], input[type=datetime-local]") ||
    target.matches?.("textarea, input:not([type=checkbox], [type=radio], [type=file], [readonly])") && target.value.trim() !== "";
  let hint;
  const sayAgain = () => {
    hint.textContent = said("saidAgain");
    clearTimeout(hint.gone);
    hint.gone = setTimeout(() => { hint.textContent = ""; }, 5000);
  };
  const door = () => document.querySelector("a[data-leave]");
  /* Whoever left and comes back by Back or Forward is led away again, to where they went: what they read before lies behind
     it in this window. An address opened anew shows itself again, and the note that somebody left goes. */
  const whoComes = (cameBack) => {
    let left = false;
    try {
      left = Boolean(sessionStorage.getItem("left"));
      if (left && !cameBack) sessionStorage.removeItem("left");
    } catch { return; }
    if (left && cameBack && door()) leave(door().href);
  };
  whoComes(performance.getEntriesByType("navigation")[0]?.type === "back_forward");
  addEventListener("pageshow", (event) => { if (event.persisted) whoComes(true); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const menu = document.querySelector("details[data-menu][open]");
    if (menu) { menu.open = false; menu.querySelector("summary")?.focus(); return; }
    if (somethingIsOpen(event.target) || !door()) return;
    event.preventDefault();
    if (!holdsWords(event.target)) { leave(door().href); return; }
    event.target.blur();
    sayAgain();
  });
  /* Words half written are not lost by a link, or by choosing another language, pressed meanwhile: the browser asks first.
     Whoever leaves in haste, and whoever sends what they wrote, is asked nothing. */
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea") && event.target.value.trim().length > 20) written = true;
  });
  document.addEventListener("submit", (event) => {
    if (event.target.querySelector("textarea")) written = false;
  });
  addEventListener("beforeunload", (event) => { if (written) event.preventDefault(); });

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-leave]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    leave(link.href);
  });

  /* Copy a line. Without a clipboard (plain http) the line is selected, ready for the person's own copy. */
  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    const words = button.querySelector("span") || button;
    const before = words.textContent;
    field.focus();
    getSelection().selectAllChildren(field);
    try {
      await navigator.clipboard.writeText(field.textContent);
      words.textContent = said("saidCopied");
      setTimeout(() => { words.textContent = before; }, 2500);
    } catch { /* selected is as far as we may go */ }
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
  });

  /* See what one types: a passphrase nobody can send anew must not be mistyped unseen. Sent hidden, so that no browser keeps it. */
  const peek = (field) => {
    const button = document.createElement("button");
    const show = (shown) => {
      field.type = shown ? "text" : "password";
      button.textContent = said(shown ? "saidHide" : "saidShow");
    };
    button.type = "button";
    button.className = "button quiet small peek";
    field.spellcheck = false;
    field.autocapitalize = "none";
    button.addEventListener("click", () => show(field.type === "password"));
    field.form?.addEventListener("submit", () => show(false));
    field.after(button);
    show(false);
  };
  const wake = (root) => {
    for (const button of root.querySelectorAll("[data-copy][hidden], [data-print][hidden]")) button.hidden = false;
    if (said("saidShow")) for (const field of root.querySelectorAll("input[type=password]")) peek(field);
    root.querySelector("[data-focus]")?.focus();
  };
  const ready = () => {
    hint = document.createElement("p");
    hint.className = "hint";
    hint.setAttribute("role", "status");
    document.body.append(hint);
    wake(document);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready); else ready();
  document.addEventListener("htmx:after:swap", () => wake(document));
})();
