/**
 * Everything that is looked at.
 *
 * @module
 */
import type { Config } from "../config.ts";
import { localFileOf } from "../store_path.ts";
import { examineClock } from "./clock.ts";
import { examineDescriptors } from "./descriptors.ts";
import { examineDisk } from "./disk.ts";
import { examineExposure, examineRoutes } from "./exposure.ts";
import { examineFiles } from "./files.ts";
import type { Finding } from "./finding.ts";
import { examinePorts, examineReserved } from "./ports.ts";
import { examineServers } from "./servers.ts";
import type { DoctorWorld } from "./world.ts";

/** What is examined. */
export interface Patient {
  readonly config: Config;
  /** The configuration and the files that it takes secrets from. */
  readonly configuration: readonly string[];
  /** Whether czdock runs: its ports are its own then. */
  readonly running: boolean;
}

/** Examines the machine and the configuration, one after the other. Never throws for what it finds. */
export async function* examine(world: DoctorWorld, patient: Patient): AsyncIterable<Finding> {
  const { config, configuration, running } = patient;
  const storePath = localFileOf(config.store.path);
  yield* await examineClock(world, config.timezone, storePath);
  yield* examineDisk(world, storePath);
  yield* await examineDescriptors(world, config);
  if (!running) yield* examinePorts(world, config);
  yield* await examineReserved(world, config);
  yield* examineFiles(world, { configuration, storePath });
  yield* await examineServers(world, config.servers);
  yield* examineExposure(config);
  yield* examineRoutes(config);
}

/** What a start says of it: what is quickly looked at and is not as it should be. */
export async function examineAtStart(
  world: DoctorWorld,
  { config, configuration }: Omit<Patient, "running">,
): Promise<Finding[]> {
  const findings = [
    ...await examineReserved(world, config),
    ...examineFiles(world, { configuration, storePath: localFileOf(config.store.path) }),
    ...examineExposure(config),
    ...examineRoutes(config),
  ];
  return findings.filter(({ level }) => level !== "ok");
}
