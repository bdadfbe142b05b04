"""HTML and full Markdown made into what cards show: bold, italic, lists and links."""

import re
from html.parser import HTMLParser

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLOCK = re.compile(r"<(?:p|div|ul|ol|li|table|h[1-6])\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-fA-F]{1,6}|[a-zA-Z]{2,31});")
_BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "table",
    "blockquote",
    "pre",
    "ul",
    "ol",
    "dl",
}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_MARKS = {"b": "**", "strong": "**", "i": "_", "em": "_"}
_SILENT = {"script", "style", "head", "title", "template", "noscript"}
_GOOD = ("https://", "http://", "mailto:", "tel:")
_MOST_NESTED = 20


def card_markdown(text: str) -> str:
    """A text of whatever origin as card Markdown; HTML is recognised by its tags. Never raises."""
    if _TAG.search(text) or _ENTITY.search(text):
        reader = _Reader(flows=_BLOCK.search(text) is not None)
        reader.feed(text)
        reader.close()
        text = reader.text()
    return _plainer(text)


def _plainer(text: str) -> str:
    """Markdown that cards don't show, said in what they do."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"^```.*$\n?", "", text, flags=re.MULTILINE)
    text = re.sub(
        r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", lambda line: f"**{line[1].strip('* ')}**", text, flags=re.MULTILINE
    )
    text = re.sub(r"^>[ \t]?", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(?=[ \t:|-]*-{3})[ \t:|-]++$\n?", "", text, flags=re.MULTILINE)
    text = re.sub(r"^[ \t]*\|(.+)\|[ \t]*$", lambda row: "- " + _cells(row[1]), text, flags=re.MULTILINE)
    text = re.sub(
        r"!\[([^\]\n]*)\]\(([^)\s]+)[^)\n]*\)", lambda found: _link(found[1] or "Bild", found[2]), text
    )
    text = re.sub(r"(?<!`)`([^`\n]+)`(?!`)", r"\1", text)
    text = re.sub(r"<(?=[a-zA-Z/])", "‹", text)
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _cells(row: str) -> str:
    return ": ".join(cell.strip() for cell in row.split("|") if cell.strip())


def _link(text: str, url: str) -> str:
    return f"[{text}]({url})" if url.lower().startswith(_GOOD) else text


class _Reader(HTMLParser):
    """Collects the words, with marks where there were tags."""

    def __init__(self, *, flows: bool) -> None:
        """`flows`: line ends of the source mean nothing, as in HTML that has blocks of its own."""
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._lists: list[int | None] = []
        self._link: tuple[int, str] | None = None
        self._silent = 0
        self._flows = flows

    def text(self) -> str:
        joined = "".join(self._pieces)
        return re.sub(r"(\*\*|_)\s*\1", "", joined).replace("\xa0", " ")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._pieces.append("\n")
        elif tag in ("ul", "ol") and len(self._lists) < _MOST_NESTED:
            self._lists.append(0 if tag == "ol" else None)
            self._break("\n\n" if len(self._lists) == 1 else "")
        elif tag == "li":
            self._item()
        elif tag in _HEADINGS:
            self._break("\n\n")
            self._pieces.append("**")
        elif tag in _BLOCKS:
            self._break("\n\n")
        elif tag == "tr":
            self._break("\n")
        elif tag == "a":
            self._link = (len(self._pieces), named.get("href") or "")
        elif tag == "img":
            self._pieces.append(_link(named.get("alt") or "Bild", named.get("src") or ""))
        elif tag in _MARKS:
            self._pieces.append(_MARKS[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._break("\n\n" if not self._lists else "")
        elif tag in _HEADINGS:
            self._pieces.append("**\n\n")
        elif tag in _BLOCKS:
            self._break("\n\n")
        elif tag in ("td", "th"):
            self._pieces.append(" ")
        elif tag == "a" and self._link is not None:
            start, url = self._link
            words = " ".join("".join(self._pieces[start:]).split())
            self._pieces[start:] = [_link(words.replace("[", "(").replace("]", ")"), url.replace(")", "%29"))]
            self._link = None
        elif tag in _MARKS:
            self._pieces.append(_MARKS[tag])

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._pieces.append(re.sub(r"[ \t\r\n]+", " ", data) if self._flows else data)

    def _item(self) -> None:
        self._break("\n")
        depth = max(0, len(self._lists) - 1)
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        self._pieces.append("  " * depth + (f"{number + 1}. " if number is not None else "- "))

    def _break(self, ends: str) -> None:
        """Begin a line, or a paragraph, unless one has begun already."""
        while self._pieces and self._pieces[-1].strip(" ") == "":
            self._pieces.pop()
        if self._pieces and ends:
            self._pieces[-1] = self._pieces[-1].rstrip(" ")
            if not self._pieces[-1].endswith(ends):
                self._pieces.append(ends)
