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

  #flow(posts) {
    return posts.flatMap((post, index) => {
      const before = posts[index - 1];
      const newDay = !before || day(before.at) !== day(post.at);
      const first = newDay || before.by !== post.by || Date.parse(post.at) - Date.parse(before.at) > TOGETHER;
      return [newDay && h("li", { class: "day" }, h("span", {}, day(post.at))), h("li", {}, this.#post(post, first))].filter(Boolean);
    });
  }

  #threads(posts) {
    const roots = posts.filter((post) => post.thread === post.id);
    return roots.map((root) => {
      const replies = posts.filter((post) => post.thread === root.id && post.id !== root.id);
      return h(
        "li",
        { class: "thread", data: { thread: root.id } },
        this.#post(root, true),
        replies.length > 0 && h("ol", { class: "replies" }, this.#flow(replies).filter((item) => !item.matches(".day"))),
        this.#replyTo(root),
      );
    });
  }

  #replyTo(root) {
    if (this.#replying === root.id) return this.#answering(root);
    const begin = () => {
      this.#replying = root.id;
      this.#drawPosts();
      this.#posts.querySelector(".reply textarea").focus();
    };
    return h("button", { type: "button", class: "quiet reply-button", onclick: begin }, icon("reply"), t("reply"));
  }

  #answering(root) {
    const composer = new Composer(this.desk, root.id);
    composer.show(this.#chat);
    composer.element.classList.add("reply");
    composer.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.#replying = "";
      this.#drawPosts();
      this.#posts.querySelector(`[data-thread="${root.id}"] .reply-button`)?.focus();
    });
    return composer.element;
  }

  #post(post, first) {
    return drawPost(post, this.desk.office, this.#hands, { first, notice: this.#notices.get(post.id) });
  }

  // ------------------------------------------------------------ changing

  /** A post has come, or changed. What is being typed elsewhere stays. */
  #change({ how, post }) {
    const shown = this.#posts.querySelector(`[data-id="${post.id}"]`);
    if (how === "sent" || post.gone || !shown) {
      this.#keepTyped(() => this.#drawChanged(post));
      if (how === "sent") this.#arrive(post);
    } else {
      const focused = shown.contains(document.activeElement);
      const fresh = this.#post(post, shown.dataset.first === "true");
      shown.replaceWith(fresh);
      if (focused) focusInside(fresh);
    }
    this.#refresh(post);
  }

  /** Add a post at the end without touching the others, since somebody may be filling in a card above. */
  #drawChanged(post) {
    if (this.#chat.scope === "channel" || post.gone || !this.#posts.querySelector(".post")) return this.#drawPosts();
    const posts = [...this.#chat.posts.values()];
    this.#posts.append(...this.#flow(posts.slice(-2)).slice(-1));
    const [before, last] = posts.slice(-2);
    if (day(before.at) !== day(last.at)) this.#posts.lastElementChild.before(h("li", { class: "day" }, h("span", {}, day(last.at))));
  }

  #keepTyped(draw) {
    const field = this.#posts.querySelector(".reply textarea");
    const [words, focused] = [field?.value ?? "", field === document.activeElement];
    draw();
    const again = this.#posts.querySelector(".reply textarea");
    if (!again) return;
    again.value = words;
    if (focused) again.focus();
  }

  #arrive(post) {
    const own = post.by === this.desk.office.me;
    if (own && post.thread === this.#replying) this.#replying = "";
    if (this.#chat.scope === "channel" && post.thread !== post.id) {
      this.#posts.querySelector(`[data-id="${post.id}"]`)?.scrollIntoView({ block: "nearest" });
    } else this.#toEnd();
  }

  /** To the newest post; of a long one, to where it begins. */
  #toEnd() {
    const scroller = region("conversation").querySelector(".scroller");
    const last = [...this.#posts.querySelectorAll(".post")].at(-1);
    if (!scroller) return;
    scroller.scrollTop = scroller.scrollHeight;
    if (!last) return;
    const hidden = scroller.getBoundingClientRect().top - last.getBoundingClientRect().top;
    if (hidden > 0) scroller.scrollTop -= hidden + ROOM;
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
