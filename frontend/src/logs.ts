import { onChange } from "./live";
import { openLogForm } from "./logform";
import { ENDED, openStream, STATES, type LogStream, type Position } from "./logstream";
import { LogWindow, MOST_LINES, parseRecord, type LogRecord, type Source } from "./logwindow";
import { sayFailed, type Status } from "./status";

const OLDER_LINES = 500;

/** How many records are drawn at once, and how many may wait for that. */
const PORTION = 1000;
const FLOOD = 2 * MOST_LINES;

/** How near to an end counts as being there, in pixels. */
const NEAR = 40;

function find<T extends Element>(host: ParentNode, what: string): T {
  const found = host.querySelector<T>(what);
  if (!found) {
    throw new Error(`a log needs ${what}`);
  }
  return found;
}

/**
 * Shows the logs of containers in one view as they grow, without a gap when a connection is lost.
 * The page holds a stretch of them, and asks the server for older lines.
 */
export function openLogs(host: HTMLElement, status: Status): Disposable {
  const scroller = find<HTMLElement>(host, "[role=log]");
  const lines = find<HTMLElement>(host, "[data-lines]");
  const top = find<HTMLButtonElement>(host, "[data-older]");
  const news = find<HTMLButtonElement>(host, "[data-news]");
  const empty = find<HTMLElement>(host, "[data-empty]");
  const download = find<HTMLAnchorElement>(host, "[data-download]");
  const sources: Source[] = [...host.querySelectorAll<HTMLElement>("[data-source]")].map(
    ({ dataset }, index) => ({
      id: dataset["source"] ?? "",
      name: dataset["name"] ?? "",
      colour: 6 - (index % 6),
      from: undefined,
      whole: false,
    }),
  );

  let streams: LogStream[] = [];
  let waiting: { source: Source; record: LogRecord }[] = [];
  let frame = 0;
  let following = true;
  /** Newer lines than the last one shown were left out. */
  let behind = false;
  let unseen = 0;
  let dropped = false;
  let asking: AbortController | undefined;

  const form = openLogForm(
    find(host, "[data-log-form]"),
    sources.length > 1,
    () => restart(),
    () => relook(),
  );
  const view = new LogWindow(lines, sources, form.look());

  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
  };

  const draw = () => {
    frame = 0;
    let fresh = 0;
    if (following && waiting.length > FLOOD) {
      skip();
    }
    for (const { source, record } of waiting.splice(0, PORTION)) {
      if (!following && view.isFull) {
        behind = true;
        fresh++;
      } else {
        fresh += view.add(source, record);
      }
    }
    view.settle();
    if (following) {
      dropped = view.dropOldest() || dropped;
      toEnd();
    } else {
      unseen += fresh;
    }
    describe();
    if (waiting.length > 0) {
      soon();
    } else if (scroller.scrollTop < NEAR) {
      void loadOlder();
    }
  };

  /** More has come than a page holds: only the last of it is drawn. */
  const skip = () => {
    waiting = waiting.slice(-MOST_LINES);
    const first = (source?: Source) =>
      waiting.find((each) => !source || each.source === source)?.record.time;
    view.skipTo((source) => first(source) ?? first());
    dropped = true;
  };

  const soon = () => {
    frame ||= requestAnimationFrame(draw);
  };

  const describe = () => {
    const older = view.hasOlder;
    top.hidden = !older && view.first === undefined;
    top.disabled = !older;
    top.textContent = older
      ? dropped
        ? "Older lines were left out here: load them"
        : "Load older lines"
      : "The log begins here";
    news.hidden = unseen === 0 && !behind;
    const count = `${unseen} new ${unseen === 1 ? "line" : "lines"}`;
    const left = `Newer lines are left out here${unseen > 0 ? ` (${count})` : ""}: go to the end`;
    news.textContent = behind ? left : count;
    const connecting = streams.some(({ state }) => state === "connecting");
    empty.hidden = view.first !== undefined || connecting;
    empty.textContent = form.isFiltering
      ? "No line matches the filter so far."
      : "Nothing has been written to this log yet.";
  };

  const loadOlder = async () => {
    const wanted = view.older();
    if (asking || !wanted) {
      return;
    }
    asking = new AbortController();
    const { signal } = asking;
    const query = form.filter();
    query.set("container", wanted.source.id);
    query.set("before", wanted.before);
    query.set("lines", String(OLDER_LINES));
    try {
      const answer = await fetch(`/dashboard/logs/older?${query}`, { signal, redirect: "error" });
      if (!answer.ok) {
        throw new Error(await answer.text());
      }
      const records = unpack(new Uint8Array(await answer.arrayBuffer()));
      asking = undefined;
      if (view.older()?.before === wanted.before) {
        showOlder(wanted.source, records);
      }
    } catch (failure) {
      if (!signal.aborted) {
        asking = undefined;
        status.say(`older lines did not come: ${failure instanceof Error ? failure.message : ""}`);
      }
    }
  };

  const showOlder = (source: Source, records: LogRecord[]) => {
    const height = scroller.scrollHeight;
    const at = scroller.scrollTop;
    source.whole = records.length < OLDER_LINES;
    view.prepend(source, records);
    if (following) {
      toEnd();
    } else {
      scroller.scrollTop = at + scroller.scrollHeight - height;
      behind = view.dropNewest() || behind;
    }
    describe();
    if (scroller.scrollTop < NEAR && view.hasOlder && !view.isFull) {
      soon();
    }
  };

  const sayState = () => {
    const worst = STATES.map((state) => streams.find((stream) => stream.state === state)).find(
      (stream) => stream !== undefined,
    );
    if (worst) {
      const named = sources.length > 1 && worst.state === "refused";
      status.say(named ? `${worst.source.name}: ${worst.words}` : worst.words);
    } else {
      status.say(form.filter().has("until") ? "end of the chosen time" : ENDED);
    }
    describe();
  };

  const open = (source: Source, seen?: Position) =>
    openStream(source, seen, form.filter, {
      record(record) {
        waiting.push({ source, record });
        soon();
      },
      changed: () => sayState(),
      failed: (reason) =>
        sayFailed(status, reason, () => streams.forEach((each) => each.connection.retry())),
    });

  const close = () => {
    asking?.abort();
    asking = undefined;
    cancelAnimationFrame(frame);
    frame = 0;
    waiting = [];
    streams.forEach(({ connection }) => connection[Symbol.dispose]());
  };

  const restart = () => {
    close();
    view.clear();
    following = true;
    behind = dropped = false;
    unseen = 0;
    relook();
    streams = sources.map((source) => open(source));
    sayState();
  };

  const relook = () => {
    const query = form.filter();
    sources.forEach(({ id }) => query.append("container", id));
    const look = form.look();
    if (look.times !== "off") {
      query.set("times", look.times);
    }
    download.href = `/dashboard/logs/download?${query}`;
    host.classList.toggle("nowrap", new URLSearchParams(location.search).get("wrap") === "0");
    view.redraw(look);
    if (following) {
      toEnd();
    }
    describe();
  };

  const scrolled = () => {
    const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
    following = atEnd && !behind;
    if (following && unseen > 0) {
      unseen = 0;
      describe();
    }
    if (scroller.scrollTop < NEAR) {
      void loadOlder();
    }
  };
  const catchUp = () => {
    if (behind) {
      restart();
    } else {
      following = true;
      unseen = 0;
      toEnd();
      describe();
    }
    scroller.focus();
  };
  const older = () => void loadOlder();
  scroller.addEventListener("scroll", scrolled, { passive: true });
  news.addEventListener("click", catchUp);
  top.addEventListener("click", older);
  const started = onChange((topics) => {
    if (!topics.has("container")) {
      return;
    }
    streams = streams.map((stream) =>
      stream.state === "ended" ? open(stream.source, stream.seen()) : stream,
    );
  });

  restart();
  return {
    [Symbol.dispose]() {
      close();
      started[Symbol.dispose]();
      form[Symbol.dispose]();
      scroller.removeEventListener("scroll", scrolled);
      news.removeEventListener("click", catchUp);
      top.removeEventListener("click", older);
    },
  };
}

/** Records one after another, each after its length. */
function unpack(bytes: Uint8Array): LogRecord[] {
  const view = new DataView(bytes.buffer);
  const records: LogRecord[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = view.getUint32(at);
    records.push(parseRecord(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return records;
}
