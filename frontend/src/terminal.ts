import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import { connect } from "./connection";
import type { Notice } from "./socket";
import { sayFailed, type Status } from "./status";

const PIECE = 16 * 1024;

/**
 * Opens a shell in a container and draws it in the host. When the connection is lost it comes back
 * to the same shell.
 */
export function openTerminal(host: HTMLElement, path: string, status: Status): Disposable {
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

  const freshShell = { label: "New shell", take: () => location.reload() };
  let exec: string | undefined;
  let known = false;

  const typing = (allowed: boolean) => {
    terminal.options.disableStdin = !allowed;
    host.toggleAttribute("data-away", !allowed);
  };

  const notice = (said: Notice): boolean => {
    if (said.type === "exec") {
      exec = said.id;
      return true;
    }
    if (said.type === "exit") {
      const code = said.code === undefined ? "" : ` with exit code ${said.code}`;
      status.say(`the shell ended${code}`, freshShell);
    } else {
      status.say(said.type === "error" ? said.message : "the shell ended", freshShell);
    }
    typing(false);
    return false;
  };

  const connection = connect({
    path() {
      const size = `rows=${terminal.rows}&columns=${terminal.cols}`;
      return exec === undefined ? `${path}?${size}` : `${path}?${size}&exec=${exec}`;
    },
    opened() {
      status.say("connected");
      typing(true);
      if (!known) {
        terminal.focus();
      }
      known = true;
    },
    bytes: (bytes) => terminal.write(bytes),
    notice,
    lost() {
      status.say("connection lost, trying again …");
      typing(false);
    },
    failed: (reason) => sayFailed(status, reason, () => connection.retry()),
  });

  const send = (bytes: Uint8Array<ArrayBuffer>) => {
    for (let at = 0; at < bytes.length; at += PIECE) {
      connection.send(bytes.subarray(at, at + PIECE));
    }
  };
  terminal.onData((text) => send(new TextEncoder().encode(text)));
  terminal.onBinary((text) => send(Uint8Array.from(text, (c) => c.charCodeAt(0))));
  terminal.onResize(({ rows, cols }) => {
    connection.send(JSON.stringify({ type: "resize", rows, columns: cols }));
  });
  const observer = new ResizeObserver(() => fit.fit());
  observer.observe(host);

  return {
    [Symbol.dispose]() {
      observer.disconnect();
      connection[Symbol.dispose]();
      terminal.dispose();
    },
  };
}
