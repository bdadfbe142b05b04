// What this window knows: who it is, the chats with their posts, what is unread, what time it is.
// It changes by the events of the live connection only, and tells whoever listens.

export class Office extends EventTarget {
  me = "";
  locale = "de-DE";
  bot = "";
  people = [];
  chats = new Map();
  unread = {};
  admin = "";
  faults = [];
  typing = new Set();
  #ahead = 0;

  /** Take an event of the live connection in. */
  take(event) {
    this[`on_${event.event}`]?.(event);
    this.dispatchEvent(new CustomEvent(event.event, { detail: event }));
  }

  on_state(event) {
    const { me, locale, bot, people, chats, unread, admin, faults } = event;
    Object.assign(this, { me, locale, bot, people, unread, admin, faults });
    this.chats = new Map(chats.map((chat) => [chat.id, { ...chat, posts: byId(chat.posts) }]));
    this.typing.clear();
    this.on_clock(event);
  }

  on_post({ chat, post }) {
    const posts = this.chats.get(chat).posts;
    if (post.gone) posts.delete(post.id);
    else posts.set(post.id, post);
  }

  on_unread({ unread }) {
    this.unread = unread;
  }

  on_faults({ faults }) {
    this.faults = faults;
  }

  on_locale({ person, locale }) {
    if (person === this.me) this.locale = locale;
  }

  on_typing({ chat, on }) {
    if (on) this.typing.add(chat);
    else this.typing.delete(chat);
  }

  on_clock({ now }) {
    this.#ahead = new Date(now) - Date.now();
  }

  /** The time in this Teams. */
  get now() {
    return new Date(Date.now() + this.#ahead).toISOString();
  }

  name(key) {
    return this.people.find((person) => person.key === key)?.name ?? this.bot;
  }

  /** How many posts somebody has not seen, in one chat or in all. */
  unreadOf(key, chat) {
    const counts = this.unread[key] ?? {};
    return chat ? (counts[chat] ?? 0) : Object.values(counts).reduce((sum, count) => sum + count, 0);
  }
}

const byId = (posts) => new Map(posts.map((post) => [post.id, post]));
