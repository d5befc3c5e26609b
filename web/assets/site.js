/**
 * The only script of the family website: links to the chat open the widget on
 * the page. Without it they lead to the chat that needs no JavaScript.
 */

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-ask]") : null;
  const chat = document.querySelector("caterina-chat:defined");
  // Keys held down ask for another tab or window.
  if (!link || !chat || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  /** @type {import("./widget/element.js").CaterinaChat} */ (chat).open(link.getAttribute("data-ask") ?? "");
});
