/** Brings the console's pages to life. Without it they are pages and forms. */
import { defineConversation } from "./conversation.js";
import { sendDeeds } from "./deeds.js";
import { defineList } from "./list.js";
import { Live } from "./live.js";
import { defineShift } from "./shift.js";
import { sendProposals } from "./teach.js";

const bar = /** @type {HTMLElement | null} */ (document.querySelector("caterina-shift"));
for (const list of [".tabs", ".console-nav"]) {
  document.querySelector(list + " [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }); // on a phone it may be out of sight
}
if (bar) {
  const live = new Live(bar.dataset.town ?? "");
  sendDeeds(bar.dataset.base ?? "");
  sendProposals();
  defineShift(live);
  defineList(live);
  defineConversation(live);
  for (const type of ["changed", "presence", "agenda"]) {
    live.on(type, () => window.dispatchEvent(new Event("caterina:changed"))); // for parts that need nothing else of the line
  }
  live.start();
}
