import { seedTests } from "../support/world/seed_tests.ts";

seedTests(1);
