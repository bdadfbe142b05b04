// Who is who: switch to somebody else here, or take a second window for them.

import { avatar } from "./avatar.js";
import { fill, h, region } from "./dom.js";
import { t } from "./words.js";

export function showPeople(desk) {
  const draw = () => {
    const { office } = desk;
    const nav = region("people");
    const focused = nav.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    nav.setAttribute("aria-label", t("people"));
    fill(nav, h("ul", {}, office.people.map((person) => h("li", {}, link(desk, person)))));
    if (focused) nav.querySelector(`[data-key="${focused}"]`)?.focus();
  };
  desk.addEventListener("redraw", draw);
  for (const event of ["unread", "faults"]) desk.office.addEventListener(event, draw);
}

function link(desk, { key, name }) {
  const count = desk.office.unreadOf(key);
  const me = key === desk.office.me;
  const [first, ...family] = name.split(" ");
  const minds = key === desk.office.admin && desk.office.faults.length > 0;
  const more = [` ${family.join(" ")}`, t(`role_${key}`), count && !me ? t("unread", { count }) : "", minds ? t("faults_here") : ""];
  const choose = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    desk.sit(key);
  };
  return h(
    "a",
    {
      href: `?as=${key}`,
      title: `${name} · ${t(`role_${key}`)}`,
      "aria-current": me ? "true" : null,
      data: { key },
      onclick: choose,
    },
    avatar(key, name),
    h("span", {}, first, h("span", { class: "unseen" }, more.filter(Boolean).join(", "))),
    minds && h("span", { class: "badge mind", "aria-hidden": "true" }, "!"),
    !minds && count > 0 && !me && h("span", { class: "badge", "aria-hidden": "true" }, count > 9 ? "9+" : String(count)),
  );
}
