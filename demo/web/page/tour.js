// The first minute: three things to try. Each is ticked off as it happens, by whatever way.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";

const STEPS = ["ask", "press", "switch"];

const kept = () => {
  try {
    return JSON.parse(localStorage.getItem("tour")) ?? {};
  } catch {
    return {};
  }
};

function keep(changes) {
  localStorage.setItem("tour", JSON.stringify({ ...kept(), ...changes }));
}

/** Somebody did this step. */
export function done(desk, step) {
  if (kept()[step]) return;
  keep({ [step]: true });
  desk.dispatchEvent(new Event("tour"));
}

/** Show it again, or put it away. */
export function setTour(desk, open) {
  keep(open ? { away: false, ask: false, press: false, switch: false } : { away: true });
  desk.dispatchEvent(new Event("tour"));
}

export function drawTour(desk) {
  const { away, ...steps } = kept();
  if (away) return null;
  const finished = STEPS.every((step) => steps[step]);
  return h(
    "section",
    { class: "tour", "aria-labelledby": "tour-title" },
    h("h2", { id: "tour-title" }, t(finished ? "tour_finished" : "tour_title")),
    h(
      "button",
      { type: "button", class: "quiet close", "aria-label": t("tour_close"), onclick: () => away_(desk) },
      icon("close"),
    ),
    finished
      ? h("p", {}, t("tour_more"))
      : h("ol", {}, STEPS.map((step, index) => h("li", { class: steps[step] ? "done" : "" }, entry(desk, step, index, steps[step])))),
  );
}

function away_(desk) {
  setTour(desk, false);
  document.getElementById("help")?.focus();
}

function entry(desk, step, index, isDone) {
  return [
    h("span", { class: "number", "aria-hidden": "true" }, isDone ? icon("check") : String(index + 1)),
    h(
      "div",
      {},
      h("p", {}, t(`tour_${step}`), isDone && h("span", { class: "unseen" }, ` (${t("tour_done")})`)),
      !isDone && offer(desk, step),
    ),
  ];
}

/** The shortest way into a step. */
function offer(desk, step) {
  if (step === "ask" || step === "press") {
    const words = t(`tour_${step}_words`);
    const say = () => {
      desk.open(desk.personal);
      desk.act("say", { chat: desk.chat, text: words });
      if (step === "ask") done(desk, "ask");
    };
    return h("button", { type: "button", class: "soft", data: { key: `tour-${step}` }, onclick: say }, `„${words}“`);
  }
  const other = desk.office.people.find((person) => person.key !== desk.office.me).key;
  return h(
    "a",
    { class: "soft", href: `?as=${other}`, target: "_blank", rel: "noopener", data: { key: "tour-switch" } },
    t("tour_window", { name: desk.office.name(other) }),
  );
}
