import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { Terminal } from "@xterm/xterm";
import { connect } from "./connection";
import { refresh } from "./live";
import type { Notice } from "./socket";
import { sayFailed, type Status } from "./status";
import { openTerminalTools } from "./terminaltools";

const PIECE = 16 * 1024;

/** What stays in the address, so that a reload comes back to the same terminal. */
const SESSION = "session";

/** How far the terminal's output was received. */
interface Seen {
  id: string;
  place: number;
}

/**
 * Opens a terminal of a container and draws it in the host: the one that the page's address names,
 * or a new shell. When the connection is lost, or the page reloaded, it comes back to the same with
 * what is kept of its output.
 */
export function openTerminal(host: HTMLElement, path: string, status: Status): Disposable {
  const asked = new URLSearchParams(location.search);
  const watch = asked.get("watch");
  const style = getComputedStyle(host);
  const terminal = new Terminal({
    cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    fontFamily: style.getPropertyValue("--mono"),
    fontSize: 14,
    screenReaderMode: true,
    scrollback: 5000,
    disableStdin: watch !== null,
    theme: { background: style.backgroundColor, foreground: style.color, cursor: style.color },
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  host.classList.toggle("watching", watch !== null);
  terminal.open(host);
  fit.fit();

  const freshShell = {
    label: "New shell",
    take: () => location.assign(location.pathname),
  };
  let session = asked.get(SESSION) ?? undefined;
  let seen: Seen | undefined;
  let known = false;
  let away = false;
  let over = false;
  /** What the terminal answers to old output must not be typed again. */
  let replaying = false;

  const typing = (allowed: boolean) => {
    away = !allowed;
    terminal.options.disableStdin = !allowed || watch !== null;
    host.toggleAttribute("data-away", away);
  };

  const ready = () => {
    replaying = false;
    if (over) {
      return;
    }
    status.say(watch === null ? "connected" : "watching: only its owner types");
    typing(true);
    if (!known) {
      terminal.focus();
    }
    known = true;
  };

  const came = (id: string) => {
    session = id;
    const url = new URL(location.href);
    url.search = "";
    url.searchParams.set(SESSION, id);
    history.replaceState(history.state, "", url);
    refresh(["exec"]);
  };

  const ended = ({ type }: Notice, words: string) => {
    const again = { label: "Open it here", take: () => location.reload() };
    const shell = session !== "main" && watch === null;
    status.say(words, type === "error" ? again : shell ? freshShell : undefined);
    typing(false);
    over = true;
  };

  const notice = (said: Notice): boolean => {
    switch (said.type) {
      case "exec":
        came(said.id);
        return true;
      case "output":
        seen = { id: said.id, place: said.at };
        replaying = true;
        terminal.options.convertEol = !said.terminal;
        if (said.fresh) {
          terminal.reset();
        }
        return true;
      case "replayed":
        terminal.write("", ready);
        return true;
      case "size":
        terminal.resize(said.columns, said.rows);
        return true;
      case "recorded":
        tools.recorded();
        return true;
      case "shared":
        tools.shared(said.id);
        return true;
      case "watchers":
        tools.watched(said.count);
        return true;
      case "exit": {
        const code = said.code === undefined ? "" : ` with exit code ${said.code}`;
        ended(said, `the ${session === "main" ? "main process" : "shell"} ended${code}`);
        return false;
      }
      case "error":
        ended(said, said.message);
        return false;
      default:
        return true;
    }
  };

  const connection = connect({
    path() {
      const query = new URLSearchParams(seen ? { seen: `${seen.id}.${seen.place}` } : {});
      if (watch !== null) {
        query.set("watch", watch);
        return `${path}?${query}`;
      }
      query.set("rows", String(terminal.rows));
      query.set("columns", String(terminal.cols));
      if (session === undefined) {
        for (const name of ["shell", "user", "directory"]) {
          query.set(name, asked.get(name) ?? "");
        }
      } else {
        query.set("exec", session);
      }
      return `${path}?${query}`;
    },
    opened() {},
    bytes(bytes) {
      if (seen) {
        seen.place += bytes.length;
      }
      terminal.write(bytes);
    },
    notice,
    lost() {
      status.say("connection lost, trying again …");
      typing(false);
    },
    failed: (reason) => sayFailed(status, reason, () => connection.retry()),
  });

  const send = (bytes: Uint8Array<ArrayBuffer>) => {
    if (replaying || away) {
      return;
    }
    for (let at = 0; at < bytes.length; at += PIECE) {
      connection.send(bytes.subarray(at, at + PIECE));
    }
  };
  const tools = openTerminalTools(host, terminal, search, () =>
    connection.send(JSON.stringify({ type: "share" })),
  );
  terminal.onData((text) => send(new TextEncoder().encode(text)));
  terminal.onBinary((text) => send(Uint8Array.from(text, (c) => c.charCodeAt(0))));
  terminal.onResize(({ rows, cols }) => {
    if (watch === null) {
      connection.send(JSON.stringify({ type: "resize", rows, columns: cols }));
    }
  });
  const observer = new ResizeObserver(() => watch === null && fit.fit());
  observer.observe(host);

  return {
    [Symbol.dispose]() {
      observer.disconnect();
      connection[Symbol.dispose]();
      tools[Symbol.dispose]();
      terminal.dispose();
    },
  };
}
