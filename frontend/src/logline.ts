import { hasColours, plain, segments } from "./ansi";

/** How lines are shown. */
export interface Look {
  times: "off" | "local" | "utc";
  json: boolean;
  /** What to highlight. */
  find: RegExp | undefined;
  /** Whether each line says whose it is. */
  named: boolean;
}

const LONGEST = 64 * 1024;

const LEVEL =
  /(?:^|[\s[(|"'<=:])(fatal|panic|crit(?:ical)?|error|err|warn(?:ing)?|info|notice|debug|trace)(?=$|[\s\])|"'>:,])/i;

/** Where a line says its level, if it does. */
const LEVEL_WITHIN = 120;

const NAMES: Record<string, string> = {
  fatal: "error",
  panic: "error",
  crit: "error",
  critical: "error",
  error: "error",
  err: "error",
  warn: "warn",
  warning: "warn",
  info: "info",
  notice: "info",
  debug: "debug",
  trace: "debug",
};

const MESSAGE_KEYS = ["message", "msg", "log", "text", "event"];
const LEVEL_KEYS = ["level", "severity", "lvl", "levelname"];
const TIME_KEYS = ["time", "ts", "timestamp", "@timestamp", "date"];

type Json = Record<string, unknown>;

/** Draws one line into an element that has its stream's class already. */
export function drawLine(
  element: HTMLElement,
  text: string,
  time: bigint,
  source: { name: string; colour: number },
  look: Look,
) {
  const line = text.slice(0, LONGEST);
  const body = document.createElement("span");
  body.className = "text";
  const json = look.json ? parseObject(line) : undefined;
  element.dataset["level"] = (json ? levelOf(json) : levelIn(line)) ?? "";
  if (json) {
    body.append(unfolded(json));
  } else {
    body.append(...coloured(line.replace(/\r?\n$/, "")));
  }
  if (text.length > LONGEST) {
    body.append(mark("cut", ` … ${text.length - LONGEST} characters more are in the download`));
  }
  if (look.find) {
    highlight(body, look.find);
  }
  body.append("\n");
  const before = [];
  if (look.times !== "off") {
    before.push(mark("time", `${formatTime(time, look.times === "utc")} `));
  }
  if (look.named) {
    before.push(mark(`source fg-${source.colour}`, `${source.name} `));
  }
  element.replaceChildren(...before, body);
}

function mark(name: string, text: string): HTMLElement {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}

function coloured(line: string): (string | HTMLElement)[] {
  return hasColours(line)
    ? segments(line).map(({ text, style }) => (style === "" ? text : mark(style, text)))
    : [plain(line)];
}

function levelIn(line: string): string | undefined {
  const found = LEVEL.exec(plain(line.slice(0, LEVEL_WITHIN)))?.[1];
  return found && NAMES[found.toLowerCase()];
}

function parseObject(line: string): Json | undefined {
  const text = line.trim();
  if (!text.startsWith("{") || !text.endsWith("}")) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function levelOf(json: Json): string | undefined {
  const said = LEVEL_KEYS.map((key) => json[key]).find((value) => value !== undefined);
  if (typeof said === "number") {
    return said >= 50 ? "error" : said >= 40 ? "warn" : said >= 30 ? "info" : "debug";
  }
  return typeof said === "string" ? NAMES[said.toLowerCase()] : undefined;
}

/** The message first, then what else there is; all of it, indented, when a person opens it. */
function unfolded(json: Json): HTMLElement {
  const messageKey = MESSAGE_KEYS.find((key) => typeof json[key] === "string");
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  const level = LEVEL_KEYS.find((key) => json[key] !== undefined);
  if (level) {
    summary.append(mark("key", `${plain(String(json[level]))} `));
  }
  if (messageKey) {
    summary.append(plain(String(json[messageKey])));
  }
  for (const [key, value] of Object.entries(json)) {
    if (key !== messageKey && key !== level && !TIME_KEYS.includes(key)) {
      const shown = typeof value === "string" ? value : JSON.stringify(value);
      summary.append(mark("key", ` ${plain(key)}=`), plain(shown));
    }
  }
  details.append(summary);
  details.addEventListener("toggle", () => {
    if (details.childElementCount === 1) {
      const all = document.createElement("pre");
      all.textContent = plain(JSON.stringify(json, null, 2));
      details.append(all);
    }
  });
  return details;
}

function highlight(root: HTMLElement, find: RegExp) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) {
    texts.push(walker.currentNode as Text);
  }
  for (const text of texts) {
    const parts: (string | HTMLElement)[] = [];
    let at = 0;
    for (const { 0: match, index } of text.data.matchAll(find)) {
      if (match !== "") {
        const hit = document.createElement("mark");
        hit.textContent = match;
        parts.push(text.data.slice(at, index), hit);
        at = index + match.length;
      }
    }
    if (parts.length > 0) {
      text.replaceWith(...parts, text.data.slice(at));
    }
  }
}

function formatTime(nanos: bigint, utc: boolean): string {
  const date = new Date(Number(nanos / 1_000_000n));
  if (utc) {
    return date.toISOString().replace("T", " ");
  }
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().replace("T", " ").slice(0, -1);
}
