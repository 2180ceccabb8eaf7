import { openContainerPages } from "./containers";
import { keepLive } from "./live";
import { openStatus } from "./status";

const stack: Disposable[] = [keepLive(document), openContainerPages(document)];

const logs = document.querySelector<HTMLElement>("[data-logs]");
const output = logs?.querySelector("pre");
if (logs?.dataset["url"] && output) {
  const { openLogs } = await import("./logs");
  const status = openStatus(logs);
  stack.push(status, openLogs(output, logs.dataset["url"], status));
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
