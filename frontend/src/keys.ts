const PLACES: Record<string, string> = {
  o: "/dashboard",
  c: "/dashboard/containers",
  i: "/dashboard/images",
  l: "/dashboard/logs",
};

const HELP: [keys: string, what: string][] = [
  ["Ctrl K", "find anything"],
  ["/", "go to the page's filter"],
  ["g o", "overview"],
  ["g c", "containers"],
  ["g i", "images"],
  ["g l", "logs"],
  ["?", "this help"],
  ["Esc", "close"],
];

/** Between the two keys of a pair, in milliseconds. */
const PAIR = 1500;

/** Keys that work on every page, unless a person is typing. */
export function listenToKeys(root: Document): Disposable {
  let wentAt = 0;
  const help = helpOf(root);
  root.body.append(help);

  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || event.isComposing) {
      return;
    }
    const place = event.timeStamp - wentAt < PAIR ? PLACES[event.key] : undefined;
    wentAt = event.key === "g" ? event.timeStamp : 0;
    if (place) {
      event.preventDefault();
      location.assign(place);
    } else if (event.key === "/") {
      const filter = root.querySelector<HTMLElement>("main [data-filter], main input[type=search]");
      if (filter) {
        event.preventDefault();
        filter.focus();
      }
    } else if (event.key === "?") {
      event.preventDefault();
      help.showModal();
    }
  };
  root.addEventListener("keydown", pressed);
  return {
    [Symbol.dispose]() {
      root.removeEventListener("keydown", pressed);
      help.remove();
    },
  };
}

function isTyping({ target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, select, textarea, dialog") !== null)
  );
}

function helpOf(root: Document): HTMLDialogElement {
  const dialog = root.createElement("dialog");
  dialog.className = "help";
  const heading = root.createElement("h2");
  heading.id = "keys-heading";
  heading.textContent = "Keys";
  dialog.setAttribute("aria-labelledby", heading.id);
  const list = root.createElement("dl");
  for (const [keys, what] of HELP) {
    const term = root.createElement("dt");
    for (const key of keys.split(" ")) {
      const cap = root.createElement("kbd");
      cap.textContent = key;
      term.append(cap, " ");
    }
    const meaning = root.createElement("dd");
    meaning.textContent = what;
    list.append(term, meaning);
  }
  const close = root.createElement("button");
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.append(heading, list, close);
  return dialog;
}
