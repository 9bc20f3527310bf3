/** What the sample shop's pictures show; each is a few strokes on a square of 400. */
const motifs = {
  lantern: `<path d="M200 40v50"/><rect x="160" y="86" width="80" height="18" rx="6" class="d"/><path d="M160 104c-70 40-70 150 0 190h80c70-40 70-150 0-190z" class="m"/><path d="M185 104c-25 60-25 130 0 190M215 104c25 60 25 130 0 190"/><rect x="160" y="294" width="80" height="18" rx="6" class="d"/><path d="M200 312v44"/>`,
  mug: `<path d="M110 120h150v150q0 40-40 40h-70q-40 0-40-40z" class="m"/><path d="M260 150h30q30 0 30 40t-30 40h-30"/><path d="M110 160h150" class="n"/><path d="M150 90q-12-20 0-40M190 90q-12-20 0-40M230 90q-12-20 0-40"/>`,
  candle: `<rect x="150" y="170" width="100" height="170" rx="8" class="m"/><path d="M200 170v-34"/><path d="M200 140c-26-24-14-50 0-78 14 28 26 54 0 78z" class="d"/><path d="M150 200q20 26 34 0t30 4 36-4" class="n"/>`,
  bowl: `<path d="M80 180h240c0 90-50 140-120 140S80 270 80 180z" class="m"/><ellipse cx="200" cy="180" rx="120" ry="26" class="d"/><path d="M160 320h80v20h-80z" class="d"/>`,
  teapot: `<path d="M110 200q0-70 90-70t90 70-30 120H140q-30-50-30-120z" class="m"/><path d="M112 230q-50-10-50-60"/><path d="M290 190q60-10 50 40t-64 50"/><path d="M160 134q40-30 80 0z" class="d"/><circle cx="200" cy="104" r="14" class="d"/>`,
  cushion: `<path d="M90 100q110 26 220 0 26-4 20 20-22 80 0 160 6 24-20 20-110-26-220 0-26 4-20-20 22-80 0-160-6-24 20-20z" class="m"/><circle cx="200" cy="200" r="46" class="d"/><path d="M90 110l60 50M310 110l-60 50M90 290l60-50M310 290l-60-50" class="n"/>`,
  basket: `<path d="M90 180h220l-30 150H120z" class="m"/><path d="M120 180q0-110 80-110t80 110"/><path d="M100 220h200M106 260h188M114 296h172M150 180l14 150M200 180v150M250 180l-14 150" class="n"/>`,
  notebook: `<rect x="110" y="70" width="190" height="260" rx="12" class="m"/><path d="M140 70v260"/><rect x="170" y="120" width="100" height="60" rx="6" class="d"/><path d="M98 110h24M98 160h24M98 210h24M98 260h24"/>`,
  clock: `<circle cx="200" cy="200" r="130" class="m"/><circle cx="200" cy="200" r="100" class="d"/><path d="M200 200V126M200 200l50 34" class="n"/><circle cx="200" cy="200" r="9"/>`,
  planter: `<path d="M120 220h160l-20 120H140z" class="m"/><path d="M110 196h180v28H110z" class="d"/><path d="M200 196V90M200 150q-60-10-70-66 60 0 70 66zM200 130q50-8 66-60-58-2-66 60z" class="d"/>`,
  kite: `<path d="M200 50l100 110-100 150-100-150z" class="m"/><path d="M200 50v260M100 160h200" class="n"/><path d="M200 310q-40 20 0 36t0 34"/><circle cx="200" cy="160" r="34" class="d"/>`,
  scarf: `<path d="M120 70h80v200h-80z" class="m"/><path d="M200 70h80v150h-80z" class="d"/><path d="M130 270v40M150 270v40M170 270v40M190 270v40M210 220v36M230 220v36M250 220v36M270 220v36M120 110h160M120 150h160M120 190h160" class="n"/>`,
} as const;

const palettes = {
  amber: ["#fff6e0", "#f2a93b", "#b5651d"],
  indigo: ["#eef0fb", "#5a6fd6", "#2b2f77"],
  jade: ["#e8f6f0", "#4db6a0", "#14695a"],
  plum: ["#fbeef4", "#cf6f9f", "#7d2a55"],
  slate: ["#f0f2f4", "#8a99a8", "#3c4a57"],
} as const;

export type Motif = keyof typeof motifs;
export type Palette = keyof typeof palettes;

/** Width and height of every picture. */
export const pictureSize = 400;

/** Where a picture is, below PICTURE_BASE_URL. */
export const picturePath = (motif: Motif, palette: Palette) => `/pictures/${motif}-${palette}.svg`;

/** A picture as SVG. */
export function draw(motif: Motif, palette: Palette): string {
  const [ground, main, dark] = palettes[palette];
  const style = `.m{fill:${main}}.d{fill:${dark}}.n{stroke:${ground}}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${pictureSize} ${pictureSize}" width="${pictureSize}" height="${pictureSize}"><style>${style}</style><rect width="${pictureSize}" height="${pictureSize}" fill="${ground}"/><g fill="none" stroke="${dark}" stroke-width="8" stroke-linecap="round" stroke-linejoin="round">${motifs[motif]}</g></svg>`;
}

export const allMotifs = Object.keys(motifs) as readonly Motif[];
export const allPalettes = Object.keys(palettes) as readonly Palette[];
