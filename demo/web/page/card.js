// A card, drawn by Microsoft's own renderer, and what happens when a button of it is pressed.

import { hostConfig } from "./hostconfig.js";
import { toHtml } from "./markdown.js";

let config = null;

function prepare() {
  if (config) return;
  const { AdaptiveCard, HostConfig } = window.AdaptiveCards;
  config = new HostConfig(hostConfig);
  AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = toHtml(text);
    result.didProcess = true;
  };
}

/** The element of a card. `press({type, verb, title, data})` for its buttons, `open(url)` for its links. */
export function drawCard(json, { press, open }) {
  prepare();
  const { AdaptiveCard, SerializationContext, Versions } = window.AdaptiveCards;
  const card = new AdaptiveCard();
  card.hostConfig = config;
  card.parse(json, new SerializationContext(Versions.v1_5));
  card.onExecuteAction = (action) => {
    const type = action.getJsonTypeName();
    if (type === "Action.OpenUrl") open(action.url);
    else if (type === "Action.Execute" || type === "Action.Submit") {
      press({ type, verb: action.verb ?? "", title: action.title ?? "", data: plainData(action.data) });
    }
  };
  card.onAnchorClicked = (_, anchor) => {
    open(anchor.href);
    return true;
  };
  const element = card.render() ?? document.createElement("div");
  element.removeAttribute("tabindex");
  for (const image of element.querySelectorAll("img")) image.onerror = () => image.replaceWith(image.alt);
  return element;
}

const plainData = (data) => (data && typeof data === "object" ? JSON.parse(JSON.stringify(data)) : {});

/** The first words of a card, for those who hear it instead of seeing it. */
export function firstWords(node) {
  if (Array.isArray(node)) return node.map(firstWords).find(Boolean) ?? "";
  if (!node || typeof node !== "object") return "";
  if (node.type === "TextBlock") return node.text ?? "";
  return firstWords(node.body ?? node.items ?? node.columns ?? []);
}
