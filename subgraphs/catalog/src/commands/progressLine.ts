/** Says how far a command is: on a terminal in one line that changes, elsewhere every few seconds. */
export function progressLine(out: NodeJS.WriteStream, now: () => number): (text: string) => void {
  const every = out.isTTY ? 100 : 3_000;
  let last = now();
  return (text) => {
    if (now() - last < every) return;
    last = now();
    out.write(out.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  };
}
