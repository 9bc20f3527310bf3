/** npm's own script when npm started this, else the program on the PATH. */
export function npm(): readonly [program: string, ...args: string[]] {
  const script = process.env["npm_execpath"];
  return script?.endsWith(".js") ? [process.execPath, script] : ["npm"];
}
