// A container's files: browsed, read, taken out, put in. BERTH_DOCKER_HOST: the engine's socket; it
// has hostile:1, an image whose files are called what a page must not take for markup.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkAccessibility, logIn, name, openPage, picture, url } from "./person.mjs";

const host = process.env.BERTH_DOCKER_HOST;
const folder = mkdtempSync(join(tmpdir(), "berth-files-"));
let page;

const docker = (...words) =>
  execFileSync("docker", words, { env: { ...process.env, DOCKER_HOST: host }, encoding: "utf8" });
const files = (container, path = "") => page.goto(`${url}/dashboard/containers/${container}/files?path=${path}`);
const link = (text) => page.getByRole("link", { name: text, exact: true });

before(async () => {
  page = await openPage();
  await logIn(page);
  if (host) docker("create", "--name", "strange", "hostile:1", "/none");
});

after(async () => {
  await page?.context().browser().close();
  rmSync(folder, { recursive: true, force: true });
  if (host) docker("rm", "-f", "strange");
});

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

async function saved(click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  const path = join(folder, "saved");
  await download.saveAs(path);
  return { name: download.suggestedFilename(), bytes: readFileSync(path) };
}

test("a folder is walked through, and a file is read and taken out", { skip: !host }, async () => {
  docker("exec", name, "sh", "-c", "echo '<b>made</b>' > /www/made");
  await files(name);
  await look("container-files");
  await link("www/").click();
  await page.getByRole("row", { name: /made.*added by the container/ }).waitFor();
  const file = await saved(() => link("Download index.html").click());
  assert.equal(file.name, "index.html");
  assert.equal(file.bytes.toString(), "served from a container\n");
  const archive = await saved(() => link("Download this folder").click());
  assert.equal(archive.name, "www.tar");
  assert.ok(archive.bytes.includes("www/index.html"));
  await link("made").click();
  await page.getByText("<b>made</b>").waitFor();
  await look("container-file");
  await link("the root folder").click();
  await link("bin/").click();
  await link("sh").click();
  await page.getByText("This is no text").waitFor();
});

test("files are put in, and replaced only when that is wanted", { skip: !host }, async () => {
  const one = join(folder, "one.txt");
  const two = join(folder, "zwei ü.txt");
  writeFileSync(one, "first");
  writeFileSync(two, "x".repeat(3_000_000));
  await files(name, "www");
  await page.getByLabel("Put files into").setInputFiles([one, two]);
  await page.getByRole("button", { name: "Upload" }).click();
  await link("zwei ü.txt").waitFor();
  assert.equal(docker("exec", name, "cat", "/www/one.txt"), "first");
  writeFileSync(one, "second".repeat(1_000_000));
  await page.getByLabel("Put files into").setInputFiles([one]);
  await page.getByRole("button", { name: "Upload" }).click();
  await page.getByText("one.txt: there is a file called one.txt already").waitFor();
  assert.equal(docker("exec", name, "cat", "/www/one.txt"), "first");
  await page.getByLabel("Replace files").check();
  // the page loads itself again when all is there
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Upload" }).click()]);
  assert.equal(docker("exec", name, "tail", "-c", "6", "/www/one.txt"), "second");
});

test("files are dropped on the page", { skip: !host }, async () => {
  await files(name, "www");
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["dropped"], "dropped.txt"));
    return data;
  });
  await page.dispatchEvent("main", "drop", { dataTransfer: dropped });
  await link("dropped.txt").waitFor();
  assert.equal(docker("exec", name, "cat", "/www/dropped.txt"), "dropped");
});

test("names of files are text, and lead to the files all the same", { skip: !host }, async () => {
  await files("strange");
  await link("<img src=x onerror=alert(1)>/").click();
  const odd = page.getByRole("link", { name: "line%0Aend%1B[31m", exact: true });
  await odd.waitFor();
  await look("container-files-hostile");
  await odd.click();
  await page.getByText("x", { exact: true }).waitFor();
  await files("strange");
  await link("host-etc").click();
  await page.getByText("docker cp strange:/etc .").waitFor();
  assert.equal(await link("shadow").count(), 0, "the container's own folder, not the host's");
  assert.deepEqual(page.problems, []);
});

test("what is not there is said, with the way back", { skip: !host }, async () => {
  await files(name, "no/such");
  await page.getByRole("alert").getByText("Could not find the file /no/such").waitFor();
  await look("container-files-missing");
});

test("a folder is a page without script", { skip: !host }, async () => {
  const state = await page.context().storageState();
  const plain = await page.context().browser().newContext({ javaScriptEnabled: false, storageState: state });
  const still = await plain.newPage();
  await still.goto(`${url}/dashboard/containers/${name}/files?path=www`);
  await still.getByRole("link", { name: "index.html", exact: true }).click();
  await still.getByText("served from a container").waitFor();
  await still.goto(`${url}/dashboard/containers/${name}/files?path=www`);
  await still.getByText(`docker cp FILE ${name}:/www`).waitFor();
  await plain.close();
});
