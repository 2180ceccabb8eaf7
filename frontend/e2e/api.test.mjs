// The page that tells programs what they can ask, and the document behind it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkAccessibility, logIn, openPage, picture, url } from "./person.mjs";

let page;

const routes = () => page.locator("details.route");

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

before(async () => {
  page = await openPage();
  await logIn(page, "/dashboard/api");
});

after(() => page?.context().browser().close());

test("every route of the document is on the page", async () => {
  const document = await page.evaluate(async () => (await fetch("/dashboard/api/openapi.json")).json());
  const operations = Object.values(document.paths).flatMap((path) => Object.keys(path));
  assert.equal(document.openapi, "3.1.0");
  assert.equal(await routes().count(), operations.length);
  assert.doesNotMatch(await page.locator("main").innerHTML(), /&lt;code&gt;|\{@/);
});

test("a route is found while a person types, and opened by keys", async () => {
  await page.getByRole("searchbox", { name: "Find a route" }).fill("recordings");
  await page.waitForFunction(() => document.querySelectorAll("details.route").length === 4);
  assert.equal(new URL(page.url()).searchParams.get("q"), "recordings");
  await page.reload();
  assert.equal(await routes().count(), 4);
  const route = routes().filter({ hasText: "GET /api/recordings/{id} viewer" });
  await route.locator("summary").focus();
  await page.keyboard.press("Enter");
  await route.getByRole("row", { name: "program string what ran, without its arguments" }).waitFor();
  await route.getByRole("row", { name: "id path string" }).waitFor();
  await look("api");
  await page.getByRole("searchbox", { name: "Find a route" }).fill("no such route");
  await page.getByText("No route matches.").waitFor();
  await look("api-nothing");
  await page.getByRole("link", { name: "Show all routes" }).click();
  await look("api-all");
});

test("the document is downloaded", async () => {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download as OpenAPI" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "berth-openapi.json");
});

test("what the page shows to try works with a token", async () => {
  const line = await page.locator("pre").innerText();
  assert.equal(line, `curl -H "Authorization: Bearer $TOKEN" ${url}/api/overview`);
  await page.goto(`${url}/dashboard/account`);
  await page.fill("[name=name]", "api-page");
  await page.click("text=Create token");
  const secret = await page.locator("[data-secret]").textContent();
  for (const path of ["overview", "openapi.json"]) {
    const answer = await fetch(`${url}/api/${path}`, { headers: { Authorization: `Bearer ${secret}` } });
    assert.equal(answer.status, 200, path);
    assert.ok(Object.keys(await answer.json()).length, path);
  }
  await page.getByRole("button", { name: "Revoke api-page" }).first().click();
});

test("no page broke its content policy or threw", () => assert.deepEqual(page.problems, []));
