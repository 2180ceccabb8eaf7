// Two teams on one host: what is one's, the other does not see; a secret is shown to who asks.
// BERTH_DOCKER_HOST: the engine's socket, for what an administrator does by the docker command.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { checkAccessibility, logIn, openPage, picture, url } from "./person.mjs";

const run = promisify(execFile);
const host = process.env.BERTH_DOCKER_HOST;
const passwords = {};
let admin;
let tess;
let bob;

async function docker(...args) {
  const { stdout } = await run("docker", args, { env: { ...process.env, DOCKER_HOST: host } });
  return stdout.trim();
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
const status = (page, words) => page.getByRole("status").getByText(words);

async function look(page, title) {
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
  [admin, tess, bob] = await Promise.all([openPage(), openPage(), openPage()]);
  await logIn(admin, "/dashboard/users");
  for (const name of ["tess", "bob"]) {
    await admin.goto(`${url}/dashboard/users`);
    await admin.getByLabel("User name").fill(name);
    await admin.getByLabel("Role").selectOption("operator");
    await button(admin, "Add user").click();
    passwords[name] = await admin.locator("[data-secret]").textContent();
  }
});

after(async () => {
  await Promise.all([admin, tess, bob].map((page) => page?.context().browser().close()));
  if (host) {
    await docker("rm", "-f", "-v", "till").catch(() => {});
    await docker("volume", "rm", "-f", "till-stock").catch(() => {});
  }
});

test("an administrator makes teams and fills them", async () => {
  await admin.goto(`${url}/dashboard`);
  await admin.getByRole("link", { name: "Teams", exact: true }).click();
  await admin.getByText("There is no team yet.").waitFor();
  await look(admin, "teams-none");
  await admin.getByLabel("Name of a new team").fill("Shop!");
  const field = admin.getByLabel("Name of a new team");
  assert.equal(await field.evaluate((input) => input.checkValidity()), false);
  for (const [team, user] of [["shop", "tess"], ["lab", "bob"]]) {
    await admin.goto(`${url}/dashboard/teams`);
    await admin.getByLabel("Name of a new team").fill(team);
    await button(admin, "Make team").click();
    await status(admin, `team ${team} is there: add its members`).waitFor();
    await admin.getByLabel("User").selectOption(user);
    await button(admin, "Add to the team").click();
    await status(admin, `${user} is in the team`).waitFor();
  }
  await look(admin, "team");
  await admin.goto(`${url}/dashboard/teams`);
  await look(admin, "teams");
  await admin.getByLabel("Name of a new team").fill("shop");
  await button(admin, "Make team").click();
  await admin.getByRole("alert").getByText("there is a team shop already").waitFor();
  assert.equal(await admin.getByLabel("Name of a new team").inputValue(), "shop");
});

test("what a member makes is the team's", async () => {
  await logIn(tess, "/dashboard/containers/new", "tess", passwords.tess);
  assert.equal(await tess.getByLabel("Owner").count(), 0, "there is nothing to choose");
  await tess.getByLabel("Image", { exact: true }).fill("first:1");
  await tess.getByLabel("Name", { exact: true }).fill("till");
  await tess.getByLabel("Command", { exact: true }).fill("sleep 1000");
  await tess.getByLabel("Environment", { exact: true }).fill("API_TOKEN=hunter2\nMODE=fast");
  await tess.getByLabel("Volumes and folders of the host").fill("till-stock:/stock");
  await button(tess, "Create and start").click();
  await tess.getByRole("heading", { name: "till", level: 1 }).waitFor();
  assert.match(await tess.locator("dl.details").first().textContent(), /Owner\s*shop/);
  await tess.goto(`${url}/dashboard/containers?owner=shop`);
  assert.equal(await tess.locator("tbody tr").count(), 1);
  await look(tess, "containers-owner");
  await tess.goto(`${url}/dashboard/volumes?owner=shop`);
  await tess.getByRole("link", { name: "till-stock" }).waitFor();
  await look(tess, "volumes-owner");
  await tess.goto(`${url}/dashboard/images?owner=-`);
  await look(tess, "images-owner");
  await tess.goto(`${url}/dashboard/teams/shop`);
  assert.equal(await tess.getByRole("button", { name: "Rename" }).count(), 0);
  await look(tess, "team-member");
});

