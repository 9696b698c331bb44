/**
 * The platforms that there are executables for.
 *
 * @module
 */
import denoJson from "../deno.json" with { type: "json" };

/** A platform, and where its base is found on npm. */
export interface Target {
  readonly name: string;
  readonly triple: string;
  readonly basePackage: string;
}

/** Every platform. */
export const TARGETS: readonly Target[] = [
  {
    name: "linux-x64",
    triple: "x86_64-unknown-linux-gnu",
    basePackage: "@stdy/cli-linux-x64",
  },
  {
    name: "linux-arm64",
    triple: "aarch64-unknown-linux-gnu",
    basePackage: "@stdy/cli-linux-arm64",
  },
  {
    name: "windows-x64",
    triple: "x86_64-pc-windows-msvc",
    basePackage: "@stdy/cli-win32-x64",
  },
  {
    name: "macos-arm64",
    triple: "aarch64-apple-darwin",
    basePackage: "@stdy/cli-darwin-arm64",
  },
];

/** The file that a release has for a platform. `Dockerfile` and `docs/install.md` name the same. */
export function releaseFile({ name }: Target, version: string = denoJson.version): string {
  return `czdock-${version}-${name}${name.startsWith("windows") ? ".exe" : ""}`;
}

/** The machine that runs this. @throws {Error} there is no executable for it */
export function thisMachine(): Target {
  const target = TARGETS.find(({ triple }) => triple === Deno.build.target);
  if (target === undefined) throw new Error(`there is no executable for ${Deno.build.target}`);
  return target;
}
