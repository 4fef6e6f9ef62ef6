/**
 * A look for each contender: its colour, told apart by eyes that confuse red and green (Okabe and Ito 2008, darkened or lightened to
 * 3:1 against the page), and a dash, so that colour is never all there is. The same contender keeps its look in table, chart and strip.
 */
interface Look {
  readonly colour: string;
  readonly dash: string;
}

const LIGHT = ['#0072b2', '#b25000', '#00785a', '#a3447c', '#3f3f46', '#7a6a00', '#2b8cc4', '#8a3ffc'] as const;
const DARK = ['#56b4e9', '#e69f00', '#2fc29b', '#e08bbb', '#d4d4d8', '#f0e442', '#8fc7ff', '#be95ff'] as const;
const DASHES = ['', '7 3', '2 3', '9 3 2 3'] as const;

export function lookOf(index: number, isDark: boolean): Look {
  const colours = isDark ? DARK : LIGHT;
  const colour = colours[index % colours.length] ?? LIGHT[0];
  return { colour, dash: DASHES[Math.floor(index / colours.length + index) % DASHES.length] ?? '' };
}
