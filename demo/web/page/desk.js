// One window: who sits at it, which chat lies open, and what its parts ask of each other.

import { act } from "./acts.js";
import { Live } from "./live.js";
import { Office } from "./office.js";
import { speak } from "./words.js";

const WIDE = matchMedia("(min-width: 721px)"); // as in narrow.css

export class Desk extends EventTarget {
  office = new Office();
  chat = "";

  constructor() {
    super();
    this.live = new Live(
      (event) => this.office.take(event),
      (lost) => this.dispatchEvent(new CustomEvent("connection", { detail: { lost } })),
    );
    this.office.addEventListener("state", () => this.#begin());
    this.office.addEventListener("locale", () => this.#redraw());
    this.office.addEventListener("post", ({ detail }) => detail.chat === this.chat && this.look());
    document.addEventListener("visibilitychange", () => this.look());
    addEventListener("popstate", ({ state }) => this.#turn(Boolean(state?.chat)));
    WIDE.addEventListener("change", () => this.chat && this.open(this.chat, { show: false }));
  }

  /** Sit down as this person. */
  sit(person) {
    const address = new URL(location);
    address.searchParams.set("as", person);
    history.replaceState(null, "", address);
    this.chat = "";
    this.live.connect(person);
  }

  /** Lay this chat open; on a narrow screen it takes the whole of it, and the browser's «back» leads to the list. */
  open(chat, { show = true } = {}) {
    if (show && !this.shown && !history.state?.chat) history.pushState({ chat: true }, "");
    this.chat = chat;
    if (show) document.body.dataset.pane = "conversation";
    this.dispatchEvent(new Event("open"));
    if (!this.office.chats.get(chat).opened && this.shown) {
      this.office.chats.get(chat).opened = true;
      this.act("open", { chat });
    }
    this.look();
  }

  /** Back to the list, where the screen is narrow. */
  close() {
    this.#list();
    if (history.state?.chat) history.back();
  }

  /** The person's own chat with the bot. */
  get personal() {
    return [...this.office.chats.values()].find((chat) => chat.scope === "personal").id;
  }

  /** Whether the open chat can be seen at all: on a narrow screen the list may cover it. */
  get shown() {
    return document.body.dataset.pane === "conversation" || WIDE.matches;
  }

  /** Tell the server that what is open has been seen, if it has. */
  look() {
    if (!this.chat || !this.shown || document.visibilityState !== "visible") return;
    if (this.office.unreadOf(this.office.me, this.chat) || this.#unseen()) this.act("look", { chat: this.chat });
  }

  act(name, details) {
    return act(name, this.office.me, details);
  }

  /** The browser went back to the list, or forward to the chat. */
  #turn(chat) {
    if (chat && this.chat) this.open(this.chat);
    else if (document.body.dataset.pane === "conversation") this.#list();
  }

  #list() {
    document.body.dataset.pane = "list";
    this.dispatchEvent(new Event("close"));
  }

  #unseen() {
    return this.office.chats.get(this.chat).posts.size > 0;
  }

  /** All there is to see has come: for the first time, after an interruption, or as somebody else. */
  #begin() {
    const { office } = this;
    const kept = office.chats.has(this.chat) ? this.chat : this.personal;
    this.#redraw();
    this.open(kept, { show: false });
  }

  #redraw() {
    speak(this.office.locale);
    this.dispatchEvent(new Event("redraw"));
  }
}
