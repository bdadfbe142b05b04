// What is wrong in the FAQ right now, for the one who looks after it.

import { fill, h, region } from "./dom.js";
import { spoken, t } from "./words.js";

const MOST = 3;

export function showFaults(desk) {
  const { office } = desk;
  const draw = () => {
    const line = region("faults");
    const { faults } = office;
    line.hidden = !faults.length || office.me !== office.admin;
    if (line.hidden) return fill(line);
    const entry = ({ where, ...said }) => h("li", {}, h("strong", {}, where), " ", said[spoken()].join(" "));
    const more = faults.length - MOST;
    return fill(
      line,
      h("p", {}, t("faults")),
      h("ul", {}, faults.slice(0, MOST).map(entry), more > 0 && h("li", {}, t("faults_more", { count: more }))),
    );
  };
  desk.addEventListener("redraw", draw);
  office.addEventListener("faults", draw);
}
