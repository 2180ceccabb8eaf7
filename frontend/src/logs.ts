import { connect } from "./connection";
import { sayFailed, type Status } from "./status";

const MAX_LINES = 5000;
const STDERR = 2;

/** The stream's number and the record's time before each record's output. */
const HEADER = 9;

/** Terminal control sequences and other invisible characters, which a log page does not obey. */
const CONTROLS =
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]|[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]/g;

/** How many records of the latest time were received: where to go on. */
interface Position {
  time: bigint;
  count: number;
}

/** Shows a container's log in the output as it grows, without a gap when the connection is lost. */
export function openLogs(output: HTMLElement, path: string, status: Status): Disposable {
  const decoders = new Map<number, TextDecoder>();
  const waiting: HTMLElement[] = [];
  let seen: Position | undefined;
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
    const time = new DataView(bytes.buffer).getBigInt64(1);
    seen = { time, count: seen?.time === time ? seen.count + 1 : 1 };
    const stream = bytes[0] ?? 1;
    const decoder = decoders.get(stream) ?? new TextDecoder();
    decoders.set(stream, decoder);
    const text = decoder.decode(bytes.subarray(HEADER), { stream: true }).replace(CONTROLS, "");
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

  const connection = connect({
    path: () => (seen ? `${path}?after=${seen.time}.${seen.count}` : path),
    opened: () => status.say("live"),
    bytes: show,
    notice(said) {
      if (said.type === "error") {
        status.say(said.message);
      } else {
        status.say("end of the log: the container does not run");
      }
      return false;
    },
    lost: () => status.say("connection lost, trying again …"),
    failed: (reason) => sayFailed(status, reason, () => connection.retry()),
  });
  return {
    [Symbol.dispose]() {
      cancelAnimationFrame(frame);
      connection[Symbol.dispose]();
    },
  };
}
