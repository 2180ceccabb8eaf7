/**
 * Sends the chosen archive as it is, the form's other fields in the address, and goes to the job
 * that took it in. Where an archive is optional, the form goes its own way without one.
 */
export function openUpload(form: HTMLFormElement): Disposable {
  const file = form.querySelector<HTMLInputElement>("input[type=file]");
  const token = form.querySelector<HTMLInputElement>("[name=_csrf]");
  const bar = form.querySelector("progress");
  const status = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  if (!file || !token || !bar || !status || !button) {
    throw new Error("an upload needs a file, a token, a bar, a status and a button");
  }
  const optional = form.dataset["upload"] === "optional";
  const instead = form.querySelectorAll<HTMLTextAreaElement>("[data-upload-instead]");
  let request: XMLHttpRequest | undefined;

  const chosen = () => {
    instead.forEach((field) => (field.disabled = file.files?.length === 1));
  };
  const address = (archive: File) => {
    const query = new URLSearchParams({ name: archive.name });
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== token.name) {
        query.append(name, value);
      }
    }
    return `${form.action}?${query}`;
  };

  const ended = (words: string) => {
    request = undefined;
    button.disabled = false;
    bar.hidden = true;
    status.textContent = words;
  };
  const submit = (event: SubmitEvent) => {
    const archive = file.files?.[0];
    if (!archive && optional) {
      return;
    }
    event.preventDefault();
    if (!archive || request) {
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
        ended(refusal(sending));
      }
    };
    sending.onerror = () => ended("the connection was lost: try again");
    sending.open("POST", address(archive));
    sending.setRequestHeader("Content-Type", "application/x-tar");
    sending.setRequestHeader("X-CSRF-TOKEN", token.value);
    sending.send(archive);
  };

  form.hidden = false;
  form.querySelectorAll<HTMLElement>("[data-upload-only]").forEach((part) => (part.hidden = false));
  form.ownerDocument.querySelector("[data-upload-otherwise]")?.remove();
  form.addEventListener("submit", submit);
  file.addEventListener("change", chosen);
  chosen();
  return {
    [Symbol.dispose]() {
      form.removeEventListener("submit", submit);
      file.removeEventListener("change", chosen);
      request?.abort();
    },
  };
}

function refusal(answer: XMLHttpRequest): string {
  return answer.getResponseHeader("Content-Type")?.startsWith("text/plain")
    ? answer.responseText
    : `the engine refused the archive (${answer.status}): reload the page and try again`;
}
