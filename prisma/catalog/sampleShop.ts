import type { ProductRow } from "../../subgraphs/catalog/src/actions/importProducts.ts";
import { slugOf } from "../../subgraphs/catalog/src/domain/slug.ts";
import { type Motif, type Palette, picturePath, pictureSize } from "../../subgraphs/catalog/src/pictures/draw.ts";

/** A text in English and Korean. */
type Texts = readonly [en: string, ko: string];

export const categories: readonly { slug: string; names: Texts; parent?: string }[] = [
  { slug: "home", names: ["Home", "집"] },
  { slug: "lighting", names: ["Lighting", "조명"], parent: "home" },
  { slug: "table", names: ["At the table", "식탁"], parent: "home" },
  { slug: "tea", names: ["Tea", "차"], parent: "table" },
  { slug: "textiles", names: ["Textiles", "직물"], parent: "home" },
  { slug: "storage", names: ["Storage", "수납"], parent: "home" },
  { slug: "garden", names: ["Garden", "정원"] },
  { slug: "desk", names: ["Desk and paper", "책상과 종이"] },
  { slug: "play", names: ["Play", "놀이"] },
  { slug: "kites", names: ["Kites", "연"], parent: "play" },
];

const designs = {
  crane: ["Crane", "학"],
  moon: ["Moon", "달"],
  wave: ["Wave", "물결"],
  pine: ["Pine", "소나무"],
  plum: ["Plum blossom", "매화"],
  tiger: ["Tiger", "호랑이"],
  cloud: ["Cloud", "구름"],
  bamboo: ["Bamboo", "대나무"],
  magpie: ["Magpie", "까치"],
  lotus: ["Lotus", "연꽃"],
} as const satisfies Record<string, Texts>;

const palettes: readonly Palette[] = ["amber", "indigo", "jade", "plum", "slate"];

interface Model {
  readonly code: string;
  readonly category: string;
  readonly motif: Motif;
  readonly names: Texts;
  readonly texts: Texts;
  readonly pence: number;
  readonly designs: readonly (keyof typeof designs)[];
  readonly sized?: boolean;
}

const model = (
  [code, category, motif]: readonly [string, string, Motif],
  names: Texts,
  texts: Texts,
  pence: number,
  chosen: readonly (keyof typeof designs)[],
  sized = false,
): Model => ({ code, category, motif, names, texts, pence, designs: chosen, sized });

const models: readonly Model[] = [
  model(
    ["LAN", "lighting", "lantern"],
    ["paper lantern", "종이등"],
    [
      "Mulberry paper on a bamboo frame, folded flat when it is not lit.",
      "대나무 살에 한지를 바른 등. 쓰지 않을 때는 납작하게 접힙니다.",
    ],
    1250,
    ["crane", "moon", "lotus"],
    true,
  ),
  model(
    ["GLA", "lighting", "lantern"],
    ["glass lantern", "유리등"],
    [
      "Hand-blown glass in a brass frame, for candles indoors and out.",
      "황동 틀에 손으로 분 유리를 끼운 등. 안에서도 밖에서도 촛불을 지킵니다.",
    ],
    2400,
    ["pine", "cloud", "tiger"],
  ),
  model(
    ["CAN", "lighting", "candle"],
    ["beeswax candle", "밀랍초"],
    ["Burns for forty hours and smells of honey.", "마흔 시간 동안 타며 꿀 향기가 납니다."],
    850,
    ["plum", "bamboo", "moon"],
    true,
  ),
  model(
    ["MUG", "table", "mug"],
    ["mug", "머그잔"],
    ["Stoneware for 300 ml, safe in the dishwasher.", "300밀리리터가 들어가는 석기 잔. 식기세척기에 넣어도 됩니다."],
    990,
    ["magpie", "wave", "tiger"],
  ),
  model(
    ["BOW", "table", "bowl"],
    ["rice bowl", "밥그릇"],
    ["Porcelain with a celadon glaze.", "청자 유약을 입힌 도자기 그릇."],
    1400,
    ["crane", "lotus", "cloud"],
  ),
  model(
    ["PLA", "table", "bowl"],
    ["serving bowl", "나눔 그릇"],
    ["Wide enough for a salad for six.", "여섯 사람의 샐러드가 넉넉히 담깁니다."],
    2650,
    ["wave", "pine", "plum"],
  ),
  model(
    ["POT", "tea", "teapot"],
    ["teapot", "찻주전자"],
    ["Pours without a drip; for four cups.", "물이 흐르지 않게 따라지는 네 잔들이 주전자."],
    3200,
    ["bamboo", "crane", "plum"],
  ),
  model(
    ["CUP", "tea", "mug"],
    ["tea cup", "찻잔"],
    ["Thin at the lip and heavy at the foot.", "입술 닿는 곳은 얇고 굽은 묵직합니다."],
    780,
    ["moon", "lotus", "pine"],
  ),
  model(
    ["CUS", "textiles", "cushion"],
    ["cushion", "방석"],
    ["Quilted cotton with a filling of buckwheat.", "누빈 면에 메밀을 채운 방석."],
    1990,
    ["tiger", "magpie", "cloud"],
    true,
  ),
  model(
    ["SCA", "textiles", "scarf"],
    ["wool scarf", "양모 목도리"],
    ["Woven from lambswool, 180 cm long.", "어린 양의 털로 짠 180센티미터 목도리."],
    2900,
    ["wave", "pine", "moon"],
  ),
  model(
    ["TOW", "textiles", "scarf"],
    ["tea towel", "행주"],
    ["Linen that dries quickly and lasts for years.", "빨리 마르고 오래 쓰는 아마 행주."],
    690,
    ["plum", "magpie", "bamboo"],
  ),
  model(
    ["BAS", "storage", "basket"],
    ["willow basket", "버들 바구니"],
    ["Woven by hand, with a handle that folds.", "손잡이가 접히는, 손으로 엮은 바구니."],
    2250,
    ["cloud", "bamboo", "wave"],
    true,
  ),
  model(
    ["BOX", "storage", "basket"],
    ["keepsake box", "보물 상자"],
    ["Lacquered wood with a lid that fits to a hair.", "뚜껑이 머리카락 하나 틈 없이 맞는 옻칠 상자."],
    3650,
    ["crane", "lotus", "tiger"],
  ),
  model(
    ["PLT", "garden", "planter"],
    ["planter", "화분"],
    ["Terracotta that frost does not crack.", "서리에도 갈라지지 않는 테라코타 화분."],
    1750,
    ["lotus", "pine", "wave"],
    true,
  ),
  model(
    ["BIR", "garden", "lantern"],
    ["bird feeder", "새 모이집"],
    ["Hangs from a branch and keeps the seeds dry.", "가지에 매달면 모이가 젖지 않습니다."],
    1600,
    ["magpie", "crane", "plum"],
  ),
  model(
    ["NOT", "desk", "notebook"],
    ["notebook", "공책"],
    ["160 pages of laid paper, bound with thread.", "실로 꿰맨 160쪽 줄무늬 종이 공책."],
    750,
    ["moon", "tiger", "bamboo"],
  ),
  model(
    ["CAR", "desk", "notebook"],
    ["set of cards", "카드 묶음"],
    ["Eight cards with envelopes, printed from wood blocks.", "목판으로 찍은 카드 여덟 장과 봉투."],
    620,
    ["plum", "cloud", "magpie"],
  ),
  model(
    ["CLO", "desk", "clock"],
    ["desk clock", "탁상시계"],
    ["A quiet movement behind convex glass.", "볼록한 유리 뒤에서 조용히 갑니다."],
    3900,
    ["pine", "moon", "wave"],
  ),
  model(
    ["KIT", "kites", "kite"],
    ["kite", "연"],
    ["Flies in the lightest wind, with 50 m of line.", "약한 바람에도 나는 연과 50미터 실."],
    1490,
    ["tiger", "crane", "cloud"],
  ),
  model(
    ["SHI", "kites", "kite"],
    ["shield kite", "방패연"],
    ["The kite with the round hole, for those who want to fight.", "가운데가 둥글게 뚫린 싸움 연."],
    2190,
    ["magpie", "lotus", "bamboo"],
  ),
];

