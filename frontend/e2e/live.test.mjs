// Live updates, the command palette, logs and terminals, as a person uses them.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { checkAccessibility, logIn, name, openPage, picture, url } from "./person.mjs";

const run = promisify(execFile);
const host = process.env.BERTH_DOCKER_HOST;
const withDocker = { skip: !host };
const made = [];
let page;

/** The docker command, as a colleague would use it meanwhile. */
async function docker(...args) {
  const { stdout } = await run("docker", args, { env: { ...process.env, DOCKER_HOST: host } });
  return stdout.trim();
}

/** A running container that prints what the script says. */
async function container(title, script) {
  const image = await docker("inspect", "-f", "{{.Image}}", name);
  made.push(title);
  return docker("run", "-d", "--name", title, image, "sh", "-c", script);
}

before(async () => {
  page = await openPage();
  await logIn(page);
});

after(async () => {
  await page?.context().browser().close();
  for (const title of made) {
    await docker("rm", "-f", title);
  }
});

const connected = () => page.getByText("connected", { exact: true }).waitFor();
const screen = (text) => page.locator(".xterm-rows").getByText(text, { exact: true }).first();
const lines = () =>
  page.locator("[data-lines] .line").evaluateAll((all) => all.map((line) => line.textContent.trim()));
const linesAre = (wanted) =>
  page.waitForFunction(
    (texts) => {
      const now = [...document.querySelectorAll("[data-lines] .line")];
      return JSON.stringify(now.map((line) => line.textContent.trim())) === texts;
    },
    JSON.stringify(wanted),
  );

test("a list changes within a second of the docker command, and keeps the focus", withDocker, async () => {
  await container("live-one", "sleep 600");
  await page.goto(`${url}/dashboard/containers`);
  const link = page.getByRole("link", { name: "live-one", exact: true });
  await link.waitFor();
  await page.waitForTimeout(1000);
  await link.focus();
  await page.evaluate(() => {
    document.activeElement.same = "yes";
  });
  await container("live-two", "sleep 600");
  const startedAt = Date.now();
  await page.getByRole("link", { name: "live-two", exact: true }).waitFor();
  assert.ok(Date.now() - startedAt < 1000, `seen after ${Date.now() - startedAt} ms`);
  const focused = await page.evaluate(() => [
    document.activeElement.textContent,
    document.activeElement.same,
  ]);
  assert.deepEqual(focused, ["live-one", "yes"]);
  await docker("rm", "-f", "live-two");
  await page.getByRole("link", { name: "live-two", exact: true }).waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "live-one");
});

test("many events cause few redraws, and none a request while nothing happens", withDocker, async () => {
  await page.goto(`${url}/dashboard/containers`);
  await page.waitForTimeout(1500);
  let asked = 0;
  const count = (request) => {
    asked += request.url().endsWith("/dashboard/containers") ? 1 : 0;
  };
  page.on("request", count);
  await page.waitForTimeout(2000);
  assert.equal(asked, 0);
  const begin = Date.now();
  for (let i = 0; i < 12; i++) {
    await docker("pause", "live-one");
    await docker("unpause", "live-one");
  }
  const seconds = (Date.now() - begin) / 1000;
  await page.waitForTimeout(600);
  page.off("request", count);
  assert.ok(asked >= 1 && asked <= 2 * seconds + 3, `${asked} redraws in ${seconds} s`);
});

test("a lost connection is told, and comes back by itself", async () => {
  await page.goto(`${url}/dashboard/images`);
  const told = page.getByRole("alert").getByText("Not connected to the engine");
  await page.waitForTimeout(500);
  await page.context().setOffline(true);
  await told.waitFor();
  await page.context().setOffline(false);
  await told.waitFor({ state: "hidden" });
});

test("the palette finds pages and containers, by keys alone", async () => {
  await page.goto(`${url}/dashboard/images`);
  await page.keyboard.press("Control+k");
  const input = page.getByRole("combobox", { name: "Find" });
  await page.getByRole("option", { name: new RegExp(`^${name}`) }).waitFor();
  assert.ok(await input.evaluate((element) => element === document.activeElement));
  await picture(page, "palette");
  await checkAccessibility(page);
  await page.keyboard.type("overv");
  await page.getByRole("option", { name: /^Overview/ }).waitFor();
  await page.keyboard.press("Escape");
  await input.waitFor({ state: "hidden" });
  await page.keyboard.press("Control+k");
  await page.keyboard.type(name);
  const options = page.getByRole("option");
  await options.getByText(`Logs of ${name}`).waitFor();
  assert.equal(await options.first().locator("span").textContent(), name);
  await page.keyboard.press("ArrowDown");
  assert.equal(await options.nth(1).getAttribute("aria-selected"), "true");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/dashboard\/containers\/\w+/);
  await page.getByRole("heading", { level: 1, name }).waitFor();
});

