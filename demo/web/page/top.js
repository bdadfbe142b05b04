// The bar above: what belongs to the demo and not to Teams.

import { beginAfresh, reached } from "./acts.js";
import { fill, h, region } from "./dom.js";
import { ask } from "./dialog.js";
import { icon } from "./icons.js";
import { setTour } from "./tour.js";
import { toast } from "./toast.js";
import { day, hour, moment, spoken, t } from "./words.js";

const LEAPS = [
  ["hour", 3600],
  ["day", 24 * 3600],
  ["week", 7 * 24 * 3600],
];

export function showTop(desk) {
  const draw = () => {
    const bar = region("top");
    const focused = bar.contains(document.activeElement) ? document.activeElement.id : "";
    region("skip").textContent = t("skip");
    fill(
      bar,
      h("img", { src: "/page/lotse.svg", alt: "", class: "mark" }),
      h("h1", {}, h("span", {}, "Digitallotse"), h("small", {}, t("subtitle"))),
      h("div", { class: "tools", role: "group", "aria-label": t("tools") }, clock(desk), ...tools(desk)),
    );
    if (focused) document.getElementById(focused)?.focus();
  };
  desk.addEventListener("redraw", draw);
  desk.office.addEventListener("clock", draw);
  setInterval(() => {
    const shown = document.getElementById("time");
    if (shown) fill(shown, ...time(desk.office.now));
  }, 10_000);
}

function tools(desk) {
  const other = spoken() === "de" ? "en" : "de";
  const locale = other === "de" ? "de-DE" : "en-GB";
  const next = desk.office.people.find((person) => person.key !== desk.office.me);
  return [
    h(
      "button",
      {
        type: "button", id: "language", class: "quiet", title: t("language"),
        onclick: () => desk.act("speak", { locale }),
      },
      other.toUpperCase(),
      h("span", { class: "unseen" }, `, ${t("language")}`),
    ),
    tool("theme", () => window.toggleTheme()),
    h(
      "a",
      {
        class: "quiet", id: "window", href: `?as=${next.key}`, target: "_blank", rel: "noopener",
        "aria-label": t("window"), title: t("window"),
      },
      icon("window"),
    ),
    tool("wire", () => desk.dispatchEvent(new Event("drawer"))),
    tool("afresh", () => askAfresh(desk)),
    tool("help", () => {
      setTour(desk, true);
      desk.close();
      document.getElementById("tour-title")?.scrollIntoView({ block: "nearest" });
    }),
  ];
}

const tool = (name, onclick) =>
  h("button", { type: "button", id: name, class: "quiet", "aria-label": t(name), title: t(name), onclick }, icon(name));

const time = (now) => [h("span", { class: "day-name" }, `${day(now)}, `), hour(now)];

function clock(desk) {
  const now = desk.office.now;
  const choose = () =>
    ask({
      title: t("clock"),
      text: t("clock_now", { moment: moment(desk.office.now) }),
      choices: LEAPS.map(([name, seconds]) => [t(`leap_${name}`), () => leap(desk, seconds)]),
    });
  return h(
    "button",
    { type: "button", id: "clock", class: "quiet wide", title: t("clock"), onclick: choose },
    icon("clock"),
    h("span", { class: "unseen" }, `${t("clock")}: `),
    h("span", { id: "time" }, time(now)),
  );
}

/** Move the clock, and say what came of it: also that nothing did, and why. */
async function leap(desk, seconds) {
  const answer = await desk.act("forward", { seconds });
  if (!reached(answer)) return toast(t("error_away"));
  const { came, gone } = answer.body;
  const said = [
    t("clock_done", { moment: moment(desk.office.now) }),
    came ? t("clock_came", { count: came }) : t("clock_nothing"),
    gone ? t("clock_gone", { count: gone }) : "",
  ];
  return ask({ title: t("clock"), text: said.filter(Boolean).join(" "), choices: [[t("close"), () => {}]] });
}

function askAfresh() {
  const begin = async () => {
    const answer = await beginAfresh();
    toast(t(reached(answer) ? "afresh_done" : "error_away"));
  };
  ask({ title: t("afresh"), text: t("afresh_text"), choices: [[t("afresh_yes"), begin]] });
}
