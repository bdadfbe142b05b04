// Says aloud what comes while somebody is not looking at it with their eyes.

import { words } from "./chatlist.js";
import { region } from "./dom.js";
import { t } from "./words.js";

export function announce(desk) {
  const { office } = desk;
  office.addEventListener("post", ({ detail: { how, chat, post } }) => {
    if (how !== "sent" || post.by === office.me) return;
    const name = office.name(post.by);
    const said = { name, words: words(post), chat: office.chats.get(chat).title };
    region("announcer").textContent = t(chat === desk.chat ? "heard_here" : "heard_elsewhere", said);
  });
  const title = () => {
    const count = office.unreadOf(office.me);
    document.title = `${count ? `(${count}) ` : ""}${office.name(office.me)} · Digitallotse`;
  };
  office.addEventListener("unread", title);
  desk.addEventListener("redraw", title);
  desk.addEventListener("connection", ({ detail: { lost } }) => {
    region("offline").hidden = !lost;
    region("offline").textContent = lost ? t("offline") : "";
  });
}
