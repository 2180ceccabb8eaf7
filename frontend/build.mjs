import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import esbuild from "esbuild";

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
});
if (process.argv.includes("--watch")) {
  await context.watch();
} else {
  await context.rebuild();
  await context.dispose();
}
