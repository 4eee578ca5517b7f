// The words of a reservation follow the choice of one. Without this script the field stands there, and its help says when.
const words = document.querySelector("textarea[name=reservation]");
const field = words?.closest(".field");
const ways = [...document.querySelectorAll("input[name=way]")];
const reserves = ways.find((one) => one.value === "reserves");
if (field && reserves) {
  const follow = () => { field.hidden = !reserves.checked && !words.value.trim(); };
  for (const one of ways) one.addEventListener("change", follow);
  follow();
}