test("another team's member sees nothing of it", async () => {
  await logIn(bob, "/dashboard/containers", "bob", passwords.bob);
  assert.equal(await bob.getByRole("link", { name: "till", exact: true }).count(), 0);
  await bob.goto(`${url}/dashboard/containers/till`);
  await bob.getByText("No such container: till").waitFor();
  await bob.goto(`${url}/dashboard/volumes`);
  await bob.getByText("There is no volume yet.").waitFor();
  await bob.keyboard.press("Control+k");
  await bob.getByRole("combobox", { name: "Find" }).fill("web-server");
  await bob.getByRole("option").filter({ hasText: "web-server" }).first().waitFor();
  await bob.getByRole("combobox", { name: "Find" }).fill("till");
  assert.equal(await bob.getByRole("option").filter({ hasText: "till" }).count(), 0);
});

test("a masked value is shown to who asks, and the audit log says so", async () => {
  await tess.goto(`${url}/dashboard/containers/till`);
  await tess.getByText(/^Environment/).click();
  await tess.getByText("API_TOKEN=********").waitFor();
  assert.equal((await tess.content()).includes("hunter2"), false);
  await look(tess, "container-masked");
  await button(tess, "Reveal API_TOKEN").click();
  assert.equal(await tess.locator("[data-secret]").textContent(), "hunter2");
  await look(tess, "container-revealed");
  await tess.reload();
  assert.equal(await tess.locator("[data-secret]").count(), 0);
  await admin.goto(`${url}/dashboard/audit?action=container.reveal`);
  await admin.getByText("variable=API_TOKEN").first().waitFor();
});

test("a thing is given to another team", async () => {
  await tess.getByText("Give away").click();
  await tess.getByLabel("To the team").fill("nowhere");
  await button(tess, "Give").click();
  await tess.getByRole("alert").getByText("no such team: nowhere").waitFor();
  await tess.getByText("Give away").click();
  await tess.getByLabel("To the team").fill("lab");
  await look(tess, "container-give");
  await button(tess, "Give").click();
  await status(tess, "till is the team lab's now").waitFor();
  assert.equal(new URL(tess.url()).pathname, "/dashboard/containers");
  await bob.goto(`${url}/dashboard/containers`);
  await bob.getByRole("link", { name: "till", exact: true }).waitFor();
});

test("an administrator chooses whose a new container is", async () => {
  await admin.goto(`${url}/dashboard/containers/new`);
  await admin.getByLabel("Owner").selectOption("shop");
  await admin.getByLabel("Image", { exact: true }).fill("first:1");
  await admin.locator("[data-line]").getByText("--label berth.team=shop").waitFor();
  await look(admin, "container-new-owner");
});

test("a removed team says what becomes of its things", async () => {
  await admin.goto(`${url}/dashboard/teams/lab`);
  await admin.getByText("1 container").waitFor();
  await look(admin, "team-remove");
  await admin.getByLabel("What it owns becomes").selectOption("shop");
  await button(admin, "Remove lab").click();
  await status(admin, "team lab is removed").waitFor();
  await bob.goto(`${url}/dashboard/containers`);
  assert.equal(new URL(bob.url()).pathname, "/login");
  await tess.goto(`${url}/dashboard/containers`);
  await tess.getByRole("link", { name: "till", exact: true }).waitFor();
  await admin.goto(`${url}/dashboard/teams/shop`);
  await button(admin, "Take out tess").click();
  await status(admin, "tess is not in the team any more").waitFor();
  await admin.getByLabel("What it owns becomes").selectOption("-");
  await button(admin, "Remove shop").click();
  await status(admin, "team shop is removed").waitFor();
  for (const user of ["tess", "bob"]) {
    await admin.goto(`${url}/dashboard/users/${user}`);
    await admin.getByText("Remove", { exact: true }).click();
    await button(admin, `Remove ${user}`).click();
  }
});

test("no page broke its content policy or threw", () =>
  assert.deepEqual([...admin.problems, ...tess.problems, ...bob.problems], []));
