import type { ISearchOptions, SearchAddon } from "@xterm/addon-search";
import type { Terminal } from "@xterm/xterm";

export interface TerminalTools extends Disposable {
  /** The terminal can be watched by this id now. */
  shared(id: string): void;
  /** What it shows is kept for administrators. */
  recorded(): void;
  /** So many look on. */
  watched(count: number): void;
}

const FOUND: ISearchOptions = {
  decorations: {
    matchBackground: "#7a5c00",
    matchOverviewRuler: "#ffd54a",
    activeMatchBackground: "#b26a00",
    activeMatchColorOverviewRuler: "#ffd54a",
  },
};

function part<T extends Element>(host: ParentNode, what: string): T {
  const found = host.querySelector<T>(what);
  if (!found) {
    throw new Error(`a terminal needs ${what}`);
  }
  return found;
}

/** What stands around a terminal: search, copy and paste, and the link to watch it. */
export function openTerminalTools(
  host: HTMLElement,
  terminal: Terminal,
  search: SearchAddon,
  share: () => void,
): TerminalTools {
  const bar = part<HTMLElement>(document, "[data-terminal-tools]");
  const input = part<HTMLInputElement>(bar, "input");
  const said = part<HTMLElement>(bar, "[data-tool-said]");
  const link = part<HTMLElement>(document, "[data-share-link]");
  const question = part<HTMLDialogElement>(document, "[data-paste]");
  const button = (name: string) => part<HTMLButtonElement>(bar, `[data-tool=${name}]`);

  const stop = new AbortController();
  const on = (target: EventTarget, name: string, listener: (event: Event) => void, capture = false) =>
    target.addEventListener(name, listener, { signal: stop.signal, capture });

  const find = (back: boolean) => {
    const found =
      input.value === "" ||
      (back ? search.findPrevious(input.value, FOUND) : search.findNext(input.value, FOUND));
    said.textContent = found ? "" : "not found";
    if (input.value === "") {
      search.clearDecorations();
    }
  };
  on(input, "keydown", (event) => {
    const { key, shiftKey } = event as KeyboardEvent;
    if (key === "Enter") {
      event.preventDefault();
      find(!shiftKey);
    } else if (key === "Escape") {
      search.clearDecorations();
      terminal.focus();
    }
  });

  const copy = async () => {
    const text = terminal.getSelection();
    if (text === "") {
      said.textContent = "select something first";
      return;
    }
    const copied = navigator.clipboard
      ? await navigator.clipboard.writeText(text).then(
          () => true,
          () => copyByCommand(text),
        )
      : copyByCommand(text);
    said.textContent = copied ? "copied" : "the browser does not let this page copy";
    terminal.focus();
  };
  on(button("copy"), "click", () => void copy());
  const readable = typeof navigator.clipboard?.readText === "function";
  button("paste").hidden = !readable;
  on(button("paste"), "click", () => {
    navigator.clipboard.readText().then(paste, () => {
      said.textContent = "the browser does not let this page read: press Ctrl+Shift+V";
    });
  });

  const paste = (text: string) => {
    if (!/[\r\n]/.test(text.trimEnd())) {
      terminal.paste(text.replace(/[\r\n]+$/, "") || text);
      terminal.focus();
      return;
    }
    const lines = text.trimEnd().split(/\r\n|\r|\n/).length;
    part(question, "h2").textContent = `Paste ${lines} lines?`;
    part(question, "pre").textContent = text;
    question.returnValue = "";
    question.onclose = () => {
      if (question.returnValue === "paste") {
        terminal.paste(text);
      }
      terminal.focus();
    };
    question.showModal();
  };
  on(
    host,
    "paste",
    (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!terminal.options.disableStdin) {
        paste((event as ClipboardEvent).clipboardData?.getData("text/plain") ?? "");
      }
    },
    true,
  );

  terminal.attachCustomKeyEventHandler((event) => {
    const key = event.key.toLowerCase();
    const copies = event.ctrlKey && key === "c" && (event.shiftKey || terminal.hasSelection());
    if (event.type === "keydown" && copies) {
      event.preventDefault();
      void copy().then(() => terminal.clearSelection());
      return false;
    }
    if (event.type === "keydown" && event.ctrlKey && event.shiftKey && key === "f") {
      event.preventDefault();
      input.focus();
      return false;
    }
    // the browser pastes, and asks nobody for leave
    return !(event.ctrlKey && !event.altKey && key === "v");
  });

  on(button("share"), "click", share);
  bar.hidden = false;
  if (new URLSearchParams(location.search).has("watch")) {
    button("share").hidden = true;
    button("paste").hidden = true;
  }
  return {
    shared(id) {
      const url = new URL(location.pathname, location.href);
      url.searchParams.set("watch", id);
      link.hidden = false;
      const address = part<HTMLInputElement>(link, "input");
      address.value = url.href;
      address.select();
    },
    recorded() {
      part<HTMLElement>(bar, "[data-recorded]").hidden = false;
    },
    watched(count) {
      const people = count === 1 ? "1 person watches" : `${count} people watch`;
      said.textContent = count === 0 ? "" : people;
    },
    [Symbol.dispose]() {
      stop.abort();
    },
  };
}

/** For pages that came without TLS, which have no clipboard of their own. */
function copyByCommand(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}