test("the palette stops and starts a container", withDocker, async () => {
  await page.goto(`${url}/dashboard/containers`);
  for (const [verb, running] of [["stop", "false"], ["start", "true"]]) {
    await page.getByRole("button", { name: "Find Ctrl K" }).click();
    await page.keyboard.type(`${verb} live-one`);
    await page.getByRole("dialog").getByRole("option").first().waitFor();
    await page.waitForFunction(
      (wanted) => document.querySelector("[role=option] span")?.textContent === wanted,
      `${verb === "stop" ? "Stop" : "Start"} live-one`,
    );
    await page.keyboard.press("Enter");
    await page.locator("dialog.palette").waitFor({ state: "hidden" });
    assert.equal(await docker("inspect", "-f", "{{.State.Running}}", "live-one"), running);
  }
});

test("keys lead to pages, but not while typing", async () => {
  await page.goto(`${url}/dashboard`);
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await page.waitForURL(/\/dashboard\/containers$/);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await checkAccessibility(page);
  await page.keyboard.press("Escape");
  await page.goto(`${url}/dashboard/containers/${name}/logs`);
  await page.keyboard.press("/");
  const find = page.getByRole("searchbox", { name: "Find" });
  assert.ok(await find.evaluate((element) => element === document.activeElement));
  await page.keyboard.type("g c?/");
  assert.equal(await find.inputValue(), "g c?/");
  assert.match(page.url(), new RegExp(`/containers/${name}`));
});

test("a log shows colours, levels and JSON, and nothing that is hostile", withDocker, async () => {
  await container(
    "colourful",
    String.raw`printf '\033[31mred\033[0m plain\n<img src=x onerror=alert(1)> \033]0;title\007\033]8;;javascript:alert(1)\033\\link\033]8;;\033\\ \342\200\256bidi\n'; ` +
      `echo 'WARN disk is nearly full'; echo '{"level":"error","msg":"no <b>route</b>","code":7,"time":1}'; echo oops >&2; sleep 600`,
  );
  await page.goto(`${url}/dashboard/containers/colourful/logs`);
  const log = page.getByRole("log");
  await log.getByText("oops").waitFor();
  assert.equal(await log.locator(".fg-1").textContent(), "red");
  assert.equal(await log.locator("img, b").count(), 0);
  await log.getByText("<img src=x onerror=alert(1)> link bidi").waitFor();
  assert.equal(await log.getByText("WARN").locator("..").getAttribute("data-level"), "warn");
  const json = log.locator("summary");
  assert.equal(await json.textContent(), "error no <b>route</b> code=7");
  await json.click();
  await log.getByText('"code": 7').waitFor();
  assert.equal(await log.locator(".err").count(), 1);
  await checkAccessibility(page);
  await picture(page, "log-colours");
  await page.getByRole("combobox", { name: "Times" }).selectOption("utc");
  await log.locator(".time").first().waitFor();
  assert.match(await log.locator(".time").first().textContent(), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z $/);
  assert.equal(new URL(page.url()).searchParams.get("times"), "utc");
});

test("a search goes over the whole log, and its address can be shared", withDocker, async () => {
  await container("numbers", "i=0; while [ $i -lt 6000 ]; do i=$((i+1)); echo number-$i; done; echo 'the end' >&2; sleep 600");
  await page.goto(`${url}/dashboard/containers/numbers/logs`);
  await page.getByRole("log").getByText("the end").waitFor();
  await page.getByRole("searchbox", { name: "Find" }).fill("NUMBER-77");
  const numbers = [77, ...Array.from({ length: 10 }, (_, i) => 770 + i)];
  await linesAre(numbers.map((n) => `number-${n}`));
  assert.equal(await page.locator("[data-lines] mark").first().textContent(), "number-77");
  await page.getByRole("searchbox", { name: "Leave out" }).fill("775");
  await linesAre(numbers.filter((n) => n !== 775).map((n) => `number-${n}`));
  const address = page.url();
  await page.goto(`${url}/dashboard`);
  await page.goto(address);
  await linesAre(numbers.filter((n) => n !== 775).map((n) => `number-${n}`));
  await page.goto(`${url}/dashboard/containers/numbers/logs?q=${encodeURIComponent("-(1|22)$")}&regex=1`);
  await linesAre(["number-1", "number-22"]);
  await page.goto(`${url}/dashboard/containers/numbers/logs?q=${encodeURIComponent("(")}&regex=1`);
  await page.getByRole("status").getByText("is no regular expression").waitFor();
  await page.goto(`${url}/dashboard/containers/numbers/logs?stream=stderr`);
  await linesAre(["the end"]);
  await page.goto(`${url}/dashboard/containers/numbers/logs?q=nowhere`);
  await page.getByText("No line matches the filter so far.").waitFor();
});

