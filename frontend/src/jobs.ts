const STEP = 500;
const TRAY = 5_000;

/** Draws a running job anew, from the server's own part of the page, until it has ended. */
export function followJob(host: HTMLElement): Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const part = () => host.querySelector<HTMLElement>("[data-job-part]");
  const again = () => {
    if (part()?.dataset["state"] === "running") {
      timer = setTimeout(step, STEP);
    } else {
      host.ownerDocument.querySelectorAll("[data-cancel]").forEach((gone) => gone.remove());
    }
  };
  const step = async () => {
    const fresh = await fetchPart(host.dataset["part"]);
    const shown = part();
    if (fresh && shown && !shown.contains(document.activeElement)) {
      update(shown, fresh);
    }
    again();
  };
  again();
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}

/** Keeps the list of running jobs in the page's frame. */
export function keepTray(host: HTMLElement): Disposable {
  const timer = setInterval(async () => {
    if (document.hidden || host.contains(document.activeElement)) {
      return;
    }
    const answer = await fetchDocument("/dashboard/jobs/tray");
    if (answer) {
      const fresh = answer.querySelector(".tray");
      if (fresh?.outerHTML !== host.querySelector(".tray")?.outerHTML) {
        host.replaceChildren(...(fresh ? [fresh] : []));
      }
    }
  }, TRAY);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** The status line stays while its words do: screen readers then say only what is new. */
function update(shown: HTMLElement, fresh: HTMLElement) {
  const state = fresh.dataset["state"] ?? "";
  const before = shown.querySelector("[role=status]");
  const after = fresh.querySelector("[role=status]");
  if (shown.dataset["state"] === state && before && after) {
    after.replaceWith(before);
  }
  shown.dataset["state"] = state;
  shown.replaceChildren(...fresh.childNodes);
}

async function fetchPart(url: string | undefined): Promise<HTMLElement | undefined> {
  const page = url ? await fetchDocument(url) : undefined;
  return page?.querySelector<HTMLElement>("[data-job-part]") ?? undefined;
}

async function fetchDocument(url: string): Promise<Document | undefined> {
  try {
    const answer = await fetch(url, { redirect: "error" });
    return answer.ok
      ? new DOMParser().parseFromString(await answer.text(), "text/html")
      : undefined;
  } catch {
    return undefined;
  }
}
