/**
 * A deed at the desk loads the page anew: whoever works with the keyboard, or far
 * down the list, goes on from where they were. When the button is gone, because the
 * person is elsewhere now, from the list's title.
 */
const KEY = "caterina-deed";
const LIST = ".line-page section";

document.addEventListener("submit", (event) => {
  const button = event.submitter?.id;
  const list = event.target instanceof Element && event.target.closest(LIST)?.querySelector("h2")?.id;
  if (button && list) sessionStorage.setItem(KEY, button + " " + list);
});

const kept = sessionStorage.getItem(KEY);
sessionStorage.removeItem(KEY);
if (kept) {
  const [button, list] = kept.split(" ");
  const place = document.getElementById(button) ?? document.getElementById(list);
  if (place && !place.matches("button")) place.tabIndex = -1;
  place?.focus();
}
