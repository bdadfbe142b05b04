// Markdown as Teams' chat shows it. HTML in it stays text; pictures from elsewhere are not loaded.

let parser = null;

export function toHtml(text) {
  parser ??= window.markdownit({ html: false, linkify: true, breaks: true }).disable("image");
  return parser.render(text);
}

/** An element with this text, its links opened by `open`. */
export function written(text, open) {
  const element = document.createElement("div");
  element.className = "markdown";
  element.innerHTML = toHtml(text);
  element.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    open(link.href);
  });
  return element;
}
