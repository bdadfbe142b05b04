// One post: somebody's words, or a card; what can be done with it.

import { avatar } from "./avatar.js";
import { drawCard } from "./card.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { written } from "./markdown.js";
import { hour, moment, t } from "./words.js";

/** The element of a post. `hands` holds what can be done: press, open, edit, remove, rate; `first` names its author. */
export function drawPost(post, office, hands, { first = true, notice = "" } = {}) {
  const own = post.by === office.me;
  const article = h(
    "article",
    { class: "post", data: { id: post.id, own: String(own), first: String(first), bot: String(!post.by) } },
    h("span", { class: "face" }, first && avatar(post.by, office.name(post.by))),
  );
  const content = h("div", { class: "content" }, head(post, office, first));
  article.append(content);
  if (post.deleted) {
    const undo = () => hands.undelete(post);
    const back = own && h("button", { type: "button", class: "quiet undo", onclick: undo }, t("undo"));
    content.append(h("p", { class: "bubble gone" }, t("post_deleted"), ...(back ? [" ", back] : [])));
    return article;
  }
  if (post.text || post.mention) content.append(bubble(post, office, hands));
  if (post.files.length) content.append(h("ul", { class: "files" }, post.files.map((name) => h("li", {}, icon("attach"), name))));
  if (post.card) content.append(cardOf(post, article, hands));
  if (post.card) content.append(h("p", { class: "notice", role: "status" }, notice));
  if (own) content.append(ownTools(post, article, hands));
  if (post.thumbs) content.append(thumbs(post, hands));
  return article;
}

function head(post, office, first) {
  return h(
    "p",
    { class: first ? "head" : "head unseen" },
    h("strong", {}, office.name(post.by)),
    h("time", { datetime: post.at, title: moment(post.at) }, hour(post.at)),
    post.edited && !post.card && h("span", { class: "edited" }, t("post_edited")),
  );
}

function bubble(post, office, hands) {
  if (post.markdown) {
    const words = written(post.text, hands.open);
    words.classList.add("bubble");
    return words;
  }
  return h("p", { class: "bubble" }, post.mention && h("span", { class: "mention" }, `@${office.bot}`), post.mention && " ", post.text);
}

function cardOf(post, article, hands) {
  const holder = h("div", { class: "card" });
  const press = async (action) => {
    if (article.getAttribute("aria-busy")) return;
    article.setAttribute("aria-busy", "true");
    await hands.press(post, action);
    article.removeAttribute("aria-busy");
  };
  holder.append(drawCard(post.card, { press, open: hands.open }));
  return holder;
}

function ownTools(post, article, hands) {
  const edit = () => {
    const field = h("textarea", { "aria-label": t("edit"), rows: "2", value: post.text });
    const back = () => form.replaceWith(shown);
    const form = h(
      "form",
      {
        class: "editing",
        onsubmit: (event) => (event.preventDefault(), field.value.trim() && hands.edit(post, field.value.trim())),
        onkeydown: (event) => {
          if (event.key === "Escape") back();
          if (event.key === "Enter" && !event.shiftKey) (event.preventDefault(), form.requestSubmit());
        },
      },
      field,
      h("button", { type: "submit", class: "primary" }, t("save")),
      h("button", { type: "button", class: "soft", onclick: back }, t("cancel")),
    );
    const shown = article.querySelector(".bubble");
    shown.replaceWith(form);
    field.focus();
  };
  return h(
    "div",
    { class: "post-tools" },
    post.text && h("button", { type: "button", class: "quiet", "aria-label": t("edit"), title: t("edit"), onclick: edit }, icon("edit")),
    h(
      "button",
      { type: "button", class: "quiet", "aria-label": t("remove"), title: t("remove"), onclick: () => hands.remove(post) },
      icon("trash"),
    ),
  );
}

function thumbs(post, hands) {
  const thumb = (reaction, name) => {
    const rate = (event) => {
      for (const other of event.currentTarget.parentElement.children) other.setAttribute("aria-pressed", "false");
      event.currentTarget.setAttribute("aria-pressed", "true");
      hands.rate(post, reaction);
    };
    return h(
      "button",
      { type: "button", class: "quiet", "aria-label": t(`thumb_${name}`), title: t(`thumb_${name}`), "aria-pressed": "false", onclick: rate },
      icon(name),
    );
  };
  return h("div", { class: "thumbs" }, thumb("like", "up"), thumb("dislike", "down"));
}
