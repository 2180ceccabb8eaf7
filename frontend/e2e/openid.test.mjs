// Somebody whom an OpenID provider knows comes in by it; there each password is the same.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkAccessibility, openPage, picture, url } from "./person.mjs";

let page;

before(async () => {
  page = await openPage();
});

after(() => page?.context().browser().close());

test("the provider logs in who has no account yet", async () => {
  await page.goto(`${url}/login`);
  await checkAccessibility(page);
  await picture(page, "login-openid");
  await page.getByRole("link", { name: "Log in with Harbour" }).click();
  await page.fill("[name=username]", "odile@harbour.test");
  await page.fill("[name=password]", "known to the provider");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((now) => now.pathname === "/dashboard");
  await page.goto(`${url}/dashboard/account`);
  await page.getByText("Logs you in here, without the password.").waitFor();
  assert.equal(await page.locator("h1").textContent(), "Account of odile");
  await checkAccessibility(page);
  await picture(page, "account-openid");
  assert.deepEqual(page.problems, []);
});
