// A person's way through the dashboard of a running engine that has a running container.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkAccessibility, control, logIn, name, openPage, picture as pictureOf, url } from "./person.mjs";

let page;

before(async () => {
  page = await openPage();
});

after(() => page?.context().browser().close());

async function picture(title) {
  await page.getByRole("status").scrollIntoViewIfNeeded();
  await pictureOf(page, title);
}

/** Does something to the engine while the page looks on. */
async function whileAway(deed, title) {
  const done = fetch(`${control}/${deed}`, { method: "POST" });
  await page.getByText("connection lost, trying again …").waitFor();
  await picture(title);
  assert.equal((await done).status, 204);
}

/** A busy machine takes a while to start an engine. */
const BACK = { timeout: 90_000 };

const screen = (text) => page.locator(".xterm-rows").getByText(text, { exact: true });
const connected = () => page.getByText("connected", { exact: true }).waitFor(BACK);

test("a stranger sees the login page only, and a wrong password is told", async () => {
  await page.goto(`${url}/dashboard/containers`);
  assert.equal(new URL(page.url()).pathname, "/login");
  await page.fill("[name=username]", "admin");
  await page.fill("[name=password]", "wrong");
  await page.click("text=Log in");
  await page.getByRole("alert").getByText("Wrong user name or password").waitFor();
});

test("the right password leads to the page that was asked for", async () => {
  await logIn(page, "/dashboard/containers");
  assert.equal(new URL(page.url()).pathname, "/dashboard/containers");
});

test("every page has one heading, and none scrolls sideways on a phone", async () => {
  for (const path of ["", "/containers", `/containers/${name}`, `/containers/${name}/logs`, "/images", "/networks", "/volumes", "/volumes/prune", "/account"]) {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${url}/dashboard${path}`);
      assert.equal(await page.locator("h1").count(), 1, path);
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(excess <= 0, `${path} is ${excess} px too wide at ${width}`);
    }
    await checkAccessibility(page);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("the container's page follows its log", async () => {
  await page.goto(`${url}/dashboard/containers/${name}/logs`);
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

test("a shell outlives the service's restart and crash", { skip: !control }, async () => {
  await page.goto(`${url}/dashboard/containers/${name}/terminal`);
  await connected();
  await page.keyboard.type("X=42; echo ready-$X\n");
  await screen("ready-42").waitFor();
  for (const deed of ["restart", "crash"]) {
    await whileAway(deed, `terminal-${deed}`);
    await connected();
    await page.keyboard.type(`echo ${deed}-$X\n`);
    await screen(`${deed}-42`).waitFor();
    assert.ok(await screen("ready-42").isVisible());
  }
  await picture("terminal-back");
});

test("a shell outlives the page's network", async () => {
  await page.goto(`${url}/dashboard/containers/${name}/terminal`);
  await connected();
  await page.keyboard.type("Y=43; echo typed-$Y; sleep 2; echo meanwhile-$Y\n");
  await screen("typed-43").waitFor();
  await page.context().setOffline(true);
  await page.getByText("connection lost, trying again …").waitFor();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await page.context().setOffline(false);
  await connected();
  await screen("meanwhile-43").waitFor();
  await page.keyboard.type("exit 6\n");
  await page.getByText("the shell ended with exit code 6").waitFor();
  await picture("terminal-ended");
  await page.getByRole("button", { name: "New shell" }).click();
  await connected();
});

test("a log goes on after restart and crash, every line once", { skip: !control }, async () => {
  await page.goto(`${url}/dashboard/containers/${name}/logs`);
  const live = () => page.getByRole("status").getByText("live").waitFor(BACK);
  const lines = async () => {
    const text = await page.getByRole("log").textContent();
    return text.split("\n").filter((line) => line.startsWith("line-"));
  };
  await live();
  for (const deed of ["restart", "crash"]) {
    await whileAway(deed, `log-${deed}`);
    const before = (await lines()).length;
    await live();
    await page.waitForFunction(
      (count) => document.querySelector("[role=log]").textContent.split("\n").length > count + 20,
      before,
    );
  }
  const seen = await lines();
  const first = Number(seen[0].slice(5));
  assert.deepEqual(seen, seen.map((_, at) => `line-${first + at}`));
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

test("no page broke its content policy or threw", () => assert.deepEqual(page.problems, []));
