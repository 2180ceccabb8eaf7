// The first start: an account is made with the token that the engine printed.
// BERTH_CONTROL: POST /fresh there starts an engine without users, and answers with its address and token.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkAccessibility, control, openPage, picture } from "./person.mjs";

const PASSWORD = "a long first password";
const withFresh = { skip: !control };
let page;
let url;
let token;

const field = (label) => page.getByLabel(label);
const make = () => page.getByRole("button", { name: "Make the account" }).click();

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
  if (control) {
    const answer = await fetch(`${control}/fresh`, { method: "POST" });
    [url, token] = (await answer.text()).split(" ");
  }
});

after(() => page?.context().browser().close());

test("an engine without users sends everybody to its set-up", withFresh, async () => {
  await page.goto(`${url}/dashboard/containers`);
  assert.equal(new URL(page.url()).pathname, "/setup");
  assert.ok(await field(/^Set-up token/).evaluate((input) => input === document.activeElement));
  await look("setup");
  await page.getByText("No token, or it has expired?").click();
  await page.getByText("journalctl -u berth").waitFor();
  await look("setup-no-token");
});

test("a wrong token is told, and the name stays", withFresh, async () => {
  await field(/^Set-up token/).fill("wrong");
  await field("User name").fill("ada");
  await field(/^Password/).fill("short");
  assert.equal(await field(/^Password/).evaluate((input) => input.checkValidity()), false);
  await field(/^Password/).fill(PASSWORD);
  await make();
  await page.getByRole("alert").waitFor();
  assert.equal(await field("User name").inputValue(), "ada");
  assert.equal(await field(/^Password/).inputValue(), "");
  await look("setup-wrong");
});

test("the token makes an administrator, by keys alone", withFresh, async () => {
  await field(/^Set-up token/).focus();
  await page.keyboard.type(token);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL((now) => now.pathname.startsWith("/dashboard"));
  await page.getByRole("link", { name: "Users", exact: true }).waitFor();
});

test("after that there is no set-up any more", withFresh, async () => {
  await page.goto(`${url}/setup`);
  assert.notEqual(new URL(page.url()).pathname, "/setup");
  await page.context().clearCookies();
  await page.goto(`${url}/setup`);
  assert.equal(new URL(page.url()).pathname, "/login");
  await look("login");
});

test("the settings tell the port that is open", withFresh, async () => {
  await page.fill("[name=username]", "ada");
  await page.fill("[name=password]", PASSWORD);
  await page.click("text=Log in");
  await page.waitForURL((now) => now.pathname.startsWith("/dashboard"));
  await page.goto(`${url}/dashboard/settings`);
  await page.getByText(`port ${new URL(url).port}`).waitFor();
});

test("no page broke its content policy or threw", () => assert.deepEqual(page.problems, []));
