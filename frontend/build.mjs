import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { gzipSync } from "node:zlib";
import esbuild from "esbuild";

/** Of all scripts together, as browsers get them compressed, in bytes. */
const MOST_SCRIPT = 300 * 1000;

/** The part of it that every page loads. */
const MOST_ON_EVERY_PAGE = 20 * 1000;

const out = "../target/classes/static/assets";
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
copyFileSync("src/icon.svg", `${out}/icon.svg`);

const context = await esbuild.context({
  entryPoints: ["src/main.ts", "src/main.css"],
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  logLevel: "warning",
  metafile: true,
});

/** What a script cannot do without, itself included. */
function needs(outputs, name, found = new Set()) {
  if (!found.has(name)) {
    found.add(name);
    outputs[name].imports
      .filter(({ kind }) => kind === "import-statement")
      .forEach(({ path }) => needs(outputs, path, found));
  }
  return found;
}

/** @throws when a page would load too much */
function weigh({ outputs }) {
  const scripts = Object.keys(outputs).filter((name) => name.endsWith(".js"));
  const weight = (names) => names.reduce((sum, name) => sum + gzipSync(readFileSync(name)).length, 0);
  const everywhere = [...needs(outputs, scripts.find((name) => name.endsWith("/main.js")))];
  const inputs = everywhere.flatMap((name) => Object.keys(outputs[name].inputs));
  for (const [what, is, most] of [
    ["all scripts", weight(scripts), MOST_SCRIPT],
    ["what every page loads", weight(everywhere), MOST_ON_EVERY_PAGE],
  ]) {
    if (is > most) {
      throw new Error(`${what}: ${is} bytes compressed, and ${most} is the most`);
    }
  }
  if (inputs.some((name) => name.includes("xterm"))) {
    throw new Error("every page would load the terminal");
  }
}

if (process.argv.includes("--watch")) {
  await context.watch();
} else {
  weigh((await context.rebuild()).metafile);
  await context.dispose();
}
