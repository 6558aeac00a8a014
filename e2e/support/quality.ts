// What a page looks like to those who measure it: faults of accessibility, movement, and what sticks out.
import type { Page } from '@playwright/test'
import axe from 'axe-core'

/** Counts from the start of every page that follows how far things have moved by themselves. */
export async function recordShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Reflect.set(window, 'movedBy', 0)
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const isOwn = Reflect.get(entry, 'hadRecentInput') !== true
        if (isOwn)
          Reflect.set(window, 'movedBy', Reflect.get(window, 'movedBy') + Reflect.get(entry, 'value'))
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

/** The sum of the page's layout shifts so far. */
export function readShift(page: Page): Promise<number> {
  // Two frames: what has just been painted is counted by then.
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(Reflect.get(window, 'movedBy'))))
      }),
  )
}

/** What axe finds wrong, one line each. */
export async function findFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await Reflect.get(window, 'axe').run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations.flatMap(({ id, nodes }: { id: string; nodes: { target: string[] }[] }) =>
      nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
    )
  })
}

/** The elements that stick out of the page to the side. */
export function findOverflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const isOut = (element: Element): boolean => {
      const { left, right } = element.getBoundingClientRect()
      return right > left && (right > width + 0.5 || left < -0.5)
    }
    const out = Array.from(document.body.querySelectorAll('*')).filter(isOut)
    return document.documentElement.scrollWidth > width
      ? out.map((element) => element.outerHTML.slice(0, 80))
      : []
  })
}
