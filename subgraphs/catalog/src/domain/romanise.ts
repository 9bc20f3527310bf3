const initials = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"];
const medials = [
  ...["a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae"],
  ...["oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"],
];
const finals = [
  ...["", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l"],
  ...["p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"],
];

const first = 0xac00;

function romaniseSyllable(syllable: string): string {
  const place = (syllable.codePointAt(0) ?? first) - first;
  const initial = Math.floor(place / (medials.length * finals.length));
  const medial = Math.floor(place / finals.length) % medials.length;
  return `${initials[initial]}${medials[medial]}${finals[place % finals.length]}`;
}

/** Writes Hangul in Latin letters, syllable by syllable after the Revised Romanisation: `등불` becomes `deungbul`. */
export const romanise = (text: string) => text.normalize("NFC").replace(/[가-힣]/g, romaniseSyllable);
