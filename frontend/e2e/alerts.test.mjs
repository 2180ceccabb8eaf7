// A rule is made, tested and changed, and what it told is seen; the overview says where the disk went.
// BERTH_DOCKER_HOST: the engine's socket, for a colleague's docker command.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { checkAccessibility, logIn, openPage, picture, url } from "./person.mjs";

const run = promisify(execFile);
const host = process.env.BERTH_DOCKER_HOST;
const withDocker = { skip: !host };
const got = [];
let page;
let receiver;
let hook;

const docker = (...args) => run("docker", args, { env: { ...process.env, DOCKER_HOST: host } });
const go = (path) => page.goto(url + path);
const button = (name) => page.getByRole("button", { name, exact: true });
const field = (label) => page.getByLabel(label, { exact: true });

async function look(title) {
  assert.equal(await page.locator("h1").count(), 1, title);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(excess <= 0, `${title} is ${excess} px too wide at ${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await picture(page, title);
  await checkAccessibility(page);
}

async function turnLocalWebhooks(on) {
  await go("/dashboard/settings");
  await button(`Turn ${on ? "on" : "off"}: Alerts may go to this machine`).click();
  await page.getByRole("status").waitFor();
}

before(async () => {
  receiver = createServer((request, answer) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      got.push(JSON.parse(body));
      answer.writeHead(204).end();
    });
  });
  await new Promise((ready) => receiver.listen(0, "127.0.0.1", ready));
  hook = `http://127.0.0.1:${receiver.address().port}/hooks/hidden-part`;
  page = await openPage();
  await logIn(page, "/dashboard/alerts");
});

after(async () => {
  await page?.context().browser().close();
  receiver?.close();
  if (host) await docker("rm", "-f", "-v", "alert-fails", "alert-disk").catch(() => {});
});

test("the overview says where the disk went", async () => {
  if (host) {
    const script = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo a line of a file; done > /file";
    await docker("run", "--name", "alert-disk", "-v", "/data", "first:1", "sh", "-c", script);
  }
  await go("/dashboard");
  await page.locator(".disk li").filter({ hasText: "Images" }).waitFor();
  const words = await page.locator(".disk svg").getAttribute("aria-label");
  assert.match(words, /^Images .+, Containers .+, Volumes .+, Bin .+, Everything else on this disk .+, free /);
  await look("overview-disk");
});

test("nobody is told as long as there is no rule", async () => {
  await go("/dashboard/alerts");
  await page.getByText("There is no rule yet").waitFor();
  await look("alerts-none");
});

test("a rule is made in the form, which says what is wrong with it", async () => {
  await page.getByRole("link", { name: "New rule" }).click();
  await field("Name of the rule").fill("<b>shop</b> is down");
  assert.equal(await field("Restarts").isVisible(), false);
  await field("Tell when").selectOption("restart-loop");
  assert.ok(await field("Restarts").isVisible());
  await field("Tell when").selectOption("disk-full");
  assert.equal(await field("Chosen by").isVisible(), false);
  await field("Tell when").selectOption("ended-badly");
  await field("Chosen by").selectOption("name");
  await field("Name or label").fill("alert-*");
  await field("By").selectOption("mail");
  await page.getByText("No mail server is configured yet").waitFor();
  await field("By").selectOption("webhook");
  await field("Address of the webhook").fill(hook);
  await field("Secret").fill("hidden-secret");
  await look("alert-rule-new");
  await button("Make rule").click();
  await page.getByRole("alert").getByText("is this machine").waitFor();
  assert.equal(await field("Name or label").inputValue(), "alert-*");
  assert.equal(await field("Secret").inputValue(), "");
  await look("alert-rule-problem");
  await turnLocalWebhooks(true);
  await go("/dashboard/alerts/new");
  await field("Name of the rule").fill("<b>shop</b> is down");
  await field("Chosen by").selectOption("name");
  await field("Name or label").fill("alert-*");
  await field("Address of the webhook").fill(hook);
  await field("Secret").fill("hidden-secret");
  await button("Make rule").click();
  await page.getByRole("status").getByText("send a test with it").waitFor();
});

test("a test tells whether it arrived", async () => {
  await button("Send a test: <b>shop</b> is down").click();
  await page.getByRole("status").getByText("arrived: the receiver answered 204").waitFor();
  assert.equal(got.at(-1).event, "test");
  await turnLocalWebhooks(false);
  await go("/dashboard/alerts");
  await button("Send a test: <b>shop</b> is down").click();
  await page.getByRole("alert").getByText("did not arrive: 127.0.0.1 is this machine").waitFor();
  await turnLocalWebhooks(true);
});

test("a container that ends badly is told, and the page shows it by itself", withDocker, async () => {
  await go("/dashboard/alerts");
  await docker("run", "--name", "alert-fails", "first:1", "sh", "-c", "exit 3").catch(() => {});
  const row = page.getByRole("row").filter({ hasText: "alert-fails ended with exit code 3 and is down" });
  await row.getByText("arrived", { exact: true }).waitFor();
  assert.equal(got.at(-1).container.name, "alert-fails");
  assert.equal(await page.locator("main b").count(), 0);
  await look("alerts");
});

test("a rule is changed without its secrets, turned off and removed", async () => {
  await page.getByRole("link", { name: "<b>shop</b> is down" }).click();
  const shown = await page.content();
  assert.ok(!shown.includes("hidden-"), "secrets are in the page");
  await page.getByText("/… as it is").waitFor();
  await field("Quiet minutes").fill("0.5");
  await look("alert-rule");
  await button("Change rule").click();
  await page.getByRole("status").getByText("is changed").waitFor();
  await button("Send a test: <b>shop</b> is down").click();
  await page.getByRole("status").getByText("arrived").waitFor();
  await button("Turn off: <b>shop</b> is down").click();
  await page.getByRole("status").getByText("is off").waitFor();
  await page.getByRole("link", { name: "<b>shop</b> is down" }).click();
  await button("Remove rule").click();
  await page.getByText("There is no rule yet").waitFor();
  await turnLocalWebhooks(false);
  await go("/dashboard/audit?q=alert");
  const entries = await page.locator("main").innerText();
  for (const deed of ["alert.create", "alert.test", "alert.change", "alert.turn", "alert.remove"]) {
    assert.ok(entries.includes(deed), `${deed} is not in ${entries}`);
  }
  assert.ok(!entries.includes("hidden-"), entries);
});

test("no page broke its content policy or threw", () => assert.deepEqual(page.problems, []));
