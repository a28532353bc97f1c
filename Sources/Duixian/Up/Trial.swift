import Agent
import Awards
import Commands
import FoundationEssentials
import Glibc
import Log
import Messages

/// Runs a script's steps on an installation that is up, shows how claims get on, and says what they came to.
struct Trial {
    let up: Up
    let place: Up.Place
    let log: any EventLog
    let quiet: Quiet
    let script: Script

    /// - Parameter isFresh: the log is empty; else its steps were run before.
    func run(isFresh: Bool) throws {
        let began = WallClock.now()
        let reader = try TallyReader(log, up.offices)
        defer { reader.close() }
        try reader.catchUp()
        let commands = try ScriptRun(
            script, folder: up.folder, common: place.common(up.config), stateFolder: place.state, quiet.supervisor)
        var steps: [YearPages.Step] = []
        up.say("\n\(script.title.zh)\n\(script.title.en)\n")
        if isFresh {
            up.say(Self.head)
            for (index, step) in script.steps.enumerated() {
                for part in step.parts {
                    try commands.run(part)
                    try quiet.wait()
                    if up.stop.isSet { return }
                }
                try reader.catchUp()
                let counts = reader.tally.total
                up.say(line(index + 1, step, counts))
                steps.append((step.title, counts))
            }
        } else {
            up.say(
                "\(log.name) holds records already, so no step is run again (without --log, and DUIXIAN_LOG, it is made "
                    + "afresh). This is what they came to:")
        }
        let seconds = WallClock.now() - began
        let facts = YearFacts(reader.tally, up.offices)
        let summary = YearSummary(facts, columns: Self.terminalColumns ?? 132)
        up.say("\n" + summary.lines.joined(separator: "\n"))
        let pages = try YearPages(facts: facts, title: script.title, steps: steps).write(to: "\(up.folder)/pages")
        up.say("\n" + (numbers(reader.tally, commands.sums, seconds) + ending(facts, pages)).joined(separator: "\n"))
    }

    private static var terminalColumns: Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    // MARK: Progress

    private static let head =
        "        申报    奖补          金额（元）  待批次  退回  待决定  等待\n"
        + "      claims   awards             yuan    round refused  decide waiting"

    private func line(_ number: Int, _ step: Script.Step, _ counts: StandingCounts) -> String {
        func cell(_ number: Int, _ width: Int) -> String {
            let text = grouped(Int64(number))
            return String(repeating: " ", count: max(0, width - text.count)) + text
        }
        let money = yuan(counts.fen)
        return "\(cell(number, 2))/\(script.steps.count)" + cell(counts.claims, 7) + cell(counts.awarded, 9)
            + String(repeating: " ", count: max(0, 17 - money.count)) + money + cell(counts.toRound, 9)
            + cell(counts.refused, 8) + cell(counts.asked, 8) + cell(counts.waits, 8)
            + "  \(step.title.zh)\n" + String(repeating: " ", count: 73) + "\(step.title.en)"
    }

    // MARK: What it came to

    private func numbers(_ tally: YearTally, _ rows: ScriptRun.Rows, _ milliseconds: Int64) -> [String] {
        let versions = tally.claims.values.reduce(0) { $0 + max(0, $1.versions - 1 - ($1.isWithdrawn ? 1 : 0)) }
        let waited = tally.claims.values.filter { claim in
            if case .waits = claim.standing { return false }
            return claim.hadWaited
        }.count
        let given = tally.orders.values.reduce(0, +)
        let seconds = "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100)"
        var table = TextTable(left: [1, 2])
        func add(_ number: Int, _ zh: String, _ en: String) { table.add([grouped(Int64(number)), zh, en]) }
        add(tally.registerRows, "行登记数据和运单", "rows of registers and waybills")
        add(waited, "份申报曾等待登记数据，随后继续", "claims waited for a register, and went on when it came")
        add(versions, "次更正，收件日期不变", "corrections, which keep the first day of receipt")
        add(tally.orders["review.answer"] ?? 0, "份核查答复", "reviews answered by officers")
        add(given - tally.refusedOrders, "道指令被接受", "orders accepted, each signed with a reason")
        let refused = tally.refusedOrders + tally.refusedAtDesk
        if refused > 0 { add(refused, "道指令被拒绝，各有理由", "orders refused, each with its reason") }
        if tally.refusedAtDesk > 0 {
            add(
                tally.refusedAtDesk, "道指令因无权限等在受理处即被拒绝，留有记录",
                "of them at the desk, as of an officer without the role; recorded")
        }
        if rows.unchanged > 0 { add(rows.unchanged, "行重复提交，未作改变", "rows handed in again, which changed nothing") }
        if rows.refused > 0 {
            add(rows.refused, "行有误，退回到*.errors.csv", "bad rows, each with its reason in *.errors.csv")
        }
        if rows.requestsRefused > 0 { add(rows.requestsRefused, "次网上申报有误", "bad requests over HTTP") }
        if tally.deadLetters > 0 { add(tally.deadLetters, "条记录无法处理", "dead letters: records that could not be used") }
        return table.lines + ["", "用时\(seconds)秒。 It took \(seconds) s."]
            + (quiet.supervisor.restarts > 0
                ? ["Workers that died and were started again: \(quiet.supervisor.restarts)."] : []) + left
    }

