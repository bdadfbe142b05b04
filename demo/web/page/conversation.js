// The open chat: its head, its posts, in a channel by thread, and where one writes.

import { avatar, sign } from "./avatar.js";
import { Composer } from "./composer.js";
import { openDialog, tell } from "./dialog.js";
import { fill, h, region } from "./dom.js";
import { icon } from "./icons.js";
import { understood } from "./invoke.js";
import { opener } from "./links.js";
import { drawPost } from "./post.js";
import { reached } from "./acts.js";
import { toast } from "./toast.js";
import { done } from "./tour.js";
import { day, t } from "./words.js";

const TOGETHER = 5 * 60 * 1000; // milliseconds between posts that stand below one name
const ROOM = 12; // pixels above a post that is scrolled to

export class Conversation {
  #notices = new Map();
  #posts = h("ol", { class: "posts" });
  #typing = h("p", { class: "typing" });
  #replying = "";

  constructor(desk) {
    this.desk = desk;
    this.composer = new Composer(desk);
    this.open = opener(desk);
    const redraw = () => this.#draw();
    for (const event of ["open", "redraw"]) desk.addEventListener(event, redraw);
    desk.addEventListener("skip", () => this.composer.field.focus());
    desk.addEventListener("draft", ({ detail }) => this.composer.write(detail.words));
    desk.addEventListener("close", () => region("chats").querySelector("[aria-current]")?.focus());
    desk.office.addEventListener("post", ({ detail }) => detail.chat === desk.chat && this.#change(detail));
    desk.office.addEventListener("typing", () => this.#showTyping());
  }

  get #chat() {
    return this.desk.office.chats.get(this.desk.chat);
  }

  // ------------------------------------------------------------ drawing

  #draw() {
    const chat = this.#chat;
    if (!chat) return;
    const pane = region("conversation");
    pane.setAttribute("aria-label", t("conversation", { title: chat.title }));
    pane.dataset.scope = chat.scope;
    const scroller = h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": t("messages") }, this.#posts, this.#typing);
    fill(pane, this.#head(chat), scroller, this.composer.element);
    this.composer.show(chat);
    this.#drawPosts();
    this.#showTyping();
    this.#toEnd();
    for (const post of chat.posts.values()) this.#refresh(post);
  }

  #head(chat) {
    const { office } = this.desk;
    const who = chat.members.map((key) => office.name(key)).concat(chat.scope === "personal" ? [] : [office.bot]);
    return h(
      "header",
      { class: "chat-head" },
      h("button", { type: "button", class: "quiet back", "aria-label": t("back"), onclick: () => this.desk.close() }, icon("back")),
      chat.scope === "personal" ? avatar("", "") : sign(chat),
      h(
        "div",
        {},
        h("h2", {}, chat.title),
        h("p", {}, chat.scope === "personal" ? t("kind_personal") : who.map((name) => name.split(" ")[0]).join(", ")),
      ),
    );
  }

  #drawPosts() {
    const posts = [...this.#chat.posts.values()];
    if (!posts.length) {
      fill(this.#posts, h("li", { class: "empty" }, h("p", {}, t(`empty_${this.#chat.scope}`))));
      return;
    }
    fill(this.#posts, this.#chat.scope === "channel" ? this.#threads(posts) : this.#flow(posts));
  }

  /** Posts one below the other, those from this index on. */
  #flow(posts, from = 0) {
    return posts.slice(from).flatMap((post, index) => {
      const before = posts[from + index - 1];
      const newDay = !before || day(before.at) !== day(post.at);
      const first = newDay || before.by !== post.by || Date.parse(post.at) - Date.parse(before.at) > TOGETHER;
      return [newDay && h("li", { class: "day" }, h("span", {}, day(post.at))), h("li", {}, this.#post(post, first))].filter(Boolean);
    });
  }

  #threads(posts) {
    return posts.filter((post) => post.thread === post.id).map((root) => this.#thread(root, posts));
  }

  #thread(root, posts) {
    const replies = posts.filter((post) => post.thread === root.id && post.id !== root.id);
    return h(
      "li",
      { class: "thread", data: { thread: root.id } },
      this.#post(root, true),
      h("ol", { class: "replies" }, this.#flow(replies).filter((item) => !item.matches(".day"))),
      this.#replyTo(root),
    );
  }

  #replyTo(root) {
    if (this.#replying === root.id) return this.#answering(root);
    const begin = (event) => {
      this.#replying = root.id;
      event.currentTarget.replaceWith(this.#answering(root));
      this.#posts.querySelector(`[data-thread="${root.id}"] .reply textarea`).focus();
    };
    return h("button", { type: "button", class: "quiet reply-button", onclick: begin }, icon("reply"), t("reply"));
  }

  #answering(root) {
    const composer = new Composer(this.desk, root.id);
    composer.show(this.#chat);
    composer.element.classList.add("reply");
    composer.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#endReply(root);
    });
    return composer.element;
  }

  #endReply(root) {
    this.#replying = "";
    const form = this.#posts.querySelector(`[data-thread="${root.id}"] .reply`);
    const focused = form?.contains(document.activeElement);
    const button = this.#replyTo(root);
    form?.replaceWith(button);
    if (focused) button.focus();
  }

  #post(post, first) {
    return drawPost(post, this.desk.office, this.#hands, { first, notice: this.#notices.get(post.id) });
  }

  // ------------------------------------------------------------ changing

  /** A post has come, or changed. What is being typed elsewhere stays. */
  #change({ how, post }) {
    const shown = this.#posts.querySelector(`[data-id="${post.id}"]`);
    if (post.gone) this.#remove(shown);
    else if (!shown) this.#arrive(post);
    else if (how !== "sent") {
      const focused = shown.contains(document.activeElement);
      const fresh = this.#post(post, shown.dataset.first === "true");
      shown.replaceWith(fresh);
      if (focused) focusInside(fresh);
      if (focused || shown.hasAttribute("aria-busy")) this.#reveal(fresh);
    }
    this.#refresh(post);
  }

