import Agent
import Awards
import Commands
import Log

/// `duixian trace`: one claim's way through every agent.
enum TraceCommand {
    private static let claim = Argument("CLAIM", "the claim's id, or the applicant's USCC", .text)

    static let command = Command(
        "trace", "shows a claim's way through every agent, and what it waits for",
        [claim, CommandOptions.offices, CommandOptions.log, CommandOptions.config],
        details: """
            It reads the claims, verifications, assessments, rounds and awards of every office, and prints each record \
            of the claim and of its round: when it was written, where it stands, and what it says, of an award each \
            step; at last what the claim waits for, and who must act. With a USCC it shows all claims of that applicant.
            """
    ) { values in
        let offices = try CommandOptions.loadOffices(values)
        let log = try CommandOptions.openLog(values)
        // In a trial records carry the times of its story; those of the log are all of one minute.
        var trace = ClaimTrace(values[claim], byEventTime: offices.isTrial)
        for topic in Self.topics(of: offices) {
            let partitions = try LogScan.partitions(of: topic, in: log)
            guard !partitions.isEmpty else { continue }
            try LogScan.run(log, partitions) { record in
                trace.take(record)
                return true
            }
        }
        guard !trace.isEmpty else {
            throw CommandFailure(.unavailable, "\(log.name) holds no record of \(values[claim]).")
        }
        Console.standard.write(trace.text(offices))
    }

    /// In the order of a claim's life.
    private static func topics(of offices: Offices) -> [String] {
        [Stream.claims, .verifications, .assessments, .rounds, .awards, .days].flatMap { stream in
            offices.all.filter { office in office.streams.contains(stream) }.map { stream.topic(of: $0.division) }
        }
    }
}
