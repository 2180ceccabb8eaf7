const SECONDS = 5;

interface Use {
  id: string;
  cpu: string;
  memory: string;
  cpuPoints: string;
  memoryPoints: string;
}

/** Keeps the use of processor and memory in a list of containers up to date while it is seen. */
export function keepUsage(list: HTMLElement): Disposable {
  const draw = async () => {
    if (document.hidden || !list.querySelector("[data-use]")) {
      return;
    }
    try {
      const answer = await fetch("/dashboard/containers/usage", { redirect: "error" });
      const uses = new Map(((await answer.json()) as Use[]).map((use) => [use.id, use]));
      for (const cell of list.querySelectorAll<HTMLElement>("[data-use]")) {
        const use = uses.get(cell.dataset["use"] ?? "");
        const memory = cell.nextElementSibling;
        if (use && use.cpu !== "" && memory) {
          show(cell, use.cpu, use.cpuPoints, "cpu");
          show(memory, use.memory, use.memoryPoints, "memory");
        }
      }
    } catch {
      // The next turn tries again.
    }
  };
  const timer = setInterval(draw, SECONDS * 1000);
  const early = [1500, 3000].map((pause) => setTimeout(draw, pause));
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      early.forEach(clearTimeout);
    },
  };
}

const SVG = "http://www.w3.org/2000/svg";

function show(cell: Element, text: string, points: string, kind: string) {
  let words = cell.querySelector("span");
  let line = cell.querySelector("polyline");
  if (!words || !line) {
    words = document.createElement("span");
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", `spark ${kind}`);
    svg.setAttribute("viewBox", "0 0 60 16");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    line = document.createElementNS(SVG, "polyline");
    svg.append(line);
    cell.replaceChildren(words, svg);
    cell.classList.remove("none");
  }
  words.textContent = text;
  line.setAttribute("points", points);
}
