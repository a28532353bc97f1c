import Agent
import Awards
import Log
import Messages
import Policy

/// How far an office, and each below it, is toward the targets of the policies that it knows, as `records` tell now.
struct TargetReport {
    /// Target by target, the office first, then those below it that have reported.
    let rows: [TargetProgress]

    /// - Parameter year: nil: each year that something was reported for.
    init(_ year: Int64?, _ book: YearBook, _ log: any EventLog) throws {
        let members = book.offices.all.filter { candidate in
            book.offices.chain(from: candidate.division).contains { $0.division == book.office.division }
        }.sorted { ($1.tier, $0.division) < ($0.tier, $1.division) }
        var figures = TargetFigures()
        for member in members {
            let topic = Stream.records.topic(of: member.division)
            try LogScan.run(log, try LogScan.partitions(of: topic, in: log)) { record in
                guard record.header(text: "ce_type") == FigureReported.type, let payload = record.payload else {
                    return true
                }
                figures.take(try FigureReported(reading: payload))
                return true
            }
        }
        let policies = book.state.year.policies
        let rulebooks = try policies.keys.sorted().compactMap { programme -> Rulebook? in
            guard let digest = policies[programme], let file = book.state.policies[digest] else { return nil }
            return try Rulebook(Programme.load(Array(file.utf8), file: programme))
        }
        var rows: [TargetProgress] = []
        for year in year.map({ [$0] }) ?? figures.years {
            for rulebook in rulebooks where rulebook.programme.runs(in: year) {
                let all = members.map { figures.progress(of: rulebook, at: $0.division, in: book.offices, year: year) }
                for target in rulebook.programme.targets.indices {
                    rows += all.map { $0[target] }.filter { $0.figure != nil || $0.office == book.office.division }
                }
            }
        }
        self.rows = rows
    }
}
