// Where one writes: words, files, emoji, a mention of the bot, a card from the message extension.

import { reached } from "./acts.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { search } from "./search.js";
import { toast } from "./toast.js";
import { done } from "./tour.js";
import { t } from "./words.js";

const EMOJI = ["🙂", "😀", "😉", "😅", "🤔", "😢", "👍", "👎", "👋", "🙏", "🎉", "❤️"];

export class Composer {
  #drafts = new Map();
  #chat = null;
  #key = ""; // whose draft it is, and of which chat
  #mention = false;
  #files = [];

  /** `thread` is the post that is answered; "" writes a new one. */
  constructor(desk, thread = "") {
    this.desk = desk;
    this.thread = thread;
    this.element = h("form", {
      class: "composer",
      onsubmit: (event) => (event.preventDefault(), this.#send()),
      onkeydown: (event) => event.key === "Escape" && this.#closeEmoji(),
    });
  }

  /** Be there for this chat, with the words that were left in it. */
  show(chat) {
    if (this.#chat) this.#drafts.set(this.#key, this.field.value);
    this.#chat = chat;
    this.#key = `${this.desk.office.me} ${chat.id}`;
    this.#mention = false;
    this.#files = [];
    const shared = chat.scope !== "personal";
    const name = t(this.thread ? "write_reply" : `write_${chat.scope}`);
    this.field = h("textarea", {
      rows: "1",
      "aria-label": name,
      placeholder: name,
      value: this.#drafts.get(this.#key) ?? "",
      oninput: () => this.#grow(),
      onkeydown: (event) => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) (event.preventDefault(), this.#send());
      },
    });
    this.chips = h("div", { class: "chips" });
    const left = ({ relatedTarget: next }) => {
      if (next && !next.closest(".emoji, [data-tool=emoji]")) this.emoji.hidden = true;
    };
    this.emoji = h("div", { class: "emoji", hidden: true, onfocusout: left }, EMOJI.map((sign, index) => this.#emoji(sign, index)));
    this.picker = h("input", { type: "file", multiple: true, hidden: true, onchange: () => this.#attach() });
    fill(
      this.element,
      this.emoji,
      this.chips,
      h("div", { class: "box" }, this.field, h("button", { type: "submit", class: "send", "aria-label": t("send"), title: t("send") }, icon("send"))),
      h(
        "div",
        { class: "compose-tools" },
        shared && this.#tool("at", "mention", () => this.#setMention(true)),
        this.#tool("smile", "emoji", () => (this.emoji.hidden ? this.#openEmoji() : this.#closeEmoji())),
        this.#tool("attach", "attach", () => this.picker.click()),
        this.#tool("search", "search", () => search(this.desk, this.thread)),
        shared && h("p", { class: "hint" }, t("mention_hint")),
      ),
      this.picker,
    );
    this.#drawChips();
  }

  /** Put these words into the field. */
  write(words) {
    this.field.value = words;
    this.field.focus();
  }

  async #send() {
    const shared = this.#chat.scope !== "personal";
    const typed = this.field.value.trim();
    const spoken = shared ? typed.replace(/^@(digitallotse|lotse)\b[\s,:]*/i, "") : typed;
    const mention = shared && (this.#mention || spoken !== typed);
    if (!spoken && !this.#files.length && !mention) return;
    const message = { chat: this.#chat.id, text: spoken, mention, thread: this.thread, files: this.#files };
    this.#files = [];
    this.#mention = false;
    this.field.value = "";
    this.#drawChips();
    this.#grow();
    if (!shared && spoken) done(this.desk, "ask");
    const answer = await this.desk.act("say", message);
    if (reached(answer)) return;
    toast(t(answer.status ? "error_lost" : "error_away"));
    if (!answer.status && !this.field.value) this.write(typed);
  }

  // ------------------------------------------------------------ mention and files

  #setMention(on) {
    this.#mention = on;
    this.#drawChips();
    this.field.focus();
  }

  #attach() {
    this.#files.push(...[...this.picker.files].map(({ name, type }) => ({ name: name.slice(0, 255), kind: type })));
    this.#files = this.#files.slice(0, 10);
    this.picker.value = "";
    this.#drawChips();
    this.field.focus();
  }

  #drawChips() {
    const chip = (words, remove) =>
      h(
        "span",
        { class: "chip" },
        words,
        h("button", { type: "button", class: "quiet", "aria-label": t("remove_chip", { name: words }), onclick: remove }, icon("close")),
      );
    const files = this.#files.map((file) =>
      chip(file.name, () => {
        this.#files = this.#files.filter((other) => other !== file);
        this.#drawChips();
        this.field.focus();
      }),
    );
    fill(this.chips, this.#mention && chip(`@${this.desk.office.bot}`, () => this.#setMention(false)), files);
  }

  // ------------------------------------------------------------ emoji

  #emoji(sign, index) {
    const insert = () => {
      const { selectionStart: at, value } = this.field;
      this.field.value = value.slice(0, at) + sign + value.slice(at);
      this.#closeEmoji();
      this.field.focus();
    };
    const name = t("emoji_names").split(", ")[index];
    return h("button", { type: "button", class: "quiet", "aria-label": name, title: name, onclick: insert }, sign);
  }

  #openEmoji() {
    this.emoji.hidden = false;
    this.emoji.firstElementChild.focus();
  }

  #closeEmoji() {
    if (this.emoji.hidden) return;
    this.emoji.hidden = true;
    this.element.querySelector("[data-tool=emoji]").focus();
  }

  #tool(sign, name, onclick) {
    return h("button", { type: "button", class: "quiet", data: { tool: name }, "aria-label": t(name), title: t(name), onclick }, icon(sign));
  }

  #grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 160)}px`;
  }
}
