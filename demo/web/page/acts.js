// What a person does goes to the server, which does what Teams' clients do.

/** Play an act of this person. The answer is `{status, body}` as the bot gave it; status 0: nobody there. */
export async function act(name, as, details = {}) {
  return post(`/act/${name}`, { as, ...details });
}

/** Let everything begin again. */
export const beginAfresh = () => post("/afresh", {});

/** What went over the wire so far. */
export const overheard = async () => (await fetch("/wire")).json();

export const reached = (answer) => answer.status >= 200 && answer.status < 300;

async function post(address, body) {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return response.ok ? await response.json() : { status: response.status, body: null };
  } catch {
    return { status: 0, body: null };
  }
}
