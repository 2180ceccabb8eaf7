// Images: pulled with progress, uploaded, looked into, compared, removed.
// BERTH_REGISTRY: a registry with the images of src/test/images/build. The engine has hostile:1, an
// image whose files are called what a page must not take for markup.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkAccessibility, control, logIn, openPage, picture, url } from "./person.mjs";

const registry = process.env.BERTH_REGISTRY;
const one = `${registry}/tut/busybox:1`;
const two = `${registry}/tut/busybox:2`;
let page;

before(async () => {
  page = await openPage();
  await logIn(page, "/dashboard/images");
});

after(() => page?.context().browser().close());

const go = (path) => page.goto(`${url}/dashboard/images${path}`);
const link = (name, options) => page.getByRole("link", { name, exact: true, ...options });

/** A page as it should be: one heading, no sideways scrolling, accessible. */
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

async function pull(name) {
  await go("/new");
  await page.getByLabel("Image", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Pull" }).click();
  await page.waitForURL("**/dashboard/jobs/*");
}

test("an image is pulled as a job with a bar a layer", { skip: !registry }, async () => {
  await pull(one);
  await page.getByRole("status").getByText("done").waitFor();
  assert.ok((await page.getByRole("row").count()) >= 3, "head and two layers");
  assert.ok(await page.getByText("downloaded a newer image for").isVisible());
  assert.equal(await page.getByRole("button", { name: "Cancel" }).count(), 0);
  await look("job");
  await page.getByRole("link", { name: "Open the image" }).click();
  await page.getByRole("heading", { level: 1, name: one }).waitFor();
  await pull(two);
  await page.getByRole("status").getByText("done").waitFor();
  assert.ok(await page.getByRole("cell", { name: "exists" }).first().isVisible());
  await page.goto(`${url}/dashboard/jobs`);
  await link(`Pull ${one}`).waitFor();
  await look("jobs");
});

test("a pull that fails says why", { skip: !registry }, async () => {
  await pull(`${registry}/tut/nothing:1`);
  await page.getByRole("alert").getByText("manifest unknown").waitFor();
  assert.ok(await page.getByRole("status").getByText("failed").isVisible());
  await go("/new");
  await page.getByLabel("Image", { exact: true }).fill("UPPER case");
  await page.getByRole("button", { name: "Pull" }).click();
  await page.getByRole("alert").getByText("invalid reference format").waitFor();
  assert.equal(await page.getByLabel("Image", { exact: true }).inputValue(), "UPPER case");
  await look("image-new");
});

test("the list is searched and sorted by its address", { skip: !registry }, async () => {
  await go("?q=BUSYBOX&sort=name");
  const names = () => page.locator("tbody th a").allTextContents();
  assert.deepEqual(await names(), [one, two]);
  await link("Name").click();
  assert.deepEqual(await names(), [two, one]);
  assert.equal(await page.locator("[aria-sort=descending]").count(), 1);
  await go("?q=nothing-like-it");
  await page.getByText("No image's name, label or id contains").waitFor();
  await go("");
  await page.getByRole("row", { name: /first:1/ }).getByRole("link", { name: "web-server" }).waitFor();
  await look("images");
});

test("an image has its tabs, and its layers their files", { skip: !registry }, async () => {
  await go("");
  await link(two).click();
  await page.getByText("no container").waitFor();
  await look("image");
  await link("History").click();
  await page.getByText("drop /etc/hello").waitFor();
  await look("image-history");
  await link("Layers").click();
  await page.getByText("Wasted: 20 B in 1 file").waitFor();
  await look("image-layers");
  await page.getByRole("link", { name: "Layer 3" }).click();
  const etc = link("etc/");
  await etc.click();
  await page.locator("li.deleted").getByText("hello").waitFor();
  assert.equal(await etc.getAttribute("aria-expanded"), "true");
  assert.ok(await link("srv/").isVisible());
  await look("image-layer");
  await etc.click();
  assert.equal(await etc.getAttribute("aria-expanded"), "false");
});

test("a folder of a layer is a page without script", { skip: !registry }, async () => {
  const state = await page.context().storageState();
  const plain = await page.context().browser().newContext({ javaScriptEnabled: false, storageState: state });
  const still = await plain.newPage();
  await still.goto(page.url());
  await still.getByRole("link", { name: "etc/" }).click();
  await still.locator("li.deleted").getByText("hello").waitFor();
  assert.match(still.url(), /path=etc/);
  await plain.close();
});

test("an image says how others pull it from here", async () => {
  await go("?q=first");
  await link("first:1").click();
  const lines = page.locator("#pull-here");
  const host = new URL(url).host;
  assert.match(await lines.textContent(), new RegExp(`docker login ${host}\\s+docker pull ${host}/first:1`));
  await page.getByRole("button", { name: "Copy both lines" }).waitFor();
  await look("image-here");
});

test("a login at a registry is kept, tried and forgotten", { skip: !registry }, async () => {
  await page.goto(`${url}/dashboard/registry-logins`);
  await page.getByText("No login is kept yet").waitFor();
  await page.getByLabel("Registry").fill("no registry");
  await page.getByLabel("User name there").fill("robot");
  await page.getByLabel("Password or token").fill("planted-secret");
  await page.getByRole("button", { name: "Log in and keep" }).click();
  await page.getByRole("alert").getByText("is no registry's address").waitFor();
  assert.equal(await page.getByLabel("User name there").inputValue(), "robot");
  await page.getByLabel("Registry").fill(registry);
  await page.getByLabel("Password or token").fill("planted-secret");
  await page.getByRole("button", { name: "Log in and keep" }).click();
  await page.getByText("the login is kept").waitFor();
  await page.getByRole("row", { name: /robot/ }).waitFor();
  assert.ok(!(await page.content()).includes("planted-secret"));
  await look("registry-logins");
  await page.getByRole("button", { name: "Forget the login of robot" }).click();
  await page.getByText("is forgotten").waitFor();
});

test("a container is made of an image that is pulled first", { skip: !registry }, async () => {
  await page.goto(`${url}/dashboard/containers/new`);
  await page.getByLabel("Image", { exact: true }).fill(one);
  await page.getByLabel("Name", { exact: true }).fill("pulled-first");
  await page.getByLabel("Command").fill("true");
  await page.getByLabel("Pull the image").selectOption("always");
  await page.locator("#run-line").getByText(`docker run -d --pull always --name pulled-first ${one} true`).waitFor();
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.waitForURL("**/dashboard/jobs/*");
  await page.getByRole("link", { name: "Open the container" }).click();
  await page.getByRole("heading", { level: 1, name: "pulled-first" }).waitFor();
  execFileSync("docker", ["-H", process.env.BERTH_DOCKER_HOST, "rm", "pulled-first"]);
});

test("hostile file names stay text", async () => {
  await go("?q=hostile");
  await link("hostile:1").click();
  await link("Layers").click();
  await page.getByRole("link", { name: "Layer 1" }).click();
  await link("<img src=x onerror=alert(1)>/").click();
  await page.getByText("line%0Aend%1B[31m").waitFor();
  await page.getByText("%E2%80%AEgnp.exe").waitFor();
  await page.getByText("→ /etc").waitFor();
  assert.equal(await page.locator("main img").count(), 0);
  const host = new URL(page.url());
  host.searchParams.set("path", "host-etc");
  await page.goto(host.href);
  await page.getByText("has no directory /host-etc").waitFor();
});

test("two images are compared", { skip: !registry }, async () => {
  await go("");
  await link(one).click();
  await link("Compare …").click();
  await page.getByLabel("Second image").selectOption({ label: two });
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByText("shared", { exact: true }).first().waitFor();
  await page.getByRole("row", { name: /\/etc\/hello removed/ }).waitFor();
  await page.getByRole("row", { name: /\/layer changed: content/ }).waitFor();
  await page.getByText("At least one of the two has no package database").waitFor();
  await look("image-compare");
});

test("an archive is uploaded", async () => {
  const folder = mkdtempSync(join(tmpdir(), "berth-upload-"));
  try {
    const config = JSON.stringify({
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      os: "linux",
      config: { Labels: { made: "by the <b>test</b>" } },
      rootfs: { type: "layers", diff_ids: [] },
    });
    writeFileSync(join(folder, "config.json"), config);
    const manifest = [{ Config: "config.json", RepoTags: ["uploaded:1"], Layers: [] }];
    writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
    execFileSync("tar", ["-cf", "image.tar", "manifest.json", "config.json"], { cwd: folder });
    await go("/new");
    await page.getByLabel("Archive of docker save").setInputFiles(join(folder, "image.tar"));
    await page.getByRole("button", { name: "Upload" }).click();
    await page.waitForURL("**/dashboard/jobs/*");
    await page.getByText("loaded uploaded:1").waitFor();
    await page.getByRole("link", { name: "Open the image" }).click();
    await page.getByText("made=by the <b>test</b>").waitFor();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a name comes and goes, then the image", async () => {
  await page.getByLabel("Further name").fill("further:2");
  await page.getByRole("button", { name: "Add name" }).click();
  await page.getByRole("status").getByText("also further:2").waitFor();
  await page.getByRole("link", { name: "Remove the name further:2" }).click();
  await look("image-remove-name");
  await page.getByRole("button", { name: "Remove the name" }).click();
  await page.getByText("the name further:2 is gone, the image stays").waitFor();
  await link("Remove …").click();
  await page.getByText("in layers that no other image has").waitFor();
  await page.getByRole("button", { name: "Remove the image" }).click();
  await page.getByText("uploaded:1 is gone").waitFor();
  assert.equal(await link("uploaded:1").count(), 0);
});

test("an image that runs is not offered for removal", async () => {
  await go("?q=first");
  await page.getByRole("link", { name: "Remove first:1" }).click();
  await page.getByText("A running container uses this image").waitFor();
  await link("web-server").waitFor();
  assert.equal(await page.getByRole("button", { name: "Remove the image" }).count(), 0);
  await look("image-remove-used");
});

test("a verification says in plain words what is damaged", { skip: !control }, async () => {
  await go("?q=first");
  await link("first:1").click();
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByText("everything is as it was stored").waitFor();
  await look("verify-good");
  await page.request.post(`${control}/damage`);
  await link("Open the image").click();
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByRole("alert").getByText("layer 1's files are damaged: /etc/planted").waitFor();
  await look("verify-damaged");
  await link("Open the image").click();
  await page.getByRole("alert").getByText("Files of this image have changed on disk").waitFor();
  await look("image-damaged");
});

test("a prune says what goes, and does that", { skip: !registry }, async () => {
  await go("/prune");
  await page.getByText("a prune would remove nothing").waitFor();
  await link("All unused").click();
  await page.getByRole("row", { name: /busybox:2/ }).waitFor();
  assert.equal(await page.getByRole("row", { name: /first:1/ }).count(), 0);
  const says = await page.getByText("This frees").textContent();
  assert.match(says, /\d (k|M)?B on disk/);
  await look("image-prune");
  await page.getByRole("button", { name: /^Remove these/ }).click();
  await page.waitForURL("**/dashboard/jobs/*");
  await page.getByText(/^freed \d+ bytes$/).waitFor();
  await go("");
  const left = await page.locator("tbody th a").allTextContents();
  assert.ok(left.includes("first:1") && !left.includes(two), left.join());
});

test("no page broke its content policy or threw", () => assert.deepEqual(page.problems, []));
