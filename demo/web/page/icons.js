// Our own line icons, 24 by 24.

const LINES = {
  send: "M4 12 20 4l-5 16-3.500-6.500zM11.500 13.500 20 4",
  attach: "m19 11-7.500 7.500a4.500 4.500 0 0 1-6.400-6.400L13 4.300a3 3 0 0 1 4.300 4.300l-7.700 7.700a1.500 1.500 0 0 1-2.200-2.100l6.600-6.700",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 14.500c1 1.500 2.400 2.200 4 2.200s3-.7 4-2.200M9 9.500v.6M15 9.500v.6",
  at: "M15.500 8.500v5a2.500 2.500 0 0 0 5 0V12a8.500 8.500 0 1 0-3.400 6.800M12 8.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l4.500 4.500",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  trash: "M5 7h14M10 7V4.500h4V7M7 7l1 12.500h8L17 7M10.500 10.500v6M13.500 10.500v6",
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6 6 18",
  clock: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17M12 7.500V12l3 2",
  wire: "M9 4c-3 0-3 1.500-3 3.500S6 11 4 12c2 1 2 2.500 2 4.500S6 20 9 20M15 4c3 0 3 1.500 3 3.500S18 11 20 12c-2 1-2 2.500-2 4.500S18 20 15 20",
  help: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17M9.500 9.500a2.500 2.500 0 1 1 3.700 2.200c-.8.500-1.200 1-1.200 1.800M12 16.500v.1",
  theme: "M12 3.500a8.500 8.500 0 1 0 8.500 8.500A6.500 6.500 0 0 1 12 3.500",
  window: "M4 8h11v11H4zM9 8V5h11v11h-5",
  afresh: "M5 12a7 7 0 1 0 2.200-5.100M5 4.500V8h3.500",
  reply: "M10 7 5 12l5 5M5 12h9a5 5 0 0 1 5 5v1",
  check: "m5 12.500 4.500 4.500L19 7.500",
  up: "M7 20V10.500l4-7.500c1.500 0 2.300 1 2 2.500L12.500 9H18c1.300 0 2 1 1.800 2.200l-1.200 6.500c-.2 1.300-1 2.300-2.400 2.300zM7 20H4v-9.500h3",
  down: "M7 4v9.500l4 7.500c1.500 0 2.300-1 2-2.500L12.500 15H18c1.300 0 2-1 1.800-2.200l-1.200-6.500C18.400 5 17.600 4 16.200 4zM7 4H4v9.500h3",
};

/** An icon; beside it, or in the button's label, words say what it means. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", LINES[name]);
  svg.append(path);
  return svg;
}
