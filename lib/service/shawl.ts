/**
 * How czdock becomes a service of Windows, which starts programs only through a wrapper.
 *
 * @module
 */

/** What `czdock service` prints on Windows. `docs/install.md` says the same at more length. */
export function shawlLines(executable: string, config: string): string[] {
  return [
    "Windows 服务由 Shawl 代为启动 (https://github.com/mtkennerly/shawl)。 A wrapper, Shawl, starts it as a service.",
    "把 shawl.exe 放到 czdock 旁边,以管理员身份运行 put shawl.exe beside czdock, and run as an administrator:",
    "",
    `  shawl add --name czdock --stop-timeout 10000 --restart-if-not 0,2 -- "${executable}" serve --config "${config}"`,
    "  sc config czdock start= auto",
    "  sc start czdock",
    "",
    "停止 stop:      sc stop czdock",
    "卸载 uninstall: sc stop czdock && sc delete czdock",
    "日志写到文件 log to a file: log: { file: czdock.log }",
  ];
}
