// Every word of the page, from texts.yaml; the language is that of the person's Teams.

let leaves = {};
let language = "de";

export async function loadWords() {
  leaves = await (await fetch("/words")).json();
}

export function speak(locale) {
  language = locale.startsWith("en") ? "en" : "de";
  document.documentElement.lang = language;
}

export const spoken = () => language;

const region = () => (language === "en" ? "en-GB" : "de-DE");

/** The sentence of this key, `{name}` filled in from `values`. */
export function t(key, values = {}) {
  const sentence = leaves[`page.${key}`][language];
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** 14:05 */
export const hour = (iso) =>
  new Intl.DateTimeFormat(region(), { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));

/** Mo., 24. Nov. */
export const day = (iso) =>
  new Intl.DateTimeFormat(region(), { weekday: "short", day: "numeric", month: "short" }).format(new Date(iso));

/** Montag, 24. November 2025, 14:05 */
export const moment = (iso) =>
  new Intl.DateTimeFormat(region(), { dateStyle: "full", timeStyle: "short" }).format(new Date(iso));
