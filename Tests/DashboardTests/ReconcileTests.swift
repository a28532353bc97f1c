import Agent
import Awards
import Decimals
import Foundation
import Log
import Messages
import Seals
import TestSupport
import Testing

@testable import Dashboard

/// What the money page says of payments, beside what `settler reconcile` finds on the same log.
struct ReconcileTests {
    private let folder: TemporaryFolder
    private let offices: Offices
    private let file: String
    private static let payers = ["150203", "150223"]

    init() throws {
        folder = try TemporaryFolder()
        file = folder.file("offices.yaml")
        let port = try FreePorts.block(of: 2)
        let text = """
            partitions: 2
            offices:
              - {division: "150200", name: {zh: 包头市, en: Baotou}, tier: city}

            """
        let counties = Self.payers.enumerated().map { index, division in
            """
              - division: "\(division)"
                name: {zh: 某旗, en: Some Banner}
                tier: county
                superior: "150200"
                workers: [{name: settler, agent: settler, health: "127.0.0.1:\(port + index)", runs: {settle: [0]}}]

            """
        }.joined()
        try (text + counties).write(toFile: file, atomically: false, encoding: .utf8)
        offices = try Offices.load(path: file)
    }

    @Test("awards that are paid, returned, corrected, called back and set off by chance: the same sums to the fen")
    func sums() throws {
        let path = folder.file("log.sqlite")
        let log = try SQLiteLog(file: path)
        _ = try log.create(
            offices.all.flatMap { office in
                office.streams.map { stream in
                    TopicDefinition(
                        stream.topic(of: office.division), partitions: Int32(stream.partitionCount(keyed: 2)))
                }
            })
        var random = SeededGenerator(name: "lives of awards")
        for office in Self.payers {
            var lives = Lives(office: office)
            for number in 0..<60 { try lives.add(number, &random) }
            try log.append(lives.records)
        }
        let division = try #require(Division("150200"))
        let index = try InstallationIndex(path: folder.file("index.sqlite"), own: division, log: "test")
        let taker = PictureTaker(log, offices, index, alarms: AlarmBook())
        defer { taker.close() }
        try until("all is read") { taker.take().indexBehind == 0 }

        let settler = try ChildProcess(
            ChildProcess.product("settler"), ["reconcile", "--offices", file, "--log", path])
        // There are no rounds that all this would follow from.
        #expect(try settler.wait(seconds: 120) == .exited(65), "\(settler.errors)")
        let table = settler.output.split(separator: "\n").compactMap { line -> [String]? in
            let cells = line.split(separator: " ").map(String.init)
            return cells.count == 8 && Self.payers.contains(cells[0]) ? [cells[0]] + cells.dropFirst(2) : nil
        }
        #expect(table.count == 2, "\(settler.output)")
        let own = try index.owed().map { row in
            let sums = [
                row.awardFen, row.paidFen, row.owedFen, row.returnedFen, row.recoverableFen, row.recoveredFen,
            ]
            return [row.office] + sums.map { Figures.yuan($0).replacing(",", with: "") }
        }
        #expect(own == table)
        #expect(own.allSatisfy { row in row.dropFirst().allSatisfy { $0 != "0.00" } }, "\(own)")
        #expect(try index.owed().allSatisfy { $0.differenceFen == 0 })
    }
}

/// Lives of awards at one office that pays them, as its settler writes them.
private struct Lives {
    let office: String
    private(set) var records: [OutgoingRecord] = []
    private var unpaid: [(claim: String, fen: Int64)] = []
    private let follows = RecordReference(JournalEntry.Origin(id: "o-1", digest: SHA256.digest(of: [])))

    init(office: String) { self.office = office }

    private func of(_ claim: String) -> ClaimVersion {
        var of = ClaimVersion(of: Installation.claim(claim))
        of.office = office
        return of
    }

    private mutating func write(_ message: some Message, _ id: String) {
        records.append(Installation.record(message, on: "payments", key: id, partition: 0, office: office))
    }

    mutating func add(_ number: Int, _ random: inout SeededGenerator) throws {
        let claim = "c-\(number)"
        let fen = Int64.random(in: 1_000...9_999_999, using: &random)
        owe(claim, 0, fen, award: fen)
        guard number % 5 != 4 else {
            unpaid.append((claim, fen))
            return
        }
        try send(claim, fen, "\(claim)-1")
        switch number % 5 {
        case 0: answer(claim, fen, "\(claim)-1", .paid)
        case 1:
            answer(claim, fen, "\(claim)-1", .returned)
            guard Bool.random(using: &random) else { return }
            var again = PaymentReissued()
            (again.round, again.of, again.reference, again.fen) = ("r-1", of(claim), "\(claim)-1", fen)
            (again.reason, again.order) = ("corrected", "o-2")
            write(again, "\(claim)-1.reissued")
            try send(claim, fen, "\(claim)-2")
        case 2: owe(claim, 1, 77, award: fen + 77)
        case _: callBack(claim, fen, Int64.random(in: 2..<fen, using: &random))
        }
    }

    private mutating func owe(_ claim: String, _ number: Int64, _ fen: Int64, award: Int64) {
        var owed = AwardOwed()
        (owed.round, owed.of, owed.number, owed.fen, owed.awardFen) = ("r-1", of(claim), number, fen, award)
        owed.follows = follows
        write(owed, "r-1.\(claim).owed.\(number)")
    }

    private mutating func send(_ claim: String, _ fen: Int64, _ reference: String) throws {
        var sent = PaymentSent()
        (sent.payment, sent.reference, sent.round, sent.of, sent.fen) = ("p-1", reference, "r-1", of(claim), fen)
        (sent.order, sent.follows) = ("o-1", follows)
        if let origin = follows.origin, let payer = Division(office) {
            let matter = Matter(programme: "baotou-2022", clause: "7-1", year: 2023)
            sent.entries = [
                JournalEntryRecord(try .payment(Money(fen: fen), by: payer, of: matter, from: origin))
            ]
        }
        write(sent, "\(reference).sent")
    }

    private mutating func answer(
        _ claim: String, _ fen: Int64, _ reference: String, _ outcome: PaymentAnswered.Outcome
    ) {
        var answered = PaymentAnswered()
        (answered.payment, answered.reference, answered.round, answered.of) = ("p-1", reference, "r-1", of(claim))
        (answered.fen, answered.outcome, answered.order, answered.follows) = (fen, outcome, "o-1", follows)
        write(answered, "\(reference).\(outcome.rawValue)")
    }

    /// It was too much: a part comes back, and another is set off against an award that is not paid yet.
    private mutating func callBack(_ claim: String, _ fen: Int64, _ less: Int64) {
        owe(claim, 1, 0, award: fen - less)
        var asked = RecoveryAsked()
        (asked.round, asked.of, asked.number, asked.fen, asked.reason) = ("r-1", of(claim), 1, less, "too much")
        asked.follows = follows
        write(asked, "r-1.\(claim).recovery.1")
        var paid = RecoveryPaid()
        (paid.round, paid.of, paid.fen, paid.reason) = ("r-1", of(claim), less / 2, "came in")
        (paid.order, paid.follows) = ("o-\(claim)", follows)
        if let other = unpaid.last, other.fen > less / 2 {
            paid.against = AwardName("r-1", other.claim)
            unpaid.removeLast()
        }
        write(paid, "o-\(claim).recovered.r-1.\(claim)")
    }
}
