/** What the server says about a stream, besides its bytes. */
export type Notice =
  | { type: "exec"; id: string }
  | { type: "exit"; code: number | undefined }
  | { type: "end" }
  | { type: "error"; message: string };

/** Narrows a text message; anything unknown is undefined. */
export function parseNotice(text: string): Notice | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("type" in value)) {
    return undefined;
  }
  if (value.type === "exec" && "id" in value && typeof value.id === "string") {
    return { type: "exec", id: value.id };
  }
  if (value.type === "exit") {
    const code = "code" in value && typeof value.code === "number" ? value.code : undefined;
    return { type: "exit", code };
  }
  if (value.type === "end") {
    return { type: "end" };
  }
  if (value.type === "error" && "message" in value && typeof value.message === "string") {
    return { type: "error", message: value.message };
  }
  return undefined;
}

/** Opens a WebSocket of this site that gives bytes. */
export function openSocket(path: string): WebSocket {
  const url = new URL(path, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  return socket;
}
