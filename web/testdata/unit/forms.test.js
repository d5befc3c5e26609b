import { checkCallback, checkRating, isContact } from "../../assets/widget/forms.js";
import { equal } from "./assert.js";

export function contactsAsPeopleWriteThem() {
  const good = ["0577 292353", "0577/292353", "+39 333 1234567", "(080) 577.77.77", "333-1234567", "800735735", "lucia.neri+x@posta.example.it"];
  const bad = ["", "12345", "ciao", "0577 29 int. 2", "1234567890123456", "a@b", "a b@c.it", "a@@b.it", "@b.it", "a@b..it", `${"x".repeat(250)}@b.it`, "+", "a@b.it, c@d.it"];
  equal(good.filter((contact) => !isContact(contact)), []);
  equal(bad.filter(isContact), []);
}

const good = { name: "Lucia Neri", contact: "0577 292353", when: "any", text: "", privacy: true };

export function callbackProblemsStandAtTheirField() {
  const wrong = (/** @type {object} */ change) => Object.keys(checkCallback({ ...good, ...change }, "it"));
  equal(wrong({}), []);
  equal(wrong({ name: "" }), ["name"]);
  equal(wrong({ name: "è".repeat(101) }), ["name"]);
  equal(wrong({ name: "😀".repeat(100), text: "😀".repeat(600) }), []);
  equal(wrong({ text: "x".repeat(601), privacy: false, contact: "" }), ["contact", "text", "privacy"]);
}

export function ratingProblems() {
  equal(Object.keys(checkRating({ stars: 0, answer: "", text: "" }, "it")), ["stars"]);
  equal(Object.keys(checkRating({ stars: 6, answer: "", text: "x".repeat(201) }, "en")), ["stars", "text"]);
  equal(checkRating({ stars: 5, answer: "clear", text: "x".repeat(200) }, "en"), {});
}
