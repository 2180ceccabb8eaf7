/** Opens folders where they stand; without it, each is a page of its own. */
export function openTree(tree: HTMLElement): Disposable {
  const click = (event: MouseEvent) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("[data-folder], [data-more]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) {
      return;
    }
    event.preventDefault();
    void ("folder" in link.dataset ? toggle(link) : more(link));
  };
  tree.querySelectorAll("[data-folder]").forEach(mark);
  tree.addEventListener("click", click);
  return { [Symbol.dispose]: () => tree.removeEventListener("click", click) };
}

function mark(link: Element) {
  link.setAttribute("aria-expanded", "false");
}

async function toggle(link: HTMLAnchorElement) {
  const item = link.closest("li");
  const below = item?.querySelector(":scope > ul");
  if (below) {
    below.remove();
    mark(link);
    return;
  }
  const list = await load(link);
  if (list && item && !item.querySelector(":scope > ul")) {
    item.append(list);
    link.setAttribute("aria-expanded", "true");
  }
}

async function more(link: HTMLAnchorElement) {
  const item = link.closest("li");
  const list = await load(link);
  if (list && item) {
    const first = list.querySelector("a");
    item.replaceWith(...list.children);
    first?.focus();
  }
}

/** A page that cannot be had in place is opened as one. */
async function load(link: HTMLAnchorElement): Promise<Element | undefined> {
  try {
    const answer = await fetch(link.dataset["part"] ?? "", { redirect: "error" });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const list = page.querySelector("ul.files");
      list?.querySelectorAll("[data-folder]").forEach(mark);
      return list ?? undefined;
    }
  } catch {
    // As below.
  }
  location.assign(link.href);
  return undefined;
}
