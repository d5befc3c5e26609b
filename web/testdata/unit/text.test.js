import { civilDay, clock, longDay, number } from "../../assets/widget/format.js";
import { render, toText } from "../../assets/widget/markdown.js";
import { newID, parseFrame } from "../../assets/widget/protocol.js";
import { openBox } from "../../assets/widget/storage.js";
import { pickLang, strings } from "../../assets/widget/strings.js";
import { transcript, wording } from "../../assets/widget/transcript.js";
import { equal, truth } from "./assert.js";

/** @param {string} markdown */
function html(markdown) {
  const box = document.createElement("div");
  box.append(render(markdown));
  return box.innerHTML.replaceAll(' target="_blank" rel="noopener noreferrer"', "");
}

export function blocks() {
  equal(html("uno\ndue\n\ntre"), "<p>uno<br>due</p><p>tre</p>");
  equal(html("Servono:\n- carta\n- ISEE\n\nPoi basta."), "<p>Servono:</p><ul><li>carta</li><li>ISEE</li></ul><p>Poi basta.</p>");
  equal(html("1. vai\n2. chiedi\n   con calma"), "<ol><li>vai</li><li>chiedi<br>con calma</li></ol>");
  equal(html("- a\n  - a1\n  - a2\n- b"), "<ul><li>a<ul><li>a1</li><li>a2</li></ul></li><li>b</li></ul>");
  equal(html("- a\n\n- b"), "<ul><li>a</li><li>b</li></ul>");
  equal(html(""), "");
  equal(html("\n\n"), "");
}

export function emphasis() {
  equal(html("**forte** e *così* e _pure_"), "<p><strong>forte</strong> e <em>così</em> e <em>pure</em></p>");
  equal(html("**con *dentro* altro**"), "<p><strong>con <em>dentro</em> altro</strong></p>");
  equal(html("2 * 3 * 4, nome_di_file, 5*"), "<p>2 * 3 * 4, nome_di_file, 5*</p>");
  equal(html("\\*non\\* corsivo"), "<p>*non* corsivo</p>");
}

export function links() {
  equal(html("[INPS](https://www.inps.it/a_(b)?x=1&y=2)"), '<p><a href="https://www.inps.it/a_(b)?x=1&amp;y=2">INPS</a></p>');
  equal(html("vedi https://www.inps.it/x."), '<p>vedi <a href="https://www.inps.it/x">https://www.inps.it/x</a>.</p>');
  equal(html("<https://www.inps.it>"), '<p><a href="https://www.inps.it/">https://www.inps.it</a></p>');
  equal(html("scrivi a urp@comune.siena.it."), '<p>scrivi a <a href="mailto:urp@comune.siena.it">urp@comune.siena.it</a>.</p>');
  equal(html("[chiama](tel:1522)"), '<p><a href="tel:1522">chiama</a></p>');
  equal(html("[**x** https://a.it](https://b.it)"), '<p><a href="https://b.it/"><strong>x</strong> https://a.it</a></p>');
}

