// The audit log, the events and the reason of an end, as a person sees them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkAccessibility, logIn, name, openPage, picture, url } from "./person.mjs";

const demo = "why-demo";
let page;

/** The Docker API, as a program uses it. */
async function api(method, path, body) {
  const answer = await fetch(url + path, {
    method,
    headers: {
      Authorization: `Basic ${btoa(`admin:${process.env.BERTH_PASSWORD}`)}`,
      "Content-Type": "application/json",
    },
    body: body && JSON.stringify(body),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? undefined : answer.json();
}

before(async () => {
  const { Config } = await api("GET", `/containers/${name}/json`);
  const Cmd = ["sh", "-c", "echo ready; while :; do sleep 0.1; done"];
  await api("POST", `/containers/create?name=${demo}`, { Image: Config.Image, Cmd, StopTimeout: 1 });
  await api("POST", `/containers/${demo}/start`);
  page = await openPage();
  await logIn(page);
});

after(async () => {
  await page?.context().browser().close();
  await api("DELETE", `/containers/${demo}?force=1`);
});

async function fits() {
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(excess <= 0, `${page.url()} is ${excess} px too wide at ${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

test("stopping a container says why it stopped and who did it", async () => {
  await page.goto(`${url}/dashboard/containers/${demo}`);
  assert.equal(await page.getByRole("region", { name: /Why did it stop/ }).count(), 0);
  await page.getByRole("button", { name: `Stop ${demo}` }).click();
  const why = page.getByRole("region", { name: /Why did it stop/ });
  await why.getByText("admin (browser, ").waitFor();
  assert.match(await why.innerText(), /Killed because it did not stop in time/);
  assert.match(await why.getByLabel("Last lines of the log").innerText(), /ready/);
  await fits();
  await checkAccessibility(page);
  await picture(page, "why");
  await page.getByRole("button", { name: `Start ${demo}` }).click();
  await page.getByRole("button", { name: `Stop ${demo}` }).waitFor();
});

test("the audit log shows it, and is filtered by its address", async () => {
  await page.getByRole("link", { name: "Audit" }).click();
  await page.getByRole("heading", { name: "Audit", level: 1 }).waitFor();
  const rows = page.locator("table.audit tbody tr");
  assert.match(await rows.first().innerText(), /container\.start/);
  assert.match(await page.locator("table.audit").innerText(), /login/);
  await fits();
  await checkAccessibility(page);
  await picture(page, "audit");
  await page.getByRole("textbox", { name: "Action" }).fill("container.stop");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.waitForURL(/action=container\.stop/);
  assert.match(await rows.first().innerText(), /container\.stop/);
  assert.doesNotMatch(await page.locator("table.audit").innerText(), /container\.start|login/);
  await page.reload();
  assert.equal(await page.getByRole("textbox", { name: "Action" }).inputValue(), "container.stop");
});

test("the filtered entries come as a file", async () => {
  for (const [kind, begin] of [["CSV", "id,at,user"], ["JSON lines", '{"id":']]) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: kind }).click(),
    ]);
    const chunks = await (await download.createReadStream()).toArray();
    const text = Buffer.concat(chunks).toString();
    assert.ok(text.startsWith(begin), text);
    assert.match(text, /container\.stop/);
    assert.doesNotMatch(text, /container\.start/);
  }
});

test("a filter that finds nothing, or cannot be read, says so", async () => {
  await page.goto(`${url}/dashboard/audit?user=nobody-at-all`);
  await page.getByText("No entry matches this filter").waitFor();
  await page.goto(`${url}/dashboard/audit?from=yesterday`);
  await page.getByRole("alert").getByText("no time").waitFor();
  await page.goto(`${url}/dashboard/audit?text=%3Cb%3Ehostile%3C/b%3E`);
  assert.equal(await page.getByLabel("Text").inputValue(), "<b>hostile</b>");
  assert.equal(await page.locator("b").count(), 0);
});

test("the events tell what happened, the newest first", async () => {
  await page.getByRole("link", { name: "Events" }).click();
  await page.getByRole("heading", { name: "Events", level: 1 }).waitFor();
  const events = page.locator(".timeline li");
  assert.ok((await events.count()) > 3);
  const texts = await events.allInnerTexts();
  const at = (pattern) => texts.findIndex((text) => pattern.test(text));
  assert.ok(at(/\bstart\b/) < at(/\bdie\b/), texts.join("\n"));
  await fits();
  await checkAccessibility(page);
  await picture(page, "events");
  await page.getByLabel("Type").selectOption("network");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.waitForURL(/type=network/);
  for (const text of await events.allInnerTexts()) assert.match(text, /network/);
  await page.goto(`${url}/dashboard/events?object=no-such-thing`);
  await page.getByText("No event matches this filter").waitFor();
});

test("no page broke its content policy or threw", () => assert.deepEqual(page.problems, []));
