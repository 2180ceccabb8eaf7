/** Sends the chosen archive as it is, and goes to the job that took it in. */
export function openUpload(form: HTMLFormElement): Disposable {
  const file = form.querySelector<HTMLInputElement>("input[type=file]");
  const token = form.querySelector<HTMLInputElement>("[name=_csrf]");
  const bar = form.querySelector("progress");
  const status = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  if (!file || !token || !bar || !status || !button) {
    throw new Error("an upload needs a file, a token, a bar, a status and a button");
  }
  let request: XMLHttpRequest | undefined;

  const ended = (words: string) => {
    request = undefined;
    button.disabled = false;
    bar.hidden = true;
    status.textContent = words;
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const chosen = file.files?.[0];
    if (!chosen || request) {
      return;
    }
    button.disabled = true;
    bar.hidden = false;
    status.textContent = "sending: keep this page open until it is done";
    const sending = new XMLHttpRequest();
    request = sending;
    sending.upload.onprogress = ({ loaded, total }) => {
      bar.value = (100 * loaded) / Math.max(1, total);
      if (loaded === total) {
        status.textContent = "sent; the engine unpacks it";
      }
    };
    sending.onload = () => {
      const job = sending.getResponseHeader("Location");
      if (sending.status === 201 && job) {
        ended("");
        location.assign(job);
      } else {
        ended(`the engine refused the archive (${sending.status}): reload the page and try again`);
      }
    };
    sending.onerror = () => ended("the connection was lost: try again");
    sending.open("POST", `${form.action}?name=${encodeURIComponent(chosen.name)}`);
    sending.setRequestHeader("Content-Type", "application/x-tar");
    sending.setRequestHeader("X-CSRF-TOKEN", token.value);
    sending.send(chosen);
  };

  form.hidden = false;
  form.ownerDocument.querySelector("[data-upload-otherwise]")?.remove();
  form.addEventListener("submit", submit);
  return {
    [Symbol.dispose]() {
      form.removeEventListener("submit", submit);
      request?.abort();
    },
  };
}
