import Agent
import Awards
import Commands
import Documents
import Log
import Messages
import Seals

/// The commands of a clerk about single claims.
enum ClaimCommands {
    static let withoutRound = Flag("without-round", "takes claims in although no round is open, for trials")
    /// The options that say where the intake's things are.
    static let place: [any Parameter] =
        AgentConfiguration.placeOptions + IntakePlace.settings.map { $0.option as any Parameter }

    static func desk(_ values: Values, isTrial: Bool = false) throws -> (IntakeDesk, IntakePlace) {
        let place = try IntakePlace(AgentConfiguration(place: values, of: .intake, IntakePlace.settings))
        guard isTrial else { return (try place.desk(), place) }
        let clock = try CommandOptions.clock(values, place.offices)
        let desk = try place.desk(needsRound: values[withoutRound] ? false : nil, nowMs: clock)
        return (desk, place)
    }

    /// Looks for new programmes and rounds; without the shared log the office's own copy stands.
    static func refresh(_ desk: IntakeDesk, _ place: IntakePlace) {
        do {
            let log = try CommandOptions.openLog(at: place.configuration.log)
            // Once more: the office's worker may copy at the same moment, and what it has copied is seen then.
            if try !isFenced({ () throws(LogError) in try desk.terms.refresh(from: log) }) { return }
            try desk.terms.refresh(from: log)
        } catch {
            Console.standard.writeError(
                "The shared log does not answer, so the office's own copy of programmes and rounds counts. (\(error))\n"
            )
        }
    }

    private static func isFenced(_ body: () throws(LogError) -> Void) throws(LogError) -> Bool {
        do throws(LogError) {
            try body()
            return false
        } catch {
            guard error.reason == .fenced else { throw error }
            return true
        }
    }

    // MARK: submit

    private static let claimFile = Argument("FILE", "the claim, a JSON object as claim.draft.v1 has it", .file)

    static let submit = Command(
        "submit", "takes a claim in, or a correction of one", [claimFile, withoutRound, CommandOptions.at] + place,
        details: """
            The same claim again changes nothing. A claim of the same programme, clause, period, applicant and object \
            with other content corrects the last version.
            """
    ) { values in
        let reader = DraftReader(json: try Document.read(values[claimFile]))
        let (desk, place) = try desk(values, isTrial: true)
        refresh(desk, place)
        do {
            let receipt = try desk.submit(reader.draft, besides: reader.faults)
            Console.standard.write(receipt.sentence + "\n")
        } catch let faults as Faults {
            throw CommandFailure(.dataError, faults.description)
        } catch let refusal as OutboxRefusal {
            throw CommandFailure(.dataError, "\(refusal.sentence.en)\n  \(refusal.sentence.zh)")
        }
    }

    // MARK: status, withdraw

    private static let claim = Argument("CLAIM", "the claim's id", .text)
    private static let reason = Option("reason", "TEXT", "why")
    private static let ofVersion = Option(
        "of-version", "N", "the last version, so that no later one is withdrawn, whenever this is said again",
        .integer(1...1_000_000))

    static let status = Command(
        "status", "shows a claim's versions, and its content with personal values masked", [claim] + place
    ) { values in
        let (desk, _) = try desk(values)
        guard let status = try desk.status(of: values[claim]) else {
            throw CommandFailure(.dataError, OutboxRefusal.unknownClaim(values[claim]).sentence.en)
        }
        Console.standard.write(String(decoding: status.bytes, as: UTF8.self) + "\n")
    }

    static let withdraw = Command(
        "withdraw", "takes a claim back", [claim, reason, ofVersion, CommandOptions.at, withoutRound] + place
    ) {
        values in
        let (desk, _) = try desk(values, isTrial: true)
        do {
            let version = values[ofVersion].map { Int64($0) }
            let receipt = try desk.withdraw(values[claim], reason: values[reason], version: version)
            Console.standard.write(receipt.sentence + "\n")
        } catch let refusal as OutboxRefusal {
            throw CommandFailure(.dataError, "\(refusal.sentence.en)\n  \(refusal.sentence.zh)")
        }
    }

    // MARK: evidence

    private static let file = Argument("FILE", "the file", .file)
    private static let digest = Option("digest", "DIGEST", "what its digest must be, sha256:…", .digest)

    static let evidence = Command(
        "evidence", "keeps a file under its SHA-256, and shows the digest that a claim names", [file, digest] + place
    ) { values in
        let (desk, _) = try desk(values)
        do {
            let stored = try desk.evidence.store(file: values[file], saying: values[digest])
            Console.standard.write("\(stored)\n")
        } catch let refusal as EvidenceStore.Refusal {
            throw CommandFailure(.dataError, "\(values[file]): \(refusal)")
        }
    }
}

extension OutboxReceipt {
    /// What a person is told.
    var sentence: String {
        let what: String
        switch (isWithdrawal, isNew, version) {
        case (true, true, _): what = "is withdrawn 已撤回"
        case (true, false, _): what = "was withdrawn before 此前已撤回"
        case (false, true, 1): what = "is taken in 已受理"
        case (false, true, _): what = "is corrected 已更正"
        case (false, false, _): what = "was taken in before, unchanged 此前已受理，未变"
        }
        return "\(claim) \(what) (version \(version), lodged \(lodged), received \(received))"
    }
}

extension ValueKind where Value == SHA256Digest {
    static var digest: ValueKind { ValueKind("sha256: and 64 hexadecimal digits") { SHA256Digest($0) } }
}
