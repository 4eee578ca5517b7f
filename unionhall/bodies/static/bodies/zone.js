// Choose the time zone this device is set to, and say it. Without this script the choice stays open, in a folded-away field.
const field = document.querySelector("select[data-time-zone]");
const said = document.querySelector("[data-time-zone-said]");
if (field) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (field.value === "UTC" && [...field.options].some((one) => one.value === here)) field.value = here;
  const say = () => { if (said) said.textContent = field.value; };
  field.addEventListener("change", say);
  say();
}
