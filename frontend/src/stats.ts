const WINDOW = 120_000;
const WIDTH = 600;
const HEIGHT = 100;
const SVG = "http://www.w3.org/2000/svg";

type Sample = Record<string, number> & { at: number };

/** Draws what a container uses, second by second, into the host's `data-chart` figures. */
export function openStats(host: HTMLElement, url: string): Disposable {
  const charts = [...host.querySelectorAll<HTMLElement>("[data-chart]")].map(openChart);
  let samples: Sample[] = [];
  let asking = false;

  const ask = async () => {
    if (document.hidden || asking) {
      return;
    }
    asking = true;
    try {
      const answer = await fetch(`${url}?after=${samples.at(-1)?.at ?? 0}`, { redirect: "error" });
      if (answer.ok) {
        samples.push(...((await answer.json()) as Sample[]));
        const newest = samples.at(-1)?.at ?? 0;
        samples = samples.filter(({ at }) => at > newest - WINDOW);
        charts.forEach((draw) => draw(samples));
      }
    } catch {
      // The next turn tries again.
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(ask, 1000);
  void ask();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function openChart(figure: HTMLElement): (samples: Sample[]) => void {
  const names = (figure.dataset["chart"] ?? "").split(" ");
  const unit = figure.dataset["unit"] ?? "";
  const now = figure.querySelector("[data-now]");
  const svg = element("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  for (const y of [0, HEIGHT / 2, HEIGHT]) {
    svg.append(element("line", { x1: "0", x2: `${WIDTH}`, y1: `${y}`, y2: `${y}` }));
  }
  const lines = names.map(() => element("polyline", {}));
  svg.append(...lines);
  const scale = document.createElement("p");
  scale.className = "scale";
  scale.append(document.createElement("span"), document.createElement("span"));
  figure.append(svg, scale);

  return (samples) => {
    const last = samples.at(-1);
    if (!last) {
      return;
    }
    const top = ceiling(samples, names, unit);
    lines.forEach((line, index) => {
      const name = names[index] ?? "";
      const points = samples.map((sample) => {
        const x = WIDTH - ((last.at - sample.at) / WINDOW) * WIDTH;
        const y = HEIGHT - (HEIGHT * (sample[name] ?? 0)) / top;
        return `${x.toFixed(1)},${y.toFixed(1)}`;
      });
      line.setAttribute("points", points.join(" "));
    });
    if (now) {
      now.textContent = names.map((name) => say(last[name] ?? 0, unit)).join(", ");
    }
    scale.firstElementChild!.textContent = "two minutes ago";
    scale.lastElementChild!.textContent = `top: ${say(top, unit)}`;
  };
}

/** Room above the highest point, and not so little that noise looks like work. */
function ceiling(samples: Sample[], names: string[], unit: string): number {
  const least = { percent: 10, bytes: 1e6, rate: 1e3, count: 4 }[unit] ?? 1;
  const highest = Math.max(...samples.flatMap((one) => names.map((name) => one[name] ?? 0)));
  return Math.max(least, 1.1 * highest);
}

export function say(value: number, unit: string): string {
  if (unit === "percent") {
    return `${value.toFixed(value < 9.95 ? 1 : 0)} %`;
  }
  if (unit === "count") {
    return `${Math.round(value)}`;
  }
  let rest = value;
  let power = 0;
  const units = ["B", "kB", "MB", "GB", "TB"];
  while (rest >= 999.5 && power < units.length - 1) {
    rest /= 1000;
    power++;
  }
  const digits = power === 0 || rest >= 99.95 ? 0 : 1;
  return `${rest.toFixed(digits)} ${units[power]}${unit === "rate" ? "/s" : ""}`;
}

function element(name: string, attributes: Record<string, string>): Element {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  return made;
}
