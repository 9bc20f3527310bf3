import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startPostgres } from "../postgres/index.ts";
import { launch, portBase, temporaryHome } from "../testing/launched.ts";

describe("a start that cannot succeed", () => {
  it("names the port that is taken, before anything is started", async () => {
    using home = temporaryHome();
    const base = portBase();
    const other = createServer().listen(base + 4, "127.0.0.1");
    await once(other, "listening");

    await using start = launch(home.path, base);
    expect(await start.ended).toBe(1);
    other.close();
    expect(start.complaints()).toBe(
      `Port ${base + 4} (orders) is taken by another program: end that, or set MADANG_PORT_BASE to move all of Madang's ports.\n`,
    );
    expect(existsSync(join(home.path, ".madang", "postgres"))).toBe(false);
  });

  it("names the database that refuses the password", async () => {
    using home = temporaryHome();
    await using postgres = await startPostgres({
      dataDir: join(home.path, "other"),
      port: 0,
      superuserPassword: "right",
    });
    await using start = launch(home.path, portBase(), {
      DATABASE_URL_ORDERS: `postgresql://postgres:wrong@127.0.0.1:${postgres.port}/orders`,
    });
    expect(await start.ended).toBe(1);
    expect(start.complaints()).toBe(
      `DATABASE_URL_ORDERS: PostgreSQL at 127.0.0.1:${postgres.port} refuses this user or password.\n`,
    );
  });

  it("names the setting that cannot be used", async () => {
    using home = temporaryHome();
    await using start = launch(home.path, 80);
    expect(await start.ended).toBe(1);
    expect(start.complaints()).toMatch(/^Settings that cannot be used: MADANG_PORT_BASE: .+\.\n$/);
  });

  it("names the data folder that is damaged, and stops what it had started", async () => {
    using home = temporaryHome();
    const data = join(home.path, ".madang", "postgres");
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, "PG_VERSION"), "18\n");

    await using start = launch(home.path, portBase());
    expect(await start.ended).toBe(1);
    expect(start.complaints()).toBe(`The folder ${data} is not empty and holds no whole PostgreSQL database.\n`);
    expect(existsSync(join(home.path, ".madang", "launcher.json"))).toBe(false);
  });
});
