// Where links of the bot's lead: Teams' own deep links stay in this Teams, others open a window.

const CHAT = "https://teams.microsoft.com/l/chat/";

/** Opens a link for somebody at this desk. A deep link to the bot opens the personal chat, with its words. */
export function opener(desk) {
  return (address) => {
    if (address.startsWith(CHAT)) {
      const words = new URL(address).searchParams.get("message") ?? "";
      desk.open(desk.personal);
      desk.dispatchEvent(new CustomEvent("draft", { detail: { words } }));
      return;
    }
    if (/^(https?|mailto|tel):/i.test(address)) window.open(address, "_blank", "noopener,noreferrer");
  };
}
