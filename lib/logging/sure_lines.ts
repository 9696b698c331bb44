/**
 * Writing that may fail without anybody having to care: what can't be written is counted, and told once.
 *
 * @module
 */
import { errorText } from "../log.ts";

/** Is told how the writing goes. */
export interface WritingWatch {
  /** Writing has begun to fail. */
  failing(reason: string): void;
  /** It works again; so many lines were lost meanwhile. */
  works(lost: number): void;
}

/** Takes lines of which none is ever thrown back. */
export class SureLines {
  /** Lines that could not be written since the start. */
  lost = 0;
  #lostNow = 0;

  /**
   * @param out writes one or more lines; throws where it can't
   * @param watch hears of a failure once, and of its end
   */
  constructor(
    private readonly out: (lines: string) => void,
    private readonly watch: WritingWatch,
  ) {}

  /** Whether the last lines were lost. */
  get failing(): boolean {
    return this.#lostNow > 0;
  }

  /** Writes lines, or counts them. */
  write(lines: string): void {
    try {
      this.out(lines);
    } catch (error) {
      const count = lines.split("\n").length;
      const isFirst = !this.failing;
      this.lost += count;
      this.#lostNow += count;
      if (isFirst) this.watch.failing(errorText(error));
      return;
    }
    if (!this.failing) return;
    const lost = this.#lostNow;
    this.#lostNow = 0;
    this.watch.works(lost);
  }
}