test("a long log scrolls back to its beginning, in a page that stays small", withDocker, async () => {
  await page.goto(`${url}/dashboard/containers/numbers/logs`);
  const log = page.getByRole("log");
  await log.getByText("the end").waitFor();
  assert.equal((await lines()).at(-1), "the end");
  for (let i = 0; i < 40 && !(await log.getByText("number-1", { exact: true }).count()); i++) {
    await log.evaluate((element) => element.scrollTo(0, 0));
    await page.waitForTimeout(150);
  }
  const now = await lines();
  assert.equal(now.length, 5000);
  assert.deepEqual(now, now.map((_, i) => `number-${i + 1}`));
  await page.getByText("The log begins here").waitFor();
  await picture(page, "log-begin");
  await page.getByRole("button", { name: /Newer lines are left out here/ }).click();
  await log.getByText("the end").waitFor();
});

test("scrolling up pauses a log, and new lines are counted", async () => {
  await page.goto(`${url}/dashboard/containers/${name}/logs`);
  const log = page.getByRole("log");
  await page.waitForFunction(() => document.querySelectorAll("[data-lines] .line").length > 60);
  await log.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
  const news = page.getByRole("button", { name: /^\d+ new lines$/ });
  await news.waitFor();
  const at = await log.evaluate((element) => element.scrollTop);
  await page.waitForTimeout(500);
  assert.equal(await log.evaluate((element) => element.scrollTop), at);
  await news.click();
  await news.waitFor({ state: "hidden" });
  await page.waitForFunction(() => {
    const element = document.querySelector("[role=log]");
    return element.scrollHeight - element.scrollTop - element.clientHeight < 40;
  });
});

test("100,000 lines stay smooth in a page that holds few of them", withDocker, async () => {
  await container("flood", "sleep 3; seq 100000; echo done-flooding; sleep 600");
  await page.goto(`${url}/dashboard/containers/flood/logs`);
  await page.getByRole("status").getByText("live").waitFor();
  await page.evaluate(() => {
    globalThis.longest = 0;
    let last = performance.now();
    const beat = () => {
      globalThis.longest = Math.max(globalThis.longest, performance.now() - last);
      last = performance.now();
      requestAnimationFrame(beat);
    };
    requestAnimationFrame(beat);
  });
  await page.getByRole("log").getByText("done-flooding").waitFor({ timeout: 60_000 });
  const now = await lines();
  assert.ok(now.length <= 5000, `${now.length} lines`);
  assert.deepEqual(now.slice(0, -1), now.slice(0, -1).map((_, i) => String(100000 - now.length + 2 + i)));
  assert.equal(now.at(-1), "done-flooding");
  await page.getByText("Older lines were left out here").waitFor();
  const longest = await page.evaluate(() => globalThis.longest);
  assert.ok(longest < 2000, `the page stood still for ${longest} ms`);
});

test("several logs are one, in the order of time, with a name each", withDocker, async () => {
  await container("tick", "while :; do echo tick; sleep 0.5; done");
  await page.goto(`${url}/dashboard/logs`);
  await page.getByRole("checkbox", { name: "tick" }).check();
  await page.getByRole("checkbox", { name: "numbers" }).check();
  await checkAccessibility(page);
  await picture(page, "logs-choose");
  await page.getByRole("button", { name: "Show logs" }).click();
  await page.waitForFunction(() => {
    const texts = [...document.querySelectorAll("[data-lines] .line")].map((line) => line.textContent.trim());
    return texts.includes("numbers the end") && texts.filter((text) => text === "tick tick").length > 2;
  });
  const now = await lines();
  assert.ok(now.indexOf("numbers the end") < now.indexOf("tick tick"));
  await checkAccessibility(page);
  await picture(page, "logs-merged");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download" }).click(),
  ]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString().split("\n");
  assert.equal(text[0], "numbers | number-1");
  assert.equal(text.filter((line) => line.startsWith("numbers | ")).length, 6001);
  assert.ok(text.includes("tick | tick"));
});

test("a terminal is found again after a reload, with what was on it", async () => {
  await page.goto(`${url}/dashboard/containers/${name}/terminal`);
  await connected();
  await page.keyboard.type("Z=44; echo before-$Z\n");
  await screen("before-44").waitFor();
  await page.waitForURL(/session=\w+/);
  await page.reload();
  await connected();
  await screen("before-44").waitFor();
  await page.locator(".shell").click();
  await page.keyboard.type("echo after-$Z; stty size\n");
  await screen("after-44").waitFor();
  const size = await page.evaluate(() => {
    const rows = document.querySelectorAll(".xterm-rows > div").length;
    return rows;
  });
  await page.locator(".xterm-rows").getByText(new RegExp(`^${size} \\d+$`)).first().waitFor();
  await checkAccessibility(page);
  await picture(page, "terminal");
});

