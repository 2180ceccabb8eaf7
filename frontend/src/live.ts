const SECONDS = 5;

/**
 * Redraws the parts of this page marked `data-live` from the server's own page every few seconds.
 * Leaves a part alone while the keyboard is in it, and everything while nobody looks.
 */
export function keepLive(root: ParentNode): Disposable {
  const timer = setInterval(async () => {
    const parts = root.querySelectorAll<HTMLElement>("[data-live]");
    if (parts.length === 0 || document.hidden) {
      return;
    }
    try {
      const answer = await fetch(location.href, { redirect: "error" });
      if (answer.ok) {
        redraw(parts, new DOMParser().parseFromString(await answer.text(), "text/html"));
      }
    } catch {
      // The next turn tries again.
    }
  }, SECONDS * 1000);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function redraw(parts: Iterable<HTMLElement>, page: Document) {
  for (const part of parts) {
    const fresh = page.querySelector(`[data-live="${part.dataset["live"]}"]`);
    if (fresh && !part.contains(document.activeElement) && fresh.innerHTML !== part.innerHTML) {
      part.replaceChildren(...fresh.childNodes);
    }
  }
}
