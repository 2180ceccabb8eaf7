// A colleague puts an authenticator app before the password; an administrator asks everybody for one.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { checkAccessibility, logIn, openPage, picture, url } from "./person.mjs";

let admin;
let tess;
let password;
let key;
let codes;

before(async () => {
  [admin, tess] = await Promise.all([openPage(), openPage()]);
  await logIn(admin, "/dashboard/users");
  await admin.getByLabel("User name").fill("tess");
  await admin.getByLabel("Role").selectOption("operator");
  await admin.getByRole("button", { name: "Add user" }).click();
  password = await admin.locator("[data-secret]").textContent();
});

after(async () => {
  await admin?.goto(`${url}/dashboard/users/tess`);
  await admin?.getByText("Remove", { exact: true }).click();
  await admin?.getByRole("button", { name: "Remove tess" }).click();
  await Promise.all([admin, tess].map((page) => page?.context().browser().close()));
});

/** What an app shows (RFC 6238), `steps` half minutes from now. */
function code(steps = 0) {
  const bits = [...key].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const at = mac.at(-1) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function fits(page, path) {
  await page.setViewportSize({ width: 390, height: 800 });
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(excess <= 0, `${path} is ${excess} px too wide`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function look(page, title) {
  assert.equal(await page.locator("h1").count(), 1);
  await fits(page, title);
  await checkAccessibility(page);
  await picture(page, title);
}

async function showPassword(page = tess) {
  await page.goto(`${url}/login`);
  await page.fill("[name=username]", "tess");
  await page.fill("[name=password]", password);
  await page.click("text=Log in");
}

async function showCode(shown, page = tess) {
  await page.getByLabel("Code of your authenticator app").fill(shown);
  await page.getByRole("button", { name: "Log in" }).click();
}

const inside = (page = tess) => page.waitForURL((now) => now.pathname === "/dashboard");
const alert = (text, page = tess) => page.getByRole("alert").getByText(text).waitFor();

test("the app is scanned, and a code turns it on", async () => {
  await showPassword();
  await inside();
  await look(await goto("/account"), "account");
  await tess.getByRole("link", { name: "Set up an authenticator app" }).click();
  await look(tess, "second-factor-off");
  await tess.getByLabel("Your password").fill("not the password");
  await tess.getByRole("button", { name: "Set up an app" }).click();
  await alert("the current password is wrong");
  await tess.getByLabel("Your password").fill(password);
  await tess.getByRole("button", { name: "Set up an app" }).click();
  await tess.getByRole("img", { name: "QR code" }).waitFor();
  await look(tess, "second-factor-scan");
  key = await tess.locator("[data-secret]").textContent();
  assert.match(key, /^[A-Z2-7]{32}$/);
  await tess.getByLabel("Code", { exact: true }).fill(code(7));
  await tess.getByRole("button", { name: "Turn on" }).click();
  await alert("that is not the code that the app shows now");
  await tess.getByLabel("Code", { exact: true }).fill(code());
  await tess.getByRole("button", { name: "Turn on" }).click();
  await tess.getByRole("heading", { name: "Keep your recovery codes" }).waitFor();
});

const goto = async (path, page = tess) => {
  await page.goto(`${url}/dashboard${path}`);
  return page;
};

test("ten recovery codes are shown until they are kept, the key never again", async () => {
  await tess.reload();
  await look(tess, "second-factor-codes");
  codes = await tess.locator(".codes code").allTextContents();
  assert.equal(new Set(codes).size, 10);
  await tess.getByRole("button", { name: "I have kept them" }).click();
  await tess.getByRole("status").getByText("your second factor is on").waitFor();
  await look(tess, "second-factor-on");
  const page = await tess.content();
  for (const secret of [key, ...codes]) assert.ok(!page.includes(secret));
});

test("the password alone opens nothing, not even what was kept", async () => {
  await tess.getByRole("button", { name: "Log out" }).click();
  await showPassword();
  await tess.getByRole("heading", { name: "Second step" }).waitFor();
  await look(tess, "login-code");
  const cookies = (await tess.context().cookies()).map(({ name }) => name);
  assert.ok(!cookies.includes("BERTH_LOGIN"), "no login is kept yet");
  await tess.goto(`${url}/dashboard`);
  assert.equal(new URL(tess.url()).pathname, "/login");
  const headers = { Authorization: `Basic ${Buffer.from(`tess:${password}`).toString("base64")}` };
  const basic = await fetch(`${url}/containers/json`, { headers });
  assert.equal(basic.status, 401);
  assert.match((await basic.json()).message, /tess has a second factor.*personal access token/);
});

test("a code opens once; wrong ones are counted", async () => {
  await showPassword();
  await showCode("000000");
  await alert("That code is wrong");
  await showCode(code(1));
  await inside();
  await tess.getByRole("button", { name: "Log out" }).click();
  await showPassword();
  await showCode(code(1));
  await alert("used already");
  await showCode(code());
  await alert("used already");
});

test("a recovery code stands for the app, once", async () => {
  await showCode(` ${codes[0].toUpperCase()} `);
  await inside();
  await goto("/account");
  await tess.getByText("Recovery codes left: 9").waitFor();
  await tess.getByRole("button", { name: "Log out" }).click();
  await showPassword();
  await showCode(codes[0]);
  await alert("used already");
});

test("guessing has to wait, wherever it comes from", async () => {
  const other = await openPage();
  try {
    await showPassword(other);
    for (let i = 0; i < 5; i++) await showCode("123456", other);
    await alert("Too many wrong codes", other);
    await showCode(codes[1]);
    await alert("Too many wrong codes");
    await look(tess, "login-code-wait");
  } finally {
    await other.context().browser().close();
  }
});

test("an administrator resets it for who has lost everything", async () => {
  await admin.goto(`${url}/dashboard/users/tess`);
  await admin.getByText("Reset second factor").click();
  await look(admin, "user-second-factor");
  await admin.getByRole("button", { name: "Reset the second factor of tess" }).click();
  await admin.getByRole("status").getByText("has no second factor any more").waitFor();
  await admin.goto(`${url}/dashboard/audit`);
  await admin.getByText("user.second-factor-reset").first().waitFor();
  const audit = await admin.content();
  for (const secret of [key, password, ...codes]) assert.ok(!audit.includes(secret));
  await showPassword();
  await inside();
});

test("where everybody needs one, who has none is led to it first", async () => {
  await admin.goto(`${url}/dashboard/settings`);
  await look(admin, "settings");
  await admin.getByRole("button", { name: "Turn on: Everybody needs a second factor" }).click();
  await admin.getByRole("heading", { name: "Second factor" }).waitFor();
  await admin.getByText("Everybody needs a second factor on this engine").waitFor();
  try {
    await goto("/containers");
    await tess.getByText("Everybody needs a second factor on this engine").waitFor();
    await look(tess, "second-factor-required");
    const headers = { Authorization: `Basic ${Buffer.from(`tess:${password}`).toString("base64")}` };
    const basic = await fetch(`${url}/containers/json`, { headers });
    assert.equal(basic.status, 403);
    assert.match((await basic.json()).message, /everybody needs a second factor/);
  } finally {
    // who turned it on has none either, so the host's command line does
    const control = process.env.BERTH_CONTROL;
    await fetch(`${control}/second-factor-optional`, { method: "POST" });
  }
  await goto("/containers");
  await tess.getByRole("heading", { name: "Containers" }).waitFor();
});

test("no page broke its content policy or threw", () =>
  assert.deepEqual([...admin.problems, ...tess.problems], []));
