// Containers: made by the form, worked with by list and pages, removed together.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkAccessibility, logIn, name, openPage, picture, url } from "./person.mjs";

let page;
let address;

const containers = `${url}/dashboard/containers`;
const row = (of) => page.getByRole("row").filter({ has: page.getByRole("link", { name: of, exact: true }) });
const state = (text) => page.locator(".title .state").getByText(text).waitFor();

before(async () => {
  page = await openPage();
  await logIn(page, "/dashboard/containers/new");
});

after(() => page?.context().browser().close());

async function fits(path, title) {
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(path);
    assert.equal(await page.locator("h1").count(), 1, path);
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(excess <= 0, `${path} is ${excess} px too wide at ${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await checkAccessibility(page);
  await picture(page, title);
}

test("the form shows its docker line and its problems while one types", async () => {
  await fits(`${containers}/new`, "container-new");
  await page.getByLabel("Image", { exact: true }).fill("first:1");
  await page.getByLabel("Name", { exact: true }).fill("made-here");
  await page.getByLabel("Command", { exact: true }).fill("sh -c 'while :; do i=$((i+1)); sleep 0.01; done'");
  await page.getByLabel("Environment", { exact: true }).fill("GREETING=good day");
  const line = page.locator("[data-line]");
  await line.getByText("-e 'GREETING=good day' first:1 sh -c 'while").waitFor();
  const memory = page.getByLabel("Memory", { exact: true });
  await memory.fill("much");
  await memory.blur();
  await page.getByText("is not an amount of memory").waitFor();
  assert.equal(await memory.getAttribute("aria-invalid"), "true");
  await checkAccessibility(page);
  await memory.fill("64m");
  await page.getByText("is not an amount of memory").waitFor({ state: "hidden" });
  await page.getByLabel("Host name", { exact: true }).fill("-bad-");
  await page.getByRole("button", { name: "Create and start" }).click();
  await page.getByText("invalid hostname format: -bad-").waitFor();
  assert.equal(await page.getByLabel("Environment", { exact: true }).inputValue(), "GREETING=good day");
  await picture(page, "container-new-refused");
});

test("what the form makes runs as it said", async () => {
  await page.getByLabel("Host name", { exact: true }).fill("made");
  await page.getByRole("button", { name: "Create and start" }).click();
  await page.getByRole("heading", { name: "made-here" }).waitFor();
  await state("Up");
  address = page.url();
  await page.getByText("64 MiB").waitFor();
  await page.getByText("Environment (").click();
  await page.getByText("GREETING=good day").waitFor();
});

test("each side of a container has its page", async () => {
  for (const tab of ["", "/logs", "/stats", "/files", "/changes", "/processes", "/inspect", "/events", "/kill", "/rename", "/remove"]) {
    await fits(address + tab, `container${tab.replace("/", "-")}`);
  }
});

test("the stats see the processor at work", async () => {
  await page.goto(`${address}/stats`);
  await page.waitForFunction(() => {
    const now = document.querySelector("[data-chart=cpu] [data-now]")?.textContent ?? "";
    const points = document.querySelector("[data-chart=cpu] polyline")?.getAttribute("points") ?? "";
    return parseFloat(now) > 0.2 && points.split(" ").length > 3;
  });
  await picture(page, "container-stats");
});

test("the JSON can be searched", async () => {
  await page.goto(`${address}/inspect`);
  await page.getByLabel("Search").fill("good day");
  await page.getByText("1 of 1").waitFor();
  await page.getByLabel("Search").fill("no such thing");
  await page.getByText("not found").waitFor();
});

test("pause, unpause, rename, stop and start from its page", async () => {
  await page.goto(`${address}/events`);
  await page.getByRole("button", { name: "Pause made-here", exact: true }).click();
  await state("(Paused)");
  assert.ok(page.url().endsWith("/events"));
  await page.getByRole("button", { name: "Unpause made-here" }).click();
  await page.getByText("made-here is unpaused").waitFor();
  await page.goto(`${address}/rename`);
  await page.getByLabel("New name").fill(name);
  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("alert").getByText("Choose another name").waitFor();
  await page.getByLabel("New name").fill("made-anew");
  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("heading", { name: "made-anew" }).waitFor();
  await page.goto(`${address}/kill`);
  await page.getByRole("button", { name: "Send the signal" }).click();
  await page.getByText("got the signal KILL").waitFor();
  await state("Exited (137)");
  await page.getByRole("button", { name: "Start made-anew" }).click();
  await state("Up");
});

test("the list shows use, filters as one types, and sorts by address", async () => {
  await fits(containers, "containers");
  await page.waitForFunction(() => {
    const row = [...document.querySelectorAll("tr")].find((one) => one.textContent.includes("made-anew"));
    return /\d %/.test(row?.textContent ?? "") && row.querySelector("polyline");
  });
  await picture(page, "containers-use");
  await page.getByRole("searchbox").fill("made-an");
  await row(name).waitFor({ state: "detached" });
  assert.equal(new URL(page.url()).searchParams.get("q"), "made-an");
  await page.reload();
  assert.equal(await page.locator("tbody tr").count(), 1);
  await page.getByRole("searchbox").fill("nothing like it");
  await page.getByText("No container matches").waitFor();
  await page.goto(`${containers}?sort=name&order=asc`);
  const names = await page.locator("tbody th").allTextContents();
  assert.deepEqual(names, [...names].sort());
  await page.getByRole("link", { name: "Name", exact: true }).click();
  assert.deepEqual(await page.locator("tbody th").allTextContents(), [...names].reverse());
});

test("the list works without script", async () => {
  const context = await page.context().browser().newContext({
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  const plain = await context.newPage();
  await plain.goto(containers);
  await plain.fill("[name=q]", "made-anew");
  await plain.selectOption("[name=state]", "running");
  await plain.click("text=Filter");
  assert.equal(await plain.locator("tbody tr").count(), 1);
  await plain.goto(`${containers}/new`);
  await plain.fill("[name=image]", "first:1");
  await plain.fill("[name=memory]", "lots");
  await plain.click("text=Show the line for these values");
  assert.match(await plain.locator("[data-line]").textContent(), /--memory lots first:1$/);
  assert.ok(await plain.getByText("is not an amount of memory").isVisible());
  await context.close();
});

test("several are stopped and removed together, each with its result", async () => {
  await page.goto(`${containers}/new?image=first:1&name=made-idle&command=sleep+1000`);
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await state("Created");
  await page.goto(`${containers}?q=made-`);
  await page.getByLabel("Select all that are shown").check();
  await page.getByText("2 selected:").waitFor();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByText("1 of 2 containers paused").waitFor();
  await picture(page, "containers-results");
  await page.getByLabel("Select all that are shown").check();
  await page.getByRole("button", { name: "Remove …" }).click();
  await page.getByRole("heading", { name: "Remove 2 containers?" }).waitFor();
  await checkAccessibility(page);
  await picture(page, "containers-remove");
  await page.getByLabel("type how many").fill("2");
  await page.getByRole("button", { name: "Remove them" }).click();
  await page.getByText("2 of 2 containers removed").waitFor();
  assert.equal(await page.getByText("No container matches").count(), 1);
});

test("a tick outlives the list's being drawn anew", async () => {
  await page.goto(containers);
  await page.getByLabel(name, { exact: true }).check();
  await page.getByRole("searchbox").fill(name);
  await page.waitForFunction(() => new URL(location.href).searchParams.has("q"));
  await page.waitForTimeout(500);
  assert.ok(await page.getByLabel(name, { exact: true }).isChecked());
});

test("no page broke its content policy or threw", () => assert.deepEqual(page.problems, []));
