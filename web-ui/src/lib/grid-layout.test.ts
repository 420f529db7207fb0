import { describe, expect, it } from 'vitest'
import { bestGrid, type Size } from './grid-layout'

const desktop: Size = { width: 1400, height: 780 }
const phone: Size = { width: 374, height: 640 }

describe('the grid of people', () => {
  it.each([
    [1, 1, 1],
    [2, 2, 1],
    [3, 2, 2],
    [4, 2, 2],
    [5, 3, 2],
    [6, 3, 2],
    [9, 3, 3],
    [12, 4, 3],
  ])('puts %i people of a wide window in %i columns and %i rows', (count, columns, rows) => {
    expect(bestGrid(count, desktop, 8)).toMatchObject({ columns, rows })
  })

  it('stacks two people on a phone held upright', () => {
    expect(bestGrid(2, phone, 8)).toMatchObject({ columns: 1, rows: 2 })
  })

  it('never overflows its area, whatever the area and the number of people', () => {
    for (let count = 1; count <= 25; count++) {
      for (const width of [288, 390, 768, 1024, 1440, 2560]) {
        for (const height of [160, 320, 700, 1400]) {
          const { columns, rows, tile } = bestGrid(count, { width, height }, 8)
          expect(tile.width * columns + 8 * (columns - 1)).toBeLessThanOrEqual(width)
          expect(tile.height * rows + 8 * (rows - 1)).toBeLessThanOrEqual(height)
          expect(columns * rows).toBeGreaterThanOrEqual(count)
        }
      }
    }
  })

  it('answers something harmless for nobody and for no room', () => {
    expect(bestGrid(0, desktop, 8).rows).toBe(1)
    expect(bestGrid(3, { width: 0, height: 0 }, 8).tile).toEqual({ width: 0, height: 0 })
  })
})
