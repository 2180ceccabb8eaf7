import { listenToKeys } from "./keys";
import { keepLive } from "./live";
import { openPalette } from "./palette";
import { openStatus } from "./status";

const stack: Disposable[] = [];

const palette = document.querySelector<HTMLElement>("[data-palette]");
if (palette) {
  stack.push(keepLive(document), openPalette(document, palette), listenToKeys(document));
}

const logs = document.querySelector<HTMLElement>("[data-logs]");
if (logs) {
  const { openLogs } = await import("./logs");
  const status = openStatus(logs);
  stack.push(status, openLogs(logs, status));
}

const terminal = document.querySelector<HTMLElement>("[data-terminal]");
if (terminal?.dataset["url"]) {
  const { openTerminal } = await import("./terminal");
  const status = openStatus(document);
  stack.push(status, openTerminal(terminal, terminal.dataset["url"], status));
}

addEventListener("pagehide", () => {
  for (const open of stack.reverse()) {
    open[Symbol.dispose]();
  }
});
