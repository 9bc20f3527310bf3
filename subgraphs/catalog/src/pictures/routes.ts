import { allMotifs, allPalettes, draw, picturePath } from "./draw.ts";

const headers = { "content-type": "image/svg+xml", "cache-control": "public, max-age=86400" };

/** The sample shop's pictures, each at its own address. */
export const pictureRoutes = Object.fromEntries(
  allMotifs.flatMap((motif) =>
    allPalettes.map((palette) => [
      picturePath(motif, palette),
      async () => new Response(draw(motif, palette), { headers }),
    ]),
  ),
);
