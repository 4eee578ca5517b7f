/* A ballot's id is made by the voter's own page: sent again after a crash, it counts once. */
"use strict";
for (const field of document.querySelectorAll("input[data-own-id]")) {
  if (globalThis.crypto?.randomUUID) field.value = crypto.randomUUID();
}
