// What a client makes of the bot's answer to an invoke.

import { reached } from "./acts.js";
import { t } from "./words.js";

/** `{notice}`, `{dialog}`, `{message}` for a dialog that only says something, or `{}` when all is said. */
export function understood(answer) {
  if (answer.status === 0) return { notice: t("error_away"), failed: true };
  if (!reached(answer)) return { notice: t("error_answer", { status: answer.status }), failed: true };
  const { type, value, task } = answer.body ?? {};
  if (task?.type === "continue") return { dialog: task.value };
  if (task?.type === "message") return { message: task.value };
  if (type === "application/vnd.microsoft.activity.message") return { notice: value };
  if (type?.startsWith("application/vnd.microsoft.error")) {
    return { notice: value?.message ?? t("error_answer", { status: answer.body.statusCode }), failed: true };
  }
  return {};
}
