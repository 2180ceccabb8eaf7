// A person's way through the dashboard of a running engine that has a running container.
// BERTH_URL, BERTH_PASSWORD: the engine. BERTH_CONTAINER (web-server): a container with a shell.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const url = process.env.BERTH_URL ?? "http://localhost:8088";
const password = process.env.BERTH_PASSWORD;
const name = process.env.BERTH_CONTAINER ?? "web-server";
const problems = [];
let browser, page;

before(async () => {
  assert.ok(password, "BERTH_PASSWORD is not set");
  browser = await chromium.launch({
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
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
  });
});

after(() => browser?.close());

test("a stranger sees the login page only, and a wrong password is told", async () => {
  await page.goto(`${url}/dashboard/containers`);
  assert.equal(new URL(page.url()).pathname, "/login");
  await page.fill("[name=username]", "admin");
  await page.fill("[name=password]", "wrong");
  await page.click("text=Log in");
  await page.getByRole("alert").getByText("Wrong user name or password").waitFor();
});

test("the right password leads to the page that was asked for", async () => {
  await page.goto(`${url}/dashboard/containers`);
  await page.fill("[name=username]", "admin");
  await page.fill("[name=password]", password);
  await page.click("text=Log in");
  await page.waitForURL((now) => now.pathname.startsWith("/dashboard"));
});

test("every page has one heading, and none scrolls sideways on a phone", async () => {
  for (const path of ["", "/containers", `/containers/${name}`, "/images", "/account"]) {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${url}/dashboard${path}`);
      assert.equal(await page.locator("h1").count(), 1, path);
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(excess <= 0, `${path} is ${excess} px too wide at ${width}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("the container's page follows its log", async () => {
  await page.goto(`${url}/dashboard/containers/${name}`);
  await page.getByRole("status").getByText("live").waitFor();
});

test("the terminal runs a shell and tells its exit code", async () => {
  await page.goto(`${url}/dashboard/containers/${name}/terminal`);
  await page.getByText("connected", { exact: true }).waitFor();
  await page.keyboard.type("echo $((6 * 7))-answer; stty size\n");
  await page.locator(".xterm-rows").getByText("42-answer", { exact: true }).waitFor();
  await page.keyboard.type("exit 5\n");
  await page.getByText("the shell ended with exit code 5").waitFor();
});

test("a token is shown once and can be revoked", async () => {
  await page.goto(`${url}/dashboard/account`);
  await page.fill("[name=name]", "e2e");
  await page.click("text=Create token");
  const secret = await page.locator("[data-secret]").textContent();
  const ask = () =>
    fetch(`${url}/api/tokens`, { headers: { Authorization: `Bearer ${secret}` } });
  assert.equal((await ask()).status, 200);
  await page.reload();
  assert.equal(await page.locator("[data-secret]").count(), 0);
  await page.getByRole("button", { name: "Revoke e2e" }).first().click();
  await page.waitForLoadState();
  assert.equal((await ask()).status, 401);
});

test("logging out closes the door", async () => {
  await page.click("text=Log out");
  await page.goto(`${url}/dashboard`);
  assert.equal(new URL(page.url()).pathname, "/login");
});

test("no page broke its content policy or threw", () => assert.deepEqual(problems, []));
