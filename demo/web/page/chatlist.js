// The chats of whoever sits here, with the latest words of each.

import { avatar, sign } from "./avatar.js";
import { firstWords } from "./card.js";
import { fill, h, region } from "./dom.js";
import { drawTour } from "./tour.js";
import { day, hour, t } from "./words.js";

export function showChats(desk) {
  const draw = () => {
    const { office } = desk;
    if (!office.me) return; // another window did a step before this one knew who sits here
    const pane = region("chats");
    const focused = pane.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    pane.setAttribute("aria-label", t("chats"));
    fill(
      pane,
      h(
        "div",
        { class: "me" },
        avatar(office.me, office.name(office.me)),
        h("p", {}, h("strong", {}, office.name(office.me)), h("span", {}, t(`role_${office.me}`))),
      ),
      h("h2", {}, t("chats")),
      h("ul", {}, [...office.chats.values()].map((chat) => h("li", {}, entry(desk, chat)))),
      drawTour(desk),
    );
    if (focused) pane.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  };
  for (const event of ["redraw", "open", "tour"]) desk.addEventListener(event, draw);
  for (const event of ["unread", "post"]) desk.office.addEventListener(event, draw);
}

function entry(desk, chat) {
  const { office } = desk;
  const last = [...chat.posts.values()].filter((post) => !post.deleted).at(-1);
  const count = office.unreadOf(office.me, chat.id);
  return h(
    "button",
    {
      type: "button",
      class: "chat",
      "aria-current": chat.id === desk.chat ? "true" : null,
      data: { key: chat.id, scope: chat.scope },
      onclick: () => desk.open(chat.id),
    },
    chat.scope === "personal" ? avatar("", "") : sign(chat),
    h(
      "span",
      { class: "lines" },
      h("span", { class: "title" }, chat.title),
      h("span", { class: "last" }, last ? `${author(office, last)}${words(last)}` : t(`kind_${chat.scope}`)),
    ),
    h(
      "span",
      { class: "side" },
      last && h("span", { class: "time" }, today(office, last.at) ? hour(last.at) : day(last.at)),
      count > 0 && h("span", { class: "badge" }, String(count), h("span", { class: "unseen" }, t("new_here"))),
    ),
  );
}

const today = (office, at) => new Date(at).toDateString() === new Date(office.now).toDateString();

function author(office, post) {
  if (!post.by) return "";
  return post.by === office.me ? `${t("you")}: ` : `${office.name(post.by).split(" ")[0]}: `;
}

/** A post in one line, without marks. */
export function words(post) {
  const text = post.text || post.summary || firstWords(post.card) || post.files?.join(", ") || "";
  return text.replace(/[*_`#>\\]/g, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\s+/g, " ").slice(0, 120);
}
