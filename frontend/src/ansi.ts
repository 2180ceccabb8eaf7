export interface Segment {
  text: string;
  /** Names of styles, such as `fg-1 bold`. */
  style: string;
}

/** Sequences that a log page does not obey, and characters that nobody should see or trust. */
const CONTROLS =
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const COLOUR = /\x1b\[([\d;:]*)m/g;

/** The marks of a style, by the codes that set them. */
const MARKS: Record<number, string> = { 1: "bold", 2: "dim", 3: "italic", 4: "underline" };

interface Pen {
  marks: Set<string>;
  front: number | undefined;
  back: number | undefined;
}

export function hasColours(text: string): boolean {
  return text.includes("\x1b[");
}

export function plain(text: string): string {
  return text.replace(CONTROLS, "");
}

/** Cuts a line where its colours change; everything else that a terminal would obey is dropped. */
export function segments(line: string): Segment[] {
  const found: Segment[] = [];
  const pen: Pen = { marks: new Set(), front: undefined, back: undefined };
  let at = 0;
  const put = (raw: string) => {
    const text = plain(raw);
    if (text !== "") {
      found.push({ text, style: styleOf(pen) });
    }
  };
  for (const match of line.matchAll(COLOUR)) {
    put(line.slice(at, match.index));
    at = match.index + match[0].length;
    obey(pen, (match[1] ?? "").split(/[;:]/).map(Number));
  }
  put(line.slice(at));
  return found;
}

function styleOf(pen: Pen): string {
  const names = [...pen.marks];
  if (pen.front !== undefined) {
    names.push(`fg-${pen.front}`);
  }
  if (pen.back !== undefined) {
    names.push(`bg-${pen.back}`);
  }
  return names.join(" ");
}

function obey(pen: Pen, codes: number[]) {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    const mark = MARKS[code];
    if (code === 0) {
      pen.marks.clear();
      pen.front = pen.back = undefined;
    } else if (mark) {
      pen.marks.add(mark);
    } else if (code === 22) {
      pen.marks.delete("bold");
      pen.marks.delete("dim");
    } else if (code === 23 || code === 24) {
      pen.marks.delete(code === 23 ? "italic" : "underline");
    } else if (code === 38 || code === 48) {
      const [colour, used] = wideColour(codes.slice(i + 1));
      i += used;
      pen[code === 38 ? "front" : "back"] = colour;
    } else {
      obeyColour(pen, code);
    }
  }
}

function obeyColour(pen: Pen, code: number) {
  if (code >= 30 && code <= 37) {
    pen.front = code - 30;
  } else if (code >= 90 && code <= 97) {
    pen.front = code - 90 + 8;
  } else if (code >= 40 && code <= 47) {
    pen.back = code - 40;
  } else if (code >= 100 && code <= 107) {
    pen.back = code - 100 + 8;
  } else if (code === 39) {
    pen.front = undefined;
  } else if (code === 49) {
    pen.back = undefined;
  }
}

/** One of 256 or of 16 million colours, as the nearest of the eight that are legible on this page. */
function wideColour(rest: number[]): [colour: number | undefined, used: number] {
  if (rest[0] === 5) {
    const index = rest[1] ?? 0;
    if (index < 16) {
      return [index, 2];
    }
    const cube = index - 16;
    const grey = index >= 232;
    return [
      grey ? undefined : nearest(Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6),
      2,
    ];
  }
  return rest[0] === 2 ? [nearest(rest[1] ?? 0, rest[2] ?? 0, rest[3] ?? 0), 4] : [undefined, 0];
}

function nearest(red: number, green: number, blue: number): number | undefined {
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  if (most - least < most / 5) {
    return undefined;
  }
  const half = (most + least) / 2;
  return (red > half ? 1 : 0) + (green > half ? 2 : 0) + (blue > half ? 4 : 0);
}
