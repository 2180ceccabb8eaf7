import { drawLine, type Look } from "./logline";

/** How many lines a page holds; the others are on the server. */
export const MOST_LINES = 5000;

const STDERR = 2;

/** Where a line without an end is cut. */
const LONGEST = 256 * 1024;

/** The stream's number and the record's time before each record's output. */
const HEADER = 9;

/** A record as the server sends it. */
export interface LogRecord {
  stream: number;
  time: bigint;
  bytes: Uint8Array;
}

export function parseRecord(bytes: Uint8Array): LogRecord {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { stream: bytes[0] ?? 1, time: view.getBigInt64(1), bytes: bytes.subarray(HEADER) };
}

interface Line {
  source: Source;
  stream: number;
  /** When it began; the first of its records' times. */
  time: bigint;
  times: bigint[];
  text: string;
  element: HTMLElement;
}

/** A container's log, as far as the window has it. */
export interface Source {
  id: string;
  name: string;
  /** One of the terminal's, by which its lines are told from others'. */
  colour: number;
  /** From when on the window has everything; undefined before the first record. */
  from: bigint | undefined;
  /** Whether there is nothing before. */
  whole: boolean;
}

/**
 * A stretch of one or several logs in the order of time, without gaps. Lines of one log that are
 * older than what is known of another wait unseen.
 */
export class LogWindow {
  private lines: Line[] = [];
  private held: Line[] = [];
  private readonly unfinished = new Map<string, { line: Line; decoder: TextDecoder }>();

  constructor(
    private readonly host: HTMLElement,
    private readonly sources: Source[],
    private look: Look,
  ) {}

  get isFull(): boolean {
    return this.lines.length >= MOST_LINES;
  }

  get hasOlder(): boolean {
    return this.limiting() !== undefined;
  }

  /** The oldest line shown. */
  get first(): HTMLElement | undefined {
    return this.lines[0]?.element;
  }

  /** Takes what is new; gives how many lines began. */
  add(source: Source, record: LogRecord): number {
    source.from ??= record.time;
    return this.take(source, record, "live") ? 1 : 0;
  }

  /** Which log to ask for older lines, and before where: TIME.COUNT. */
  older(): { source: Source; before: string } | undefined {
    const source = this.limiting();
    if (source?.from === undefined) {
      return undefined;
    }
    const from = source.from;
    const known = [...this.held, ...this.lines]
      .filter((line) => line.source === source)
      .reduce((sum, line) => sum + line.times.filter((time) => time === from).length, 0);
    return { source, before: `${from}.${known}` };
  }

  /** Takes what came before all that is there of this log. */
  prepend(source: Source, records: LogRecord[]) {
    const first = records[0];
    if (first) {
      source.from = first.time;
    }
    for (const key of this.unfinished.keys()) {
      if (key.endsWith(` ${source.id} older`)) {
        this.unfinished.delete(key);
      }
    }
    for (const record of records) {
      this.take(source, record, "older");
    }
    this.settle();
  }

  /** Shows what may be shown by now. */
  settle() {
    const from = this.limiting()?.from;
    const tooEarly = from === undefined ? 0 : this.lines.findIndex((line) => line.time >= from);
    for (const line of this.lines.splice(0, tooEarly < 0 ? this.lines.length : tooEarly)) {
      line.element.remove();
      this.held.push(line);
    }
    if (this.held.length > 0) {
      const waiting = this.held;
      this.held = waiting.filter((line) => from !== undefined && line.time < from);
      waiting
        .filter((line) => from === undefined || line.time >= from)
        .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
        .reverse()
        .forEach((line) => this.insert(line, true));
    }
  }

  /** Drops the oldest beyond what a page holds; gives whether there were any. */
  dropOldest(): boolean {
    const extra = this.lines.length - MOST_LINES;
    if (extra <= 0) {
      return false;
    }
    for (const line of this.lines.splice(0, extra)) {
      line.element.remove();
    }
    this.held = [];
    const top = this.lines[0]?.time;
    for (const source of this.sources) {
      source.whole = false;
      if (top !== undefined && (source.from === undefined || source.from < top)) {
        source.from = top;
      }
    }
    return true;
  }

  /** Drops the newest beyond what a page holds; gives whether there were any. */
  dropNewest(): boolean {
    const extra = this.lines.length - MOST_LINES;
    for (const line of extra > 0 ? this.lines.splice(MOST_LINES) : []) {
      line.element.remove();
    }
    return extra > 0;
  }

  /** Begins anew with what comes next, from each log's given time on. */
  skipTo(from: (source: Source) => bigint | undefined) {
    this.clear();
    for (const source of this.sources) {
      source.from = from(source);
    }
  }

  redraw(look: Look) {
    this.look = look;
    this.lines.forEach((line) => this.draw(line));
    this.held.forEach((line) => this.draw(line));
  }

  clear() {
    this.lines.forEach((line) => line.element.remove());
    this.lines = [];
    this.held = [];
    this.unfinished.clear();
    for (const source of this.sources) {
      source.from = undefined;
      source.whole = false;
    }
  }

  /** The log that is known least far back. */
  private limiting(): Source | undefined {
    let found: Source | undefined;
    for (const source of this.sources) {
      const later =
        source.from !== undefined && (found?.from === undefined || source.from > found.from);
      if (!source.whole && later) {
        found = source;
      }
    }
    return found;
  }

  /** Says whether a line began with this record. */
  private take(
    source: Source,
    { stream, time, bytes }: LogRecord,
    way: "live" | "older",
  ): boolean {
    const key = `${stream} ${source.id} ${way}`;
    const begun = this.unfinished.get(key);
    const decoder = begun?.decoder ?? new TextDecoder();
    const ends = bytes.at(-1) === 10;
    const text = decoder.decode(bytes, { stream: !ends });
    const line = begun?.line ?? this.begin(source, stream, time, text);
    if (begun) {
      line.text += text;
      line.times.push(time);
      this.draw(line);
    } else if (way === "older") {
      this.held.push(line);
    } else {
      this.insert(line, false);
    }
    if (ends || line.text.length > LONGEST) {
      this.unfinished.delete(key);
    } else {
      this.unfinished.set(key, { line, decoder });
    }
    return !begun;
  }

  private begin(source: Source, stream: number, time: bigint, text: string): Line {
    const element = document.createElement("div");
    element.className = stream === STDERR ? "line err" : "line";
    const line = { source, stream, time, times: [time], text, element };
    this.draw(line);
    return line;
  }

  private draw(line: Line) {
    drawLine(line.element, line.text, line.time, line.source, this.look);
  }

  /** Between those that are older and those that are newer; before or after those of its time. */
  private insert(line: Line, first: boolean) {
    let at = this.lines.length;
    if (first) {
      at = this.lines.findIndex((other) => other.time >= line.time);
      at = at < 0 ? this.lines.length : at;
    } else {
      while (at > 0 && (this.lines[at - 1]?.time ?? 0n) > line.time) {
        at--;
      }
    }
    const next = this.lines[at]?.element;
    this.lines.splice(at, 0, line);
    this.host.insertBefore(line.element, next ?? null);
  }
}
