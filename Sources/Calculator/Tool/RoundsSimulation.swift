import Agent
import Awards
import Commands
import Decimals
import FoundationEssentials
import Lines
import Log
import Messages
import Policy

/// The rounds of a year once more under changed rules: each over the claims that it was closed over, as they are verified
/// by now, in the order in which they were closed, for what one gives counts as paid before the next.
struct RoundsSimulation {
    private var recorded: RecordedRounds
    private let offices: Offices
    private let language: Language
    /// Where the policies of the log are files while they are read.
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("duixian-\(UUID().uuidString)")
    let rounds: [String]
    /// The policies that the rounds were decided by, and those that are tried.
    private(set) var before: [String: Rulebook] = [:]
    private(set) var after: [String: Rulebook] = [:]
    private(set) var notes: [String] = []

    /// - Parameter year: of the rounds; nil: the newest year of which one is adjudicated.
    init(
        _ log: any EventLog, _ offices: Offices, of office: Division, year: String?, in language: Language
    ) throws {
        recorded = try RecordedRounds(log, offices, of: office)
        self.offices = offices
        self.language = language
        let state = recorded.state
        let periods = recorded.adjudicated.compactMap { state.rounds[$0]?.opened.period }
        guard let period = year ?? periods.max() else {
            throw CommandFailure(.unavailable, "\(log.name) holds no round of \(office) that is adjudicated.")
        }
        rounds = recorded.adjudicated.filter { state.rounds[$0]?.opened.period == period }
        guard !rounds.isEmpty else {
            throw CommandFailure(
                .unavailable,
                "\(log.name) holds no adjudicated round of \(office) for \(period); there are rounds for "
                    + "\(Set(periods).sorted().joined(separator: ", ")).")
        }
        for round in rounds where state.rounds[round]?.confirmed == nil {
            notes.append("\(round) is not confirmed yet: what it proposes stands for its awards.")
        }
        before = try withPolicies { try PolicyFolder.load(files: $0) }
        after = before
    }

    mutating func apply(_ plan: SimulationPlan) throws {
        let tried = try withPolicies { _ in try plan.applied(to: before) }
        after = tried.rulebooks
        notes += tried.notes
    }

    /// The policies as the log holds them, as files, so that what is tried can name places in them. They are there in
    /// the body only.
    private func withPolicies<Result>(_ body: ([String]) throws -> Result) throws -> Result {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files: Set<String> = []
        for round in rounds {
            guard let opened = recorded.state.rounds[round]?.opened,
                let text = recorded.state.files[opened.policy]
            else { continue }
            // Of two policies of one programme the later round's counts.
            let file = folder.appendingPathComponent("\(opened.programme).yaml")
            try Data(text.utf8).write(to: file)
            files.insert(file.path)
        }
        return try body(files.sorted())
    }

    // MARK: Rounds

    mutating func report(
        _ terms: RoundTrial.GuideTerms, greatest: Int, keepingAll: Bool
    ) throws -> SimulationReport {
        var report = SimulationReport(greatest: greatest, keepingAll: keepingAll)
        var number = 0
        for round in rounds {
            guard let life = recorded.state.rounds[round], let closing = life.closing,
                let rulebook = after[closing.programme]
            else { continue }
            var work = try recorded.decider.work(recorded.state, life)
            work.trial = RoundTrial(rulebook: rulebook, terms: terms)
            let tried: AdjudicatedRound
            do {
                tried = try work.adjudicated(.none)
            } catch {
                throw CommandFailure(.dataError, "\(round) cannot be adjudicated so: \(error)")
            }
            var proposals: [(ProposalName, AwardProposed)] = []
            for line in tried.lines {
                let name = tried.name(of: line)
                let proposal = tried.proposal(of: line, recorded.state, revision: life.closed?.revision ?? 1)
                proposals.append((name, proposal))
                guard let standing = recorded.state.proposals[name], standing.content.isOfRules else { continue }
                number += 1
                let after: Assessment? =
                    if case .adjudicated(let place) = line.said { tried.outcomes[place].assessment } else { nil }
                report.add(
                    claim(proposal.of),
                    SimulatedOutcomes(
                        before: standing.content.assessment(recorded.state.corrections[name]?.content), after: after),
                    line: number)
            }
            recorded.replace(round, by: proposals)
        }
        return report
    }

    private func claim(_ of: ClaimVersion) -> SimulationClaim {
        let office = Division(of.office).flatMap { offices[$0] }
        return SimulationClaim(
            programme: of.programme, clause: of.clause, facts: [:], id: of.claim, applicant: of.applicant,
            county: office.map { "\($0.division) \($0.name[language])" } ?? of.office)
    }
}

extension StandingProposal.Content {
    /// Whether the clause's rules said it: not a refusal by the verifier, nor that the claim stands elsewhere.
    fileprivate var isOfRules: Bool {
        switch outcome {
        case .award, .reject, .refer, .waitlist, .ask, .target, .bound: true
        case .refused, .withdrawn, .duplicate, .carried: false
        }
    }

    /// What stands of it, after its last correction.
    fileprivate func assessment(_ correction: AwardCorrected?) -> Assessment {
        var assessment = Assessment(said)
        var borne = shares
        if let correction {
            assessment.outcome =
                correction.afterFen > 0
                ? .award(Money(fen: correction.afterFen))
                : .reject(reason: correction.outcomeReason ?? reason ?? "", ceiling: nil)
            borne = correction.shares
        }
        assessment.shares.county = borne?.county.map { Money(fen: $0) }
        assessment.shares.city = borne?.city.map { Money(fen: $0) }
        assessment.shares.region = borne?.region.map { Money(fen: $0) }
        assessment.shares.returned = borne?.returned.map { Money(fen: $0) }
        return assessment
    }

    private var said: Policy.Outcome {
        let ceiling = ceilingFen.map { Money(fen: $0) }
        return switch outcome {
        case .award: .award(Money(fen: awardFen ?? 0))
        case .refer: .refer(reason: reason ?? "", ceiling: ceiling)
        case .waitlist: .waitlist(reason: reason ?? "", available: Money(fen: availableFen ?? 0))
        case .ask: .ask(asks ?? [])
        case .target: .target(isMet: isMet ?? false)
        case .bound: .bound(isKept: isMet ?? false)
        case .reject, .refused, .withdrawn, .duplicate, .carried: .reject(reason: reason ?? "", ceiling: ceiling)
        }
    }
}
