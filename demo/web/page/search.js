// The message extension: type, choose, and the card stands in the chat.

import { modal } from "./dialog.js";
import { fill, h } from "./dom.js";
import { understood } from "./invoke.js";
import { t } from "./words.js";

const PAUSE = 200;

/** Open the search; what is chosen goes into the open chat, or its thread. */
export function search(desk, thread) {
  const { chat } = desk;
  const window_ = modal(t("search"), { label: "search" });
  const list = h("ul", { class: "hits" });
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
    status.textContent = notice ?? found.text ?? (hits.length ? t("search_found", { count: hits.length }) : t("search_nothing"));
  };

  const entry = ({ content, preview }) => {
    const line = preview?.content ?? {};
    const insert = async () => {
      window_.close();
      await desk.act("share", { chat, card: content, thread });
    };
    return h("li", {}, h("button", { type: "button", class: "hit", onclick: insert }, h("strong", {}, line.title ?? ""), h("span", {}, line.text ?? "")));
  };

  const field = h("input", {
    type: "search",
    "aria-label": t("search_field"),
    placeholder: t("search_field"),
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => look(field.value.trim()), PAUSE);
    },
  });
  fill(window_.body, field, status, list);
  field.focus();
  look("");
}
