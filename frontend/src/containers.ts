import { offerCopies } from "./copy";
import { checkForm } from "./create";
import { filterAsTyped } from "./filter";
import { searchText } from "./json";
import { keepSelection } from "./selection";
import { openStats } from "./stats";
import { keepUsage } from "./usage";

/** Brings the container pages to life, whichever of them this is. */
export function openContainerPages(root: Document): Disposable {
  const stack: Disposable[] = [offerCopies(root)];
  for (const hidden of root.querySelectorAll<HTMLElement>("[data-needs-script]")) {
    hidden.hidden = false;
  }
  for (const needless of root.querySelectorAll<HTMLElement>("[data-without-script]")) {
    needless.hidden = true;
  }
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-filters]")) {
    stack.push(filterAsTyped(form, root));
  }
  const list = root.querySelector<HTMLElement>("[data-live=containers]");
  const bar = root.querySelector<HTMLElement>("#rows");
  if (list && bar) {
    stack.push(keepSelection(bar, list), keepUsage(list));
  }
  const stats = root.querySelector<HTMLElement>("[data-stats]");
  if (stats?.dataset["url"]) {
    stack.push(openStats(stats, stats.dataset["url"]));
  }
  const json = root.querySelector<HTMLElement>("[data-json]");
  if (json) {
    stack.push(searchText(json));
  }
  const form = root.querySelector<HTMLFormElement>("form[data-create]");
  if (form?.dataset["create"]) {
    stack.push(checkForm(form, form.dataset["create"]));
  }
  return { [Symbol.dispose]: () => stack.reverse().forEach((open) => open[Symbol.dispose]()) };
}
