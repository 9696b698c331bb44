/**
 * What the screens of the daily work say, in English.
 *
 * @module
 */
import type { workZh } from "./work_zh.ts";

/** The part of the catalogue. */
export const workEn: typeof workZh = {
  reconciliation: "Reconciliation",
  chargeTypes: {
    0: "mobile",
    1: "Q coins",
    2: "QQ membership",
    3: "games",
    4: "utilities",
    5: "data",
    6: "tickets",
    7: "landline",
    8: "broadband",
    9: "fuel card",
  },
  outcomes: { 1: "Succeeded", 2: "In doubt", 3: "Failed", partial: "Partly succeeded" },
  list: {
    chargeType: "Type",
    cash: "Amount",
    from: "from",
    to: "to",
    flag: "Flag",
    flags: { needsYou: "needs you", contradicted: "contradicted" },
    times: { today: "today", yesterday: "yesterday", week: "last seven days", between: "between" },
    searchHelp: "number, supplier's number, account or its last 4",
    result: "Result",
    more: "More",
    wrongTime:
      "The time can't be read: YYYY-MM-DD or YYYY-MM-DDThh:mm, the first before the second.",
    unfinished: "Older orders have not been looked at yet.",
    goOn: "Look further back",
    select: "Select",
    selectOrder: (number) => `Select order ${number}`,
    selectAll: "Select this page",
    withSelected: "With those selected:",
    withAll: "With all that match:",
  },
  bulk: {
    actions: { push: "Push results again", inquire: "Ask the channels" },
    help: {
      push:
        "Sends the server the same results once more. They don't change, and nothing is topped up again.",
      inquire:
        "Asks the channels now what became of these orders. Only asks; nothing is topped up again.",
    },
    check: "Check",
    summary: (count, cash) => `${count} orders, ${cash} yuan in all`,
    leftOut: (count) => `${count} are left alone`,
    confirmedToo: (count) =>
      `The server has confirmed ${count} of them already; it gets the same results once more.`,
    onlyFirst: (max) => `Too many match: only the newest ${max} are dealt with.`,
    nothing: "Nothing that can be dealt with is selected.",
    confirm: (action, count) => `${action}: ${count} orders`,
    doneTitle: "Done",
    done: (count, cash) => `${count} orders done, ${cash} yuan in all.`,
    leftTitle: "Left alone",
    why: "Why",
    left: {
      notFound: "there is no such order",
      notSettled: "it has no result that could be pushed",
      nothingToAsk: "no channel can be asked about it, or it has its result",
      storeDown: "the store can't be written now; try again later",
    },
    back: "Back to the list",
  },
  page: {
    story: {
      happened: "What happened",
      money: "The money",
      next: "What comes next",
      untouched: "Nothing was executed, no money has moved.",
      maybe: "Money may have moved, or not; it is not executed a second time.",
      received: "The order is stored; its ack is on the way.",
      receivedNext:
        "Once the ack is out a channel gets it; if it can't be written, the order is not executed and fails.",
      queued: "The ack is out; the order waits for a channel.",
      queuedNext: "The channel takes it as soon as it is free and open.",
      processing: (channel, since) =>
        `Given to channel ${channel} at ${since}; its result has not come yet.`,
      processingNext:
        "The channel's result is waited for, and asked for in growing intervals; you can ask now.",
      deskNext: "Somebody has to do it and enter the result.",
      claimedNext: (by, since) => `${by} took it on at ${since} and is to enter the result.`,
      leaseNext: (until) =>
        `Without a result by ${until} from the program that has it, it goes to review.`,
      review: (reason) => `Nobody knows what became of it: ${reason}`,
      heldNext:
        "Compare with the supplier and the server, and enter the result: what came after the backup is not known here, and nothing is pushed before.",
      reviewNext: (until) =>
        `Find out from the channel and enter the result; without a clear one by ${until}, "uncertain" is pushed.`,
      settled: { 1: "It succeeded.", 2: "The outcome is uncertain.", 3: "It failed." },
      partly: (done, cash) => `It succeeded in part: ${done} of ${cash} yuan.`,
      by: (by, at) => `Said by ${by} at ${at}.`,
      money1: (done, cost) => `${done} yuan were topped up, at a cost of ${cost}.`,
      money2:
        "Nobody knows whether money has moved: it counts as uncertain and has to be reconciled.",
      money3: "Nothing was topped up; nothing should be charged.",
      pending: (at, attempts) =>
        attempts === 0
          ? `The result is about to be pushed (${at}).`
          : `Pushed ${attempts} times without an OK; next at ${at}.`,
      lastError: (error) => `Last time: ${error}`,
      confirmed: (at) => `The server said OK at ${at}. Nothing is left to do.`,
      abandoned:
        "Pushing was given up; the server may not know the result. It can be pushed again.",
      done: "Succeeded",
      contradicted:
        "Mind: after the result the channel said the contrary (see the timeline). The result stays; ask the channel.",
    },
    sinceReceipt: "After receipt",
    seconds: (text) => `${text} s`,
    cancelHelp:
      "No channel has it, so it certainly was not executed: it can be ended as failed, and that pushed.",
    inquire: "Ask the channel",
    inquireHelp: "Asks the channel now what became of it. Only asks; nothing is topped up again.",
    asked: "The channel was asked; its answer is in the timeline.",
    nothingToAsk: "No channel is at it, or its channel can't be asked.",
    settledNothingToAsk: "It has its result and is not asked about any more.",
    takenBy: (by, since) => `${by} took it on at ${since}.`,
    took: "took",
    request: "Request",
    answer: "Answer",
    packets: "Packets",
    packet: {
      order: "Order (server → czdock)",
      ack: "Ack (czdock → server)",
      callback: "Callback (czdock → server)",
    },
    exact: "Byte for byte what is sent.",
    rebuilt:
      "Written anew from the stored order: passwords are ***, the members stand in the document's order.",
    asText: "Text (decoded from GBK)",
    asHex: "Hex",
    bytes: (count) => `${count} bytes`,
    diagnosis: "Diagnosis",
    diagnosisHelp: "Can be sent to support as it is: it has no password and no key.",
    copy: "Copy",
    attempt: "Times given to a channel",
    supplierRef: "Supplier's number",
    callbackTo: "Callback to",
  },
  deskPage: {
    help:
      "The oldest first. Take an order on before you begin, so that nobody else does the same; enter the result afterwards. " +
      "j / k or ↓ / ↑ move between orders.",
    claim: "Take on",
    release: "Give back",
    takeBack: "Take back",
    takeBackHelp: "Whoever has it may have begun: ask first.",
    mine: "You have it",
    waitingSince: "Waiting",
    copyAccount: "Copy account",
    copyAmount: "Copy amount",
    outcome: "Result",
    doneCash: "Amount that succeeded (in part)",
    toReview: "Next: check",
    filter: { all: "All", mine: "Mine", free: "Nobody's" },
    told: {
      claimed: "It is yours.",
      released: "Given back.",
      settled: "The result is entered and on its way.",
      notFound: "There is no such order.",
      taken: "Somebody else has it; nothing was changed.",
      notClaimable: "It does not wait at a desk; nothing was changed.",
      storeDown: "The store can't be written now; nothing was changed. Try again later.",
    },
    tooMany: (shown) => `Only the oldest ${shown} are shown.`,
  },
  recon: {
    days: "Days",
    show: "Show",
    sumsOf: (from, to) => from === to ? `Results of ${from}` : `Results of ${from} to ${to}`,
    help: "By the day of the result, not of the receipt.",
    day: "Day",
    count: "Count",
    cash: "Ordered",
    done: "Succeeded",
    cost: "Cost",
    total: "Total",
    byChannel: "By channel",
    empty: "No order got its result on these days.",
    tooLong: (days) => `At most ${days} days, the first not after the last.`,
    none: "(no channel)",
    upload: "Compare with a supplier's statement",
    uploadHelp:
      "Choose a day, a channel and the supplier's statement as CSV (UTF-8 or GBK). Compared by our number, the supplier's " +
      "number or the account; no order is changed.",
    file: "Statement",
    encoding: "Encoding",
    encodings: { auto: "find out", "utf-8": "UTF-8", gbk: "GBK" },
    amountIs: "Its amounts are",
    amountKinds: { cash: "face values", cost: "costs" },
    compare: "Compare",
    result: "Comparison",
    columns: {
      number: "Our number",
      ref: "Supplier's number",
      account: "Account",
      amount: "Amount",
      state: "State",
    },
    noColumn: "none",
    columnsHelp:
      "The columns as they were made out; change what is wrong. Without a state, every line counts as succeeded.",
    again: "Compare again by these columns",
    verdict: "Verdict",
    verdicts: {
      twice: "twice in the statement",
      state: "states differ",
      theirsOnly: "statement only",
      oursOnly: "ours only",
      amount: "amounts differ",
      matched: "agree",
    },
    ours: "Our amount",
    theirs: "Their amount",
    oursSaid: "We say",
    theirsSaid: "They say",
    row: "Line",
    said: { succeeded: "succeeded", failed: "failed", open: "open", unread: "not understood" },
    differences: "Differences",
    firstOnly: (shown, all) => `The first ${shown} of ${all}; all of them are in the CSV.`,
    allMatch: "Everything agrees.",
    exportDifferences: "Differences as CSV",
    otherDay: (count) =>
      `${count} lines are about orders that came in on another day; they were compared, too.`,
    gone: "The file of this comparison is gone; upload it again.",
    problems: {
      noFile: "No file was chosen.",
      tooLarge: (mib) => `The file is too large, at most ${mib} MiB.`,
      encoding: "The file is not in the chosen encoding, nor in UTF-8 or GBK.",
      tooManyRows: (max) => `Too many lines, at most ${max}.`,
      openQuote: (line) => `A quote in line ${line} is never closed.`,
      empty: "There is nothing in the file.",
      noColumns: "No column for a number or an account was made out: choose one.",
      tooManyOrders: (max) =>
        `More than ${max} orders of that channel on that day: use the export.`,
      noDay: "There is no day, or it is not YYYY-MM-DD.",
      noChannel: "There is no such channel.",
    },
  },
};
