import { matrixTests } from "../../support/world/matrix_tests.ts";
import { allSlowly, LARGE_SCENES } from "../../support/world/scenes.ts";

/** After each first death so many second ones: `WORLD_PAIRS=all`, or `WORLD_PAIRS=20:7` for others of another seed. */
const [each, seed = "1"] = (Deno.env.get("WORLD_PAIRS") ?? "3:1").split(":");
const sample = each === "all" ? null : { each: Number(each), seed: Number(seed) };

matrixTests(LARGE_SCENES, { deaths: ["process", "process"], sample });
matrixTests(allSlowly(LARGE_SCENES), { deaths: ["power", "power"], sample });
