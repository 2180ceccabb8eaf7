// A person's browser at a running engine.
// BERTH_URL, BERTH_PASSWORD: the engine. BERTH_CONTAINER (web-server): a container with a shell that
// counts in its log. BERTH_CONTROL: POST /restart and /crash there do that to the engine.
// BERTH_E2E: the one file of tests to run, such as "images". BERTH_SHOTS: a folder for pictures of the pages.
import assert from "node:assert/strict";
import axe from "axe-core";
import { chromium } from "playwright-core";

export const url = process.env.BERTH_URL ?? "http://localhost:8088";
export const name = process.env.BERTH_CONTAINER ?? "web-server";
export const control = process.env.BERTH_CONTROL;
export const shots = process.env.BERTH_SHOTS;
const password = process.env.BERTH_PASSWORD;

/** What the browser itself writes when an answer is a refusal or the engine is gone: tests of both make them. */
const OF_THE_NETWORK = /^Failed to load resource|net::ERR_|^WebSocket connection to/;

/** A page of a browser of its own. What throws or is written as an error of a page is in `page.problems`. */
export async function openPage() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(20_000);
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(error.message));
  page.on("console", (message) => {
    const written = message.type() === "error" && !OF_THE_NETWORK.test(message.text());
    if (written || /Content Security Policy/i.test(message.text())) page.problems.push(message.text());
  });
  return page;
}

export async function logIn(page, path = "/dashboard", user = "admin", secret = password) {
  assert.ok(secret, "BERTH_PASSWORD is not set");
  await page.goto(url + path);
  await page.fill("[name=username]", user);
  await page.fill("[name=password]", secret);
  await page.click("text=Log in");
  await page.waitForURL((now) => now.pathname.startsWith("/dashboard"));
}

/** Desktop and phone, light and dark, when pictures are wanted. */
export async function picture(page, title) {
  for (const colorScheme of shots ? ["light", "dark"] : []) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await page.screenshot({ path: `${shots}/${title}-${colorScheme}-${width}.png`, fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** No serious finding of axe-core on the page as it is, light and dark. */
export async function checkAccessibility(page) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    const serious = violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    assert.deepEqual(serious, [], `${new URL(page.url()).pathname} ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: null });
}
