/**
 * Keeps the ticks of a list's rows when the list is drawn anew, says how many there are, and offers
 * to tick all. Rows that are not shown are not ticked.
 */
export function keepSelection(bar: HTMLElement, list: HTMLElement): Disposable {
  let ticked = new Set<string>();
  const words = bar.querySelector("[data-selected]");
  const all = bar.querySelector<HTMLInputElement>("[data-all]");
  all?.closest("label")?.removeAttribute("hidden");

  const boxes = () => [...list.querySelectorAll<HTMLInputElement>("input[type=checkbox][name=id]")];

  const tell = () => {
    if (words) {
      words.textContent = ticked.size === 0 ? "With the selected:" : `${ticked.size} selected:`;
    }
    if (all) {
      const count = boxes().length;
      all.checked = count > 0 && ticked.size === count;
      all.indeterminate = ticked.size > 0 && ticked.size < count;
    }
  };

  const drawn = () => {
    for (const box of boxes()) {
      box.checked = ticked.has(box.value);
    }
    read();
  };
  const read = () => {
    ticked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
    tell();
  };
  const everything = () => {
    for (const box of boxes()) {
      box.checked = all?.checked ?? false;
    }
    read();
  };

  const observer = new MutationObserver(drawn);
  observer.observe(list, { childList: true, subtree: true });
  list.addEventListener("change", read);
  all?.addEventListener("change", everything);
  read();
  return {
    [Symbol.dispose]() {
      observer.disconnect();
      list.removeEventListener("change", read);
      all?.removeEventListener("change", everything);
    },
  };
}
