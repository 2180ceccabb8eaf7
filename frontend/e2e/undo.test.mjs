// What was removed comes back, and a container's settings change and change back.
// BERTH_DOCKER_HOST: the engine's socket, for a colleague's docker command.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { checkAccessibility, control, logIn, openPage, picture, url } from "./person.mjs";

const run = promisify(execFile);
const host = process.env.BERTH_DOCKER_HOST;
const withDocker = { skip: !host };
const HOSTILE = "<b>x</b>";
let page;

async function docker(...args) {
  const { stdout } = await run("docker", args, { env: { ...process.env, DOCKER_HOST: host } });
  return stdout.trim();
}

const go = (path) => page.goto(url + path);
const button = (name) => page.getByRole("button", { name, exact: true });
const link = (name) => page.getByRole("link", { name, exact: true });
const status = (words) => page.getByRole("status").getByText(words);
const item = (name) => page.locator("table.bin tr").filter({ hasText: name });

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
  await logIn(page, "/dashboard/bin");
});

after(async () => {
  await page?.context().browser().close();
  if (host) {
    await docker("rm", "-f", "-v", "undo-web", "undo-two").catch(() => {});
    await docker("volume", "rm", "-f", "undo-data", "undo-data-2").catch(() => {});
  }
});

test("a container that was removed comes back by Undo", withDocker, async () => {
  await docker("run", "-d", "--name", "undo-web", "--label", `note=${HOSTILE}`, "-v", "/anon", "first:1", "sh", "-c", "echo kept >/note; sleep 1000");
  const id = await docker("inspect", "-f", "{{.Id}}", "undo-web");
  await go(`/dashboard/containers/${id}/remove`);
  await page.getByText(/It goes into the bin, and can come back until \d{4}-/).waitFor();
  await look("container-remove");
  await page.getByLabel("It has processes").check();
  await page.getByLabel("Remove its volumes without a name, too").check();
  await button("Remove undo-web").click();
  await status("undo-web is removed").waitFor();
  await look("undo-offered");
  assert.equal(await docker("ps", "-aq", "--filter", "name=undo-web"), "");
  await button("Undo").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "undo-web" }).waitFor();
  await status("undo-web is back. volume").waitFor();
  assert.equal(await docker("inspect", "-f", "{{.Id}} {{.State.Status}}", "undo-web"), `${id} exited`);
  await docker("start", "undo-web");
  assert.equal(await docker("exec", "undo-web", "cat", "/note"), "kept");
});

test("many that were removed come back together", withDocker, async () => {
  await docker("create", "--name", "undo-two", "first:1", "true");
  await go("/dashboard/containers?q=undo-");
  await page.getByLabel("undo-web", { exact: true }).check();
  await page.getByLabel("undo-two", { exact: true }).check();
  await button("Remove …").click();
  await page.getByText(/their logs go into the bin, and can come back until \d{4}-/).waitFor();
  await page.getByLabel(/To confirm/).fill("2");
  await button("Remove them").click();
  await page.getByText("2 of 2 containers removed").waitFor();
  await button("Undo").click();
  await status("2 things are back").waitFor();
  assert.deepEqual((await docker("ps", "-a", "--filter", "name=undo-", "--format", "{{.Names}}")).split("\n").sort(), ["undo-two", "undo-web"]);
});

