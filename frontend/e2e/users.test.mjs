// An administrator gives a colleague an account, and takes it away again.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkAccessibility, logIn, name, openPage, picture, url } from "./person.mjs";

let admin;
let bea;
let password;

before(async () => {
  [admin, bea] = await Promise.all([openPage(), openPage()]);
  await logIn(admin, "/dashboard/users");
});

after(() => Promise.all([admin, bea].map((page) => page?.context().browser().close())));

/** Each page at both widths, with nothing cut off. */
async function look(page, path, title) {
  await page.goto(`${url}/dashboard${path}`);
  assert.equal(await page.locator("h1").count(), 1);
  await page.setViewportSize({ width: 390, height: 800 });
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(excess <= 0, `${path} is ${excess} px too wide`);
  await page.setViewportSize({ width: 1280, height: 800 });
  await checkAccessibility(page);
  await picture(page, title);
}

test("an administrator adds a viewer, whose password is shown once", async () => {
  await admin.getByLabel("User name").fill("Bea!");
  assert.equal(await admin.getByLabel("User name").evaluate((field) => field.checkValidity()), false);
  await admin.getByLabel("User name").fill("bea");
  await admin.getByLabel("Role").selectOption("viewer");
  await admin.getByRole("button", { name: "Add user" }).click();
  password = await admin.locator("[data-secret]").textContent();
  await checkAccessibility(admin);
  await picture(admin, "users-added");
  await admin.reload();
  assert.equal(await admin.locator("[data-secret]").count(), 0);
  await look(admin, "/users", "users");
});

test("a taken name is told, and what was typed stays", async () => {
  await admin.getByLabel("User name").fill("bea");
  await admin.getByLabel("Role").selectOption("operator");
  await admin.getByRole("button", { name: "Add user" }).click();
  await admin.getByRole("alert").getByText("there is a user bea already").waitFor();
  assert.equal(await admin.getByLabel("User name").inputValue(), "bea");
  assert.equal(await admin.getByLabel("Role").inputValue(), "operator");
});

test("a viewer sees containers, and no button that would be refused", async () => {
  await logIn(bea, `/dashboard/containers/${name}/logs`, "bea", password);
  await bea.getByRole("status").getByText("live").waitFor();
  for (const [role, label] of [["button", "Stop"], ["link", "Terminal"], ["link", "Users"]]) {
    assert.equal(await bea.getByRole(role, { name: label }).count(), 0, label);
  }
  await bea.goto(`${url}/dashboard/users`);
  await bea.getByRole("heading", { name: "Not allowed" }).waitFor();
  await bea.getByRole("alert").getByText("needs the role administrator").waitFor();
  await checkAccessibility(bea);
  await picture(bea, "users-refused");
});

test("a viewer makes a token that may only read", async () => {
  await bea.goto(`${url}/dashboard/account`);
  assert.deepEqual(await bea.locator("[name=scope] option").allTextContents(), ["read"]);
  await bea.getByLabel("Name of a new token").fill("script");
  await bea.getByRole("button", { name: "Create token" }).click();
  const secret = await bea.locator("[data-secret]").textContent();
  await look(bea, "/account", "account-tokens");
  const headers = { Authorization: `Bearer ${secret}` };
  assert.equal((await fetch(`${url}/containers/json`, { headers })).status, 200);
  const stop = await fetch(`${url}/containers/${name}/stop`, { method: "POST", headers });
  assert.equal(stop.status, 403);
  assert.match((await stop.json()).message, /needs the role operator/);
});

test("a new role counts from the next login, which is asked for at once", async () => {
  await look(admin, "/users/bea", "user");
  await admin.getByLabel("New role").selectOption("operator");
  await admin.getByRole("button", { name: "Change role" }).click();
  await admin.getByRole("status").getByText("user bea is now operator").waitFor();
  await bea.goto(`${url}/dashboard/containers/${name}`);
  assert.equal(new URL(bea.url()).pathname, "/login");
  await logIn(bea, `/dashboard/containers/${name}`, "bea", password);
  await bea.getByRole("link", { name: "Terminal" }).click();
  await bea.getByText("connected", { exact: true }).waitFor();
});

test("disabling ends an open terminal and the next login says why", async () => {
  await admin.getByText("Disable", { exact: true }).click();
  await admin.getByText("running streams and terminals end").waitFor();
  await picture(admin, "user-disable");
  await admin.getByRole("button", { name: "Disable bea" }).click();
  await admin.getByRole("status").getByText("user bea is disabled").waitFor();
  await bea.getByText("your access has ended").waitFor();
  await bea.goto(`${url}/dashboard`);
  await bea.fill("[name=username]", "bea");
  await bea.fill("[name=password]", password);
  await bea.click("text=Log in");
  await bea.getByRole("alert").getByText("This account is disabled").waitFor();
});

test("the last administrator cannot be taken away", async () => {
  await admin.goto(`${url}/dashboard/users/admin`);
  await admin.getByText("Remove", { exact: true }).click();
  await admin.getByRole("button", { name: "Remove admin" }).click();
  await admin.getByRole("alert").getByText("the last administrator").waitFor();
});

test("removing says what goes", async () => {
  await admin.goto(`${url}/dashboard/users/bea`);
  await admin.getByText("Remove", { exact: true }).click();
  await admin.getByText("The account bea and its access token will be gone for good.").waitFor();
  await picture(admin, "user-remove");
  await admin.getByRole("button", { name: "Remove bea" }).click();
  await admin.getByRole("status").getByText("user bea is removed").waitFor();
  assert.equal(await admin.getByRole("link", { name: "bea", exact: true }).count(), 0);
});

test("no page broke its content policy or threw", () =>
  assert.deepEqual([...admin.problems, ...bea.problems], []));
