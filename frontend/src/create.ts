const PAUSE = 250;

interface Checked {
  line: string;
  problems: Record<string, string>;
}

/**
 * Shows the command line that does what the form says while a person types, and what is wrong with
 * the fields they have left.
 */
export function checkForm(form: HTMLFormElement, url: string): Disposable {
  const line = form.querySelector<HTMLElement>("[data-line]");
  const notes = [...form.querySelectorAll<HTMLElement>("[data-problem]")];
  const left = new Set(notes.filter((note) => !note.hidden).map(nameOf));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = new AbortController();

  const check = async () => {
    asked.abort();
    asked = new AbortController();
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") {
        fields.append(name, value);
      }
    }
    try {
      const options = { redirect: "error", signal: asked.signal } as const;
      const answer = await fetch(url, { method: "POST", body: fields, ...options });
      if (answer.ok) {
        show((await answer.json()) as Checked);
      }
    } catch {
      // A newer question is on its way; and the server checks again before it makes anything.
    }
  };

  const show = (checked: Checked) => {
    if (line) {
      line.textContent = checked.line;
    }
    for (const note of notes) {
      const name = nameOf(note);
      const problem = left.has(name) ? checked.problems[name] : undefined;
      note.hidden = problem === undefined;
      note.textContent = problem ?? "";
      const field = form.querySelector(`[name="${name}"]`);
      if (problem === undefined) {
        field?.removeAttribute("aria-invalid");
      } else {
        field?.setAttribute("aria-invalid", "true");
      }
    }
  };

  const typed = () => {
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
  };
  const gone = ({ target }: FocusEvent) => {
    if (target instanceof HTMLElement && target.hasAttribute("name")) {
      left.add(target.getAttribute("name") ?? "");
      typed();
    }
  };
  form.addEventListener("input", typed);
  form.addEventListener("focusout", gone);
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      asked.abort();
      form.removeEventListener("input", typed);
      form.removeEventListener("focusout", gone);
    },
  };
}

function nameOf(note: HTMLElement): string {
  return note.dataset["problem"] ?? "";
}
