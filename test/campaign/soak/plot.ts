/** A value over time. */
export interface Series {
  readonly name: string
  readonly unit: string
  /** The time in minutes, and the value. */
  readonly points: readonly (readonly [minute: number, value: number])[]
}

const WIDTH = 900
const ROW = 150
const LEFT = 130
const RIGHT = 20
const TOP = 30
const INNER = ROW - 2 * TOP

/** A picture (SVG) of several series, one below the other, over the same time. */
export function plot(title: string, all: readonly Series[]): string {
  const lastMinute = Math.max(1e-9, ...all.flatMap(({ points }) => points.map(([minute]) => minute)))
  const height = TOP + all.length * ROW
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="white"/>',
    `<text x="${LEFT}" y="20" font-size="14">${title}</text>`,
    ...all.map((series, row) => rowOf(series, TOP + row * ROW, lastMinute)),
    '</svg>'
  ].join('\n')
}

function rowOf({ name, unit, points }: Series, top: number, lastMinute: number): string {
  const most = Math.max(1, ...points.map(([, value]) => value))
  const x = (minute: number): string => (LEFT + (minute / lastMinute) * (WIDTH - LEFT - RIGHT)).toFixed(1)
  const y = (value: number): string => (top + TOP + INNER * (1 - value / most)).toFixed(1)
  const line = points.map(([minute, value]) => `${x(minute)},${y(value)}`).join(' ')
  const [right, bottom] = [WIDTH - RIGHT, top + TOP + INNER]
  return [
    `<text x="10" y="${top + TOP + INNER / 2}">${name}</text>`,
    `<text x="${LEFT - 6}" y="${top + TOP + 4}" text-anchor="end">${most.toFixed(0)} ${unit}</text>`,
    `<text x="${LEFT - 6}" y="${bottom + 4}" text-anchor="end">0</text>`,
    `<path d="M${LEFT},${top + TOP} V${bottom} H${right}" fill="none" stroke="#999"/>`,
    `<text x="${right}" y="${bottom + 15}" text-anchor="end">${lastMinute.toFixed(1)} min</text>`,
    `<polyline points="${line}" fill="none" stroke="#06c" stroke-width="1.5"/>`
  ].join('\n')
}
