// The message extension: type, choose, and the card stands in the chat.

import { reached } from "./acts.js";
import { modal } from "./dialog.js";
import { fill, h } from "./dom.js";
import { understood } from "./invoke.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const PAUSE = 200; // milliseconds without a key before the bot is asked

/** Open the search; what is chosen goes into the open chat, or its thread. */
export function search(desk, thread) {
  const { chat } = desk;
  const window_ = modal(t("search"), { label: "search" });
  const list = h("ul", { class: "hits", onkeydown: (event) => step(event) });
  const status = h("p", { role: "status", class: "status" });
  let timer = 0;
  let latest = 0;

  const look = async (words) => {
    const mine = ++latest;
    status.textContent = t("searching");
    const answer = await desk.act("search", { chat, words });
    if (mine !== latest) return;
    const { notice } = understood(answer);
    const found = answer.body?.composeExtension ?? {};
    const hits = found.attachments ?? [];
    fill(list, hits.map(entry));
    status.textContent = notice ?? found.text ?? (hits.length ? t("search_found", { count: hits.length }) : t(words ? "search_nothing" : "search_begin"));
  };

  const entry = ({ content, preview }) => {
    const line = preview?.content ?? {};
    const insert = async () => {
      window_.close();
      if (!reached(await desk.act("share", { chat, card: content, thread }))) toast(t("error_lost"));
    };
    return h("li", {}, h("button", { type: "button", class: "hit", onclick: insert }, h("strong", {}, line.title ?? ""), h("span", {}, line.text ?? "")));
  };

  /** The arrows go through the field and its hits, as in Teams; Escape ends it, also with words in the field. */
  const step = (event) => {
    if (event.key === "Escape") return window_.close();
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return undefined;
    const stops = [field, ...list.querySelectorAll("button")];
    stops[stops.indexOf(document.activeElement) + by]?.focus();
    return event.preventDefault();
  };

  const field = h("input", {
    type: "search",
    "aria-label": t("search_field"),
    placeholder: t("search_field"),
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => look(field.value.trim()), PAUSE);
    },
    onkeydown: step,
  });
  fill(window_.body, field, status, list);
  field.focus();
  look("");
}
