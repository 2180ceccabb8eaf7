import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import { openSocket, parseNotice } from "./socket";

const PIECE = 16 * 1024;

/** Opens a shell in a container and draws it in the host; says what happened through `say`. */
export function openTerminal(
  host: HTMLElement,
  path: string,
  say: (text: string) => void,
): Disposable {
  const style = getComputedStyle(host);
  const terminal = new Terminal({
    cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    fontFamily: style.getPropertyValue("--mono"),
    fontSize: 14,
    screenReaderMode: true,
    theme: { background: style.backgroundColor, foreground: style.color, cursor: style.color },
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(host);
  fit.fit();

  const socket = openSocket(`${path}?rows=${terminal.rows}&columns=${terminal.cols}`);
  const send = (bytes: Uint8Array<ArrayBuffer>) => {
    for (let at = 0; at < bytes.length && socket.readyState === WebSocket.OPEN; at += PIECE) {
      socket.send(bytes.subarray(at, at + PIECE));
    }
  };
  terminal.onData((text) => send(new TextEncoder().encode(text)));
  terminal.onBinary((text) => send(Uint8Array.from(text, (c) => c.charCodeAt(0))));
  terminal.onResize(({ rows, cols }) => {
    if (socket.readyState === WebSocket.OPEN) {
      socket.send(JSON.stringify({ type: "resize", rows, columns: cols }));
    }
  });
  const observer = new ResizeObserver(() => fit.fit());
  observer.observe(host);

  let ended = false;
  socket.onopen = () => {
    say("connected");
    terminal.focus();
  };
  socket.onmessage = ({ data }) => {
    if (data instanceof ArrayBuffer) {
      terminal.write(new Uint8Array(data));
      return;
    }
    const notice = parseNotice(String(data));
    if (notice?.type === "exit") {
      ended = true;
      say(notice.code === undefined ? "the shell ended" : `the shell ended with exit code ${notice.code}`);
    } else if (notice?.type === "error") {
      ended = true;
      say(notice.message);
    }
  };
  socket.onclose = () => {
    terminal.options.disableStdin = true;
    if (!ended) {
      say("connection lost: reload the page for a new shell");
    }
  };
  return {
    [Symbol.dispose]() {
      observer.disconnect();
      socket.close();
      terminal.dispose();
    },
  };
}