    private var left: [String] {
        let missing = AgentKind.allCases.filter { kind in
            up.offices.all.contains { $0.agents.contains(kind) } && !kind.stages.isEmpty
                && WorkerLaunch.executable(of: kind) == nil
        }
        if missing.isEmpty { return [] }
        return ["Left out, because this build has no such program: \(missing.map(\.rawValue).joined(separator: ", "))."]
    }

    private func ending(_ facts: YearFacts, _ pages: String) -> [String] {
        let tally = facts.tally
        let program = CommandLine.arguments.first ?? "duixian"
        let folder = program.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        var lines = [
            "", "网页 To look at   \(pages)", "日志 The log      \(log.name)",
            "文件 Files        \(up.folder)  (commands.log: what was typed and answered)",
            "", "试试 What to try next:", "",
            "  export DUIXIAN_OFFICES=\(place.offices) DUIXIAN_LOG=\(place.address)",
        ]
        if !folder.isEmpty {
            lines.append("  export PATH=\"\(folder.hasPrefix("/") ? folder : "$PWD/\(folder)"):$PATH\"")
        }
        if let claim = example(tally) {
            lines.append("  duixian trace \(claim.of.claim)")
            if let file = factsFile(of: claim) {
                lines.append("  calculator explain \(claim.of.programme)/\(claim.of.clause) --facts \(file) --lang en")
            }
        }
        if let waiting = tally.claims.values.filter({ !$0.review.isEmpty }).map(\.of.claim).min() {
            lines.append("  duixian trace \(waiting)")
        }
        lines += [
            "  duixian audit",
            "  duixian replay --from \(place.address)",
            "  duixian up --folder \(up.folder) --dashboard 8090    # goes on with it: open http://127.0.0.1:8090/",
        ]
        let city = up.offices.all.first { $0.agents.contains(.verifier) }?.division.code ?? ""
        return lines + ["  verifier reviews --office \(city)    # beside it"]
    }

    /// A claim with a story: it waited, was corrected, or both, and has an amount that a trace explains.
    private func example(_ tally: YearTally) -> YearTally.Claim? {
        let awarded = tally.claims.values.filter { claim in
            if case .awarded = claim.standing { return claim.first == nil && claim.of.clause == "7-1" }
            return false
        }
        return awarded.min { left, right in
            (left.versions > 1 ? 0 : 1, left.hadWaited ? 0 : 1, left.of.claim)
                < (right.versions > 1 ? 0 : 1, right.hadWaited ? 0 : 1, right.of.claim)
        }
    }

    /// The facts that the claim was assessed on, in a file.
    private func factsFile(of claim: YearTally.Claim) -> String? {
        guard var facts = claim.assessed?.facts,
            let day = CivilDate(inShanghaiAtMilliseconds: claim.of.received.milliseconds)
        else { return nil }
        facts["applied_on"] = .text(day.description)
        let file = "\(up.folder)/files/facts.json"
        try? Data(Fact.record(facts).json.utf8).write(to: URL(filePath: file))
        return file
    }
}
