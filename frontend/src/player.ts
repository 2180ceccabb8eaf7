import { Terminal } from "@xterm/xterm";
import { parseCast, timeline, type Cast } from "./cast";

const STEP = 5;
const LONGEST_PAUSE = 1;
const LARGEST_FONT = 14;
const SMALLEST_FONT = 6;

/** A character's width in its height, of the fonts that we ask for. */
const SLIMNESS = 0.61;

function part<T extends Element>(host: ParentNode, what: string): T {
  const found = host.querySelector<T>(what);
  if (!found) {
    throw new Error(`a player needs ${what}`);
  }
  return found;
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Loads a recording and plays it in the host, by its buttons or by keys. */
export async function openPlayer(host: HTMLElement, address: string): Promise<Disposable> {
  const said = part<HTMLElement>(host, "[data-said]");
  try {
    const answer = await fetch(address, { redirect: "error" });
    if (!answer.ok) {
      throw new Error(`the engine answers ${answer.status}`);
    }
    const cast = parseCast(await answer.text());
    said.textContent = cast.events.length === 0 ? "the session showed nothing" : "";
    return play(host, cast);
  } catch (error) {
    said.textContent = `the recording could not be loaded: ${error instanceof Error ? error.message : "no answer"}`;
    return { [Symbol.dispose]() {} };
  }
}

function play(host: HTMLElement, cast: Cast): Disposable {
  const screen = part<HTMLElement>(host, "[data-screen]");
  const button = part<HTMLButtonElement>(host, "[data-play]");
  const place = part<HTMLInputElement>(host, "[data-place]");
  const time = part<HTMLElement>(host, "[data-time]");
  const speed = part<HTMLSelectElement>(host, "[data-speed]");
  const skip = part<HTMLInputElement>(host, "[data-skip]");
  const said = part<HTMLElement>(host, "[data-said]");

  const style = getComputedStyle(screen);
  const terminal = new Terminal({
    cols: cast.columns,
    rows: cast.rows,
    convertEol: host.dataset["terminalOutput"] !== "true",
    cursorBlink: false,
    disableStdin: true,
    fontFamily: style.getPropertyValue("--mono"),
    fontSize: LARGEST_FONT,
    screenReaderMode: true,
    scrollback: 5000,
    theme: { background: style.backgroundColor, foreground: style.color, cursor: style.color },
  });
  terminal.open(screen);
  terminal.attachCustomKeyEventHandler(() => false);

  let times: number[] = [];
  let total = 0;
  /** How many events are shown. */
  let shown = 0;
  let now = 0;
  let playing = false;
  let frame = 0;
  let lastFrame = 0;

  const fitFont = () => {
    const width = screen.clientWidth - 2 * Number.parseFloat(style.paddingLeft);
    const size = Math.floor(width / terminal.cols / SLIMNESS);
    terminal.options.fontSize = Math.min(LARGEST_FONT, Math.max(SMALLEST_FONT, size));
  };

  const resize = (size: string) => {
    const [columns, rows] = size.split("x").map(Number);
    if (columns && rows && columns <= 1000 && rows <= 1000) {
      terminal.resize(columns, rows);
      fitFont();
    }
  };

  const restart = () => {
    // as output, so that it comes after what was written before
    terminal.write("\x1bc", () => resize(`${cast.columns}x${cast.rows}`));
    shown = 0;
    said.textContent = "";
  };

  /** Everything up to this time is on the screen. */
  const show = (until: number) => {
    let output = "";
    for (; shown < cast.events.length && (times[shown] ?? 0) <= until; shown++) {
      const event = cast.events[shown];
      if (event?.code === "o") {
        output += event.data;
      } else if (event) {
        terminal.write(output);
        output = "";
        if (event.code === "r") {
          // after what was written for the size before
          terminal.write("", () => resize(event.data));
        } else {
          said.textContent = event.data;
        }
      }
    }
    terminal.write(output);
  };

  const tell = () => {
    place.value = now >= total ? place.max : String(now);
    const text = `${clock(now)} of ${clock(total)}`;
    if (time.textContent !== text) {
      time.textContent = text;
      place.setAttribute("aria-valuetext", text);
    }
    button.textContent = playing ? "Pause" : now >= total && total > 0 ? "Play again" : "Play";
  };

  const go = (to: number) => {
    now = Math.min(total, Math.max(0, to));
    if (shown > 0 && (times[shown - 1] ?? 0) > now) {
      restart();
    }
    show(now);
    tell();
  };

  const tick = (at: number) => {
    go(now + ((at - lastFrame) / 1000) * Number(speed.value));
    lastFrame = at;
    if (now >= total) {
      playing = false;
      tell();
    } else if (playing) {
      frame = requestAnimationFrame(tick);
    }
  };

  const toggle = () => {
    playing = !playing;
    cancelAnimationFrame(frame);
    if (playing) {
      if (now >= total) {
        go(0);
      }
      lastFrame = performance.now();
      frame = requestAnimationFrame(tick);
    }
    tell();
  };

  /** The same picture, at its time with or without pauses. */
  const plan = () => {
    times = timeline(cast.events, skip.checked ? LONGEST_PAUSE : Infinity);
    total = times.at(-1) ?? 0;
    now = shown > 0 ? (times[shown - 1] ?? 0) : 0;
    place.max = (Math.ceil(total * 10) / 10).toFixed(1);
    tell();
  };

  const key = (event: KeyboardEvent) => {
    const target = event.target as Element;
    const elsewhere = target.closest("button, a, input, select, dialog") !== null;
    if (elsewhere || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const deed = { " ": toggle, ArrowLeft: () => go(now - STEP), ArrowRight: () => go(now + STEP) }[event.key];
    if (deed) {
      event.preventDefault();
      deed();
    }
  };

  const stop = new AbortController();
  const on = (target: EventTarget, name: string, listener: (event: Event) => void) =>
    target.addEventListener(name, listener, { signal: stop.signal });
  on(button, "click", toggle);
  on(place, "input", () => go(Number(place.value)));
  on(skip, "change", plan);
  on(document, "keydown", (event) => key(event as KeyboardEvent));
  on(window, "resize", fitFont);
  host.querySelectorAll<HTMLElement>("[data-controls]").forEach((one) => (one.hidden = false));
  fitFont();
  plan();
  go(0);

  return {
    [Symbol.dispose]() {
      stop.abort();
      cancelAnimationFrame(frame);
      terminal.dispose();
    },
  };
}
