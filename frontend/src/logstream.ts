import { connect, type Connection, type Failure } from "./connection";
import { parseRecord, type LogRecord, type Source } from "./logwindow";

/** How many records of the latest time were received: where to go on. */
export interface Position {
  time: bigint;
  count: number;
}

/** What a person should know first, but for the end. */
export const STATES = ["refused", "lost", "connecting", "live"] as const;

export const ENDED = "end of the log: the container does not run";

/** How long a log that goes on stays open at least, in milliseconds. */
const SETTLED = 300;

/** One container's log as it comes from the server. */
export interface LogStream {
  readonly source: Source;
  readonly connection: Connection;
  state: (typeof STATES)[number] | "ended";
  words: string;
  seen(): Position | undefined;
}

export interface StreamListener {
  record(record: LogRecord): void;
  /** The stream's state is another. */
  changed(): void;
  failed(reason: Failure): void;
}

/**
 * Follows a log, and goes on where it was when the connection is lost.
 *
 * @param seen what came before the log's end, when it is opened again
 */
export function openStream(
  source: Source,
  seen: Position | undefined,
  filter: () => URLSearchParams,
  listener: StreamListener,
): LogStream {
  const again = seen !== undefined;
  let last = seen;
  const say = (state: LogStream["state"], words: string) => {
    stream.state = state;
    stream.words = words;
    listener.changed();
  };
  const connection = connect({
    path() {
      const query = filter();
      if (last) {
        query.set("after", `${last.time}.${last.count}`);
      }
      return `/ws/containers/${source.id}/logs?${query}`;
    },
    opened() {
      if (again) {
        setTimeout(() => stream.state === "connecting" && say("live", "live"), SETTLED);
      } else {
        say("live", "live");
      }
    },
    bytes(bytes) {
      const record = parseRecord(bytes);
      const count = last?.time === record.time ? last.count + 1 : 1;
      last = { time: record.time, count };
      listener.record(record);
    },
    notice(said) {
      if (said.type === "error") {
        say("refused", said.message);
      } else if (said.type === "end") {
        say("ended", "");
      } else {
        return true;
      }
      return false;
    },
    lost: () => say("lost", "connection lost, trying again …"),
    failed(reason) {
      stream.state = "lost";
      listener.failed(reason);
    },
  });
  const words = again ? ENDED : "connecting …";
  const stream: LogStream = { source, connection, state: "connecting", words, seen: () => last };
  return stream;
}
