// Dialogs: Teams' task modules, and the page's own few questions. The browser keeps focus inside.

import { drawCard } from "./card.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { understood } from "./invoke.js";
import { t } from "./words.js";

const SIZES = { small: 320, medium: 480, large: 720 };

/** A modal window with a title; `close()` ends it and gives the focus back. */
export function modal(title, { width = 480, label = "dialog" } = {}) {
  const body = h("div", { class: "body" });
  const heading = h("h2", { id: "dialog-title", tabindex: "-1" }, title);
  const element = h(
    "dialog",
    { "aria-labelledby": "dialog-title", data: { label } },
    h(
      "header",
      {},
      heading,
      h("button", { type: "button", class: "quiet", "aria-label": t("close"), onclick: () => element.close() }, icon("close")),
    ),
    body,
  );
  element.style.setProperty("--width", `${Math.min(SIZES[width] ?? (Number(width) || 480), 800)}px`);
  const before = document.activeElement;
  element.addEventListener("close", () => {
    element.remove();
    if (before?.isConnected) before.focus();
  });
  document.body.append(element);
  element.showModal();
  return { element, body, heading, close: () => element.close() };
}

/** A question of the page's own, with a button for each choice: `[words, work]`. */
export function ask({ title, text, choices }) {
  const window_ = modal(title);
  const buttons = choices.map(([words, work]) =>
    h("button", { type: "button", class: "soft", onclick: () => (window_.close(), work()) }, words),
  );
  fill(window_.body, h("p", {}, text), h("div", { class: "choices" }, buttons));
  buttons[0].focus();
}

/** A dialog of the bot's. `submit(data)` sends it; its answer goes on in the dialog, or closes it. */
export function openDialog(task, { submit, open }) {
  const window_ = modal(task.title ?? "", { width: task.width, label: "task" });
  const { body, heading } = window_;

  const show = (next) => {
    heading.textContent = next.title || heading.textContent || t("dialog");
    const content = next.card?.content ?? next.card;
    if (!content) return say(t("dialog_page"));
    fill(body, drawCard(content, { press, open }), h("p", { class: "notice", role: "status" }));
    focusFirst(body, heading);
  };

  const say = (words) => {
    const button = h("button", { type: "button", class: "primary", onclick: window_.close }, t("close"));
    fill(body, h("p", { class: "said", role: "status" }, words), h("div", { class: "choices" }, button));
    button.focus();
  };

  const press = async ({ data }) => {
    body.setAttribute("aria-busy", "true");
    const answer = understood(await submit(data));
    body.removeAttribute("aria-busy");
    if (answer.dialog) show(answer.dialog);
    else if (answer.message) say(answer.message);
    else if (answer.notice) body.querySelector(".notice").textContent = answer.notice;
    else window_.close();
  };

  show(task);
}

/** What the bot says in a dialog's place. */
export function tell(words) {
  ask({ title: "Digitallotse", text: words, choices: [[t("close"), () => {}]] });
}

function focusFirst(body, heading) {
  (body.querySelector("input, textarea, select") ?? heading).focus();
}
