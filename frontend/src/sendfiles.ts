/** Sends chosen or dropped files into a container's folder, one after the other, as they are. */
export function sendFiles(form: HTMLFormElement): Disposable {
  const chosen = form.querySelector<HTMLInputElement>("input[type=file]");
  const replace = form.querySelector<HTMLInputElement>("[name=replace]");
  const token = form.querySelector<HTMLInputElement>("[name=_csrf]");
  const bar = form.querySelector("progress");
  const status = form.querySelector("[role=status]");
  const problems = form.querySelector("[role=alert]");
  const button = form.querySelector("button");
  if (!chosen || !replace || !token || !bar || !status || !problems || !button) {
    throw new Error("sending files needs an input, a choice, a token, a bar, a status and a button");
  }
  const page = form.ownerDocument;
  let request: XMLHttpRequest | undefined;
  let busy = false;

  /** What went wrong, or nothing. */
  const send = (file: File) =>
    new Promise<string>((resolve) => {
      const sending = new XMLHttpRequest();
      request = sending;
      sending.upload.onprogress = ({ loaded, total }) => {
        bar.value = (100 * loaded) / Math.max(1, total);
      };
      sending.onload = () => resolve(sending.status === 201 ? "" : refusal(sending));
      sending.onerror = () => resolve("the connection was lost: try again");
      sending.onabort = () => resolve("cancelled");
      const address = new URL(form.action);
      address.searchParams.set("name", file.name);
      address.searchParams.set("replace", String(replace.checked));
      sending.open("POST", address);
      sending.setRequestHeader("Content-Type", "application/octet-stream");
      sending.setRequestHeader("X-CSRF-TOKEN", token.value);
      sending.send(file);
    });

  const sendAll = async (files: File[]) => {
    if (busy || files.length === 0) {
      return;
    }
    busy = true;
    button.disabled = true;
    bar.hidden = false;
    problems.replaceChildren();
    let sent = 0;
    for (const [at, file] of files.entries()) {
      status.textContent = `sending ${file.name} (${at + 1} of ${files.length}): keep this page open`;
      bar.value = 0;
      const problem = await send(file);
      if (problem) {
        problems.append(entry(page, `${file.name}: ${problem}`));
      } else {
        sent++;
      }
    }
    busy = false;
    button.disabled = false;
    bar.hidden = true;
    status.textContent = sent === 1 ? "1 file is there" : `${sent} files are there`;
    if (sent === files.length) {
      location.reload();
    }
  };

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void sendAll([...(chosen.files ?? [])]);
  };
  const over = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
      form.classList.add("target");
    }
  };
  const away = (event: DragEvent) => {
    if (!event.relatedTarget) {
      form.classList.remove("target");
    }
  };
  const drop = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
      form.classList.remove("target");
      const folder = [...event.dataTransfer.items].find((item) => item.webkitGetAsEntry()?.isDirectory);
      if (folder) {
        const named = folder.webkitGetAsEntry()?.name;
        problems.replaceChildren(entry(page, `${named} is a folder: put it in with docker cp`));
        return;
      }
      void sendAll([...event.dataTransfer.files]);
    }
  };

  form.hidden = false;
  page.querySelector("[data-upload-otherwise]")?.remove();
  form.addEventListener("submit", submit);
  page.addEventListener("dragover", over);
  page.addEventListener("dragleave", away);
  page.addEventListener("drop", drop);
  return {
    [Symbol.dispose]() {
      form.removeEventListener("submit", submit);
      page.removeEventListener("dragover", over);
      page.removeEventListener("dragleave", away);
      page.removeEventListener("drop", drop);
      request?.abort();
    },
  };
}

function refusal(answer: XMLHttpRequest): string {
  const told = answer.getResponseHeader("Content-Type")?.startsWith("text/plain");
  return told && answer.responseText
    ? answer.responseText
    : `the engine refused it (${answer.status}): reload the page and try again`;
}

function entry(page: Document, text: string): HTMLLIElement {
  const item = page.createElement("li");
  item.textContent = text;
  return item;
}
