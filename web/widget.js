/**
 * The one file a website includes:
 *
 *   <script type="module" src="https://…/widget.js" data-town="siena"></script>
 *
 * adds the launcher; <caterina-chat town="siena"> places it by hand.
 */
import { start } from "./assets/widget/main.js";

start(import.meta.url);
