import assert from "node:assert/strict";
import { matrixTests } from "../../support/world/matrix_tests.ts";
import { WORLD_POINTS } from "../../support/world/points.ts";
import { SCENES } from "../../support/world/scenes.ts";

const { met } = matrixTests(SCENES, { deaths: ["process", "process"], sample: null });

Deno.test("there is no named point at which no scene was killed", () => {
  assert.deepEqual(WORLD_POINTS.filter((point) => !met.has(point)), []);
});
