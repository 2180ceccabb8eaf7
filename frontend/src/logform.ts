import type { Look } from "./logline";

/** What the form under a log says, and the page's address with it. */
export interface LogForm extends Disposable {
  look(): Look;
  /** What the server chooses lines by. */
  filter(): URLSearchParams;
  /** Whether anything is chosen, so that an empty log may be the filter's doing. */
  readonly isFiltering: boolean;
}

const FILTERS = ["q", "not", "stream", "since", "until"];
const TYPING = 300;

/**
 * Fills the form from the address, and keeps the address as the form is.
 *
 * @param refilter other lines are wanted
 * @param relook the same lines are to look otherwise
 */
export function openLogForm(
  form: HTMLFormElement,
  named: boolean,
  refilter: () => void,
  relook: () => void,
): LogForm {
  const controls = [...form.elements].filter(
    (element) => element instanceof HTMLInputElement || element instanceof HTMLSelectElement,
  );
  const initial = new URLSearchParams(location.search);
  for (const control of controls) {
    const said = initial.get(control.name);
    if (said !== null) {
      setValue(control, said);
    }
  }
  form.querySelector("details")?.toggleAttribute(
    "open",
    ["since", "until", "regex"].some((name) => initial.has(name)),
  );

  const value = (name: string): string => {
    const control = controls.find((each) => each.name === name);
    return control ? valueOf(control) : "";
  };
  const filter = () => {
    const chosen = new URLSearchParams();
    for (const name of FILTERS.filter((each) => value(each) !== "")) {
      chosen.set(name, value(name));
    }
    if (value("regex") === "1" && (chosen.has("q") || chosen.has("not"))) {
      chosen.set("regex", "1");
    }
    return chosen;
  };
  const address = () => {
    const url = new URL(location.href);
    for (const control of controls) {
      const now = valueOf(control);
      if (now === (control.dataset["usual"] ?? "")) {
        url.searchParams.delete(control.name);
      } else {
        url.searchParams.set(control.name, now);
      }
    }
    return url;
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = filter().toString();
  const changed = () => {
    history.replaceState(history.state, "", address());
    if (filter().toString() === last) {
      relook();
    } else {
      last = filter().toString();
      refilter();
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, TYPING);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    clearTimeout(timer);
    changed();
  };
  form.addEventListener("input", soon);
  form.addEventListener("submit", submit);

  return {
    look: () => ({
      times: value("times") === "local" || value("times") === "utc" ? value("times") : "off",
      json: value("json") === "1",
      find: expression(value("q"), value("regex") === "1"),
      named,
    }) as Look,
    filter,
    get isFiltering() {
      return filter().size > 0;
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      form.removeEventListener("input", soon);
      form.removeEventListener("submit", submit);
    },
  };
}

type Control = HTMLInputElement | HTMLSelectElement;

const isBox = (control: Control) =>
  control instanceof HTMLInputElement && control.type === "checkbox";

/** Times are the person's own in the form, and UTC in the address. */
function valueOf(control: Control): string {
  if (isBox(control)) {
    return (control as HTMLInputElement).checked ? "1" : "0";
  }
  if (control.type === "datetime-local") {
    const time = new Date(control.value);
    return Number.isNaN(time.getTime()) ? "" : time.toISOString();
  }
  return control.value;
}

function setValue(control: Control, said: string) {
  if (isBox(control)) {
    (control as HTMLInputElement).checked = said === "1";
  } else if (control.type === "datetime-local") {
    const time = new Date(said);
    if (!Number.isNaN(time.getTime())) {
      const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
      control.value = local.toISOString().slice(0, 19);
    }
  } else {
    control.value = said;
  }
}

/** What to highlight; nothing when the browser reads the expression otherwise than the server. */
function expression(text: string, regex: boolean): RegExp | undefined {
  if (text === "") {
    return undefined;
  }
  try {
    return new RegExp(regex ? text : text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gi");
  } catch {
    return undefined;
  }
}
