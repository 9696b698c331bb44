import { matrixTests } from "../../support/world/matrix_tests.ts";
import { allSlowly, SCENES } from "../../support/world/scenes.ts";

matrixTests(allSlowly(SCENES), { deaths: ["power", "power"], sample: null });