export function onlyHarmlessAddresses() {
  for (const target of ["javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "/relative", "//host/x", "blob:https://x/1"]) {
    equal(html(`[x](${target})`).includes("<a"), false, target);
  }
}

export function telephones() {
  const yes = {
    "0577 292353": "0577292353", "080 5777777": "0805777777", "0577/292353": "0577292353", "080.577.77.77": "0805777777",
    "02 2327 2327": "0223272327", "800.735.735": "800735735", "800 290 290": "800290290", "803 164": "803164",
    "376 0622272": "3760622272", "333 123 4567": "3331234567", "+39 0577 292353": "+390577292353", "06 164 164": "06164164",
  };
  for (const [written, called] of Object.entries(yes)) {
    equal(html(`Tel. ${written}.`), `<p>Tel. <a href="tel:${called}">${written}</a>.</p>`);
  }
  for (const no of ["413,10 euro", "11.800 euro", "800.000 euro", "01/12/2026", "00185 Roma", "8700", "2026-11-01", "12345678901234", "803.000 €", "art. 64-bis", "dalle 09.30 alle 12.30"]) {
    equal(html(no), `<p>${no}</p>`);
  }
}

export function hostileTextStaysText() {
  equal(html("<img src=x onerror=alert(1)>"), "<p>&lt;img src=x onerror=alert(1)&gt;</p>");
  equal(html("**<script>x</script>**"), "<p><strong>&lt;script&gt;x&lt;/script&gt;</strong></p>");
  const box = document.createElement("div");
  box.append(render('[x](https://a.it/"onclick="alert(1))'));
  equal(box.querySelector("a")?.getAttributeNames(), ["href", "target", "rel"]);
}

export function longTextIsQuick() {
  const start = performance.now();
  for (const text of ["*".repeat(8000), "[".repeat(8000), "a".repeat(16000), "_a".repeat(4000), "(".repeat(8000), "0".repeat(8000), "[x](".repeat(3000), "**a".repeat(3000), "- ".repeat(4000), "a@".repeat(4000)]) render(text);
  truth(performance.now() - start < 2000, `rendering took ${performance.now() - start} ms`);
}

export function plainWords() {
  equal(toText("**Servono**:\n- [carta](https://a.it)\n- ISEE"), "Servono:\n- carta\n- ISEE");
}

export function daysAndNumbers() {
  equal(civilDay("2026-11-01", "it"), "1 novembre 2026");
  equal(civilDay("2026-11-01", "en"), "1 November 2026");
  equal(longDay("2026-11-22T23:30:00Z", "it"), "lunedì 23 novembre 2026");
  equal(clock("2026-07-01T09:05:00Z", "it"), "11:05");
  equal([clock("", "it"), civilDay("domani", "it")], ["", ""]);
  equal([number(8700, "it"), number(11800, "it"), number(4000, "en")], ["8700", "11.800", "4,000"]);
}

export function storageThatThrows() {
  const blocked = openBox("k", () => {
    throw new DOMException("blocked", "SecurityError");
  });
  equal(blocked.load(), null);
  blocked.save({ a: 1 });
  equal(blocked.load(), { a: 1 });
  blocked.clear();
  equal(blocked.load(), null);
}

export function storageThatIsFullOrSpoiled() {
  const full = /** @type {any} */ ({
    getItem: () => null,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
    removeItem: () => {},
  });
  const box = openBox("k", () => full);
  box.save({ a: 1 });
  equal(box.load(), { a: 1 });
  const spoiled = /** @type {any} */ ({ getItem: () => "{", setItem: () => {}, removeItem: () => {} });
  equal(openBox("k", () => spoiled).load(), null);
}

export function languages() {
  equal([pickLang("en-GB"), pickLang(null, "de", "EN"), pickLang(""), pickLang("fr")], ["en", "en", "it", "it"]);
  const [it, en] = [strings("it"), strings("en")];
  equal(Object.keys(it), Object.keys(en));
  for (const [key, value] of Object.entries(it)) {
    const other = en[/** @type {keyof typeof en} */ (key)];
    equal(typeof value, typeof other, key);
    if (value === other) truth(["title", "bot"].includes(key), `${key} is not translated`);
  }
}

export function choicesAreSaidInWords() {
  const asked = /** @type {any} */ ({ n: 1, body: { text: "x", options: [{ id: "card/a", label: "Quanto costa?" }] } });
  const chosen = /** @type {any} */ ({ n: 2, body: { choice: "card/a" } });
  equal(wording(chosen, [asked, chosen]), "Quanto costa?");
  equal(wording(/** @type {any} */ ({ n: 3, body: {} }), [asked]), "");
}

export function idsAndFrames() {
  const ids = new Set(Array.from({ length: 1000 }, newID));
  equal(ids.size, 1000);
  const random = crypto.randomUUID;
  try {
    Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
    truth(/^[0-9a-f]{32}$/.test(newID()), "no id on a page that is not secure");
  } finally {
    Object.defineProperty(crypto, "randomUUID", { value: random, configurable: true });
  }
  equal([parseFrame("{"), parseFrame("null"), parseFrame('{"type":1}'), parseFrame("[]")], [null, null, null, null]);
  equal(parseFrame('{"type":"live","n":1}'), { type: "live", n: 1 });
}

export function aCopySaysWhatAModelHasWorded() {
  const at = "2026-11-22T09:41:00Z";
  const said = (/** @type {object} */ body) => /** @type {any} */ ({ n: 1, kind: "message", actor: "bot", at, body });
  const copies = ["it", "en"].map((lang) => transcript([said({ text: "Paghi **10 euro**.", generated: true }), said({ text: "Ciao." })], lang, "https://x.it", "siena"));
  for (const [i, lang] of ["it", "en"].entries()) {
    equal(copies[i]?.split(`Paghi 10 euro.\n[${strings(lang).generated}]\n`).length, 2, copies[i]);
    equal(copies[i]?.split(strings(lang).generated).length, 2, copies[i]);
  }
}
