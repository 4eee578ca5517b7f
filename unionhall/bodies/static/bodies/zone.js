// Choose the time zone this device is set to. Without this script the choice stays open, in a folded-away field.
const field = document.querySelector("select[data-time-zone]");
if (field) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (field.value === "UTC" && [...field.options].some((one) => one.value === here)) field.value = here;
}
