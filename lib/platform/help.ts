/**
 * What `--help` prints.
 *
 * @module
 */

/** Of `czdock send`. */
export const SEND_HELP = `czdock send: 扮演服务器,发一张定单
  发送签名的定单,显示应答,等待回调,回答 OK,并检查两个签名。不给参数时,发的就是协议文档里的样例定单。
  Plays the server once: sends a signed order (without flags the document's sample), prints the ack, waits for
  the callback, answers OK, and checks both signatures.

  --host 127.0.0.1        czdock 的地址 / czdock's address
  --port 60000            czdock 的端口 / czdock's port
  --key KEY               md5key,默认为样例的密钥 / by default the sample's
  --callback-port 50899   回调接收端口,0 为任一空闲端口 / 0 takes a free one
  --callback-host ADDR    接收回调的本机地址,默认 0.0.0.0 或 :: / where to take callbacks
  --wait 60s              应答之后等回调多久 / how long to wait for the callback
  --no-callback           不等回调 / do not wait for it

  定单字段 / the order's fields:
  --charge-id --charge-acct --charge-cash --charge-type --amount --face-value --var1 --var2 --var3 --var4
  --product-sn --nbr-area --card-sn --card-password --agent-acct --agent-pass --card-id --ret-rsn

  退出码 / exit code: 0 应答 0 且回调签名正确; 1 不是这样; 2 用法错误
  0 acked with 0 and called back, both signed; 1 not so; 2 wrong usage`;

/** Of `czdock platform`. */
export const PLATFORM_HELP = `czdock platform: 扮演服务器,做试运行或压力测试
  发送许多定单,接收回调,记账,最后报告丢失、重复、迟到。
  Plays the server for a trial or a load test: sends many orders, takes the callbacks, keeps the books, and
  reports what was lost, doubled or late.

  --host 127.0.0.1        czdock 的地址 / czdock's address
  --port 60000            czdock 的端口 / czdock's port
  --key KEY               md5key,默认为样例的密钥 / by default the sample's
  --callback-port 50899   回调接收端口,0 为任一空闲端口 / 0 takes a free one
  --callback-host ADDR    接收回调的本机地址 / where to take callbacks
  --count 5000            定单数 / orders
  --rate 0                每秒定单数,0 为尽量快 / orders a second, 0 as fast as the connections allow
  --connections 32        同时的连接数 / connections at a time
  --first-id N            第一个定单流水号,默认由时钟得出 / first chargeId, by default from the clock
  --fault none            回调端的故障 / how the callback port misbehaves, in the first part of the run:
                          refusing 拒绝连接 | hanging 不应答 | garbage 乱答 | reset 断开 | split OK 分段 | mixed 都有
  --fault-share 0.3       遇到故障的份额 / share of callbacks that meet it
  --within 120s           应答之后多久没有结果算迟到 / a first callback later than that after the ack is late
  --no-resend             没有应答的定单不再发送 / do not send again what got no ack
  --strict --no-strict    同一结果在 OK 之后再来是否算重复;默认: 没见过 czdock 中断时算
                          whether the same result after our OK is a double; by default only while czdock was
                          never seen to be away (after SIGKILL it may send a result once more)
  --confirm-strangers     对不是这次的定单也回答 OK / answer OK for orders that this run did not send, too
  --timeout 10m           最长运行时间 / the whole run's limit
  --grace 2s              全部确认之后再听多久 / how long to listen for doubles after the last OK
  --book FILE             结束时写下账本,供 czdock audit --server-book 核对 / write the book for czdock audit
  --json                  以 JSON 报告 / print the summary as JSON

  退出码 / exit code: 0 全部接收并确认,没有丢失、重复、迟到、签名错误; 1 不是这样; 2 用法错误
  0 all acked and confirmed, none lost, double, late or wrongly signed; 1 not so; 2 wrong usage`;
