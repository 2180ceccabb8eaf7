/** What a terminal did, and when, in seconds from the start. */
export interface CastEvent {
  at: number;
  code: "o" | "r" | "m";
  data: string;
}

export interface Cast {
  columns: number;
  rows: number;
  events: CastEvent[];
}

/** Reads asciicast v2; what it does not know, and a last line that is not whole, is left out. */
export function parseCast(text: string): Cast {
  const lines = text.split("\n");
  const header: unknown = JSON.parse(lines[0] ?? "");
  const { width, height, version } = header as Record<string, unknown>;
  if (version !== 2 || typeof width !== "number" || typeof height !== "number") {
    throw new Error("no asciicast v2");
  }
  return { columns: width, rows: height, events: lines.slice(1).flatMap(parseEvent) };
}

function parseEvent(line: string): CastEvent[] {
  try {
    const value: unknown = JSON.parse(line);
    if (Array.isArray(value)) {
      const [at, code, data] = value as unknown[];
      if (typeof at === "number" && typeof data === "string" && (code === "o" || code === "r" || code === "m")) {
        return [{ at, code, data }];
      }
    }
  } catch {
    // the session goes on, or a crash ended it
  }
  return [];
}

/** When each event is shown if no pause between two takes longer than that. */
export function timeline(events: CastEvent[], longestPause: number): number[] {
  let before = 0;
  let now = 0;
  return events.map(({ at }) => {
    now += Math.min(Math.max(0, at - before), longestPause);
    before = at;
    return now;
  });
}
