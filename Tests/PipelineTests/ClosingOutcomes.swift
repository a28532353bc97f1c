import Agent
import Log
import Messages

/// What a run whose round is closed came to: the awards byte by byte, what the city said of the round, and its answers.
struct ClosingOutcomes {
    /// What was said, by stream and order.
    private(set) var said: [String: String] = [:]
    /// What nobody may say, or nobody said.
    private(set) var faults: [String] = []
    /// How often each outcome was proposed, and how often each thing was done on the way.
    private(set) var kinds: [String: Int] = [:]
    /// What the round was blocked by when it was blocked last.
    let blockers: [RoundBlocker]
    let isConfirmed: Bool

    init(_ log: any EventLog, _ world: World) throws {
        let told = try RoundTold(log)
        blockers = told.closed == nil ? told.blocked?.blockers ?? [] : []
        isConfirmed = told.confirmed != nil
        var claims: Set<String> = []
        for (number, record) in try Records.all(log, "\(World.city).awards").enumerated() {
            said["award \(number)"] = record.text
            guard record.type == AwardProposed.type else { continue }
            let proposed = try AwardProposed(reading: record.payload)
            kinds[proposed.outcome.rawValue, default: 0] += 1
            if !claims.insert("\(proposed.of.claim)@\(proposed.of.office)").inserted {
                faults.append("\(proposed.of.claim) has two proposals")
            }
        }
        // What blocked the round on the way depends on what came when.
        for (number, record) in try Records.all(log, "\(World.city).rounds").filter({ $0.type != RoundBlocked.type })
            .enumerated()
        {
            said["round \(number)"] = record.text
            if record.type == RoundWaived.type { kinds["waived", default: 0] += 1 }
        }
        for county in World.counties {
            // Where the marker lies among them depends on when the round was closed.
            let claims = try Records.all(log, "\(county).claims").filter { $0.type != IntakeComplete.type }
            for (number, record) in claims.enumerated() { said["\(county).claims \(number)"] = record.text }
        }
        var answered: Set<String> = []
        for record in try Records.all(log, "\(World.city).answers") {
            let answer = try OrderAnswered(reading: record.payload)
            if !answered.insert(answer.order).inserted { faults.append("\(answer.order) was answered twice") }
            // Whether a review is asked at all depends on what came when.
            if answer.stage == "round" { said["answer \(answer.order)"] = record.text }
        }
        for record in try Records.all(log, "\(World.city).verifications") {
            guard record.type == ClaimVerified.type else { continue }
            if try ClaimVerified(reading: record.payload).number > 1 { kinds["verified again", default: 0] += 1 }
        }
        kinds["letters", default: 0] += try Records.all(log, "\(World.city).dead-letters").count
        check(claims, world, isClosed: told.closed != nil)
    }

    /// Claims of the last second are in, those of the next are not.
    private mutating func check(_ claims: Set<String>, _ world: World, isClosed: Bool) {
        guard let close = world.close, isClosed else { return }
        for claim in close.inTime where !claims.contains(where: { $0.hasPrefix("\(claim)@") }) {
            faults.append("\(claim) was lodged in time, and is not in the round")
        }
        for claim in close.late where claims.contains(where: { $0.hasPrefix("\(claim)@") }) {
            faults.append("\(claim) was lodged a second late, and is in the round")
        }
    }

    /// Where two runs came to something else, each in a line.
    func differences(from quiet: ClosingOutcomes) -> [String] {
        Set(said.keys).union(quiet.said.keys).sorted().compactMap { what in
            let (now, then) = (said[what], quiet.said[what])
            return now == then ? nil : "\(what):\n    \(now ?? "nothing")\n    in the quiet run: \(then ?? "nothing")"
        }
    }
}
