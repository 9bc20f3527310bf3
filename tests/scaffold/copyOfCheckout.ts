import { execFileSync, spawn } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

export const checkout = join(import.meta.dirname, "../..");

/** A copy of the checkout as it stands, committed or not, whose packages are links; gone when it is disposed. */
export function copyOfCheckout() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "madang-new-subgraph-")));
  using made = new DisposableStack();
  made.defer(() => rmSync(root, { recursive: true, force: true }));

  const listed = (...options: string[]) =>
    git(checkout, "ls-files", "-z", "--exclude-standard", ...options)
      .split("\0")
      .filter(Boolean);
  for (const path of listed("--cached", "--others")) copyFile(path, root);
  // What is generated is made again only where it has to be.
  const generated = listed("--others", "--ignored", "--directory").filter((path) =>
    /(^|\/)(__generated__|dist)\/$/.test(path),
  );
  for (const folder of generated) cpSync(join(checkout, folder), join(root, folder), { recursive: true });
  for (const folder of ["", "router", ...globSync(["packages/*", "subgraphs/*", "examples/*"], { cwd: checkout })])
    linkPackages(join(folder, "node_modules"), root);

  git(root, "init", "--quiet");
  git(root, "add", "--all");
  git(
    root,
    "-c",
    "user.name=Trial",
    "-c",
    "user.email=trial@example.com",
    "-c",
    "commit.gpgsign=false",
    "commit",
    "--quiet",
    "--message",
    "As it was",
  );
  const all = made.move();
  return {
    root,
    run: (...command: readonly [string, ...string[]]) => runIn(root, command),
    /** Every file that is not as it was: `A path` or `M path`. */
    changes() {
      git(root, "add", "--all");
      return git(root, "diff", "--cached", "--name-status", "--no-renames")
        .split("\n")
        .filter(Boolean)
        .map((line) => line.replace("\t", " "));
    },
    /** The lines that a file lost, and those that it gained. */
    difference(path: string) {
      const lines = git(root, "diff", "--cached", "--unified=0", "--", path)
        .split("\n")
        .filter((line) => /^[+-](?![+-]{2} )/.test(line));
      const of = (sign: string) => lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));
      return { lost: of("-"), gained: of("+") };
    },
    [Symbol.dispose]: () => all.dispose(),
  };
}

function copyFile(path: string, root: string): void {
  const [from, to] = [join(checkout, path), join(root, path)];
  // Deleted, but not committed as such yet.
  if (!lstatSync(from, { throwIfNoEntry: false })) return;
  mkdirSync(dirname(to), { recursive: true });
  if (lstatSync(from).isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else copyFileSync(from, to);
}

/** Packages of others are links to the checkout's; our own are what the copy has. */
function linkPackages(folder: string, root: string): void {
  const [from, to] = [join(checkout, folder), join(root, folder)];
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from)) {
    if (entry === ".package-lock.json") copyFileSync(join(from, entry), join(to, entry));
    else if (entry === "@madang")
      cpSync(join(from, entry), join(to, entry), { recursive: true, verbatimSymlinks: true });
    else if (entry === ".bin" || !entry.startsWith(".")) symlinkSync(join(from, entry), join(to, entry));
  }
}

const git = (cwd: string, ...args: string[]) =>
  execFileSync("git", args, { cwd, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });

/** Runs a program in the copy to its end, as from a shell of its own. */
function runIn(root: string, [program, ...args]: readonly [string, ...string[]]) {
  const kept = ["HOME", "USER", "LANG", "TMPDIR", "CI", "npm_execpath"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.startsWith(checkout));
  const env = { ...Object.fromEntries(kept), PATH: [join(root, "node_modules", ".bin"), ...path].join(delimiter) };
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; output: string }>();
  const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  child.once("error", reject).once("close", (code) => resolve({ code, output }));
  return promise;
}
