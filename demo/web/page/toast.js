// A line that comes and goes.

import { h, region } from "./dom.js";

const STAYS = 7000;

/** Say this at the edge of the page, for some seconds. */
export function toast(words) {
  const line = h("p", { class: "toast" }, words);
  region("toasts").append(line);
  setTimeout(() => line.remove(), STAYS);
}
