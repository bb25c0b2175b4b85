// What happens when people use the pages.

import { demand } from "../clients/results.mjs";

export async function behaviour(results, browser, gallery) {
  const token = "dG9rOmEtdG9rZW4";

  async function on(name, work, options = {}) {
    const context = await browser.newContext(options);
    try {
      gallery.forget();
      const tab = await context.newPage();
      await tab.goto(`${gallery.origin}/${name}`);
      return await work(tab);
    } finally {
      await context.close();
    }
  }

  const posts = (fields) => {
    const [{ fields: found } = {}] = gallery.posted;
    demand(gallery.posted.length === 1 && JSON.stringify(found) === JSON.stringify(fields), gallery.posted);
  };
  const sealed = { request: "imcp_request", csrf: "imcp_csrf" };
  const atClient = (tab) => tab.waitForURL(`${gallery.client}/callback**`);

  await results.check("approve leads through Intercom to the client", () =>
    on("consent_site", async (tab) => {
      await tab.getByRole("button", { name: "Approve" }).click();
      await atClient(tab);
      posts({ ...sealed, region: "us", decision: "approve" });
      demand(gallery.arrived.map(({ at }) => at).join() === "intercom,client", gallery.arrived);
    }),
  );
  await results.check("the region that is chosen is sent", () =>
    on("consent_site", async (tab) => {
      await tab.getByRole("radio", { name: /Europe/ }).check();
      await tab.getByRole("button", { name: "Approve" }).click();
      await atClient(tab);
      posts({ ...sealed, region: "eu", decision: "approve" });
    }),
  );
  await results.check("the only region is sent as well", () =>
    on("consent_loopback", async (tab) => {
      await tab.getByRole("button", { name: "Approve" }).click();
      await atClient(tab);
      posts({ ...sealed, region: "eu", decision: "approve" });
    }),
  );
  await results.check("cancel leads straight to the client", () =>
    on("consent_site", async (tab) => {
      await tab.getByRole("button", { name: "Cancel" }).click();
      await atClient(tab);
      posts({ ...sealed, region: "us", decision: "deny" });
      demand(gallery.arrived.map(({ at }) => at).join() === "client", gallery.arrived);
    }),
  );
  await results.check("cancel asks for no token", () =>
    on("consent_paste", async (tab) => {
      await tab.getByRole("button", { name: "Cancel" }).click();
      await atClient(tab);
      posts({ ...sealed, intercom_token: "", decision: "deny" });
    }),
  );
  await results.check("a pasted token is sent by the Enter key", () =>
    on("consent_paste", async (tab) => {
      await tab.getByLabel("Intercom access token").fill(token);
      await tab.keyboard.press("Enter");
      await atClient(tab);
      posts({ ...sealed, intercom_token: token, decision: "paste" });
    }),
  );
  await results.check("a token can be pasted where Intercom is offered too", () =>
    on("consent_either", async (tab) => {
      await tab.getByText("Use an Intercom access token instead").click();
      await tab.getByLabel("Intercom access token").fill(token);
      await tab.keyboard.press("Enter");
      await atClient(tab);
      posts({ ...sealed, intercom_token: token, decision: "paste" });
    }),
  );
  await results.check("an empty token is not sent", () =>
    on("consent_paste", async (tab) => {
      await tab.getByRole("button", { name: "Approve" }).click();
      const isMissing = await tab.getByLabel("Intercom access token").evaluate((field) => field.validity.valueMissing);
      demand(isMissing && gallery.posted.length === 0, gallery.posted);
    }),
  );
  await results.check("forms say their origin, and nobody else learns an address", () =>
    on("consent_site", async (tab) => {
      await tab.getByRole("button", { name: "Approve" }).click();
      await atClient(tab);
      demand(gallery.posted[0].headers.origin === gallery.origin, gallery.posted[0].headers);
      const told = gallery.arrived.filter(({ headers }) => headers.referer);
      demand(gallery.arrived.length === 2 && told.length === 0, gallery.arrived);
    }),
  );
  await results.check("the consent page needs no script", () =>
    on(
      "consent_either",
      async (tab) => {
        await tab.getByRole("button", { name: "Approve", exact: true }).click();
        await atClient(tab);
        posts({ ...sealed, region: "us", decision: "approve" });
      },
      { javaScriptEnabled: false },
    ),
  );
  await results.check("no page can be framed", () =>
    on("consent_site", async (tab) => {
      await tab.goto(`${gallery.client}/`);
      const frame = await tab.evaluate(async (url) => {
        const frame = document.body.appendChild(document.createElement("iframe"));
        const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
        frame.src = url;
        await loaded;
        return frame.contentDocument === null;
      }, `${gallery.origin}/consent_site`);
      const shown = await Promise.all(tab.frames().slice(1).map((inner) => inner.locator("form").count()));
      demand(frame && shown.every((forms) => forms === 0), shown);
    }),
  );
  await results.check("the success page opens the app by itself, and by its button", () =>
    on("failure", async (tab) => {
      const { headers } = gallery.pages.find(({ name }) => name === "success");
      const app = headers.refresh.split("url=")[1];
      const opens = () => tab.waitForRequest((request) => request.url() === app);
      await Promise.all([opens(), tab.goto(`${gallery.origin}/success`)]);
      // Chromium passes over an app that is opened again within seconds: the button is tried where nothing was opened.
      await tab.route("**/success", async (route) => {
        const response = await route.fetch();
        const { refresh, ...rest } = response.headers();
        await route.fulfill({ response, headers: rest });
      });
      await tab.goto(`${gallery.origin}/success`);
      await Promise.all([opens(), tab.getByRole("link", { name: "Return to “Cursor”" }).click()]);
      demand(await tab.getByRole("heading", { name: "You are signed in" }).isVisible(), "the page is gone");
    }),
  );
  await results.check("copy buttons copy", () =>
    on(
      "landing",
      async (tab) => {
        const folded = tab.locator("details:not([open])");
        while ((await folded.count()) > 0) await folded.first().locator("summary").click();
        const buttons = await tab.getByRole("button", { name: /^Copy/ }).all();
        demand(buttons.length > 6, `${buttons.length} buttons`);
        for (const button of buttons) {
          await button.click();
          const copied = await tab.evaluate(() => navigator.clipboard.readText());
          const expected = await tab.locator(`#${await button.getAttribute("data-copies")}`).textContent();
          demand(copied === expected && copied.length > 0, { copied, expected });
        }
        demand((await tab.getByRole("status").textContent()) === "Copied", "nothing is said");
      },
      { permissions: ["clipboard-read", "clipboard-write"] },
    ),
  );
  await results.check("without scripts the landing page shows everything but the buttons", () =>
    on(
      "landing",
      async (tab) => {
        demand(await tab.getByText("https://intercom-mcp.example.com/mcp", { exact: true }).first().isVisible(), "no address");
        demand((await tab.getByRole("button").count()) === 0, "a button that does nothing");
        await tab.locator("summary", { hasText: "Claude Code" }).click();
        demand(await tab.getByText("claude mcp add").isVisible(), "no command");
      },
      { javaScriptEnabled: false },
    ),
  );
}
