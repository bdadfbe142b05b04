// A person's initials, or the bot's lighthouse.

import { h } from "./dom.js";

const initials = (name) => name.split(/\s+/).map((part) => part[0]).join("").slice(0, 2);

/** Beside it stands the name, so that it needs no words of its own. */
export function avatar(key, name) {
  if (!key) return h("img", { class: "avatar", src: "/page/lotse.svg", alt: "" });
  return h("span", { class: "avatar", data: { person: key }, "aria-hidden": "true" }, initials(name));
}

/** The round sign of a chat that several people share. */
export function sign(chat) {
  const mark = chat.scope === "channel" ? "#" : initials(chat.title);
  return h("span", { class: "avatar square", data: { scope: chat.scope }, "aria-hidden": "true" }, mark);
}
