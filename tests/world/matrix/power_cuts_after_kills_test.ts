import { matrixTests } from "../../support/world/matrix_tests.ts";
import { allSlowly, SCENES } from "../../support/world/scenes.ts";

// What the first life left unsynced, the second one has read when the power goes.
matrixTests(allSlowly(SCENES), { deaths: ["process", "power"], sample: null });