const sizes: readonly { code: string; names: Texts; percent: number }[] = [
  { code: "S", names: ["Small", "작은 것"], percent: 100 },
  { code: "M", names: ["Medium", "중간 것"], percent: 140 },
  { code: "L", names: ["Large", "큰 것"], percent: 190 },
];

// Round figures of each currency for a price in pence.
const prices = (pence: number) => [
  { currency: "GBP", minor: BigInt(pence) },
  { currency: "USD", minor: BigInt(Math.round((pence * 127) / 1_000) * 10) },
  { currency: "EUR", minor: BigInt(Math.round((pence * 116) / 1_000) * 10) },
  { currency: "KRW", minor: BigInt(Math.round((pence * 175) / 1_000) * 100) },
  { currency: "JPY", minor: BigInt(Math.round((pence * 19) / 100) * 10) },
];

const inBoth = ([en, ko]: Texts) => [
  { locale: "en", name: en },
  { locale: "ko", name: ko },
];

// The same SKU begins with the same stock wherever the shop is set up: 40 to 400.
const openingStock = (sku: string) =>
  40 + ([...sku].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 361, 7) % 361);

function productRow(model: Model, design: keyof typeof designs, palette: Palette): ProductRow {
  const [en, ko] = designs[design];
  const name: Texts = [`${en} ${model.names[0]}`, `${ko} ${model.names[1]}`];
  const base = `MD-${model.code}-${design.toUpperCase()}`;
  const variants = model.sized ? sizes : [{ code: "", names: null, percent: 100 }];
  return {
    slug: slugOf(name[0]),
    texts: inBoth(name).map((text, i) => ({ ...text, description: model.texts[i] ?? "" })),
    category: model.category,
    picture: {
      url: picturePath(model.motif, palette),
      alt: { en: `Drawing of a ${model.names[0]}`, ko: `${model.names[1]} 그림` },
      width: pictureSize,
      height: pictureSize,
    },
    variants: variants.map(({ code, names, percent }) => {
      const sku = code ? `${base}-${code}` : base;
      return {
        sku,
        names: names ? inBoth(names) : [],
        prices: prices(Math.round((model.pence * percent) / 1_000) * 10),
        openingStock: openingStock(sku),
      };
    }),
  };
}

/** Sixty products of our own. */
export const products: readonly ProductRow[] = models.flatMap((model, m) =>
  model.designs.map((design, d) => productRow(model, design, palettes[(m + d * 2) % palettes.length] ?? "amber")),
);
