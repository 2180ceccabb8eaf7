/** What the server says about a stream, besides its bytes. */
export type Notice =
  | { type: "exec" | "shared"; id: string }
  | { type: "output"; id: string; at: number; fresh: boolean; terminal: boolean }
  | { type: "size"; rows: number; columns: number }
  | { type: "watchers"; count: number }
  | { type: "changed"; topics: string[] }
  | { type: "exit"; code: number | undefined }
  | { type: "end" | "replayed" | "recorded" }
  | { type: "error"; message: string };

type Fields = Record<string, unknown>;

/** What each notice must have to be taken for one. */
const NOTICES: Record<string, (said: Fields) => boolean> = {
  exec: ({ id }) => typeof id === "string",
  shared: ({ id }) => typeof id === "string",
  output: ({ id, at, fresh, terminal }) =>
    typeof id === "string" &&
    typeof at === "number" &&
    typeof fresh === "boolean" &&
    typeof terminal === "boolean",
  size: ({ rows, columns }) => typeof rows === "number" && typeof columns === "number",
  watchers: ({ count }) => typeof count === "number",
  changed: ({ topics }) => Array.isArray(topics) && topics.every((t) => typeof t === "string"),
  exit: ({ code }) => code === undefined || typeof code === "number",
  end: () => true,
  replayed: () => true,
  recorded: () => true,
  error: ({ message }) => typeof message === "string",
};

/** Narrows a text message; anything unknown is undefined. */
export function parseNotice(text: string): Notice | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) {
    return undefined;
  }
  const said = value as Fields;
  const { type } = said;
  return typeof type === "string" && NOTICES[type]?.(said) ? (said as Notice) : undefined;
}

/** Opens a WebSocket of this site that gives bytes. */
export function openSocket(path: string): WebSocket {
  const url = new URL(path, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  return socket;
}
