/** Searches the text of the host's `pre`: marks what is found and goes from one to the next. */
export function searchText(host: HTMLElement): Disposable {
  const field = host.querySelector<HTMLInputElement>("input[type=search]");
  const next = host.querySelector<HTMLButtonElement>("[data-next]");
  const told = host.querySelector("[role=status]");
  const text = host.querySelector("pre")?.firstChild;
  if (!field || !next || !told || !(text instanceof Text)) {
    return { [Symbol.dispose]() {} };
  }
  const haystack = text.data.toLowerCase();
  let found: Range[] = [];
  let here = -1;

  const go = () => {
    if (found.length === 0) {
      return;
    }
    here = (here + 1) % found.length;
    const range = found[here]!;
    CSS.highlights.set("here", new Highlight(range));
    const pre = host.querySelector("pre")!;
    const top = range.getBoundingClientRect().top - pre.getBoundingClientRect().top;
    pre.scrollTop += top - pre.clientHeight / 3;
    told.textContent = `${here + 1} of ${found.length}`;
  };

  const search = () => {
    const needle = field.value.toLowerCase();
    found = [];
    here = -1;
    CSS.highlights.delete("here");
    for (let at = haystack.indexOf(needle); needle && at >= 0; ) {
      const range = new Range();
      range.setStart(text, at);
      range.setEnd(text, at + needle.length);
      found.push(range);
      at = haystack.indexOf(needle, at + needle.length);
    }
    CSS.highlights.set("found", new Highlight(...found));
    told.textContent = needle ? "not found" : "";
    go();
  };
  const enter = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      go();
    }
  };
  field.addEventListener("input", search);
  field.addEventListener("keydown", enter);
  next.addEventListener("click", go);
  return {
    [Symbol.dispose]() {
      field.removeEventListener("input", search);
      field.removeEventListener("keydown", enter);
      next.removeEventListener("click", go);
      CSS.highlights.delete("found");
      CSS.highlights.delete("here");
    },
  };
}
