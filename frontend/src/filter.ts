const PAUSE = 200;

/**
 * Draws what a filter form lets through while a person types, and keeps it in the address. The part
 * to draw is the `data-live` one that the form names.
 */
export function filterAsTyped(form: HTMLFormElement, root: ParentNode): Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = new AbortController();

  const draw = async () => {
    const address = addressOf(form);
    history.replaceState(history.state, "", address);
    asked.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(address, { redirect: "error", signal: asked.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const selector = `[data-live="${form.dataset["filters"]}"]`;
      const fresh = page.querySelector(selector);
      if (fresh) {
        root.querySelector(selector)?.replaceChildren(...fresh.childNodes);
      }
    } catch {
      // A newer question is on its way, or the form's own button will tell.
    }
  };

  const typed = () => {
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE);
  };
  const sent = (event: Event) => {
    event.preventDefault();
    clearTimeout(timer);
    void draw();
  };
  form.addEventListener("input", typed);
  form.addEventListener("submit", sent);
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      asked.abort();
      form.removeEventListener("input", typed);
      form.removeEventListener("submit", sent);
    },
  };
}

function addressOf(form: HTMLFormElement): string {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value !== "") {
      fields.set(name, value);
    }
  }
  const query = fields.toString();
  return new URL(form.action).pathname + (query ? `?${query}` : "");
}
