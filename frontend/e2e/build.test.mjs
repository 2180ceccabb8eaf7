// Builds: a Dockerfile written in the page, an archive that is sent, what is said of mistakes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkAccessibility, logIn, openPage, picture, url } from "./person.mjs";

let page;

before(async () => {
  page = await openPage();
  await logIn(page, "/dashboard/images");
});

after(() => page?.context().browser().close());

const write = (text) => page.getByLabel("Dockerfile", { exact: true }).fill(text);
const build = () => page.getByRole("button", { name: "Build" }).click();
const open = () => page.goto(`${url}/dashboard/images/build`);

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

test("a Dockerfile is written, and built as a job", async () => {
  await page.getByRole("link", { name: "Build …" }).click();
  await page.getByRole("heading", { level: 1, name: "Build an image" }).waitFor();
  await write(
    "FROM first:1 AS made\nARG WHO\nRUN echo \"<b>hello</b> $WHO\" | tee /said\nFROM nowhere.invalid/x\nRUN exit 1\n",
  );
  await page.getByLabel("Names").fill("built:1 built:2");
  await page.getByLabel("Stage").fill("made");
  await page.getByLabel("Build arguments").fill("WHO=world, and you\n");
  await page.getByLabel("Labels").fill("by=hand");
  await look("image-build");
  await build();
  await page.waitForURL("**/dashboard/jobs/*");
  await page.getByRole("status").getByText("done").waitFor();
  await page.getByText("<b>hello</b> world, and you", { exact: true }).waitFor();
  await page.getByText("Step 3/4 : RUN echo").waitFor();
  await page.getByText("Successfully tagged built:2").waitFor();
  await page.getByRole("row", { name: /stage made done, 4 of 4/ }).waitFor();
  await look("job-build");
  await page.getByRole("link", { name: "Open the image" }).click();
  await page.getByRole("heading", { level: 1, name: "built:1" }).waitFor();
  await page.getByText("by=hand").waitFor();
});

test("a mistake in a Dockerfile is shown with its line", async () => {
  await open();
  await write("FROM first:1\nENV A=1\nBAD thing\n");
  await page.getByLabel("Names").fill("built:3");
  await build();
  await page.getByRole("alert").getByText("line 3: unknown instruction: BAD").waitFor();
  await page.getByText("The line is: BAD thing").waitFor();
  assert.equal(await page.getByLabel("Names").inputValue(), "built:3");
  await look("image-build-mistake");
  await write("FROM first:1\n\nRUN echo before; exit 3\n");
  await build();
  await page.getByRole("alert").getByText("line 3: The command '/bin/sh -c echo before; exit 3' returned").waitFor();
  await page.getByText("before", { exact: true }).waitFor();
  await look("job-build-failed");
});

test("a build is cancelled", async () => {
  await open();
  await write("FROM first:1\nRUN echo begun; sleep 600\n");
  await build();
  await page.getByText("begun", { exact: true }).waitFor();
  await look("job-build-running");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("status").getByText("cancelled").waitFor();
});

test("an archive is sent, its mistakes are told beside the button", async () => {
  const folder = mkdtempSync(join(tmpdir(), "berth-build-"));
  try {
    writeFileSync(join(folder, "Other"), "FROM first:1\nCOPY greeting /greeting\nRUN cat /greeting\n");
    writeFileSync(join(folder, "greeting"), "from an archive\n");
    execFileSync("tar", ["-czf", "context.tgz", "Other", "greeting"], { cwd: folder });
    await open();
    await page.getByLabel("Or an archive").setInputFiles(join(folder, "context.tgz"));
    assert.ok(await page.getByLabel("Dockerfile", { exact: true }).isDisabled());
    await page.getByLabel("Names").fill("built:4");
    await build();
    await page.getByText("Cannot locate specified Dockerfile: Dockerfile").waitFor();
    await page.getByLabel("Dockerfile’s path in the archive").fill("Other");
    await build();
    await page.waitForURL("**/dashboard/jobs/*");
    await page.getByRole("status").getByText("done").waitFor();
    await page.getByText("from an archive", { exact: true }).waitFor();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("no page broke its content policy or threw", () => assert.deepEqual(page.problems, []));
