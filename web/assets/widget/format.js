/** Days, times and numbers as people in Italy write them. */

/** Every town is in Rome's time, wherever the reader is. */
const ZONE = "Europe/Rome";

/** @param {string} lang */
const locale = (lang) => (lang === "en" ? "en-GB" : "it-IT");

/**
 * @param {string} at RFC 3339
 * @param {string} lang
 * @returns {string} "10:42", "" when at is no time
 */
export function clock(at, lang) {
  return format(at, lang, { hour: "2-digit", minute: "2-digit" });
}

/**
 * @param {string} at RFC 3339
 * @param {string} lang
 * @returns {string} "domenica 22 novembre 2026"
 */
export function longDay(at, lang) {
  return format(at, lang, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/**
 * @param {string} date a civil date, "2026-11-01"
 * @param {string} lang
 * @returns {string} "1 novembre 2026"
 */
export function civilDay(date, lang) {
  return format(`${date}T12:00:00Z`, lang, { day: "numeric", month: "long", year: "numeric" });
}

/**
 * Italian writes 8700 but 11.800; English writes both with a comma.
 * @param {number} n
 * @param {string} lang
 */
export function number(n, lang) {
  return n.toLocaleString(locale(lang), { useGrouping: lang === "en" || n >= 10000 });
}

/**
 * @param {string} at
 * @param {string} lang
 * @param {Intl.DateTimeFormatOptions} options
 */
function format(at, lang, options) {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "";
  return new Intl.DateTimeFormat(locale(lang), { timeZone: ZONE, ...options }).format(time);
}
