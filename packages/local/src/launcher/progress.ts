const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** Runs a step and, when it takes over a second, says that it is under way and how long it took. */
export async function step<T>(
  title: string,
  work: () => Promise<T>,
  out: NodeJS.WriteStream = process.stdout,
): Promise<T> {
  const began = performance.now();
  const seconds = () => ((performance.now() - began) / 1000).toFixed(1);
  let shown = 0;
  const show = () => {
    if (out.isTTY) out.write(`\r\u001b[K${frames[shown % frames.length]} ${title} … ${seconds()} s`);
    else if (shown === 0) out.write(`  ${title} …\n`);
    else if (shown % 100 === 0) out.write(`  ${title} … ${seconds()} s\n`);
    shown += 1;
  };
  let ticking: NodeJS.Timeout | undefined;
  const starting = setTimeout(() => {
    show();
    ticking = setInterval(show, 100);
  }, 1000);
  try {
    const result = await work();
    if (shown > 0) out.write(`${out.isTTY ? "\r\u001b[K" : ""}  ${title}: done in ${seconds()} s\n`);
    return result;
  } catch (error) {
    if (shown > 0 && out.isTTY) out.write("\r\u001b[K");
    throw error;
  } finally {
    clearTimeout(starting);
    clearInterval(ticking);
  }
}
