import { openSocket, parseNotice } from "./socket";

const MAX_LINES = 5000;
const STDERR = 2;

/** Terminal control sequences and other invisible characters, which a log page does not obey. */
const CONTROLS =
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]|[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]/g;

/** Shows a container's log in the host's `pre` as it grows; says its state in the host's `p`. */
export function openLogs(host: HTMLElement, path: string): Disposable {
  const output = host.querySelector("pre");
  const status = host.querySelector("p");
  if (!output || !status) {
    throw new Error("a log needs a pre and a p");
  }
  const decoders = new Map<number, TextDecoder>();
  const waiting: HTMLElement[] = [];
  let open: HTMLElement | undefined;
  let frame = 0;

  const draw = () => {
    frame = 0;
    const atEnd = output.scrollHeight - output.scrollTop - output.clientHeight < 40;
    output.append(...waiting.splice(0));
    while (output.childElementCount > MAX_LINES) {
      output.firstElementChild?.remove();
    }
    if (atEnd) {
      output.scrollTop = output.scrollHeight;
    }
  };

  const show = (bytes: Uint8Array) => {
    const stream = bytes[0] ?? 1;
    const decoder = decoders.get(stream) ?? new TextDecoder();
    decoders.set(stream, decoder);
    const text = decoder.decode(bytes.subarray(1), { stream: true }).replace(CONTROLS, "");
    const kind = stream === STDERR ? "err" : "out";
    if (open?.className !== kind) {
      open = document.createElement("span");
      open.className = kind;
      waiting.push(open);
    }
    open.append(text);
    if (text.endsWith("\n")) {
      open = undefined;
    }
    frame ||= requestAnimationFrame(draw);
  };

  const socket = openSocket(path);
  socket.onopen = () => (status.textContent = "live");
  socket.onmessage = ({ data }) => {
    if (data instanceof ArrayBuffer) {
      show(new Uint8Array(data));
      return;
    }
    const notice = parseNotice(String(data));
    if (notice?.type === "end") {
      status.textContent = "end of the log: the container does not run";
    } else if (notice?.type === "error") {
      status.textContent = notice.message;
    }
  };
  socket.onclose = () => {
    if (status.textContent === "live" || status.textContent === "connecting …") {
      status.textContent = "connection lost: reload the page to go on";
    }
  };
  return {
    [Symbol.dispose]() {
      cancelAnimationFrame(frame);
      socket.close();
    },
  };
}
