/**
 * Makes an element's content like that of another, changing only what differs: what stays keeps its
 * focus, its scroll position and what a person has typed, ticked or opened. Elements are found again
 * by their id, or by their first link for rows and list items. What has `data-keep` is left alone.
 */
export function morph(old: Element, fresh: Element) {
  const left = new Map<string, Element>();
  for (const child of old.children) {
    const key = keyOf(child);
    if (key) {
      left.set(key, child);
    }
  }
  const staying = new Set([...fresh.children].map(keyOf));
  for (const [key, child] of left) {
    if (!staying.has(key)) {
      child.remove();
    }
  }
  let at: ChildNode | null = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const key = next instanceof Element ? keyOf(next) : undefined;
    const same: ChildNode | null | undefined = key ? left.get(key) : at;
    if (same && alike(same, next) && (key || !(same instanceof Element && keyOf(same)))) {
      while (at && at !== same && !(at instanceof Element && keyOf(at))) {
        const gone: ChildNode = at;
        at = at.nextSibling;
        gone.remove();
      }
      if (same !== at) {
        old.insertBefore(same, at); // loses the focus, so only what really moves
      } else {
        at = at.nextSibling;
      }
      update(same, next);
    } else {
      old.insertBefore(next, at);
    }
  }
  while (at) {
    const gone: ChildNode = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function keyOf(element: Element): string | undefined {
  if (element.id !== "") {
    return `#${element.id}`;
  }
  const row = element.tagName === "TR" || element.tagName === "LI";
  return (row && element.querySelector("a[href]")?.getAttribute("href")) || undefined;
}

function alike(old: Node, fresh: Node): boolean {
  return old.nodeName === fresh.nodeName;
}

function update(old: Node, fresh: Node) {
  if (!(old instanceof Element && fresh instanceof Element)) {
    if (old.nodeValue !== fresh.nodeValue) {
      old.nodeValue = fresh.nodeValue;
    }
    return;
  }
  if (old.hasAttribute("data-keep") || old.isEqualNode(fresh)) {
    return;
  }
  for (const { name } of [...old.attributes]) {
    const opened = name === "open" && old.tagName === "DETAILS";
    if (!fresh.hasAttribute(name) && !opened) {
      old.removeAttribute(name);
    }
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) {
      old.setAttribute(name, value);
    }
  }
  morph(old, fresh);
}