test("open terminals are listed, found again and ended", async () => {
  const open = page.getByRole("navigation", { name: "Open terminals" });
  const first = await open.locator("[aria-current]").textContent();
  await page.getByText("Open another").click();
  await page.getByRole("combobox", { name: "Shell" }).selectOption("/bin/sh");
  await page.getByRole("textbox", { name: "Folder" }).fill("/bin");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await connected();
  await page.keyboard.type("pwd\n");
  await screen("/bin").waitFor();
  await open.getByRole("link", { name: first }).click();
  await connected();
  await screen("after-44").waitFor();
  await open.getByRole("button", { name: `End ${first}` }).click();
  await page.waitForURL(/containers\/\w+/);
});

test("a pasted text of several lines asks first", async () => {
  await page.goto(`${url}/dashboard/containers/${name}/terminal`);
  await connected();
  const paste = (text) =>
    page.evaluate((pasted) => {
      const data = new DataTransfer();
      data.setData("text/plain", pasted);
      const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      document.querySelector(".xterm-helper-textarea").dispatchEvent(event);
    }, text);
  await paste("echo one-$((1+1))");
  await page.keyboard.press("Enter");
  await screen("one-2").waitFor();
  await paste("echo two-$((1+2))\necho three\n");
  await page.getByRole("dialog", { name: "Paste 2 lines?" }).waitFor();
  await picture(page, "terminal-paste");
  await page.getByRole("button", { name: "Cancel" }).click();
  await paste("echo two-$((2+2))\necho five\n");
  await page.getByRole("dialog").getByRole("button", { name: "Paste" }).click();
  await screen("two-4").waitFor();
  assert.equal(await screen("two-3").count(), 0);
});

test("a colleague watches a shared terminal, and cannot type", async () => {
  await page.getByRole("button", { name: "Share" }).click();
  const address = page.locator("[data-share-link] input");
  await address.waitFor();
  const link = await address.inputValue();
  const other = await openPage();
  await logIn(other);
  await other.goto(link);
  await other.getByText("watching: only its owner types").waitFor();
  await other.locator(".xterm-rows").getByText("two-4", { exact: true }).first().waitFor();
  await page.getByText("1 person watches").waitFor();
  await other.locator(".shell").click();
  await other.keyboard.type("echo intruder\n");
  await page.bringToFront();
  await page.locator(".shell").click();
  await page.keyboard.type("echo mine-$((40+2))\n");
  await other.locator(".xterm-rows").getByText("mine-42", { exact: true }).first().waitFor();
  assert.equal(await page.locator(".xterm-rows").getByText("intruder").count(), 0);
  assert.deepEqual(other.problems, []);
  await other.context().browser().close();
});

test("logs and terminals fit a phone", async () => {
  for (const path of [`/logs?container=${name}`, `/containers/${name}/terminal`, "/logs"]) {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`${url}/dashboard${path}`);
    assert.equal(await page.locator("h1").count(), 1, path);
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(excess <= 0, `${path} is ${excess} px too wide`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("the main process can be attached to", withDocker, async () => {
  const image = await docker("inspect", "-f", "{{.Image}}", name);
  made.push("asker");
  await docker("run", "-dit", "--name", "asker", image, "sh", "-c", "read x; echo got-$x; exit 3");
  await page.goto(`${url}/dashboard/containers/asker/terminal`);
  await page.getByRole("link", { name: "main process" }).click();
  await connected();
  await page.keyboard.type("it\n");
  await page.getByText("the main process ended with exit code 3").waitFor();
  await screen("got-it").waitFor();
});

test("a container without a shell says so", withDocker, async () => {
  const tar = await run("sh", ["-c", "d=$(mktemp -d) && mkdir -p $d/opt && cp $(command -v busybox || echo /bin/busybox) $d/opt/busybox && tar -C $d -cf - . | docker import - shell-less:1; rm -rf $d"], {
    env: { ...process.env, DOCKER_HOST: host },
  });
  assert.match(tar.stdout, /sha256/);
  made.push("bare");
  await docker("run", "-d", "--name", "bare", "shell-less:1", "/opt/busybox", "sleep", "600");
  await page.goto(`${url}/dashboard/containers/bare/terminal`);
  await page.getByText("This container has no shell").waitFor();
  await checkAccessibility(page);
  await page.getByRole("textbox", { name: "Program" }).fill("/opt/busybox");
  await picture(page, "terminal-bare");
});

test("no page broke its content policy or threw", () => assert.deepEqual(page.problems, []));
