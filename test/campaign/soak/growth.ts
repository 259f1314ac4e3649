/**
 * How much a value grows in each minute over the last half of the time, by the line of least squares.
 * 0 for fewer than two points.
 */
export function growthOf(points: readonly (readonly [minute: number, value: number])[]): number {
  const later = points.slice(Math.floor(points.length / 2))
  const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / Math.max(values.length, 1)
  const meanMinute = mean(later.map(([minute]) => minute))
  const meanValue = mean(later.map(([, value]) => value))
  const spread = later.reduce((total, [minute]) => total + (minute - meanMinute) ** 2, 0)
  return spread === 0 ? 0 : later.reduce((total, [minute, value]) => total + (minute - meanMinute) * (value - meanValue), 0) / spread
}
