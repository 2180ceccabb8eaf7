// Terminals are recorded when an administrator wants it, and played in the browser.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { checkAccessibility, logIn, name, openPage, picture, url } from "./person.mjs";

let page;

const go = (path) => page.goto(url + path);
const button = (title) => page.getByRole("button", { name: title, exact: true });
const screen = (text) => page.locator(".xterm-rows").getByText(text, { exact: true }).first();
const noScreen = (text) => screen(text).waitFor({ state: "detached" });

async function look(title) {
  assert.equal(await page.locator("h1").count(), 1, title);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(excess <= 0, `${title} is ${excess} px too wide at ${width}`);
  }
  await picture(page, title);
  await checkAccessibility(page);
}

async function terminal(...keys) {
  await go(`/dashboard/containers/${name}/terminal`);
  await page.getByText("connected", { exact: true }).waitFor();
  for (const line of keys) {
    await page.keyboard.type(line);
  }
}

async function exit() {
  await page.keyboard.type("exit\n");
  await page.getByText("the shell ended with exit code 0").waitFor();
}

const openNewest = async () => {
  await go("/dashboard/recordings");
  await page.getByRole("rowheader").getByRole("link").first().click();
  await button("Play").waitFor();
};

before(async () => {
  page = await openPage();
  await logIn(page, "/dashboard/recordings");
});

after(() => page?.context().browser().close());

test("without recordings the page says how they are turned on", async () => {
  await page.getByText("Terminals are not recorded.").waitFor();
  await look("recordings-off");
  await page.getByRole("link", { name: "Turn it on in the settings" }).click();
  await button("Turn on: Terminals are recorded").click();
  await page.getByRole("status").getByText("that is turned on").waitFor();
  await go("/dashboard/recordings");
  await page.getByText("Nothing is recorded yet.").waitFor();
});

test("a terminal tells that it is recorded", async () => {
  await terminal("echo first-$((6 * 7)); sleep 4\n");
  await page.getByText("This session is recorded").waitFor();
  await screen("first-42").waitFor();
  await page.waitForTimeout(4000);
  await page.setViewportSize({ width: 900, height: 700 });
  await page.keyboard.type("stty size; echo '<b>second</b>'-$((6 * 7))\n");
  await screen("<b>second</b>-42").waitFor();
  await page.setViewportSize({ width: 1280, height: 800 });
  await look("terminal-recorded");
  await exit();
});

test("a recording is found, and played by keys", async () => {
  await go("/dashboard/recordings");
  const row = page.getByRole("row").filter({ hasText: name }).first();
  await row.getByText("admin").waitFor();
  await look("recordings");
  await page.getByRole("searchbox").fill("nobody-of-that-name");
  await button("Filter").click();
  await page.getByText("No recording matches this filter.").waitFor();
  await page.getByRole("link", { name: "Show all recordings" }).click();
  const scripts = await page.evaluate(() => performance.getEntriesByType("resource").map((one) => one.name));
  assert.ok(!scripts.some((one) => /player|terminal/.test(one)), "the player is loaded where nothing is played");
  await openNewest();
  await noScreen("first-42");
  await page.getByLabel("Speed").selectOption("16");
  await page.locator("h1").click();
  await page.keyboard.press("Space");
  await screen("<b>second</b>-42").waitFor();
  await button("Play again").waitFor();
  assert.equal(await page.locator(".xterm-rows b").count(), 0);
  await look("recording");
});

test("a person goes back and forth, with pauses and without", async () => {
  await page.locator("h1").click();
  const place = page.getByRole("slider");
  const end = async () => Number(await place.getAttribute("max"));
  const short = await end();
  await page.getByLabel("Skip pauses").uncheck();
  const long = await end();
  assert.ok(long > short + 2, `${long} s with pauses, ${short} s without`);
  await place.fill("0");
  await noScreen("first-42");
  await place.fill("3");
  await screen("first-42").waitFor();
  await noScreen("<b>second</b>-42");
  assert.match(await place.getAttribute("aria-valuetext"), /^0:03 of 0:\d\d$/);
  await page.locator("h1").click();
  for (let i = 0; i < 6; i++) await page.keyboard.press("ArrowRight");
  await screen("<b>second</b>-42").waitFor();
  for (let i = 0; i < 6; i++) await page.keyboard.press("ArrowLeft");
  await noScreen("first-42");
  await button("Play").focus();
  await page.keyboard.press("Enter");
  await button("Pause").click();
  await button("Play").waitFor();
});

test("a recording is downloaded as asciicast", async () => {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download" }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^[0-9a-f]{32}\.cast$/);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines[0].version, 2);
  assert.ok(lines.slice(1).map(([, , data]) => data).join("").includes("<b>second</b>-42"));
});

test("an operator finds only what is their own", async () => {
  await go("/dashboard/users");
  await page.getByLabel("User name").fill("cleo");
  await page.getByLabel("Role").selectOption("operator");
  await button("Add user").click();
  const password = await page.locator("[data-secret]").textContent();
  const cleo = await openPage();
  try {
    await logIn(cleo, "/dashboard/recordings", "cleo", password);
    await cleo.getByText("Nothing is recorded yet.").waitFor();
    await checkAccessibility(cleo);
    assert.deepEqual(cleo.problems, []);
  } finally {
    await cleo.context().browser().close();
  }
});

test("a recording is deleted after a question", async () => {
  await openNewest();
  await page.getByRole("link", { name: "Delete …" }).click();
  await look("recording-delete");
  await button("Delete it for good").click();
  await page.getByRole("status").getByText("deleted for good").waitFor();
  await go("/dashboard/audit?action=recording");
  await page.getByText("recording.view").first().waitFor();
  await page.getByText("recording.delete").first().waitFor();
  await go("/dashboard/settings");
  await button("Turn off: Terminals are recorded").click();
  await page.getByRole("status").getByText("that is turned off").waitFor();
});

test("no page broke its content policy or threw", () => assert.deepEqual(page.problems, []));
