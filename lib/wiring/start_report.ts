/**
 * What a start says to whoever sits there, or to what reads the log.
 *
 * @module
 */
import { examineAtStart } from "../doctor/examine.ts";
import { findingLine } from "../doctor/finding.ts";
import type { Log } from "../log.ts";
import type { Started } from "./banner.ts";
import { bannerLines } from "./banner.ts";
import { doctorWorld } from "./doctor_world.ts";
import { machine } from "./world.ts";

/** What runs where, and what is not as it should be. Programs that read JSON have the first in the line `started`. */
export async function tellOfTheStart(started: Started, log: Log): Promise<void> {
  const { config, file } = started;
  const forPeople = config.log.format === "text";
  if (forPeople) machine.err(bannerLines(started).join("\n"));
  for (const finding of await examineAtStart(doctorWorld, { config, configuration: [file] })) {
    const { about, text } = finding;
    if (forPeople) machine.err(`  ${findingLine(finding)}`);
    else log.warn("examined", { about, text });
  }
}
