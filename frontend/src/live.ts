import { connect } from "./connection";
import { morph } from "./morph";

type Listener = (topics: ReadonlySet<string>) => void;

const listeners = new Set<Listener>();

/** Hears of changes in the engine, and of every return of a lost connection. */
export function onChange(listener: Listener): Disposable {
  listeners.add(listener);
  return { [Symbol.dispose]: () => listeners.delete(listener) };
}

/** Lets this page's parts of these topics be drawn again. */
export function refresh(topics: Iterable<string>) {
  listeners.forEach((listener) => listener(new Set(topics)));
}

/** Ages such as "5 minutes ago" grow, and load changes, without any event; in milliseconds. */
const AGES = 30_000;
const LOAD = 5_000;

/** What a part must name to be drawn again for. */
const RARE = ["exec", "load"];

/** Everything may have changed while nobody told. */
const ALL = new Set(["container", "exec", "image", "network", "volume"]);

/**
 * Redraws the parts of this page marked `data-live` from the server's own page whenever the engine
 * says that something has changed. `data-topics` names the kinds of things that matter to a part;
 * without it every kind does but "exec" and "load", the host's. Nothing is redrawn while nobody
 * looks.
 */
export function keepLive(root: Document): Disposable {
  const notice = root.querySelector<HTMLElement>("[data-offline]");
  const waiting = new Set<string>();
  let drawing = false;

  const draw = async () => {
    if (drawing || root.hidden || waiting.size === 0) {
      return;
    }
    drawing = true;
    const topics = new Set(waiting);
    waiting.clear();
    const parts = [...root.querySelectorAll<HTMLElement>("[data-live]")].filter((part) =>
      concerns(part, topics),
    );
    try {
      const answer = parts.length > 0 && (await fetch(location.href, { redirect: "error" }));
      if (answer && answer.ok) {
        redraw(parts, new DOMParser().parseFromString(await answer.text(), "text/html"));
      }
    } catch {
      // The connection says so, and everything is drawn again when it is back.
    }
    drawing = false;
    void draw();
  };

  const changes = onChange((topics) => {
    topics.forEach((topic) => waiting.add(topic));
    void draw();
  });

  const say = (words: string) => {
    if (notice) {
      notice.hidden = words === "";
      notice.textContent = words;
    }
  };
  const connection = connect({
    path: () => "/ws/live",
    opened() {
      say("");
      refresh(ALL);
    },
    bytes() {},
    notice(said) {
      if (said.type === "changed") {
        refresh(said.topics);
      }
      return true;
    },
    lost: () => say("Not connected to the engine: what you see may be old."),
    failed(reason) {
      if (reason === "no login") {
        say("Your login has ended: reload the page to log in again.");
      }
    },
  });
  const measures = root.querySelector("[data-topics~=load]") !== null;
  const timers = [
    setInterval(() => refresh(["age"]), AGES),
    ...(measures ? [setInterval(() => refresh(["load"]), LOAD)] : []),
  ];
  const seen = () => void draw();
  root.addEventListener("visibilitychange", seen);
  return {
    [Symbol.dispose]() {
      timers.forEach((timer) => clearInterval(timer));
      changes[Symbol.dispose]();
      root.removeEventListener("visibilitychange", seen);
      connection[Symbol.dispose]();
    },
  };
}

function concerns(part: HTMLElement, topics: Set<string>): boolean {
  const wanted = part.dataset["topics"]?.split(" ");
  return [...topics].some((topic) => (wanted ? wanted.includes(topic) : !RARE.includes(topic)));
}

function redraw(parts: Iterable<HTMLElement>, page: Document) {
  for (const part of parts) {
    const fresh = page.querySelector(`[data-live="${part.dataset["live"]}"]`);
    if (fresh) {
      morph(part, fresh);
    }
  }
}