test("the bin shows what waits, over a crash, and deletes a volume after its name is typed", withDocker, async () => {
  await docker("volume", "create", "--label", `l=${HOSTILE}`, "undo-data");
  await go("/dashboard/volumes/undo-data");
  await page.getByLabel(/Type the volume's name/).fill("undo-data");
  await button("Remove volume").click();
  await status("volume undo-data is removed").waitFor();
  await docker("volume", "create", "undo-data");
  await docker("tag", "first:1", "undo-image:1");
  await go("/dashboard/images?q=undo-image");
  await page.getByRole("link", { name: "first:1", exact: true }).or(link("undo-image:1")).first().click();
  await page.getByRole("link", { name: "Remove the name undo-image:1" }).click();
  await page.getByText(/can come back until/).waitFor();
  await button("Remove the name").click();
  await status("the name undo-image:1 is gone").waitFor();
  if (control) await fetch(`${control}/crash`, { method: "POST" });
  await go("/dashboard/bin");
  await item("undo-data").getByText("its name is taken: comes back as undo-data-2").waitFor();
  await item("undo-data").getByText("by admin").waitFor();
  await item("undo-image:1").getByText("only the name").waitFor();
  await look("bin");
  await page.getByRole("button", { name: "Restore image undo-image:1" }).click();
  await status("undo-image:1 is back").waitFor();
  await docker("rmi", "undo-image:1");
  await go("/dashboard/bin");
  await page.getByRole("link", { name: /Delete now … volume undo-data/ }).click();
  await look("bin-delete");
  await page.getByLabel(/Type the volume/).fill("another");
  await button("Delete it now").click();
  await page.getByText("nothing was deleted").waitFor();
  await page.getByLabel(/Type the volume/).fill("undo-data");
  await button("Delete it now").click();
  await status("1 thing is gone for good").waitFor();
  assert.equal(await item("undo-data").count(), 0);
  await docker("volume", "inspect", "undo-data");
});

test("a change shows its difference, runs, and goes back", withDocker, async () => {
  await docker("rm", "-f", "undo-web");
  const script = "trap exit TERM; while :; do sleep 0.1; done";
  await docker("run", "-d", "--name", "undo-web", "-e", "A_TOKEN=secret", "-v", "/anon", "--label", `note=${HOSTILE}`, "first:1", "sh", "-c", script);
  const old = await docker("inspect", "-f", "{{.Id}}", "undo-web");
  const volume = await docker("inspect", "-f", "{{(index .Mounts 0).Name}}", "undo-web");
  await go(`/dashboard/containers/${old}`);
  await link("Change …").click();
  assert.equal(await page.getByLabel("Command", { exact: true }).inputValue(), `sh -c '${script}'`);
  assert.equal(await page.getByLabel("Environment", { exact: true }).inputValue(), "A_TOKEN=********");
  assert.equal(await page.getByLabel("Name", { exact: true }).count(), 0);
  await button("Show difference").click();
  await page.getByText("Nothing: the fields say what they said").waitFor();
  await page.getByLabel("Published ports", { exact: true }).fill("127.0.0.1:18099:80");
  await page.getByLabel("Environment", { exact: true }).fill(`A_TOKEN=********\nNOTE=${HOSTILE}`);
  await button("Show difference").click();
  await page.getByRole("row", { name: "Published ports not set 127.0.0.1:18099 → 80/tcp" }).waitFor();
  await page.getByRole("row", { name: `Environment NOTE not set ${HOSTILE}` }).waitFor();
  await look("container-change");
  await button("Apply").click();
  await page.waitForURL("**/dashboard/jobs/*");
  await page.getByRole("status").getByText("done").waitFor();
  await page.getByText("it goes on after 3 seconds").waitFor();
  await look("change-job");
  await link("Open the container").click();
  await page.getByRole("heading", { name: "undo-web" }).waitFor();
  const now = await docker("inspect", "-f", "{{.Id}}", "undo-web");
  assert.notEqual(now, old);
  assert.match(await docker("port", "undo-web"), /80\/tcp -> 127\.0\.0\.1:18099/);
  assert.equal(await docker("inspect", "-f", "{{(index .Mounts 0).Name}}", "undo-web"), volume);
  assert.equal(await page.locator("main b").count(), 0);
  await page.getByText("differs in: ").waitFor();
  await look("container-changed");
  await button("Go back to the version before").click();
  await page.waitForURL("**/dashboard/jobs/*");
  await page.getByRole("status").getByText("done").waitFor();
  assert.equal(await docker("inspect", "-f", "{{.Id}} {{.State.Status}}", "undo-web"), `${old} running`);
  await go("/dashboard/audit?q=undo-web");
  const entries = await page.locator("main").innerText();
  assert.match(entries, /changed=Environment NOTE, Exposed ports, Published ports/);
  assert.ok(!entries.includes("secret") && !entries.includes(HOSTILE), entries);
});

test("a change that fails is taken back and says why", withDocker, async () => {
  const id = await docker("inspect", "-f", "{{.Id}}", "undo-web");
  await go(`/dashboard/containers/${id}/change`);
  await page.getByLabel("Memory", { exact: true }).fill("much");
  await button("Show difference").click();
  await page.getByText("is not an amount of memory").waitFor();
  await page.getByLabel("Memory", { exact: true }).fill("");
  await page.getByLabel("Command", { exact: true }).fill("sh -c 'echo no such luck; exit 3'");
  await button("Show difference").click();
  await button("Apply").click();
  await page.getByRole("alert").getByText("is taken back, and the version before runs again: it ended with exit code 3").waitFor();
  await page.getByText("it wrote: no such luck").waitFor();
  assert.equal(await docker("inspect", "-f", "{{.Id}} {{.State.Status}}", "undo-web"), `${id} running`);
});

test("the bin is emptied", withDocker, async () => {
  await go("/dashboard/bin/empty");
  await look("bin-empty");
  const typed = page.locator("[name=typed]");
  if (await typed.count()) await typed.fill((await page.locator("form label span").nth(1).textContent()) ?? "");
  await page.getByRole("button", { name: /^Delete/ }).click();
  await page.getByText("The bin is empty.").waitFor();
  await look("bin-nothing");
});

test("no page broke its content policy or threw", () => assert.deepEqual(page.problems, []));
