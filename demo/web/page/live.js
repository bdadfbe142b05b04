// The live connection: it begins with all there is to see, and comes back by itself.

const PAUSES = [300, 1000, 2000, 4000];

export class Live {
  #socket = null;
  #failures = 0;
  #timer = 0;

  /** `take` gets every event; `lost` is told true and false as the connection goes and comes. */
  constructor(take, lost) {
    this.take = take;
    this.lost = lost;
  }

  /** Connect as this person, in the place of who it was before. */
  connect(person) {
    clearTimeout(this.#timer);
    this.#socket?.close();
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/live?as=${encodeURIComponent(person)}`);
    this.#socket = socket;
    socket.onmessage = (message) => {
      if (socket !== this.#socket) return;
      this.#failures = 0;
      this.lost(false);
      this.take(JSON.parse(message.data));
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      if (this.#failures > 0) this.lost(true);
      const pause = PAUSES[Math.min(this.#failures++, PAUSES.length - 1)];
      this.#timer = setTimeout(() => this.connect(person), pause);
    };
  }
}
