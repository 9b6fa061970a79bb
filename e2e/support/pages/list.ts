import { expect, type Locator, type Page } from '@playwright/test';

/** A list on the left of the window: what waits, the requests or the products. */
export class List {
  readonly #window: Page;

  constructor(window: Page) {
    this.#window = window;
  }

  get grid(): Locator {
    return this.#window.getByRole('grid');
  }

  row(text: string): Locator {
    return this.grid.getByRole('row').filter({ hasText: text });
  }

  get search(): Locator {
    return this.#window.getByRole('searchbox');
  }

  /** The row that is active, as a screen reader is told: by the grid, which keeps the focus. */
  async activeRow(): Promise<Locator> {
    const id = await this.grid.getAttribute('aria-activedescendant');
    expect(id, 'a row is active').not.toBeNull();
    return this.#window.locator(`[id="${id}"]`);
  }

  /** Where the upper edge of a row is on the screen, px. */
  async topOf(text: string): Promise<number> {
    const box = await this.row(text).boundingBox();
    if (box === null) throw new Error(`no row ${text} in the page`);
    return Math.round(box.y);
  }
}
