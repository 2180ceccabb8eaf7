export interface Offer {
  label: string;
  take(): void;
}

export interface Status extends Disposable {
  /** Replaces what was said and offered before. */
  say(text: string, offer?: Offer): void;
}

/** Says in the host's `p` how a stream is, and offers in its `button` what can be done. */
export function openStatus(host: ParentNode): Status {
  const text = host.querySelector("[data-status] p");
  const button = host.querySelector<HTMLButtonElement>("[data-status] button");
  if (!text || !button) {
    throw new Error("a status needs a p and a button");
  }
  let offered: Offer | undefined;
  const take = () => offered?.take();
  button.addEventListener("click", take);
  return {
    say(words, offer) {
      offered = offer;
      text.textContent = words;
      button.hidden = !offer;
      button.textContent = offer?.label ?? "";
    },
    [Symbol.dispose]: () => button.removeEventListener("click", take),
  };
}