  /** Add a post without touching the others, since somebody may be filling in a card above. */
  #arrive(post) {
    const chat = this.#chat;
    const posts = [...chat.posts.values()];
    this.#posts.querySelector(".empty")?.remove();
    if (chat.scope !== "channel") {
      this.#posts.append(...this.#flow(posts, posts.length - 1));
      return this.#toEnd();
    }
    const thread = this.#posts.querySelector(`[data-thread="${post.thread}"]`);
    if (!thread) {
      this.#posts.append(this.#thread(post, posts));
      return this.#toEnd();
    }
    thread.querySelector(".replies").append(h("li", {}, this.#post(post, true)));
    const own = post.by === this.desk.office.me;
    if (own && this.#replying === post.thread) this.#endReply(chat.posts.get(post.thread));
    thread.querySelector(".replies").lastElementChild.scrollIntoView({ block: "nearest" });
  }

  #remove(shown) {
    (shown?.closest(".thread > .post") ? shown.closest(".thread") : shown?.closest("li"))?.remove();
    if (!this.#posts.querySelector(".post")) this.#drawPosts();
  }

  get #scroller() {
    return region("conversation").querySelector(".scroller");
  }

  /** To the newest post; of a long one, to where it begins. */
  #toEnd() {
    const last = [...this.#posts.querySelectorAll(".post")].at(-1);
    if (!this.#scroller) return;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    if (last) this.#toBeginning(last);
  }

  /** All of a post that was acted on, or of a long one its beginning. */
  #reveal(post) {
    const below = post.getBoundingClientRect().bottom - this.#scroller.getBoundingClientRect().bottom;
    if (below > 0) this.#scroller.scrollTop += below + ROOM;
    this.#toBeginning(post);
  }

  #toBeginning(post) {
    const above = this.#scroller.getBoundingClientRect().top - post.getBoundingClientRect().top;
    if (above > 0) this.#scroller.scrollTop -= above + ROOM;
  }

  #showTyping() {
    const on = this.desk.office.typing.has(this.desk.chat);
    this.#typing.textContent = on ? t("typing") : "";
    this.#typing.dataset.on = String(on);
  }

  /** Some cards ask to be fetched anew by those whom they name. */
  #refresh(post) {
    if (post.card?.refresh?.userIds?.length && !post.own_view) this.desk.act("refresh", { chat: this.desk.chat, post: post.id });
  }

  // ------------------------------------------------------------ what can be done with a post

  #hands = {
    open: (address) => this.open(address),
    press: (post, action) => this.#press(post, action),
    edit: async (post, text) => this.#report(await this.desk.act("edit", { chat: this.desk.chat, post: post.id, text })),
    remove: async (post) => this.#report(await this.desk.act("delete", { chat: this.desk.chat, post: post.id })),
    undelete: async (post) => this.#report(await this.desk.act("undelete", { chat: this.desk.chat, post: post.id })),
    rate: async (post, reaction) => this.#report(await this.desk.act("rate", { chat: this.desk.chat, post: post.id, reaction })),
  };

  #report(answer) {
    if (!reached(answer)) toast(t("error_lost"));
  }

  async #press(post, action) {
    const chat = this.desk.chat;
    this.#notice(post, "");
    const answer = understood(await this.desk.act("press", { chat, post: post.id, action }));
    if (!answer.failed) done(this.desk, "press");
    if (answer.notice) this.#notice(post, answer.notice);
    if (answer.message) tell(answer.message);
    if (answer.dialog) openDialog(answer.dialog, { open: this.open, submit: (data) => this.desk.act("submit", { chat, data }) });
  }

  #notice(post, words) {
    this.#notices.set(post.id, words);
    const line = this.#posts.querySelector(`[data-id="${post.id}"] > .content > .notice`);
    if (line) line.textContent = words;
  }
}

function focusInside(post) {
  const next = post.querySelector("button, [tabindex='0'], input, a");
  if (next) return next.focus();
  post.tabIndex = -1;
  post.focus();
}
