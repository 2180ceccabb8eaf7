import { openContainerPages } from "./containers";
import { followJob, keepTray } from "./jobs";
import { listenToKeys } from "./keys";
import { keepLive } from "./live";
import { openPalette } from "./palette";
import { sendFiles } from "./sendfiles";
import { openStatus } from "./status";
import { openTree } from "./tree";
import { openUpload } from "./upload";

const stack: Disposable[] = [openContainerPages(document)];

document
  .querySelectorAll(".side nav [aria-current], .tabs [aria-current]")
  .forEach((current) => current.scrollIntoView({ block: "nearest", inline: "center" }));

const each = <E extends HTMLElement>(selector: string, open: (host: E) => Disposable) =>
  document.querySelectorAll<E>(selector).forEach((host) => stack.push(open(host)));
each("[data-job]", followJob);
each("[data-tray]", keepTray);
each("[data-tree]", openTree);
each("[data-upload]", openUpload);
each("[data-send-files]", sendFiles);

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

const player = document.querySelector<HTMLElement>("[data-player]");
if (player?.dataset["cast"]) {
  const { openPlayer } = await import("./player");
  stack.push(await openPlayer(player, player.dataset["cast"]));
}

addEventListener("pagehide", () => {
  for (const open of stack.reverse()) {
    open[Symbol.dispose]();
  }
});
