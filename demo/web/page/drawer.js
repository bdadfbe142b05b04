// A look behind: every activity as it went over the wire.

import { overheard } from "./acts.js";
import { fill, h, region } from "./dom.js";
import { icon } from "./icons.js";
import { moment, t } from "./words.js";

const MOST = 200;

export class Drawer {
  #list = h("ol", { class: "exchanges" });
  #before = null;

  constructor(desk) {
    const drawer = region("drawer");
    desk.addEventListener("drawer", () => (drawer.hidden ? this.#open() : this.#close()));
    desk.addEventListener("redraw", () => drawer.hidden || this.#open());
    desk.office.addEventListener("wire", ({ detail }) => drawer.hidden || this.#add(detail.exchange));
    desk.office.addEventListener("state", () => drawer.hidden || this.#open());
    drawer.addEventListener("keydown", (event) => event.key === "Escape" && this.#close());
  }

  async #open() {
    const drawer = region("drawer");
    if (drawer.hidden) this.#before = document.activeElement;
    const first = drawer.hidden;
    const heading = h("h2", { tabindex: "-1" }, t("wire"));
    drawer.setAttribute("aria-label", t("wire"));
    fill(
      drawer,
      h("header", {}, heading, h("button", { type: "button", class: "quiet", "aria-label": t("close"), onclick: () => this.#close() }, icon("close"))),
      h("p", {}, t("wire_text")),
      this.#list,
    );
    drawer.hidden = false;
    document.body.dataset.drawer = "open";
    if (first) heading.focus();
    fill(this.#list, h("li", { class: "empty" }, t("wire_empty")));
    for (const exchange of await overheard()) this.#add(exchange);
  }

  #close() {
    region("drawer").hidden = true;
    delete document.body.dataset.drawer;
    if (this.#before?.isConnected) this.#before.focus();
    else document.getElementById("wire")?.focus();
  }

  /** What began last is on top. */
  #add(exchange) {
    this.#list.querySelector(".empty")?.remove();
    if (this.#list.querySelector(`[data-number="${exchange.number}"]`)) return;
    const older = [...this.#list.children].find((item) => Number(item.dataset.number) < exchange.number);
    this.#list.insertBefore(entry(exchange), older ?? null);
    while (this.#list.children.length > MOST) this.#list.lastElementChild.remove();
  }
}

function entry({ number, at, way, what, sent, status, answered }) {
  const good = status >= 200 && status < 300;
  return h(
    "li",
    { data: { number, way } },
    h(
      "details",
      {},
      h(
        "summary",
        { title: moment(at) },
        h("span", { class: "way" }, t(`way_${way}`)),
        h("span", { class: "what" }, what),
        h("span", { class: good ? "status" : "status bad" }, status || t("wire_nothing")),
      ),
      json(t("wire_sent"), sent),
      answered !== null && json(t("wire_answered"), answered),
    ),
  );
}

function json(title, value) {
  return [h("h3", {}, title), h("pre", { tabindex: "0", "aria-label": title }, JSON.stringify(value, null, 2))];
}
