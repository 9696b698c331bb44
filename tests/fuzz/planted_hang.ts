/**
 * A surface that hangs, for the test of what looks after that.
 *
 * @module
 */
import type { Surface } from "./surface.ts";
import { surface } from "./surface.ts";

/** Only the one. */
export const SURFACES: readonly Surface[] = [
  surface({
    name: "planted",
    reaches: [],
    make: () => 0,
    feed: () => {
      for (;;);
    },
    judge: () => "never",
    show: () => "",
  }),
];
