// Joins the parts of the page.

import { announce } from "./announcer.js";
import { showChats } from "./chatlist.js";
import { Conversation } from "./conversation.js";
import { Desk } from "./desk.js";
import { Drawer } from "./drawer.js";
import { showFaults } from "./faults.js";
import { showPeople } from "./people.js";
import { showTop } from "./top.js";
import { done } from "./tour.js";
import { loadWords, speak } from "./words.js";

await loadWords();
speak("de");
const desk = new Desk();
showTop(desk);
showPeople(desk);
showChats(desk);
new Conversation(desk);
new Drawer(desk);
showFaults(desk);
announce(desk);

const wanted = new URL(location).searchParams.get("as");
const known = await fetch("/people").then((response) => response.json());
const person = known.includes(wanted) ? wanted : known[0];
desk.sit(person);
window.addEventListener("storage", () => desk.dispatchEvent(new Event("tour"))); // another window did a step
desk.office.addEventListener("state", ({ detail }) => detail.me !== known[0] && done(desk, "switch"));
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  desk.open(desk.chat || desk.personal);
  desk.dispatchEvent(new Event("skip"));
});
