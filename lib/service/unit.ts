/**
 * The systemd unit that czdock runs under.
 *
 * @module
 */

/** What a unit is made of. Paths are absolute, as the service will see them, and plain (`isPlainPath`). */
export interface UnitValues {
  readonly executable: string;
  readonly config: string;
  /** The folder that it runs in: the configuration's. */
  readonly folder: string;
  /** The folders that it may write to, and no others. */
  readonly writable: readonly string[];
  readonly user: string;
}

/** The first line; a unit that has it is ours to replace or remove. */
export const MARK = "# czdock service install";

/**
 * The unit's text. The user is a lasting one: the store, its key and its backups have one owner over all starts, and the
 * configuration is the operator's file, which a user that exists only while the service runs could not be given.
 */
export function unitText(values: UnitValues): string {
  return [
    MARK,
    "# 改动请用 systemctl edit,重装会覆盖本文件。 Change it with systemctl edit: another install overwrites this file.",
    "",
    "[Unit]",
    "Description=czdock 充值平台外围对接模块",
    "Wants=network-online.target",
    "After=network-online.target time-sync.target",
    "",
    "[Service]",
    ...processLines(values),
    "",
    ...PROTECTION,
    `ReadWritePaths=${values.writable.map(quoted).join(" ")}`,
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");
}

/** How it is started, watched and stopped. Its group is its user's own: that is whom an install gives the files to. */
function processLines({ executable, config, folder, user }: UnitValues): string[] {
  return [
    "Type=notify",
    "NotifyAccess=main",
    `ExecStart=${quoted(executable)} serve --config ${quoted(config)}`,
    "ExecReload=/bin/kill -HUP $MAINPID",
    `WorkingDirectory=${path(folder)}`,
    `User=${user}`,
    "UMask=0077",
    "# 2: 配置不对或定单库打不开,重启无益。 The configuration is wrong or the store can't be opened: starting again does not help.",
    "Restart=on-failure",
    "RestartPreventExitStatus=2",
    "RestartSec=2s",
    "TimeoutStartSec=60s",
    "TimeoutStopSec=15s",
    "# 事件循环或定单库卡住一分钟,即重启。 Started again when the event loop or the store has been stuck for a minute.",
    "WatchdogSec=60s",
    "KillMode=mixed",
    "LimitNOFILE=65536",
  ];
}

/** What it can't do to the machine, whatever is wrong with it. */
const PROTECTION: readonly string[] = [
  "NoNewPrivileges=yes",
  "CapabilityBoundingSet=",
  "AmbientCapabilities=",
  "ProtectSystem=strict",
  "ProtectHome=yes",
  "PrivateTmp=yes",
  "PrivateDevices=yes",
  "ProtectClock=yes",
  "ProtectControlGroups=yes",
  "ProtectHostname=yes",
  "ProtectKernelLogs=yes",
  "ProtectKernelModules=yes",
  "ProtectKernelTunables=yes",
  "ProtectProc=invisible",
  "RemoveIPC=yes",
  "# NETLINK: 域名解析要用。 For looking up names.",
  "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK",
  "RestrictNamespaces=yes",
  "RestrictRealtime=yes",
  "RestrictSUIDSGID=yes",
  "LockPersonality=yes",
  "SystemCallArchitectures=native",
  "SystemCallFilter=@system-service",
  "SystemCallErrorNumber=EPERM",
  "# 没有 MemoryDenyWriteExecute:V8 要在内存中生成代码。 Not MemoryDenyWriteExecute, for V8 makes code in memory.",
];

/** What makes the user, for `systemd-sysusers`. */
export function sysusersText(user: string, folder: string): string {
  return `${MARK}\nu ${user} - "czdock" ${quoted(folder)}\n`;
}

/** Names of units and users that can be taken as they are. */
export function isPlainName(name: string): boolean {
  return /^[a-z_][a-z0-9_-]{0,30}$/.test(name);
}

/** Whether a path can stand in a unit: systemd starts nothing whose path has quotes, dollars or backslashes in it. */
export function isPlainPath(path: string): boolean {
  return !/["'$\\\p{Cc}]/u.test(path);
}

/** A path where no words are told apart, so that quotes would be part of it. */
function path(text: string): string {
  return text.replaceAll("%", "%%");
}

function quoted(text: string): string {
  return `"${text.replaceAll("%", "%%")}"`;
}
