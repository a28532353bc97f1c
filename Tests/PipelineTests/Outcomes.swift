import Agent
import Log
import Messages

/// What a run came to: for each thing that people ask about, the last word on it, without how it came to that.
struct Outcomes {
    /// The last word on each claim's version, order, waybill count and so on.
    private(set) var last: [String: String] = [:]
    /// What was said that nobody may say: twice, or twice differently, or of something that nobody asked for.
    private(set) var faults: [String] = []

    /// How many versions came to each kind of end, for the tests of this test.
    private(set) var kinds: [String: Int] = [:]

    /// - Parameters:
    ///   - city: the office that verifies and assesses.
    ///   - counties: the offices that take in.
    init(_ log: any EventLog, city: String, counties: [String]) throws {
        var lodged: Set<String> = []
        for county in counties {
            for (number, record) in try Records.all(log, "\(county).claims").enumerated() {
                // Nothing behind the outbox may change their order.
                last["\(county).claims \(number)"] = record.text
                lodged.insert(try Self.version(in: record))
            }
        }
        for topic in ["programmes", "rounds"] {
            for (number, record) in try Records.all(log, "\(city).\(topic)").enumerated() {
                last["\(topic) \(number)"] = record.text
            }
        }
        for record in try Records.all(log, "\(city).dead-letters") { faults.append("a dead letter: \(record.text)") }
        try addVerifications(log, city, lodged)
        try addAssessments(log, city)
        for record in try Records.all(log, "\(city).answers") {
            let answer = try OrderAnswered(reading: record.payload)
            once("answer \(answer.order)", record.text)
        }
        for record in try Records.all(log, "\(city).waybill-counts") where record.type == WaybillCounts.type {
            let counts = try WaybillCounts(reading: record.payload)
            last["counts \(counts.firm) \(counts.year) \(counts.task)"] = record.text
        }
    }

    private static func version(in record: Records) throws -> String {
        switch record.type {
        case ClaimSubmitted.type: name(ClaimVersion(of: try ClaimSubmitted(reading: record.payload)))
        case ClaimWithdrawn.type: name(try ClaimWithdrawn(reading: record.payload).of)
        default: "?"
        }
    }

    private static func name(_ of: ClaimVersion) -> String { "\(of.claim)@\(of.office)#\(of.version)" }

    /// Something that is said once and for all.
    private mutating func once(_ what: String, _ word: String) {
        if let known = last[what] {
            faults.append("\(what) was said again" + (known == word ? "" : ", and differently: \(known) then \(word)"))
        }
        last[what] = word
    }

    private mutating func addVerifications(_ log: any EventLog, _ city: String, _ lodged: Set<String>) throws {
        var open: [String: String] = [:]
        func isLodged(_ name: String, _ faults: inout [String]) {
            if !lodged.contains(name) { faults.append("\(name) was verified, and nobody lodged it") }
        }
        for record in try Records.all(log, "\(city).verifications") {
            switch record.type {
            case ClaimVerified.type:
                var verified = try ClaimVerified(reading: record.payload)
                // How often it was looked at depends on what came when.
                verified.number = 0
                // What was lodged stands with a version's first outcome, whichever that was.
                verified.lodged = nil
                isLodged(Self.name(verified.of), &faults)
                once("verified \(Self.name(verified.of))", Self.text(verified))
            case ClaimRefused.type:
                var refused = try ClaimRefused(reading: record.payload)
                refused.number = 0
                refused.lodged = nil
                isLodged(Self.name(refused.of), &faults)
                once("verified \(Self.name(refused.of))", Self.text(refused))
            case ClaimWithdrawn.type:
                let name = Self.name(try ClaimWithdrawn(reading: record.payload).of)
                isLodged(name, &faults)
                once("verified \(name)", record.text)
            case ClaimWaiting.type:
                let waiting = try ClaimWaiting(reading: record.payload)
                let missing = waiting.missing.map { "\($0.kind) \($0.key) \($0.facts)" }.joined(separator: "; ")
                let name = Self.name(ClaimVersion(of: waiting.claim))
                isLodged(name, &faults)
                open[name] = missing
            case ReviewRequested.type:
                let review = try ReviewRequested(reading: record.payload)
                // Whether an officer was asked before a row said the same depends on what came when.
                if open[Self.name(review.of)] == nil { open[Self.name(review.of)] = "" }
            case FindingMade.type:
                let finding = try FindingMade(reading: record.payload)
                last["finding \(finding.claim) \(finding.office)"] = record.text
            default: faults.append("\(record.position) is a \(record.type)")
            }
        }
        for (name, missing) in open where last["verified \(name)"] == nil {
            last["verified \(name)"] = "waits for \(missing)"
            kinds["waiting", default: 0] += 1
        }
        for name in lodged where last["verified \(name)"] == nil { faults.append("\(name) was lost by verify") }
    }

    private mutating func addAssessments(_ log: any EventLog, _ city: String) throws {
        var outcomes: [String: ClaimAssessed] = [:]
        for record in try Records.all(log, "\(city).assessments") where record.type == ClaimAssessed.type {
            var assessed = try ClaimAssessed(reading: record.payload)
            assessed.number = 0
            let name = Self.name(assessed.of)
            if let before = outcomes[name]?.outcome, !(Self.isOpen(before) && before != assessed.outcome) {
                faults.append("\(name) was \(before.rawValue), then \(assessed.outcome.rawValue)")
            }
            if last["verified \(name)"] == nil { faults.append("\(name) was assessed, and nobody verified it") }
            outcomes[name] = assessed
        }
        for (name, assessed) in outcomes {
            last["assessed \(name)"] = Self.text(assessed)
            kinds[assessed.outcome.rawValue, default: 0] += 1
        }
        for (what, word) in last where what.hasPrefix("verified ") && !word.hasPrefix("waits for") {
            let name = String(what.dropFirst("verified ".count))
            if outcomes[name] == nil { faults.append("\(name) was lost by assess") }
        }
    }

    /// Whether another word may follow.
    private static func isOpen(_ outcome: ClaimAssessed.Outcome) -> Bool {
        outcome == .refer || outcome == .waiting
    }

    private static func text(_ message: some Message) -> String { String(decoding: message.bytes, as: UTF8.self) }

    /// Where two runs came to something else, each in a line.
    func differences(from quiet: Outcomes) -> [String] {
        Set(last.keys).union(quiet.last.keys).sorted().compactMap { what in
            let (now, then) = (last[what], quiet.last[what])
            return now == then ? nil : "\(what):\n    \(now ?? "nothing")\n    in the quiet run: \(then ?? "nothing")"
        }
    }
}
