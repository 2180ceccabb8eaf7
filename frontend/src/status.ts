import type { Failure } from "./connection";

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

/** Says why a stream does not come back by itself. */
export function sayFailed(status: Status, reason: Failure, retry: () => void) {
  if (reason === "no login") {
    status.say("the login has ended", { label: "Log in", take: () => location.reload() });
  } else {
    const offer = { label: "Try again", take: retry };
    status.say("connection lost: the engine does not answer", offer);
  }
}
