import { keepLive } from "./live";

const stack: Disposable[] = [keepLive(document)];

const logs = document.querySelector<HTMLElement>("[data-logs]");
if (logs?.dataset["url"]) {
  const { openLogs } = await import("./logs");
  stack.push(openLogs(logs, logs.dataset["url"]));
}

const terminal = document.querySelector<HTMLElement>("[data-terminal]");
if (terminal?.dataset["url"]) {
  const status = document.querySelector("[data-terminal-status]");
  const { openTerminal } = await import("./terminal");
  stack.push(
    openTerminal(terminal, terminal.dataset["url"], (text) => {
      if (status) {
        status.textContent = text;
      }
    }),
  );
}

addEventListener("pagehide", () => {
  for (const open of stack.reverse()) {
    open[Symbol.dispose]();
  }
});
