/** One thing that the palette finds. */
interface Entry {
  kind: "container" | "action" | "image" | "page";
  /** What is searched, and shown. */
  label: string;
  detail: string;
  take(): void | Promise<void>;
}

interface Found {
  containers: { id: string; name: string; image: string; state: string; verbs: string[] }[];
  images: { id: string; name: string }[];
}

const MOST = 40;
const ORDER: Entry["kind"][] = ["container", "action", "image", "page"];
const VERBS: Record<string, string> = { start: "Start", stop: "Stop", restart: "Restart" };

/** Opens by Ctrl+K and by the layout's button: finds containers, what to do with them, and pages. */
export function openPalette(root: Document, button: HTMLElement): Disposable {
  const dialog = root.createElement("dialog");
  dialog.className = "palette";
  dialog.setAttribute("aria-label", "Find containers, images, pages and actions");
  const input = root.createElement("input");
  input.type = "text";
  input.autocomplete = "off";
  input.spellcheck = false;
  input.placeholder = "Find a container, an image, a page; or stop, logs, terminal …";
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-label": "Find",
    "aria-expanded": "true",
    "aria-controls": "palette-list",
    "aria-autocomplete": "list",
  })) {
    input.setAttribute(name, value);
  }
  const list = root.createElement("ul");
  list.id = "palette-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Found");
  const said = root.createElement("p");
  said.setAttribute("role", "status");
  dialog.append(input, list, said);
  root.body.append(dialog);

  let entries: Entry[] = [];
  let shown: Entry[] = [];
  let active = 0;

  const pages = (): Entry[] =>
    [...root.querySelectorAll<HTMLAnchorElement>("nav[aria-label=Main] a")].map((link) => ({
      kind: "page",
      label: link.textContent?.trim() ?? "",
      detail: "page",
      take: () => location.assign(link.href),
    }));

  const act = async (id: string, name: string, verb: string) => {
    said.textContent = `${VERBS[verb]} ${name} …`;
    const answer = await fetch(`/dashboard/find/containers/${id}/${verb}`, {
      method: "POST",
      body: new URLSearchParams({ _csrf: token(root) }),
      redirect: "error",
    }).catch(() => undefined);
    if (answer?.ok) {
      dialog.close();
    } else {
      const why = answer ? await answer.text() : "the engine does not answer";
      said.textContent = `Could not ${verb} ${name}: ${why}`;
    }
  };

  const entriesOf = ({ containers, images }: Found): Entry[] => [
    ...containers.map(({ id, name, image, state }): Entry => ({
      kind: "container",
      label: name,
      detail: `${state} · ${image}`,
      take: () => location.assign(`/dashboard/containers/${id}`),
    })),
    ...containers.flatMap(({ id, name, state, verbs }) => [
      ...verbs.map((verb): Entry => ({
        kind: "action",
        label: `${VERBS[verb]} ${name}`,
        detail: "action",
        take: () => act(id, name, verb),
      })),
      {
        kind: "action" as const,
        label: `Logs of ${name}`,
        detail: "action",
        take: () => location.assign(`/dashboard/logs?container=${id}`),
      },
      ...(state === "running"
        ? [
            {
              kind: "action" as const,
              label: `Terminal in ${name}`,
              detail: "action",
              take: () => location.assign(`/dashboard/containers/${id}/terminal`),
            },
          ]
        : []),
    ]),
    ...images.map(({ id, name }): Entry => ({
      kind: "image",
      label: name,
      detail: "image",
      take: () => location.assign(`/dashboard/images/${id}`),
    })),
    ...pages(),
  ];

  const mark = (next: number) => {
    active = Math.max(0, Math.min(next, shown.length - 1));
    [...list.children].forEach((item, at) => {
      item.setAttribute("aria-selected", String(at === active));
    });
    const current = list.children[active];
    current?.scrollIntoView({ block: "nearest" });
    if (current) {
      input.setAttribute("aria-activedescendant", current.id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const draw = () => {
    shown = choose(entries, input.value);
    list.replaceChildren(
      ...shown.map((entry, at) => {
        const item = root.createElement("li");
        item.id = `palette-${at}`;
        item.setAttribute("role", "option");
        const label = root.createElement("span");
        label.textContent = entry.label;
        const detail = root.createElement("small");
        detail.textContent = entry.detail;
        item.append(label, detail);
        item.addEventListener("click", () => void entry.take());
        return item;
      }),
    );
    said.textContent =
      shown.length === 0 ? "Nothing of that name." : "Enter opens, arrows move, Esc closes.";
    mark(0);
  };

  const show = async () => {
    if (dialog.open) {
      return;
    }
    entries = pages();
    input.value = "";
    draw();
    dialog.showModal();
    try {
      const answer = await fetch("/dashboard/find", { redirect: "error" });
      entries = entriesOf((await answer.json()) as Found);
      draw();
    } catch {
      said.textContent = "The engine does not answer: only pages are found.";
    }
  };

  const typed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      mark(active + step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      void shown[active]?.take();
    }
  };
  const pressed = (event: KeyboardEvent) => {
    const wanted = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    const inTerminal = event.target instanceof Element && event.target.closest(".xterm");
    if (wanted && !event.altKey && !event.shiftKey && !inTerminal) {
      event.preventDefault();
      void show();
    }
  };
  const outside = (event: MouseEvent) => {
    if (event.target === dialog) {
      dialog.close();
    }
  };
  const clicked = () => void show();
  input.addEventListener("input", draw);
  input.addEventListener("keydown", typed);
  dialog.addEventListener("click", outside);
  root.addEventListener("keydown", pressed);
  button.addEventListener("click", clicked);
  button.hidden = false;
  return {
    [Symbol.dispose]() {
      root.removeEventListener("keydown", pressed);
      button.removeEventListener("click", clicked);
      dialog.remove();
    },
  };
}

/** Entries that have every word, containers first; those that begin with what was typed lead. */
function choose(entries: Entry[], typed: string): Entry[] {
  const text = typed.trim().toLowerCase();
  const words = text.split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) {
    return entries.filter(({ kind }) => kind === "container" || kind === "page").slice(0, MOST);
  }
  const rank = ({ kind, label }: Entry) =>
    2 * ORDER.indexOf(kind) + (label.toLowerCase().startsWith(text) ? 0 : 1);
  return entries
    .filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MOST);
}

/** What shows that a request comes from this page. */
function token(root: Document): string {
  return root.querySelector<HTMLInputElement>("input[name=_csrf]")?.value ?? "";
}
