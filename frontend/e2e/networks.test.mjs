// Networks from the dashboard: make one, put a container on it, take it off, remove it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkAccessibility, logIn, name, openPage, picture, url } from "./person.mjs";

let page;

before(async () => {
  page = await openPage();
  await logIn(page, "/dashboard/networks");
});

after(() => page?.context().browser().close());

async function look(title) {
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    assert.equal(await page.locator("h1").count(), 1, title);
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(excess <= 0, `${title} is ${excess} px too wide at ${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await checkAccessibility(page);
  await picture(page, title);
}

test("a network is made, joined, left and removed", async () => {
  await page.getByLabel("Name of a new network").fill("harbour");
  await page.getByLabel("Subnet, if it matters").fill("10.237.0.0/24");
  await page.getByRole("button", { name: "Create network" }).click();
  await page.getByText("network harbour is there").waitFor();
  await look("networks");
  await page.getByRole("link", { name: "harbour" }).click();
  await page.getByText("No container is on it.").waitFor();
  await page.getByLabel("Connect the container").selectOption({ label: name });
  await page.getByLabel("Also called").fill("quay");
  await page.getByLabel("Address").fill("10.237.0.7");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.getByText(`${name} is on the network now`).waitFor();
  await page.getByText("10.237.0.7", { exact: true }).waitFor();
  await page.getByText("Running containers are on it.").waitFor();
  await look("network");
  await page.getByRole("button", { name: `Disconnect ${name}` }).click();
  await page.getByText(`${name} is off the network now`).waitFor();
  await page.getByRole("button", { name: "Remove network" }).click();
  await page.getByText("network harbour is removed").waitFor();
});

test("a name that is taken is told", async () => {
  await page.getByLabel("Name of a new network").fill("bridge");
  await page.getByRole("button", { name: "Create network" }).click();
  await page.getByRole("alert").getByText("operation is not permitted on predefined bridge").waitFor();
});
