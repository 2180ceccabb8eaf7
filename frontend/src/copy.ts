/** Makes buttons copy the text of the element whose id they name, and say so. */
export function offerCopies(root: ParentNode): Disposable {
  const buttons = [...root.querySelectorAll<HTMLButtonElement>("button[data-copy]")];
  const taken = async (event: Event) => {
    const button = event.currentTarget as HTMLButtonElement;
    const source = document.getElementById(button.dataset["copy"] ?? "");
    if (source && !button.dataset["was"]) {
      button.dataset["was"] = button.textContent ?? "";
      button.textContent = (await copy(source)) ? "Copied" : "Press Ctrl+C";
      setTimeout(() => {
        button.textContent = button.dataset["was"] ?? "";
        delete button.dataset["was"];
      }, 2000);
    }
  };
  buttons.forEach((button) => button.addEventListener("click", taken));
  return {
    [Symbol.dispose]: () => buttons.forEach((button) => button.removeEventListener("click", taken)),
  };
}

/** Without TLS a page has no clipboard: then the text is selected for the person to copy. */
async function copy(source: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(source.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(source);
    source.focus();
    return false;
  }
}
