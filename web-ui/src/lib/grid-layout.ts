export interface Size {
  width: number
  height: number
}

export interface Grid {
  columns: number
  rows: number
  tile: Size
}

/** Pictures of people come at this shape; a tile of another shape crops them. */
const PICTURE_ASPECT = 16 / 9
/** How far a tile may bend away from it before it is left smaller than its cell. */
const NARROWEST = 0.8
const WIDEST = 2.4

/**
 * The even grid that shows most of everybody: of all column counts, the one whose tiles keep the largest area, weighed by how much of
 * the picture a tile of that shape would crop away. The last row may be shorter; it is centred by whoever draws it.
 */
export function bestGrid(count: number, area: Size, gap: number): Grid {
  let best: Grid = { columns: 1, rows: Math.max(1, count), tile: { width: 0, height: 0 } }
  let bestScore = -1
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.max(1, Math.ceil(count / columns))
    const cell = {
      width: (area.width - gap * (columns - 1)) / columns,
      height: (area.height - gap * (rows - 1)) / rows,
    }
    if (cell.width <= 0 || cell.height <= 0) continue
    const tile = fitWithin(cell)
    const aspect = tile.width / tile.height
    const shown = Math.min(aspect / PICTURE_ASPECT, PICTURE_ASPECT / aspect)
    const score = tile.width * tile.height * Math.sqrt(shown)
    if (score > bestScore) {
      bestScore = score
      best = { columns, rows, tile }
    }
  }
  return best
}

function fitWithin(cell: Size): Size {
  const aspect = cell.width / cell.height
  if (aspect > WIDEST) return { width: Math.floor(cell.height * WIDEST), height: Math.floor(cell.height) }
  if (aspect < NARROWEST) return { width: Math.floor(cell.width), height: Math.floor(cell.width / NARROWEST) }
  return { width: Math.floor(cell.width), height: Math.floor(cell.height) }
}
